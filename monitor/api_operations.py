"""The operations of the read API and the document about them: one definition makes the route, the checks and the words.

    @answers("/plans/{plan}/periods", returns=shapes.Period, listed=True, summary="…", parameters=(PERIOD,))
    def periods(asked: Asked, plan: str) -> Part[shapes.Period]: …

What a view gives is frozen dataclasses; their JSON and their schema are both made of the same type hints.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.domain.api_scopes import ApiScope
from monitor.domain.json_schema import Schema, page_of, schema_of

VERSION = "1.0"
"""Raised by a half for what is added; what goes or changes its meaning makes a /api/v2."""
ROOT = "/api/v1"
MOST_ON_A_PAGE, USUAL_ON_A_PAGE = 500, 100
LARGEST_ID = 2_147_483_647
KEY = "key"


class WrongParameter(ValueError):
    """A value in the address is not what the document says."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Parameter:
    """A value in the address."""

    name: str
    words: str
    schema: Mapping[str, Any]

    def read(self, text: str) -> str | int:
        """Raises WrongParameter."""
        schema = self.schema
        if schema["type"] == "integer":
            if not re.fullmatch(r"\d{1,18}", text) or not schema["minimum"] <= int(text) <= schema["maximum"]:
                raise WrongParameter(self.name)
            return int(text)
        if len(text) > schema["maxLength"] or not re.search(schema["pattern"], text):
            raise WrongParameter(self.name)
        return text


def _text(pattern: str, longest: int) -> Schema:
    return {"type": "string", "pattern": pattern, "maxLength": longest}


def _number(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


IN_PATH = {
    "plan": Parameter("plan", "Key of the plan.", _text("^[a-z0-9-]+$", 100)),
    "number": Parameter("number", "Number of the project.", _number(1, LARGEST_ID)),
    "results": Parameter("results", "Number of the published results.", _number(1, LARGEST_ID)),
}
PERIOD = Parameter("period", "Only of this period: `2021-T3`.", _text("^[0-9]{4}-T[1-4]$", 7))
EDITION = Parameter(
    "edition", "Of the editions with this number, and not of the last ones: `1.0`.", _text(r"^[0-9]+\.[0-9]+$", 9)
)
PROJECT = Parameter("project", "Only of this project.", _number(1, LARGEST_ID))
GROUP = Parameter("group", "Only of this group, by its acronym.", _text("^[^\\x00-\\x1f]+$", 100))
LIMIT = Parameter("limit", "How many on a page.", _number(1, MOST_ON_A_PAGE) | {"default": USUAL_ON_A_PAGE})
CURSOR = Parameter(
    "cursor",
    "Where the page begins: take it from `next`. What comes to be while you read stands on the last pages.",
    _text("^[0-9]{1,18}$", 18),
)


class Asked:
    """The values of one call, read and checked."""

    def __init__(self, values: Mapping[str, str | int], scopes: frozenset[ApiScope]) -> None:
        self._values, self.scopes = values, scopes

    def text(self, parameter: Parameter) -> str:
        return str(self._values.get(parameter.name, ""))

    def number(self, parameter: Parameter) -> int | None:
        value = self._values.get(parameter.name)
        return None if value is None else int(value)

    @property
    def limit(self) -> int:
        return self.number(LIMIT) or USUAL_ON_A_PAGE

    @property
    def after(self) -> int:
        return int(self.text(CURSOR) or 0)

    @property
    def after_id(self) -> int:
        """The same for what is numbered by the database, which takes no larger number."""
        return min(self.after, LARGEST_ID)

    def opens(self, scope: ApiScope) -> bool:
        return scope in self.scopes


@dataclass(frozen=True)
class Operation:
    """One thing that can be read. `name` is also that of its view."""

    name: str
    path: str
    returns: type[Any]
    summary: str
    listed: bool
    parameters: tuple[Parameter, ...]
    scope: ApiScope | None

    @property
    def in_path(self) -> list[Parameter]:
        return [IN_PATH[name] for name in re.findall(r"\{(\w+)\}", self.path)]

    @property
    def in_query(self) -> tuple[Parameter, ...]:
        return (*self.parameters, LIMIT, CURSOR) if self.listed else self.parameters

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        path = self.path
        for each in self.in_path:
            kind = f"int(min=1, max={LARGEST_ID}):" if each.schema["type"] == "integer" else ""
            path = path.replace(f"{{{each.name}}}", f"<{kind}{each.name}>")
        return path

    def read(self, given: Mapping[str, str]) -> dict[str, str | int]:
        """The values of the query; what the operation does not know is left alone. Raises WrongParameter."""
        return {each.name: each.read(given[each.name]) for each in self.in_query if each.name in given}


OPERATIONS: list[Operation] = []

View = Callable[..., Any]


def operation(
    path: str,
    view: View,
    *,
    returns: type[Any],
    summary: str,
    listed: bool,
    parameters: tuple[Parameter, ...],
    scope: ApiScope | None,
) -> Operation:
    made = Operation(view.__name__, path, returns, summary, listed, parameters, scope)
    OPERATIONS.append(made)
    return made


PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people, in the language of Accept-Language."},
        "parameter": {"type": "string", "description": "Which value of the address is wrong, if one is."},
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
DESCRIPTION = """\
What the Pacific Alliance's plan for women's economic autonomy says and what became of it, quarter by quarter.

Without a key it answers what is public: the plan as it was published, and what published editions say. Figures of few
people are hidden there (`hidden`). A key, made by the coordinating group, opens approved updates before they are
published (`updates`) and the real counts of people (`participation`); send it as `Authorization: Bearer …`.

Lists come in pages: follow `next` until it is null. Every answer has an ETag: send it back as If-None-Match and get 304
while nothing changed. Errors are application/problem+json. Worked examples are in docs/api.md.
"""


def document() -> dict[str, Any]:
    """OpenAPI 3.1. The same everywhere, whatever the address of the product."""
    known: dict[str, Schema] = {"Problem": PROBLEM}
    paths = {each.path: {"get": _described(each, known)} for each in OPERATIONS}
    return {
        "openapi": "3.1.0",
        "info": {"title": "HRAEM Monitor", "version": VERSION, "description": DESCRIPTION},
        "servers": [{"url": ROOT}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(known.items())),
            "securitySchemes": {KEY: {"type": "http", "scheme": "bearer", "description": "A key made by the GTG."}},
            "headers": {name: {"schema": {"type": "string"}, "description": words} for name, words in HEADERS.items()},
        },
    }


