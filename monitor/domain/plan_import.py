"""What is understood of a plan's document with the choices made so far, and what is still to be asked.

The functions that load a reviewed plan do the understanding; here nothing is refused, it is asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.domain.participation_areas import proposed_areas
from monitor.domain.plan_cells import cell_markup
from monitor.domain.plan_choices import Choices, RowChoice
from monitor.domain.plan_decisions import Decisions, PlanFacts, RowResponsible, RowSchedule, RowTitle
from monitor.domain.plan_document import Area, PlanDocument, PlanRow
from monitor.domain.plan_import_names import KnownBody, NameQuestion, Names, questions_of, settle_names
from monitor.domain.plan_import_rows import Asked, Question, RowReading, SettledRow, read_row
from monitor.domain.plan_names import known_names
from monitor.domain.plan_problems import Problem
from monitor.domain.plan_tables import PlanSource
from monitor.domain.portfolio import assemble_portfolio
from monitor.domain.portfolio_data import Portfolio
from monitor.domain.responsible_groups import Body
from monitor.domain.sentences import Sentence
from monitor.domain.spanish_text import fold


@dataclass(frozen=True)
class PlanReading:
    """The whole document with the choices made, and what is left to ask."""

    source: PlanSource
    choices: Choices
    names: Names
    rows: tuple[RowReading, ...]
    name_questions: tuple[NameQuestion, ...]
    bodies: tuple[Body, ...]
    areas: tuple[Area, ...]
    problems: tuple[Problem, ...]
    """Those of the document as a whole: to be read, not answered."""

    @property
    def kept(self) -> tuple[RowReading, ...]:
        return tuple(row for row in self.rows if not row.choice.left_out)

    @property
    def open_rows(self) -> tuple[RowReading, ...]:
        return tuple(row for row in self.rows if not row.is_settled)

    @property
    def unnamed_areas(self) -> tuple[int, ...]:
        named = {area.number for area in self.areas}
        return tuple(sorted({row.row.area for row in self.kept if row.row.area is not None} - named))

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to ask of the rows, names and areas."""
        return bool(self.kept) and not (self.open_rows or self.name_questions or self.unnamed_areas)

    @property
    def participation_areas(self) -> tuple[int, ...]:
        """Those chosen; else those that speak of the people reached."""
        chosen = self.choices.participation
        return proposed_areas(self.areas) if chosen is None else chosen

    def row(self, number: int) -> RowReading | None:
        return next((row for row in self.rows if row.number == number), None)


def read_plan(
    source: PlanSource,
    choices: Choices,
    known: Sequence[KnownBody],
    settled: Mapping[int, SettledRow] | None = None,
) -> PlanReading:
    """Understand the document as far as the choices allow. `settled`: rows that the plan in use has word for word."""
    settled = settled or {}
    names = settle_names(source, choices, known)
    nothing = Decisions(_NO_FACTS, names.bodies, names.aliases, (), (), ())
    book, bodies, problems = known_names(_EMPTY, nothing)
    years = plan_years(source, choices)
    nobody = [written for written, choice in choices.names.items() if choice.is_nobody]
    rows = [
        read_row(
            row,
            _with_known_twin(row.number, choices.row(row.number), settled),
            book,
            years=years,
            nobody=nobody,
            settled=settled.get(row.number),
        )
        for row in source.rows
    ]
    unknown = [(row.number, name) for row in rows for name in row.unknown_names]
    areas = {area.number: area for area in source.areas}
    areas |= {number: Area(number, name, ()) for number, name in choices.areas.items() if number not in areas}
    return PlanReading(
        source=source,
        choices=choices,
        names=names,
        rows=tuple(_with_twins(rows)),
        name_questions=tuple(questions_of(names, unknown, known, bodies)),
        bodies=bodies,
        areas=tuple(areas[number] for number in sorted(areas)),
        problems=tuple([problem for problem in source.problems if problem.row is None] + problems),
    )


_YEARS = re.compile(r"\b((?:19|20)[0-9]{2})\s*(?:-|a|al|y|/)\s*((?:19|20)[0-9]{2})\b")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_NO_FACTS = PlanFacts("", "", "", date(2000, 1, 1), date(2000, 12, 31), "UTC")
"""Names are settled before it is known what plan this is."""
_EMPTY = PlanDocument("", 0, (), (), (), 0)


