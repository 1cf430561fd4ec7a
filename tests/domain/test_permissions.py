import pytest

from monitor.domain.permissions import EVERYWHERE, IN_OWN_GROUP, Actor, GroupRole, Permission, Role, may, may_somewhere

OWN, OTHER = 1, 2
P = Permission

COORDINATOR = Actor(Role.COORDINATOR)
OBSERVER = Actor(Role.OBSERVER)
LEAD = Actor(Role.MEMBER, {OWN: GroupRole.LEAD})
CONTRIBUTOR = Actor(Role.MEMBER, {OWN: GroupRole.CONTRIBUTOR})
MEMBER = Actor(Role.MEMBER)
KINDS = {"coordinator": COORDINATOR, "observer": OBSERVER, "lead": LEAD, "contributor": CONTRIBUTOR, "member": MEMBER}

# Permission → who holds it over a thing of the group OWN. Written out, so that a change of the rules is a change here.
OVER_OWN_GROUP: dict[Permission, str] = {
    P.PORTFOLIO_VIEW: "coordinator observer lead contributor member",
    P.PORTFOLIO_EDIT: "coordinator",
    P.PEOPLE_MANAGE: "coordinator",
    P.PERIOD_MANAGE: "coordinator",
    P.INBOX_VIEW: "coordinator observer lead contributor member",
    P.UPDATE_VIEW: "coordinator observer lead contributor",
    P.UPDATE_VIEW_DRAFT: "lead contributor",
    P.UPDATE_EDIT: "lead contributor",
    P.UPDATE_SUBMIT: "lead",
    P.UPDATE_REVIEW: "coordinator",
    P.BOARD_VIEW: "coordinator observer",
    P.REPORT_VIEW: "coordinator observer",
    P.REPORT_BUILD: "coordinator",
    P.REPORT_PUBLISH: "coordinator",
    P.EDITION_VIEW: "coordinator observer lead contributor member",
    P.REMINDER_VIEW: "coordinator",
    P.HISTORY_VIEW: "coordinator",
    P.SURVEY_VIEW: "coordinator observer",
    P.SURVEY_MANAGE: "coordinator",
    P.API_MANAGE: "coordinator",
    P.SURVEY_ANSWER: "lead contributor",
    P.SURVEY_SUBMIT: "lead",
}
OF_A_GROUP = {
    P.UPDATE_VIEW,
    P.UPDATE_VIEW_DRAFT,
    P.UPDATE_EDIT,
    P.UPDATE_SUBMIT,
    P.SURVEY_ANSWER,
    P.SURVEY_SUBMIT,
}
"""What lead and contributor hold only because the thing is their group's."""


def holders(permission: Permission, group_id: int | None) -> set[str]:
    return {name for name, actor in KINDS.items() if may(actor, permission, group_id=group_id)}


def test_every_permission_stands_in_this_table() -> None:
    assert set(OVER_OWN_GROUP) == set(Permission)


@pytest.mark.parametrize("permission", Permission)
def test_who_holds_a_permission_over_things_of_their_own_group(permission: Permission) -> None:
    assert holders(permission, OWN) == set(OVER_OWN_GROUP[permission].split())


@pytest.mark.parametrize("group_id", [OTHER, None])
@pytest.mark.parametrize("permission", Permission)
def test_a_role_in_a_group_counts_for_nothing_elsewhere(permission: Permission, group_id: int | None) -> None:
    expected = set(OVER_OWN_GROUP[permission].split())
    if permission in OF_A_GROUP:
        expected -= {"lead", "contributor"}
    assert holders(permission, group_id) == expected


@pytest.mark.parametrize("permission", Permission)
def test_whoever_is_not_active_holds_nothing(permission: Permission) -> None:
    for role in Role:
        gone = Actor(role, {OWN: GroupRole.LEAD}, is_active=False)
        assert not may(gone, permission, group_id=OWN)
        assert not may(gone, permission)
        assert not may_somewhere(gone, permission)


@pytest.mark.parametrize("permission", Permission)
def test_somewhere_means_everywhere_or_in_a_group_of_theirs(permission: Permission) -> None:
    somewhere = {name for name, actor in KINDS.items() if may_somewhere(actor, permission)}
    assert somewhere == set(OVER_OWN_GROUP[permission].split())


def test_roles_in_two_groups_stay_apart() -> None:
    both = Actor(Role.MEMBER, {OWN: GroupRole.LEAD, OTHER: GroupRole.CONTRIBUTOR})
    assert may(both, P.UPDATE_SUBMIT, group_id=OWN)
    assert may(both, P.UPDATE_EDIT, group_id=OTHER)
    assert not may(both, P.UPDATE_SUBMIT, group_id=OTHER)


def test_a_coordinator_who_also_leads_a_group_writes_for_that_group_only() -> None:
    both = Actor(Role.COORDINATOR, {OWN: GroupRole.LEAD})
    assert may(both, P.UPDATE_SUBMIT, group_id=OWN)
    assert not may(both, P.UPDATE_EDIT, group_id=OTHER)
    assert may(both, P.UPDATE_REVIEW, group_id=OTHER)


def test_every_role_has_its_line_in_the_tables() -> None:
    assert set(EVERYWHERE) == set(Role)
    assert set(IN_OWN_GROUP) == set(GroupRole)
