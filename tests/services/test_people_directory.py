from sqlalchemy.orm import Session

from monitor.domain.permissions import GroupRole
from monitor.services.people_directory import directory
from tests.factories import make_coordinator, make_group, make_plan, make_project, make_user
from tests.fixtures import NOW


def test_people_stand_under_each_of_their_groups_leads_first_and_those_without_access_last(session: Session) -> None:
    first, second = make_group(session, "A"), make_group(session, "B")
    make_user(session, name="Zoe", lead_of=first, contributor_to=second)
    make_user(session, name="Ana", contributor_to=first)
    make_user(session, name="Bea", lead_of=first, is_active=False)
    make_coordinator(session, name="Eva")
    found = directory(session, now=NOW)
    assert [[member.user.name for member in entry.members] for entry in found.groups] == [
        ["Zoe", "Ana", "Bea"],
        ["Zoe"],
    ]
    assert [member.role for member in found.groups[1].members] == [GroupRole.CONTRIBUTOR]
    assert [(member.user.name, member.role) for member in found.outside] == [("Eva", None)]


def test_a_group_that_leads_projects_and_has_nobody_to_answer_is_an_alarm(session: Session) -> None:
    answered, left, quiet, helped = (make_group(session, name) for name in ("A", "B", "C", "D"))
    plan = make_plan(session)
    make_project(session, plan, answered, left, helped)
    make_user(session, lead_of=answered)
    make_user(session, lead_of=left, is_active=False)
    make_user(session, contributor_to=helped)
    found = directory(session, now=NOW)
    assert [each.group.key for each in found.unreached] == ["B", "D"]
    assert quiet.key not in {each.group.key for each in found.unreached}