def plan_years(source: PlanSource, choices: Choices) -> tuple[int, ...]:
    """The plan's years: as chosen, as its heading says, or as its schedules name them."""
    if choices.plan is not None:
        return tuple(range(choices.plan.start.year, choices.plan.end.year + 1))
    match = _YEARS.search(fold(source.heading))
    said = [int(year) for row in source.rows for year in _YEAR.findall(row.schedule)]
    first, last = map(int, match.groups()) if match else (min(said, default=0), max(said, default=0))
    return tuple(range(first, last + 1)) if 0 < first <= last < first + 30 else ()


def _with_known_twin(number: int, choice: RowChoice, settled: Mapping[int, SettledRow]) -> RowChoice:
    """In the plan in use it is known already whether two rows are one project."""
    mine = settled.get(number)
    if mine is None or choice.apart is not None:
        return choice
    earlier = {each.project for row, each in settled.items() if row < number}
    return replace(choice, apart=mine.project not in earlier)


def _with_twins(rows: Sequence[RowReading]) -> list[RowReading]:
    """Each row with the earlier one that has the same activity, and what is to be asked about the two."""
    first: dict[str, RowReading] = {}
    readings: list[RowReading] = []
    for row in rows:
        activity = fold(" ".join(row.row.activity.split()))
        twin = None if row.choice.left_out or not activity else first.get(activity)
        if twin is not None:
            reading = _beside(row, twin)
        else:
            reading = row
            if activity and not row.choice.left_out:
                first[activity] = row
        readings.append(reading)
    return readings


def _beside(row: RowReading, twin: RowReading) -> RowReading:
    same_area = row.row.area is not None and row.row.area == twin.row.area
    row = replace(row, twin=twin.number, same_area=same_area)
    if row.choice.apart is True:
        return row
    if row.choice.apart is False and not same_area:
        # One project: its dates and groups are asked about once, at the first of its rows.
        questions = tuple(each for each in row.questions if each.about in (Asked.AREA, Asked.WORDS))
        problems = tuple(each for each in row.name_problems if each.unknown)
        return replace(
            row,
            questions=questions,
            name_problems=problems,
            responsible=twin.responsible,
            schedule=twin.schedule,
        )
    if same_area:
        why = Sentence("Repite la línea %(row)s dentro de la misma área.", row=twin.number)
    elif _says_the_same(row, twin):
        why = Sentence("Dice lo mismo que la línea %(row)s, bajo otra área.", row=twin.number)
    else:
        why = Sentence("Tiene la misma actividad que la línea %(row)s, con otras fechas o grupos.", row=twin.number)
    return replace(row, questions=(Question(Asked.TWIN, why), *row.questions))


def _says_the_same(one: RowReading, other: RowReading) -> bool:
    def said(reading: RowReading) -> object:
        read = reading.schedule
        dates = (replace(read.schedule, verbatim=""), read.milestones) if read else None
        return dates, replace(reading.responsible, notes=())

    if one.schedule is None or other.schedule is None:
        return fold(one.row.schedule) == fold(other.row.schedule) and one.responsible == other.responsible
    return said(one) == said(other)


def portfolio_of_reading(reading: PlanReading, facts: PlanFacts) -> Portfolio:
    """The portfolio that the document and the choices make. Raises PlanDocumentError while something is unsettled."""
    rows = []
    schedules = []
    responsibles = []
    for each in reading.kept:
        row = each.row
        rows.append(
            PlanRow(row.number, row.area or 0, row.responsible, row.activity, cell_markup(row.activity), row.schedule)
        )
        if each.schedule is not None and not each.asks(Asked.DATES):
            schedules.append(RowSchedule(row.number, row.schedule, "", each.schedule))
        keys = (tuple(body.key for body in part) for part in _roles(each))
        responsibles.append(RowResponsible(row.number, *keys))
    document = PlanDocument(
        heading=reading.source.heading,
        row_count=max((row.number for row in rows), default=0),
        rows=tuple(rows),
        areas=reading.areas,
        abbreviations=(),
        stated_total=len(rows),
    )
    decisions = Decisions(
        replace(facts, heading=reading.source.heading),
        reading.names.bodies,
        reading.names.aliases,
        tuple(
            RowTitle(each.number, each.row.activity, each.choice.title) for each in reading.kept if each.choice.title
        ),
        (),
        (),
        schedules=tuple(schedules),
        responsibles=tuple(responsibles),
        apart=frozenset(each.number for each in reading.kept if each.choice.apart and each.twin),
    )
    return assemble_portfolio(document, decisions)


def _roles(reading: RowReading) -> tuple[Sequence[Body], Sequence[Body], Sequence[Body]]:
    responsible = reading.responsible
    return responsible.leads, responsible.supports, responsible.allies
