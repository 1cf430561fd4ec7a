"""A group is made, renamed and dissolved; what it was called is still understood, and its people leave it with it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete
from monitor.domain.permissions import GroupRole
from monitor.domain.portfolio_data import Group as ReadGroup
from monitor.models import GroupKind
from monitor.services import groups, people
from monitor.services.group_page import group_page
from monitor.services.portfolio import group_of
from tests.factories import make_coordinator, make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW, TODAY

BOGOTA = ZoneInfo("America/Bogota")


def test_a_renamed_group_is_still_found_by_every_name_it_had(session: Session) -> None:
    ana = make_coordinator(session)
    group = groups.create(
        session, actor=ana, name="GT de Comercio", acronym="GTC", kind=GroupKind.TECHNICAL_GROUP, now=NOW
    )
    groups.rename(session, group, actor=ana, name="GT de Comercio Digital", acronym="GTCD", now=NOW)
    groups.rename(session, group, actor=ana, name="GT de Comercio", acronym="GTCD", now=NOW)
    assert group.key == "GTCD"
    assert {alias.text for alias in group.aliases} == {"GT de Comercio", "GTC", "GT de Comercio Digital"}
    read = ReadGroup("GTC", "GT de Comercio", GroupKind.TECHNICAL_GROUP, ())
    assert group_of(session, read) is group, "the plan that calls it by its old acronym"
    for field, name, acronym in (("name", "gt de comercio digital", ""), ("acronym", "Otro", "gtc"), ("name", " ", "")):
        with pytest.raises(Incomplete) as refused:
            groups.create(session, actor=ana, name=name, acronym=acronym, kind=GroupKind.COMMITTEE, now=NOW)
        assert refused.value.field == field


def test_a_group_ends_with_what_it_answers_for_and_its_people_leave_it(session: Session) -> None:
    ana = make_coordinator(session)
    old, new = make_group(session, "GTV"), make_group(session, "GTN")
    project = make_project(session, make_plan(session), old, ends_on=date(2021, 12, 31))
    eva = make_user(session, lead_of=old)

    def dissolve(on: date | None, successor_id: int | None = new.id) -> None:
        groups.dissolve(session, old, actor=ana, on=on, successor_id=successor_id, now=NOW)
        session.flush()
        session.expire_all()

    for day in (None, TODAY + timedelta(days=1), TODAY):
        with pytest.raises(Incomplete, match=project.title if day == TODAY else "último día"):
            dissolve(day)
    project.ends_on = TODAY - timedelta(days=5)
    session.flush()
    with pytest.raises(Incomplete, match="siga existiendo"):
        dissolve(TODAY, old.id)
    dissolve(TODAY)
    assert (old.dissolved_on, old.successor, eva.memberships) == (TODAY, new, [])
    assert [group.key for group in people.groups_to_join(session)] == ["GTN"]
    assert [each.key for each in group_page(session, new, now=NOW, zone=BOGOTA).replaced] == ["GTV"]
    gone = group_page(session, old, now=NOW, zone=BOGOTA)
    assert [(each.user, each.until) for each in gone.former] == [(eva, TODAY)]


def test_the_page_tells_since_when_people_are_there_and_what_is_owed(session: Session) -> None:
    ana, plan = make_coordinator(session), make_plan(session)
    group, other = make_group(session, "GTC"), make_group(session, "GTX")
    project = make_project(session, plan, group)
    update = make_update(session, project, make_period(session, plan), group=group)
    eva, leo = make_user(session, name="Eva"), make_user(session, name="Leo", contributor_to=group)
    place = {group.id: GroupRole.LEAD, other.id: GroupRole.LEAD}

    def put(where: dict[int, GroupRole], days: int) -> None:
        now = NOW + timedelta(days=days)
        people.edit(session, eva, actor=ana, name="Eva", role=eva.role, country=None, memberships=where, now=now)
        session.flush()

    put(place, 0)
    groups.rename(session, group, actor=ana, name="Otro nombre", acronym="GTO", now=NOW)
    put({}, 2)
    put(place, 4)
    page = group_page(session, group, now=NOW, zone=BOGOTA)
    assert [(each.user, each.since) for each in page.members] == [(eva, TODAY + timedelta(days=4)), (leo, None)]
    assert [(each.user, each.since, each.until) for each in page.former] == [(eva, TODAY, TODAY + timedelta(days=2))]
    assert [each.project for each in page.projects] == [project]
    assert [item.update for item in page.owed] == [update]
