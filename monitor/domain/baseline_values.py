"""One cell of an earlier survey's results as the answer to a question: by option key or by what the option says.

read_cell(question, raw) -> answer          raises Unfit with what is wrong, for translation
"""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from monitor.domain.questionnaire import Option, Question, QuestionType
from monitor.domain.sentences import N_
from monitor.domain.spanish_text import fold
from monitor.domain.update_sheet_reading import FORMULA, Percentage, RawValue, Unreadable
from monitor.domain.update_sheet_values import plain

MESSAGES = {
    "formula": N_("Aquí hay una fórmula. Escriba el valor, sin el signo «=»."),
    "unreadable": N_("Esta celda no se puede leer. Escriba el valor como texto o número."),
    "whole": N_("Escriba un número entero, sin decimales."),
    "number": N_("Escriba un número."),
    "day": N_("Escriba una fecha que exista: 2021-08-31 o 31/8/2021."),
    "option": N_("«%(word)s» no es una opción de esta pregunta, ni por su clave ni por su texto."),
    "two_options": N_("«%(word)s» es el texto de más de una opción. Escriba la clave."),
    "yes_or_no": N_("Escriba 1 si se eligió esta opción y 0 si no, o deje la celda vacía."),
    "text": N_("Esta celda tiene formato de fecha, porcentaje o verdadero/falso. Escriba texto."),
    "not_brought": N_("Esta pregunta no lleva una respuesta que se pueda traer."),
}
_BETWEEN = re.compile(r"[;|\n]")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,9})?")
_YES, _NO = frozenset({"1", "x", "si", "yes", "true"}), frozenset({"0", "no", "false"})


class Unfit(Exception):
    """The cell is no answer to its question; `message` is one of MESSAGES."""

    def __init__(self, name: str, word: str = "") -> None:
        super().__init__(name)
        self.message, self.word = MESSAGES[name], word


def read_cell(question: Question, raw: RawValue) -> Any:
    """The answer, as monitor.domain.answers keeps it; of a grid or matrix that of one cell. None where it is empty."""
    if isinstance(raw, Unreadable):
        raise Unfit("formula" if raw == FORMULA else "unreadable")
    kind = question.type
    if kind is QuestionType.DATE:
        return _day(raw)
    if kind in (QuestionType.INTEGER, QuestionType.GRID):
        return _whole(raw)
    if kind is QuestionType.DECIMAL:
        return _number(raw)
    if kind is QuestionType.MULTIPLE:
        return several(question, raw)
    if kind.is_text:
        return text_of(raw) or None
    if kind in (QuestionType.NOTE, QuestionType.FILE):
        raise Unfit("not_brought")
    text = text_of(raw)
    return _option(question.options, text).key if text else None


def several(question: Question, raw: RawValue) -> list[str] | None:
    """The options of a multiple choice in one cell: keys parted by spaces, or keys and texts parted by `;` or lines."""
    text = text_of(raw)
    keys = {option.key for option in question.options}
    words = text.split() if set(text.split()) <= keys else [each.strip() for each in _BETWEEN.split(text)]
    chosen = {_option(question.options, word).key for word in words if word}
    return [option.key for option in question.options if option.key in chosen] or None


def chosen(raw: RawValue) -> bool:
    """Whether an option with a column of its own was chosen."""
    if isinstance(raw, Unreadable):
        raise Unfit("formula" if raw == FORMULA else "unreadable")
    word = fold(text_of("1" if raw is True else "0" if raw is False else raw))
    if word not in _YES | _NO | {""}:
        raise Unfit("yes_or_no", word)
    return word in _YES


def _option(options: Iterable[Option], word: str) -> Option:
    listed = list(options)
    found = [option for option in listed if option.key == word]
    if not found:
        plain_word = " ".join(fold(word).split())
        found = [
            option
            for option in listed
            if fold(option.key) == plain_word
            or any(" ".join(fold(text).split()) == plain_word for text in option.labels.values())
        ]
    if len(found) != 1:
        raise Unfit("two_options" if found else "option", word[:80])
    return found[0]


def text_of(raw: RawValue) -> str:
    if isinstance(raw, bool | date | Percentage | Unreadable):
        raise Unfit("text", str(raw)[:80])
    if isinstance(raw, float) and math.isfinite(raw) and raw == int(raw) and abs(raw) < 10**15:
        return str(int(raw))
    return plain(str(raw))


def _whole(raw: RawValue) -> int | None:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if not math.isfinite(raw) or raw != int(raw) or abs(raw) >= 10**12:
            raise Unfit("whole", str(raw)[:80])
        return int(raw)
    text = plain(raw) if isinstance(raw, str) else None
    if text is None or (text and not _WHOLE.fullmatch(text)):
        raise Unfit("whole", str(raw)[:80])
    return int(text) if text else None


def _number(raw: RawValue) -> float | None:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if not math.isfinite(raw) or abs(raw) >= 10**12:
            raise Unfit("number", str(raw)[:80])
        return raw
    text = plain(raw) if isinstance(raw, str) else None
    if text is None or (text and not _NUMBER.fullmatch(text)):
        raise Unfit("number", str(raw)[:80])
    return float(text.replace(",", ".")) if text else None


def _day(raw: RawValue) -> str | None:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = plain(raw) if isinstance(raw, str) else None
    if text == "":
        return None
    try:
        match = _DAY.fullmatch(text or "")
        found = date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text or "?")
    except ValueError:
        raise Unfit("day", str(raw)[:80]) from None
    return found.isoformat()
