"""Many people invited at once from a list: first what it would do, each problem by its line; then all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.errors import Incomplete
from monitor.domain.people_sheet import Column, LineProblem, NewPerson, Row, names_in, read_people
from monitor.domain.sentences import Sentence
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.models import Group, GroupKind, User
from monitor.services import people
from monitor.services.link_mails import MailWriter


@dataclass(frozen=True)
class Known:
    """Somebody on the list who is there already and is left as they are."""

    row: int
    user: User


@dataclass(frozen=True)
class PeopleCheck:
    """What inviting from the list would do."""

    people: list[NewPerson]
    """Who would be invited."""
    known: list[Known]
    problems: list[LineProblem]
    groups: dict[int, Group]

    @property
    def is_ready(self) -> bool:
        return bool(self.people) and not self.problems


def check(session: Session, rows: Sequence[Row]) -> PeopleCheck:
    """Everything that is wrong with the list, and whom it would invite. Changes nothing.

    Raises SheetRefused where it is no list of people.
    """
    groups = session.scalars(
        select(Group)
        .where(Group.kind != GroupKind.COLLECTIVE, Group.dissolved_on.is_(None))
        .options(selectinload(Group.aliases))
    ).all()
    called = {name: group.id for group in groups for name in _names_of(group)}
    reading = read_people(rows, called)
    problems = list(reading.problems)
    for person in reading.people:
        try:
            person.email = people.clean_email(person.email) if person.email else ""
        except Incomplete:
            message = Sentence("No es un correo completo, como nombre@ejemplo.org.")
            problems.append(LineProblem(person.rows[0], Column.EMAIL, message))
    addresses = [person.email for person in reading.people]
    there = {user.email: user for user in session.scalars(select(User).where(User.email.in_(addresses)))}
    known = [Known(each.rows[0], there[each.email]) for each in reading.people if each.email in there]
    new = [each for each in reading.people if each.email not in there]
    # Of somebody who is there already nothing is done, so nothing of them can be wrong.
    left = {row for each in reading.people if each.email in there for row in each.rows}
    return PeopleCheck(
        people=new,
        known=known,
        problems=sorted((each for each in problems if each.row not in left), key=_place),
        groups={group.id: group for group in groups},
    )


def invite_all(session: Session, rows: Sequence[Row], *, actor: User, mails: MailWriter, now: datetime) -> int:
    """Invite everybody on the list who is not there yet, in one transaction; gives how many.

    Raises SheetRefused while anything is wrong: then nobody is invited.
    """
    found = check(session, rows)
    if found.problems:
        raise SheetRefused("Todavía hay algo por corregir. No se invitó a nadie.")
    for each in found.people:
        people.invite(
            session,
            actor=actor,
            email=each.email,
            name=each.name,
            role=each.role,
            country=each.country,
            coordinates_country=each.coordinates_country,
            memberships=each.memberships,
            mails=mails,
            now=now,
            language=each.language,
        )
    return len(found.people)


def _place(problem: LineProblem) -> tuple[int, int]:
    return problem.row, list(Column).index(problem.column) if problem.column else -1


def _names_of(group: Group) -> set[str]:
    """Every way to call the group, as lists are searched."""
    said = (group.key, group.acronym or "", group.name, group.full_name, *(alias.text for alias in group.aliases))
    return {name for text in said if text for name in [next(names_in(text))]}
