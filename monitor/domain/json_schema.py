"""JSON Schema (2020-12) of frozen dataclasses, led by their type hints: what is answered and what is promised are one.

    schema_of(kind, known) -> schema        a reference; the dataclass itself, and those inside, go into `known`

A field's words are the text beside its type: `name: Annotated[str, "What it is called."]`. Every field is always there,
so that programs which read tables find the same columns in every row.
"""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

Schema = dict[str, Any]
SIMPLE: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}
REFERENCE = "#/components/schemas/"


def schema_of(kind: Any, known: dict[str, Schema]) -> Schema:
    """Raises TypeError for a type that has no form in JSON here."""
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *words = get_args(kind)
        return schema_of(inner, known) | {"description": next(word for word in words if isinstance(word, str))}
    if origin in (Union, UnionType):
        options = [option for option in get_args(kind) if option is not type(None)]
        return {"anyOf": [*(schema_of(option, known) for option in options), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0], known)}
    if is_dataclass(kind) and isinstance(kind, type):
        return _reference(kind, known)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [member.value for member in kind]}
    if kind in SIMPLE:
        return dict(SIMPLE[kind])
    raise TypeError(f"no JSON Schema for {kind!r}")


def _reference(kind: type[Any], known: dict[str, Schema]) -> Schema:
    if kind.__name__ not in known:
        known[kind.__name__] = {}  # so that a type inside itself ends
        hints = get_type_hints(kind, include_extras=True)
        names = [field.name for field in fields(kind)]
        known[kind.__name__] = {
            "type": "object",
            "description": (kind.__doc__ or "").strip(),
            "properties": {name: schema_of(hints[name], known) for name in names},
            "required": names,
            "additionalProperties": False,
        }
    return {"$ref": REFERENCE + kind.__name__}


def page_of(kind: type[Any], known: dict[str, Schema]) -> Schema:
    """A page of a list: some of its things, and the address of the next page."""
    name = f"{kind.__name__}Page"
    known[name] = {
        "type": "object",
        "description": f"A page of {kind.__name__}.",
        "properties": {
            "items": {"type": "array", "items": schema_of(kind, known)},
            "next": {
                "anyOf": [{"type": "string", "format": "uri"}, {"type": "null"}],
                "description": "Address of the next page; null on the last.",
            },
        },
        "required": ["items", "next"],
        "additionalProperties": False,
    }
    return {"$ref": REFERENCE + name}
