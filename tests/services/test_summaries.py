"""Whoever wishes it is told each week or quarter what changed: once, own part first, and never in an empty mail."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.summaries import Summary, SummaryPace
from monitor.domain.update_content import as_json
from monitor.domain.updates import State
from monitor.mail import RenderedMail
from monitor.models import (
    DateChange,
    Decision,
    MailState,
    OutboxMessage,
    ProgressUpdate,
    Review,
    SummaryRow,
    UpdateMilestone,
    UpdateVersion,
    User,
)
from monitor.services.link_mails import MailWriter
from monitor.services.summaries import people_owed, queue_summary
from monitor.services.update_moves import content_of
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)

MONDAY = date(2021, 10, 18)
"""Of a week without holidays in the four countries; a plan's updates of 2021-T3 were due the Friday before."""


def at(day: date, hour: int = 15) -> datetime:
    return datetime.combine(day, time(hour), UTC)


class House:
    """Two projects of two groups, led from Chile and from Perú, and who watches them."""

    def __init__(self, session: Session) -> None:
        self.session, self.written = session, list[Summary]()
        self.gtg = make_coordinator(session)
        plan = make_plan(session)
        period = make_period(session, plan, "2021-T3")
        self.leads = {}
        self.updates: dict[Country, ProgressUpdate] = {}
        for country, acronym in ((Country.CL, "GTCU"), (Country.PE, "GTPA")):
            group = make_group(session, acronym)
            self.leads[country] = make_user(session, lead_of=group, country=country)
            project = make_project(session, plan, group, title=f"Proyecto de {country}")
            self.updates[country] = make_update(session, project, period)

    def observer(self, **values: Any) -> User:
        given = {"role": Role.OBSERVER, "country": Country.PE, "summary": SummaryPace.WEEKLY} | values
        return make_user(self.session, **given)

    def render(self, _kind: str, **facts: Any) -> RenderedMail:
        self.written.append(facts["summary"])
        return RenderedMail("Resumen", facts["url"], facts["url"])

    def run(self, day: date, hour: int = 15) -> list[OutboxMessage]:
        mails = MailWriter(self.render, lambda secret: f"https://x/{secret}")
        now = at(day, hour)
        owed = people_owed(self.session, now=now, only_in_hours=True)
        found = [queue_summary(self.session, user_id, now=now, mails=mails) for user_id in owed]
        return [message for message in found if message]

    def approve(self, country: Country, day: date) -> None:
        update = self.updates[country]
        update.state = State.APPROVED
        version = UpdateVersion(
            number=1, content=as_json(content_of(update)), submitted_at=at(day), submitted_by=self.leads[country]
        )
        version.reviews.append(Review(decision=Decision.APPROVED, reviewed_at=at(day), reviewed_by=self.gtg))
        update.versions.append(version)
        self.session.flush()


def test_the_own_part_comes_first_and_each_thing_is_told_once(session: Session) -> None:
    house = House(session)
    observer = house.observer()
    house.approve(Country.CL, MONDAY - timedelta(days=3))
    house.approve(Country.PE, MONDAY - timedelta(days=2))

    assert [message.user_id for message in house.run(MONDAY)] == [observer.id]
    [told] = house.written
    assert told.country is Country.PE
    assert [(part.is_own, [each.group for each in part.approved.items]) for part in told.parts] == [
        (True, ["GTPA"]), (False, ["GTCU"]),
    ]  # fmt: skip
    assert house.run(MONDAY) == []
    assert house.run(MONDAY + timedelta(days=1)) == []
    assert house.run(MONDAY + timedelta(days=7)) == [], "nothing changed since"
    rows = session.scalars(select(SummaryRow).order_by(SummaryRow.id)).all()
    assert [(row.scheduled_on, row.message_id is None) for row in rows] == [
        (MONDAY, False), (MONDAY + timedelta(days=7), True),
    ]  # fmt: skip
    assert rows[1].since == rows[0].until


def test_milestones_debts_and_what_became_late_are_told(session: Session) -> None:
    house = House(session)
    house.observer()
    chile, peru = house.updates[Country.CL], house.updates[Country.PE]
    met, moved = (
        make_milestone(session, peru.project, name="Foro"),
        make_milestone(session, chile.project, name="Curso"),
    )
    peru.milestone_answers.append(UpdateMilestone(milestone=met, done_on=date(2021, 9, 9)))
    session.add(
        DateChange(
            project_id=chile.project_id, milestone=moved, field="due_on", old_value=date(2021, 12, 31),
            new_value=date(2022, 3, 31), reason="Se aplazó", changed_at=at(MONDAY - timedelta(days=1)),
            changed_by=house.gtg,
        )
    )  # fmt: skip
    house.approve(Country.PE, MONDAY - timedelta(days=2))

    house.run(MONDAY)
    [told] = house.written
    own, rest = told.parts
    assert [(each.name, each.day) for each in own.met.items] == [("Foro", date(2021, 9, 9))]
    assert [(each.name, each.after) for each in rest.moved.items] == [("Curso", date(2022, 3, 31))]
    assert [(each.group, each.owed, each.overdue) for each in rest.owing.items] == [("GTCU", 1, 1)]
    assert (own.newly_late, rest.newly_late) == (0, 1)


def test_what_never_arrived_is_told_again_and_a_scheduler_that_was_down_catches_up_once(session: Session) -> None:
    house = House(session)
    house.observer()
    house.approve(Country.CL, MONDAY - timedelta(days=3))
    [lost] = house.run(MONDAY)
    lost.state = MailState.FAILED
    house.approve(Country.PE, MONDAY + timedelta(days=2))

    assert len(house.run(MONDAY + timedelta(days=21))) == 1, "three weeks later"
    assert {each.group for part in house.written[-1].parts for each in part.approved.items} == {"GTCU", "GTPA"}


def test_only_whoever_wishes_and_may_is_written_to_on_their_own_morning(session: Session) -> None:
    house = House(session)
    house.approve(Country.CL, MONDAY - timedelta(days=3))
    wishing = house.observer()
    house.observer(summary=SummaryPace.NONE)
    house.observer(summary_from=MONDAY + timedelta(days=7))
    house.observer(paused_until=MONDAY)
    house.observer(is_active=False)
    house.observer(role=Role.MEMBER)
    house.observer(summary=SummaryPace.QUARTERLY, summary_from=date(2022, 1, 1))

    assert house.run(MONDAY, hour=4) == [], "it is night"
    assert [message.user_id for message in house.run(MONDAY)] == [wishing.id]


def test_a_holiday_moves_it_to_the_next_working_day(session: Session) -> None:
    house = House(session)
    house.observer(country=Country.CO, summary=SummaryPace.WEEKLY)
    house.approve(Country.CL, date(2021, 10, 29))
    holiday = date(2021, 11, 1)
    assert house.run(holiday) == []
    assert len(house.run(holiday + timedelta(days=1))) == 1
