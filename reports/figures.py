"""The figures of a report, each computed in one place from its data."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.domain.participation import ParticipationRecord
from monitor.domain.participation_sums import (
    ParticipationSum,
    ProjectParticipation,
    counted_records,
    sum_participation,
)
from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import DelayReason, Punctuality, State, Status
from reports.data import Answer, Project, ReportData
from reports.past import Headline, PastCompliance, PastPeriod
from reports.people_tables import publish


@dataclass(frozen=True)
class Compliance:
    """What one group, or all, owed and sent. A waived update is not owed."""

    expected: int
    received: int
    approved: int
    on_time: int
    waived: int

    @property
    def missing(self) -> int:
        return self.expected - self.received

    @property
    def late(self) -> int:
        """Received, the first time after the last day."""
        return self.received - self.on_time

    @property
    def in_review(self) -> int:
        """Received, but its words are not in the report yet."""
        return self.received - self.approved


@dataclass(frozen=True)
class Missing:
    """An update that was expected and did not come."""

    project: Project
    group: str
    state: State


def compliance(answers: Iterable[Answer]) -> Compliance:
    answers = list(answers)
    owed = [answer for answer in answers if answer.state is not State.WAIVED]
    received = [answer for answer in owed if answer.is_received]
    return Compliance(
        expected=len(owed),
        received=len(received),
        approved=sum(answer.state is State.APPROVED for answer in received),
        on_time=sum(bool(answer.on_time) for answer in received),
        waived=len(answers) - len(owed),
    )


def all_answers(data: ReportData) -> list[Answer]:
    return [answer for project in data.projects for answer in project.answers]


def by_group(data: ReportData) -> list[tuple[str, Compliance]]:
    """Each group from which something was expected, those that owe most first."""
    answers: dict[str, list[Answer]] = {}
    for answer in all_answers(data):
        answers.setdefault(answer.group, []).append(answer)
    rows = [(group, compliance(own)) for group, own in answers.items()]
    return sorted(rows, key=lambda row: (-row[1].missing, -row[1].expected, row[0]))


def missing(data: ReportData) -> list[Missing]:
    return [
        Missing(project, answer.group, answer.state)
        for project in data.projects
        for answer in project.answers
        if answer.state is not State.WAIVED and not answer.is_received
    ]


def in_area(data: ReportData, area: int) -> list[Project]:
    return [project for project in data.projects if area in project.areas]


def statuses(projects: Iterable[Project]) -> Counter[Status | None]:
    """How many expected projects stand at each approved status; None counts those without an approved update."""
    return Counter(_status(project) for project in projects if project.expected)


def troubled(projects: Iterable[Project]) -> list[Project]:
    """The projects whose approved update says that they are delayed, suspended or cancelled."""
    return [project for project in projects if project.headline and _is_troubled(project.headline)]


def _is_troubled(update: UpdateContent) -> bool:
    return update.status in (Status.SUSPENDED, Status.CANCELLED) or update.punctuality is Punctuality.DELAYED


def _status(project: Project) -> Status | None:
    return project.headline.status if project.headline else None


def people(projects: Iterable[Project]) -> ParticipationSum:
    """The people of several projects, by the rules of the domain."""
    return sum_participation(
        ProjectParticipation(
            project.number, project.headline.participation, project.is_part_of_another, project.added_people
        )
        for project in projects
        if project.headline
    )


@dataclass(frozen=True)
class GroupPeople:
    """Of how many projects the people of one group speak."""

    reporting: int
    asked: int


def people_of_group(data: ReportData, group: str) -> GroupPeople:
    """The projects that it coordinates and that count people, and those in whose sums it counted some beside others."""
    own = [project for project in data.projects if project.answers and project.answers[0].group == group]
    beside = [
        project
        for project in data.projects
        if project.answers
        and project.answers[0].group != group
        and any(answer.group == group and counted_of(project, answer) for answer in project.answers[1:])
    ]
    reporting = sum(bool(counted_of(project, project.answers[0])) for project in own)
    return GroupPeople(reporting + len(beside), asked_for_people(own) + len(beside))


def counted_of(project: Project, answer: Answer) -> tuple[ParticipationRecord, ...]:
    """The records of one group's answer that enter the sums of people."""
    if project.headline is None or project.is_part_of_another or answer.content is None:
        return ()
    counted = counted_records(project.headline.participation, project.added_people)
    return tuple(record for record in answer.content.participation if any(record is each for each in counted))


