"""Who may do what: the one table. Whatever is not written here is denied."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the whole product; membership of groups stands apart."""

    COORDINATOR = "coordinator"
    OBSERVER = "observer"
    MEMBER = "member"


class GroupRole(StrEnum):
    """What a person is in one group."""

    LEAD = "lead"
    CONTRIBUTOR = "contributor"


class Permission(StrEnum):
    PORTFOLIO_VIEW = "portfolio.view"
    PORTFOLIO_EDIT = "portfolio.edit"
    PEOPLE_MANAGE = "people.manage"
    PERIOD_MANAGE = "period.manage"
    INBOX_VIEW = "inbox.view"
    UPDATE_VIEW = "update.view"
    UPDATE_VIEW_DRAFT = "update.view_draft"
    UPDATE_EDIT = "update.edit"
    UPDATE_SUBMIT = "update.submit"
    UPDATE_REVIEW = "update.review"
    BOARD_VIEW = "board.view"
    REPORT_VIEW = "report.view"
    REPORT_BUILD = "report.build"
    REPORT_PUBLISH = "report.publish"
    EDITION_VIEW = "edition.view"
    REMINDER_VIEW = "reminder.view"
    HISTORY_VIEW = "history.view"
    SURVEY_VIEW = "survey.view"
    """What was submitted, who answered, and the results."""
    SURVEY_MANAGE = "survey.manage"
    SURVEY_ANSWER = "survey.answer"
    SURVEY_SUBMIT = "survey.submit"
    API_MANAGE = "api.manage"
    """The keys by which programs read what is not public."""


EVERYWHERE: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(
        {
            Permission.PORTFOLIO_VIEW,
            Permission.PORTFOLIO_EDIT,
            Permission.PEOPLE_MANAGE,
            Permission.PERIOD_MANAGE,
            Permission.INBOX_VIEW,
            Permission.UPDATE_VIEW,
            Permission.UPDATE_REVIEW,
            Permission.BOARD_VIEW,
            Permission.REPORT_VIEW,
            Permission.REPORT_BUILD,
            Permission.REPORT_PUBLISH,
            Permission.EDITION_VIEW,
            Permission.REMINDER_VIEW,
            Permission.HISTORY_VIEW,
            Permission.SURVEY_VIEW,
            Permission.SURVEY_MANAGE,
            Permission.API_MANAGE,
        }
    ),
    Role.OBSERVER: frozenset(
        {
            Permission.PORTFOLIO_VIEW,
            Permission.INBOX_VIEW,
            Permission.UPDATE_VIEW,
            Permission.BOARD_VIEW,
            Permission.REPORT_VIEW,
            Permission.EDITION_VIEW,
            Permission.SURVEY_VIEW,
        }
    ),
    Role.MEMBER: frozenset({Permission.PORTFOLIO_VIEW, Permission.INBOX_VIEW, Permission.EDITION_VIEW}),
}

IN_OWN_GROUP: dict[GroupRole, frozenset[Permission]] = {
    GroupRole.LEAD: frozenset(
        {
            Permission.UPDATE_VIEW,
            Permission.UPDATE_VIEW_DRAFT,
            Permission.UPDATE_EDIT,
            Permission.UPDATE_SUBMIT,
            Permission.SURVEY_ANSWER,
            Permission.SURVEY_SUBMIT,
        }
    ),
    GroupRole.CONTRIBUTOR: frozenset(
        {Permission.UPDATE_VIEW, Permission.UPDATE_VIEW_DRAFT, Permission.UPDATE_EDIT, Permission.SURVEY_ANSWER},
    ),
}


@dataclass(frozen=True)
class Actor:
    """A person as the rules see one: a role, and a role in each of their groups (by group id)."""

    role: Role
    groups: dict[int, GroupRole] = field(default_factory=dict)
    is_active: bool = True


def may(actor: Actor, permission: Permission, *, group_id: int | None = None) -> bool:
    """Whether the actor holds the permission everywhere, or in the group that owns the thing asked about."""
    if not actor.is_active:
        return False
    if permission in EVERYWHERE[actor.role]:
        return True
    if group_id is None:
        return False
    group_role = actor.groups.get(group_id)
    return group_role is not None and permission in IN_OWN_GROUP[group_role]


def may_somewhere(actor: Actor, permission: Permission) -> bool:
    """Whether the actor holds the permission everywhere or in at least one group of theirs."""
    return may(actor, permission) or any(may(actor, permission, group_id=group) for group in actor.groups)
