"""The figures and sentences of an annual report, each computed in one place from the quarters' own data."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from monitor.domain import words
from monitor.domain.updates import Status
from reports import figures
from reports.annual_data import AnnualData, QuarterEdition
from reports.annual_people import AnnualPeople, annual_people
from reports.data import Project
from reports.figures import Compliance
from reports.language import Language
from reports.milestones import Milestone
from reports.story import Story


@dataclass(frozen=True)
class ProjectLine:
    """One project over the year: what each quarter said of it, and where it stands at the end."""

    project: Project
    by_period: Mapping[str, str]
    """Period → status in words, or why there is none. A quarter without an edition is not in it."""
    status: Status | None
    """The last approved one of the year."""
    known_in: str
    """The quarter that said so; empty where none did."""


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone of the year as the last edition tells it."""

    project: Project
    milestone: Milestone
    words: str
    is_late: bool


@dataclass(frozen=True)
class Quarter:
    """One quarter with its own sentences."""

    edition: QuarterEdition
    compliance: Compliance
    story: Story


@dataclass(frozen=True)
class Annual:
    """Everything the annual report says."""

    data: AnnualData
    language: Language

    def _(self, message: str, **values: object) -> str:
        return self.language.gettext(message, **values)

    @cached_property
    def people(self) -> AnnualPeople:
        return annual_people(self.data)

    @cached_property
    def quarters(self) -> dict[str, Quarter]:
        """By period, those that were published."""
        return {
            own.period: Quarter(
                own,
                figures.compliance(figures.all_answers(own.data)),
                Story(own.data, self.people.published[own.period], self.language),
            )
            for own in self.data.quarters
        }

    @cached_property
    def overall(self) -> Compliance:
        """Updates are different things in different quarters, so they do add up."""
        return figures.compliance(answer for own in self.data.quarters for answer in figures.all_answers(own.data))

    @cached_property
    def by_group(self) -> list[tuple[str, dict[str, Compliance], Compliance]]:
        """Each group with its quarters and its year, those that owed most first."""
        quarters = {own.period: dict(figures.by_group(own.data)) for own in self.data.quarters}
        groups = {group for own in quarters.values() for group in own}
        rows = []
        for group in groups:
            own = {period: found[group] for period, found in quarters.items() if group in found}
            answers = [a for q in self.data.quarters for a in figures.all_answers(q.data) if a.group == group]
            rows.append((group, own, figures.compliance(answers)))
        return sorted(rows, key=lambda row: (-row[2].missing, -row[2].expected, row[0]))

    @cached_property
    def group_names(self) -> dict[str, str]:
        return {body.acronym: body.name for own in self.data.quarters for body in own.data.groups}

    @cached_property
    def lines(self) -> list[ProjectLine]:
        """The projects of which at least one published quarter expected an update, in the order of the plan."""
        found: dict[int, list[tuple[QuarterEdition, Project]]] = {}
        for own in self.data.quarters:
            for project in own.data.projects:
                found.setdefault(project.number, []).append((own, project))
        lines = [self._line(told) for _, told in sorted(found.items())]
        return [line for line in lines if line.by_period]

    def _line(self, told: list[tuple[QuarterEdition, Project]]) -> ProjectLine:
        status, known_in = None, ""
        said: dict[str, str] = {}
        for own, project in told:
            if not project.expected:
                continue
            if project.headline and project.headline.status:
                status, known_in = project.headline.status, own.period
                said[own.period] = self._(words.STATUS[status])
            else:
                said[own.period] = self.quarters[own.period].story.answer(project.answers[0])
        return ProjectLine(told[-1][1], said, status, known_in)

    def in_area(self, number: int) -> list[ProjectLine]:
        return [line for line in self.lines if number in line.project.areas]

    def statuses(self, number: int | None = None) -> Counter[Status | None]:
        """How many projects stand where at the year's end; of one area, or of the plan."""
        return Counter(line.status for line in (self.lines if number is None else self.in_area(number)))

    @cached_property
    def milestones(self) -> list[MilestoneLine]:
        """Due in the year, met in it, or moved out of it: as the last edition tells them."""
        first, last = date(self.data.year, 1, 1), date(self.data.year, 12, 31)
        story = self.quarters[self.data.quarters[-1].period].story
        found = []
        for project in self.data.last.projects:
            for own in project.milestones:
                days = [day for day in (own.due, own.done_on) if day]
                if any(first <= day <= last for day in days):
                    found.append(MilestoneLine(project, own, story.milestone(own), own.is_late))
        return sorted(
            found, key=lambda each: (each.milestone.due or each.milestone.done_on or last, each.project.number)
        )

    @property
    def met(self) -> int:
        return sum(each.milestone.done_on is not None for each in self.milestones)

    @property
    def moved(self) -> int:
        return sum(each.milestone.done_on is None and each.milestone.new_due is not None for each in self.milestones)

    # Sentences

    def received(self) -> str:
        """How many updates came over the year, and from how many quarters that is known."""
        return self.language.ngettext(
            "%(received)s de %(expected)s avances recibidos en %(n)s trimestre publicado.",
            "%(received)s de %(expected)s avances recibidos en %(n)s trimestres publicados.",
            len(self.data.quarters),
            received=self.language.number(self.overall.received),
            expected=self.language.number(self.overall.expected),
        )

    def missing_quarters(self) -> str:
        """The quarters that nobody published, or nothing."""
        missing = self.data.missing
        if not missing:
            return ""
        named = [self._("del %(quarter)s", quarter=self.language.quarter(period)) for period in missing]
        return self.language.ngettext(
            "Falta el informe %(names)s: no se publicó, así que este informe anual no dice nada de ese trimestre.",
            "Faltan los informes %(names)s: no se publicaron, así que este informe anual no dice nada de esos "
            "trimestres.",
            len(missing),
            names=self.language.listing(named),
        )

    def year_end(self) -> str:
        counts = self.statuses()
        return self._(
            "Al cierre: %(done)s terminados, %(running)s en curso, %(unknown)s sin estado conocido",
            done=counts[Status.COMPLETED],
            running=counts[Status.IN_PROGRESS],
            unknown=counts[None],
        )

    def share_of_women(self, period: str) -> str:
        share = self.people.published[period].whole.share_of_women
        return self.language.percent(share) if share is not None else "–"

    def shares(self) -> Iterator[tuple[str, float]]:
        for period, own in self.people.published.items():
            if own.whole.share_of_women is not None:
                yield period, own.whole.share_of_women

    def short(self, period: str) -> str:
        """`T3`, or in English `Q3`, for the head of a column."""
        return self.language.quarter_letter + period.partition("-T")[2]
