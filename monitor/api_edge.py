"""Where the read API meets the web: who asks, how often, and how an answer is sent.

Nothing here looks at cookies: a call is what its address and its key say. Calls are counted in a transaction of their
own, so that reading writes nothing of what is read.
"""

import json
import logging
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from monitor.access import public, with_key
from monitor.api_operations import Asked, Operation, Parameter, WrongParameter, operation
from monitor.api_problems import problem, problem_of, speak_as_asked
from monitor.clock import now
from monitor.db import apart, db
from monitor.domain.api_scopes import ApiScope
from monitor.models import ApiToken
from monitor.page_context import spoken
from monitor.services import api_tokens
from monitor.services.api_portfolio import Part
from monitor.services.api_tokens import Allowance, TooManyCalls
from monitor.settings import settings
from reports.codec import to_plain

log = logging.getLogger(__name__)

View = Callable[..., Any]


def watch(blueprint: Blueprint) -> None:
    """Every call of the blueprint comes with a key that works or without any, and is counted."""

    @blueprint.before_request
    def ask_who() -> Response | None:
        speak_as_asked()
        secret = _secret()
        g.api_token = api_tokens.find(db.session, secret, now=now()) if secret else None
        try:
            g.api_allowance = _count(g.api_token)
        except TooManyCalls as error:
            answer = problem(429, spoken(error.sentence))
            answer.headers["Retry-After"] = str(error.allowance.seconds)
            return _limits(answer, error.allowance)
        if secret is not None and g.api_token is None:
            return problem(401, _("La clave no funciona: se anuló, venció o no está completa."))
        return None

    @blueprint.after_request
    def tell_limits(answer: Response) -> Response:
        answer.vary.update(("Authorization", "Accept-Language"))
        allowance = g.get("api_allowance")
        return _limits(answer, allowance) if allowance else answer


def _secret() -> str | None:
    """The key that was sent, an empty one for anything else in its place; None where nothing was."""
    given = request.headers.get("Authorization")
    if given is None:
        return None
    kind, _space, secret = given.partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def _count(token: ApiToken | None) -> Allowance | None:
    try:
        with apart() as counting:
            return api_tokens.count(counting, token=token, network=request.remote_addr or "", now=now())
    except OperationalError:
        # A database busy with something long: who reads need not wait for the count.
        log.warning("a call of the API could not be counted", exc_info=True)
        return None


def _limits(answer: Response, allowance: Allowance) -> Response:
    answer.headers["RateLimit-Policy"] = f'"calls";q={allowance.calls};w={allowance.window}'
    answer.headers["RateLimit"] = f'"calls";r={allowance.left};t={allowance.seconds}'
    return answer


def answers(
    blueprint: Blueprint,
    path: str,
    *,
    returns: type[Any],
    summary: str,
    listed: bool = False,
    parameters: tuple[Parameter, ...] = (),
    scope: ApiScope | None = None,
) -> Callable[[View], View]:
    """Make a view of frozen dataclasses an operation: route, checks, JSON, ETag and its place in the document."""

    def made_of(view: View) -> View:
        own = operation(path, view, returns=returns, summary=summary, listed=listed, parameters=parameters, scope=scope)

        @wraps(view)
        def answer(**in_path: Any) -> Response:
            token: ApiToken | None = g.api_token
            if own.scope and token is None:
                return problem(401, _("Para leer esto hace falta una clave del GTG."))
            if own.scope and token is not None and not token.opens(own.scope):
                return problem(403, _("Esta clave no abre esto. Pida una al GTG."))
            try:
                for each in own.in_path:
                    each.read(str(in_path[each.name]))
            except WrongParameter:
                return problem_of(404)
            try:
                values = own.read(request.args)
            except WrongParameter as error:
                return problem(
                    400,
                    _("El valor de «%(name)s» no es como dice el documento de la API.", name=error.name),
                    parameter=error.name,
                )
            scopes = frozenset(each for each in ApiScope if token is not None and token.opens(each))
            return send(_plain(view(Asked(values, scopes), **in_path), own))

        blueprint.get(own.rule)(with_key(answer) if own.scope else public(answer))
        return answer

    return made_of


def _plain(found: Any, own: Operation) -> Any:
    if not own.listed:
        return to_plain(found)
    part = found if isinstance(found, Part) else Part(found)
    return {"items": [to_plain(item) for item in part.items], "next": _next(part)}


def _next(part: Part[Any]) -> str | None:
    if part.next_after is None:
        return None
    query = urlencode(request.args.to_dict() | {"cursor": str(part.next_after)})
    return f"{settings().base_url}{request.path}?{query}"


def send(plain: Any) -> Response:
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    answer = Response(body, content_type="application/json")
    answer.set_etag(sha256(body).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache" if g.api_token else "public, max-age=60"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag, RateLimit, RateLimit-Policy, Retry-After"
    answer.make_conditional(request)
    return answer
