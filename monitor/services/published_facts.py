"""What published editions say, row by row: nothing else is public of what became of projects.

    facts_of(session, edition) -> Facts              of one edition, read from its snapshot and kept in the process
    last_editions(session, plan) -> list[Edition]    the one that counts of each period, the earliest period first

A snapshot holds the counts that the report hides. Only `Facts` leaves this module: every figure in it went through
`reports.people_tables.publish`, as in the report itself, and a percentage has no more places than there.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.age_bands import AgeBand
from monitor.domain.api_published import (
    FigureOf,
    Outcome,
    PublishedAnswer,
    PublishedFigure,
    PublishedMilestone,
    PublishedParticipation,
    PublishedStatus,
)
from monitor.domain.co_leads import AnswerKind
from monitor.domain.participation import Country
from monitor.domain.updates import State
from monitor.models import Edition, Period, Plan
from reports import figures
from reports.data import Answer, Project, ReportData, from_json
from reports.open_data import printed_share
from reports.people_rows import Column, Dimension, PeopleRow
from reports.people_tables import PublishedPeople, publish
from reports.said import Known, known_in

OUTCOMES = {
    State.NOT_STARTED: Outcome.MISSING,
    State.DRAFT: Outcome.MISSING,  # what a group has in its drawer is nobody else's business
    State.SUBMITTED: Outcome.IN_REVIEW,
    State.RETURNED: Outcome.IN_CORRECTION,
    State.APPROVED: Outcome.APPROVED,
    State.WAIVED: Outcome.WAIVED,
}
MOST_KEPT = 40
"""Ten years of one plan."""


@dataclass(frozen=True)
class Facts:
    """All that one edition says of projects and people, in the order of the report."""

    statuses: tuple[PublishedStatus, ...]
    milestones: tuple[PublishedMilestone, ...]
    participation: tuple[PublishedParticipation, ...]
    figures: tuple[PublishedFigure, ...]
    english: Known
    """Texts that the GTG translated for this edition; ask `reports.said.said`."""


_kept: OrderedDict[tuple[str, str], Facts] = OrderedDict()
_lock = Lock()


def facts_of(session: Session, edition: Edition, plan: Plan) -> Facts:
    key = (plan.key, edition.snapshot_sha256)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    snapshot = session.scalars(select(Edition.snapshot).where(Edition.id == edition.id)).one()
    made = _Reader(plan.key, edition.number, from_json(snapshot)).facts()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def last_editions(session: Session, plan: Plan) -> list[Edition]:
    """The last edition of each period, without snapshots and bytes."""
    query = (
        select(Edition)
        .join(Edition.period)
        .where(Period.plan_id == plan.id)
        .options(joinedload(Edition.period), selectinload(Edition.files))
        .order_by(Period.starts_on, Edition.id)
    )
    return list({edition.period_id: edition for edition in session.scalars(query)}.values())


class _Reader:
    """Turns one snapshot into rows. It is thrown away with the figures that are not published."""

    def __init__(self, plan: str, number: str, data: ReportData) -> None:
        self.data = data
        self.people: PublishedPeople = publish(data)
        self.where: dict[str, Any] = {"plan": plan, "period": data.period, "edition": number}

    def facts(self) -> Facts:
        return Facts(
            statuses=tuple(self._status(project) for project in self.data.projects),
            milestones=tuple(row for project in self.data.projects for row in self._milestones(project)),
            participation=tuple(self._participation()),
            figures=tuple(self._figures()),
            english=known_in("en", self.data.translations),
        )

    def _status(self, project: Project) -> PublishedStatus:
        told = project.headline
        return PublishedStatus(
            **self.where,
            project=project.number,
            expected=project.expected,
            why_not_expected=project.why_not_expected.value if project.why_not_expected else None,
            starts_on=project.start,
            ends_on=project.end,
            start_precision=project.start_precision,
            end_precision=project.end_precision,
            status=told.status if told else None,
            percent_done=told.percent_done if told else None,
            punctuality=told.punctuality if told else None,
            delay_reason=told.delay_reason if told else None,
            delay_words=told.delay_words if told else "",
            nothing_to_report=bool(told and told.nothing_to_report),
            nothing_reason=told.nothing_reason if told else "",
            achieved=told.achieved if told else "",
            obstacles=told.obstacles if told else "",
            next_steps=told.next_steps if told else "",
            womens_role=told.womens_role if told else "",
            answers=tuple(_answer(answer, coordinates=place == 0) for place, answer in enumerate(project.answers)),
        )

    def _milestones(self, project: Project) -> list[PublishedMilestone]:
        return [
            PublishedMilestone(
                **self.where,
                project=project.number,
                milestone=each.name,
                due=each.due,
                due_precision=each.precision,
                done_on=each.done_on,
                new_due=each.new_due,
                new_precision=each.new_precision,
                reason=each.reason,
                is_late=each.is_late,
            )
            for each in project.milestones
        ]

    def _participation(self) -> list[PublishedParticipation]:
        return [
            PublishedParticipation(
                **self.where,
                **_people(row),
                project=project,
                group=group,
                activity=table.record.activity,
                measure=table.record.measure,
                starts_on=table.record.starts_on,
                ends_on=table.record.ends_on,
                countries=tuple(each for each in row.dimensions if isinstance(each, Country)),
                ages=tuple(str(each) for each in row.dimensions if isinstance(each, AgeBand)),
            )
            for (project, group), tables in self.people.tables.items()
            for table in tables
            for row in table.rows
        ]

    def _figures(self) -> list[PublishedFigure]:
        data, people = self.data, self.people
        rows = [self._of_projects(FigureOf.PLAN, "", list(data.projects), people.whole)]
        for area in data.areas:
            own = figures.in_area(data, area.number)
            rows.append(self._of_projects(FigureOf.AREA, str(area.number), own, people.areas[area.number]))
        for group, compliance in figures.by_group(data):
            counted = people.groups.get(group)
            reporting = figures.people_of_group(data, group).reporting if counted else None
            rows.append(self._figure(FigureOf.GROUP, group, counted, reporting, compliance=compliance))
        for of, spread in ((FigureOf.COUNTRY, people.countries), (FigureOf.AGE, people.ages)):
            rows += [self._figure(of, _name(each.row.dimensions), each.row, each.projects) for each in spread.rows]
        return rows

    def _of_projects(self, of: FigureOf, name: str, projects: list[Project], row: PeopleRow) -> PublishedFigure:
        own = figures.compliance(answer for project in projects for answer in project.answers)
        reporting = figures.people(projects).projects_reporting
        return self._figure(of, name, row, reporting, compliance=own, projects=len(projects))

    def _figure(
        self,
        of: FigureOf,
        name: str,
        row: PeopleRow | None,
        reporting: int | None,
        *,
        compliance: figures.Compliance | None = None,
        projects: int | None = None,
    ) -> PublishedFigure:
        return PublishedFigure(
            **self.where,
            **_people(row),
            of=of,
            name=name,
            projects=projects,
            expected=compliance.expected if compliance else None,
            received=compliance.received if compliance else None,
            on_time=compliance.on_time if compliance else None,
            approved=compliance.approved if compliance else None,
            projects_reporting=reporting,
        )


def _answer(answer: Answer, *, coordinates: bool) -> PublishedAnswer:
    told = answer.printed
    words = ""
    if told and not coordinates:
        words = told.contribution if told.kind is AnswerKind.CONTRIBUTION else told.achieved
    return PublishedAnswer(
        group=answer.group,
        coordinates=coordinates,
        outcome=OUTCOMES[answer.state],
        submitted_on=answer.submitted_on,
        on_time=answer.on_time,
        waived_reason=answer.waived_reason,
        kind=told.kind if told else None,
        text=words,
    )


def _people(row: PeopleRow | None) -> dict[str, Any]:
    if row is None:
        return dict.fromkeys([*Column, "total", "share_of_women", "coverage"]) | {"hidden": ()}
    printed = {column.value: row.by_sex.get(column) for column in Column} | {"total": row.total}
    values: dict[str, Any] = {name: figure.value if figure else None for name, figure in printed.items()}
    return values | {
        "share_of_women": printed_share(row.share_of_women),
        "coverage": printed_share(row.coverage),
        "hidden": tuple(name for name, figure in printed.items() if figure and figure.is_hidden),
    }


def _name(dimensions: tuple[Dimension, ...]) -> str:
    return ", ".join(str(each) for each in dimensions)