def asked_for_people(projects: Iterable[Project]) -> int:
    """Out of how many projects the sum of people speaks: those that must count people, and those that did unasked."""
    return sum(_counts_people(project) for project in projects)


def _counts_people(project: Project) -> bool:
    if not project.expected or project.is_part_of_another:
        return False
    return project.participation_required or people([project]).projects_reporting > 0


@dataclass(frozen=True)
class MilestoneCount:
    done: int
    moved: int
    late: int
    total: int


def milestones(data: ReportData) -> MilestoneCount:
    """The milestones that were due, met or moved up to the end of the quarter."""
    due = [
        milestone
        for project in data.projects
        for milestone in project.milestones
        if milestone.due and milestone.due <= data.period_end
    ]
    return MilestoneCount(
        done=sum(milestone.done_on is not None for milestone in due),
        moved=sum(milestone.done_on is None and milestone.new_due is not None for milestone in due),
        late=sum(milestone.is_late for milestone in due),
        total=len(due),
    )


def headline(data: ReportData) -> Headline:
    """The figures that the next quarter's report compares itself with."""
    overall = compliance(all_answers(data))
    total = people(data.projects)
    counts = statuses(data.projects)
    met = milestones(data)
    return Headline(
        period=data.period,
        expected=overall.expected,
        received=overall.received,
        approved=overall.approved,
        on_time=overall.on_time,
        people=total.tally,
        projects_with_people=total.projects_reporting,
        projects_asked_for_people=asked_for_people(data.projects),
        edition=data.number,
        share_of_women=publish(data).whole.share_of_women,
        completed=counts[Status.COMPLETED],
        projects=counts.total(),
        troubled=len(troubled(data.projects)),
        milestones_done=met.done,
        milestones_due=met.total,
    )


@dataclass(frozen=True)
class DelayCount:
    """How many projects are delayed for one reason; None: they gave none."""

    reason: DelayReason | None
    projects: tuple[Project, ...]


def delays(data: ReportData) -> list[DelayCount]:
    """The delayed projects by their reason, the most frequent first."""
    found: dict[DelayReason | None, list[Project]] = {}
    for project in data.projects:
        update = project.headline
        if update and update.punctuality is Punctuality.DELAYED:
            found.setdefault(update.delay_reason, []).append(project)
    order = [*DelayReason, None]
    return sorted(
        (DelayCount(reason, tuple(own)) for reason, own in found.items()),
        key=lambda each: (-len(each.projects), order.index(each.reason)),
    )


def womens_roles(data: ReportData) -> list[tuple[Project, str, str]]:
    """Every public note on the role of women that an approved update gives: its project, its group and its words."""
    return [
        (project, answer.group, answer.printed.womens_role.strip())
        for project in data.projects
        for answer in project.answers
        if answer.printed and answer.printed.womens_role.strip()
    ]


def notes_in_area(notes: Iterable[tuple[Project, str, str]], area: int) -> list[tuple[Project, str, str]]:
    """Those of the projects whose first area it is: nobody reads a note twice."""
    return [note for note in notes if note[0].areas[0] == area]


def trend(data: ReportData) -> list[PastPeriod]:
    """How the updates came in, period by period, this one last."""
    own = PastPeriod(
        data.period,
        tuple(PastCompliance(group, each.expected, each.received, each.on_time) for group, each in by_group(data)),
    )
    return [*data.trend, own]


def groups_of_trend(data: ReportData) -> list[str]:
    """Every group that owed something in one of the periods, by acronym."""
    return sorted({own.group for period in trend(data) for own in period.groups if own.expected})