HEADERS = {
    "ETag": "Changes when the answer does.",
    "RateLimit": "How many calls are left, and for how many seconds.",
    "RateLimit-Policy": "How many calls there are in how many seconds.",
    "Retry-After": "In how many seconds to call again.",
}
REFUSALS = {
    "400": "A value of the address is not what this document says.",
    "401": "The key is missing where one is needed, or does not work.",
    "403": "The key does not open this.",
    "404": "There is no such thing, or it is not public.",
    "429": "Too many calls for now.",
}


def _described(own: Operation, known: dict[str, Schema]) -> dict[str, Any]:
    schema = page_of(own.returns, known) if own.listed else schema_of(own.returns, known)
    refused = ["401", "429"]
    refused += ["400"] if own.in_query else []
    refused += ["404"] if own.in_path else []
    refused += ["403"] if own.scope else []
    answers: dict[str, Any] = {
        "200": {
            "description": own.summary,
            "headers": {name: _header(name) for name in ("ETag", "RateLimit", "RateLimit-Policy")},
            "content": {"application/json": {"schema": schema}},
        },
        "304": {"description": "Nothing changed since the answer with the ETag of If-None-Match."},
    }
    for code in sorted(refused):
        answers[code] = {
            "description": REFUSALS[code],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    answers["429"]["headers"] = {"Retry-After": _header("Retry-After")}
    return {
        "operationId": own.name,
        "summary": own.summary,
        "security": [{KEY: [own.scope.value]}] if own.scope else [{}, {KEY: []}],
        "parameters": [
            {"name": each.name, "in": place, "required": place == "path", "description": each.words}
            | {"schema": dict(each.schema)}
            for place, parameters in (("path", own.in_path), ("query", own.in_query))
            for each in parameters
        ],
        "responses": answers,
    }


def _header(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
