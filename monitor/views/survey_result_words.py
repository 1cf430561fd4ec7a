"""How the survey's results are said on a page: words in the reader's language, points, signed changes."""

from collections.abc import Callable, Mapping

from babel.numbers import format_decimal
from flask import Blueprint
from flask_babel import get_locale
from flask_babel import gettext as _

from monitor.domain import survey_indices
from monitor.domain.open_answers import UNREAD, VISIBILITY, Visibility
from monitor.domain.participation import Country
from monitor.domain.question_differences import DIFFERENCE, Difference
from monitor.domain.questionnaire import Questionnaire, words
from monitor.domain.responsible_groups import GroupKind
from monitor.domain.sentences import N_
from monitor.domain.words import COUNTRY
from monitor.page_context import language

KINDS = {
    GroupKind.TECHNICAL_GROUP: N_("Grupos técnicos"),
    GroupKind.SUBCOMMITTEE: N_("Subcomités"),
    GroupKind.COMMITTEE: N_("Comités"),
    GroupKind.FUND: N_("Fondos"),
    GroupKind.COORDINATION: N_("Coordinaciones"),
    GroupKind.COLLECTIVE: N_("Conjuntos de grupos"),
}
WHOLE = {
    survey_indices.OVERALL: N_("Índice de incorporación del enfoque de género (IITG)"),
}


def survey_text(texts: Mapping[str, str]) -> str:
    """Words of a questionnaire in the reader's language, else in the one it is written in."""
    return words(texts, language())


def points(value: float) -> str:
    """52.758 → 52,8"""
    return format_decimal(survey_indices.rounded(value), format="0.0", locale=get_locale())


def two_decimals(value: float) -> str:
    return format_decimal(survey_indices.rounded(value, 2), format="0.00", locale=get_locale())


def signed(value: float) -> str:
    """4.26 → +4,3; what is nothing in print has no sign."""
    shown = survey_indices.rounded(value)
    text = format_decimal(abs(shown), format="0.0", locale=get_locale())
    return text if shown == 0 else f"+{text}" if shown > 0 else f"−{text}"


def band_word(value: float) -> str:
    return _(survey_indices.BAND[survey_indices.band(value)])


def kind_word(kind: GroupKind | str) -> str:
    return _(KINDS[GroupKind(kind)])


def country_word(country: Country | str) -> str:
    return _(COUNTRY[Country(country)])


def difference_word(difference: Difference) -> str:
    return _(DIFFERENCE[difference])


def visibility_word(visibility: Visibility | None) -> str:
    return _(VISIBILITY[visibility] if visibility else UNREAD)


def index_word(key: str, questionnaire: Questionnaire) -> str:
    """What an index is called: its own words, with its key."""
    if key in WHOLE:
        return _(WHOLE[key])
    found = next((index for index in questionnaire.indices if index.key == key), None)
    return f"{survey_text(found.labels)} ({key})" if found else key


FILTERS: dict[str, Callable[..., str]] = {
    "survey_text": survey_text,
    "points": points,
    "two_decimals": two_decimals,
    "signed": signed,
    "band_word": band_word,
    "kind_word": kind_word,
    "country_word": country_word,
    "difference_word": difference_word,
    "visibility_word": visibility_word,
    "index_word": index_word,
}


def add_to(blueprint: Blueprint) -> None:
    for name, function in FILTERS.items():
        blueprint.add_app_template_filter(function, name)
