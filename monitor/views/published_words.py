"""What published editions say, in the words of the public pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint
from flask_babel import gettext as _

from monitor.domain.age_bands import AgeBand
from monitor.domain.api_published import Outcome, PublishedParticipation
from monitor.domain.participation import Measure
from monitor.domain.schedule_words import date_in_words
from monitor.domain.schedules import Precision
from monitor.page_context import language, number, percent, spoken, word
from monitor.services.api_words import OUTCOME
from monitor.translations import catalogue
from reports.html import print_dimensions
from reports.language import Language
from reports.said import Known, Said, said

NOTHING = "–"


@dataclass(frozen=True)
class TableOfPeople:
    """The people of one activity as a table for the page: cells are text."""

    caption: str
    heads: list[tuple[str, str]]
    rows: list[list[str]]
    has_hidden: bool


def init_blueprint(blueprint: Blueprint) -> None:
    for name, function in (
        ("said_to_reader", said_to_reader),
        ("outcome", outcome),
        ("as_exact", as_exact),
        ("as_tables", as_tables),
    ):
        blueprint.add_app_template_filter(function, name)


def said_to_reader(text: str, english: Known) -> Said:
    """What a group wrote, in English where the GTG translated it and the reader reads English."""
    return said(text, english, "en") if language() == "en" else Said(text)


def outcome(value: Outcome) -> str:
    return _(OUTCOME[value])


def as_exact(day: date, precision: Precision) -> str:
    """A date as exact as it is known: «diciembre de 2021»."""
    return spoken(date_in_words(day, precision))


def as_tables(rows: Iterable[PublishedParticipation]) -> list[TableOfPeople]:
    """A table for each activity that a group counted."""
    return [
        _table(list(own))
        for _key, own in groupby(
            rows, key=lambda row: (row.group, row.activity, row.measure, row.starts_on, row.ends_on)
        )
    ]


def _table(rows: list[PublishedParticipation]) -> TableOfPeople:
    first = rows[0]
    spoken_here = Language(language(), catalogue(language()))
    enterprises = first.measure is Measure.ENTERPRISES
    heads = {
        "women": _("Lideradas por mujeres") if enterprises else _("Mujeres"),
        "men": _("Lideradas por hombres") if enterprises else _("Hombres"),
        "other": _("Liderazgo mixto") if enterprises else _("Otra identidad"),
        "not_recorded": _("Sin dato de liderazgo") if enterprises else _("Sin registro de sexo"),
        "other_or_not_recorded": _("Liderazgo mixto o sin dato") if enterprises else _("Otra identidad o sin registro"),
        "total": _("Total"),
    }
    shown = [name for name in heads if name == "total" or any(_cell(row, name) not in (NOTHING, "0") for row in rows)]
    return TableOfPeople(
        caption=f"{first.activity}. {word(first.measure)} ({first.group})",
        heads=[
            (_("Quiénes"), ""),
            *((heads[name], "number") for name in shown),
            (_("Proporción de mujeres"), "number"),
        ],
        rows=[
            [
                print_dimensions([*row.countries, *map(AgeBand, row.ages)], spoken_here),
                *(_cell(row, name) for name in shown),
                NOTHING if row.share_of_women is None else percent(row.share_of_women),
            ]
            for row in rows
        ],
        has_hidden=any(row.hidden for row in rows),
    )


def _cell(row: PublishedParticipation, name: str) -> str:
    if name in row.hidden:
        return _("oculto")
    value: int | None = getattr(row, name)
    return NOTHING if value is None else number(value)
