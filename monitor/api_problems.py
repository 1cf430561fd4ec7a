"""Errors of the read API as RFC 9457 describes them: for programs, with a sentence for people."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from flask import Response, request
from flask_babel import gettext as _

from monitor.api_operations import ROOT
from monitor.page_context import speak
from monitor.translations import DEFAULT, LANGUAGES

JSON = "application/problem+json"


def is_api() -> bool:
    return request.path == ROOT or request.path.startswith(f"{ROOT}/")


def speak_as_asked() -> None:
    """In the language that the program asks for; nothing of the API looks at cookies."""
    speak(request.accept_languages.best_match(LANGUAGES, DEFAULT))


def problem(status: int, detail: str, *, parameter: str = "") -> Response:
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if parameter:
        told["parameter"] = parameter
    answer = Response(json.dumps(told, ensure_ascii=False), status, content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def problem_of(status: int, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """For what the machine or Flask itself refuses; of Flask's headers the one that says what is allowed stays."""
    speak_as_asked()
    detail = {
        404: _("No hay nada en esa dirección, o todavía no es público."),
        405: _("Aquí solo se lee: use GET."),
        503: _("En este momento no podemos leer los datos. Vuelva a intentarlo en un minuto."),
        500: _("Algo falló de nuestro lado. Vuelva a intentarlo más tarde."),
    }.get(status, _("No se puede hacer."))
    answer = problem(status, detail)
    answer.headers.extend(header for header in headers if header[0] == "Allow")
    return answer
