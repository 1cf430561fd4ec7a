"""Who would get what, and when, in a whole quarter under rules that do not hold yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.expected_updates import expected_updates
from monitor.domain.periods import Quarter, period_dates, quarters_between
from monitor.domain.reminded_things import ProjectFacts
from monitor.domain.reminder_pace import Frequency
from monitor.domain.reminder_preview import Preview, run_ahead
from monitor.domain.reminder_rules import RuleSet
from monitor.domain.reminders import About, Anchor, Family, Rule, Silence, Thing
from monitor.models import Plan, User
from monitor.services.periods import opened_periods, projects_with_groups, scheduled
from monitor.services.reminded_things import READERS, read_audience
from monitor.services.thing_names import names_of


@dataclass(frozen=True)
class Line:
    """One rule of one mail: what it is about, and the projects it names."""

    rule: Rule
    projects: tuple[str, ...]


@dataclass(frozen=True)
class MailLine:
    user: User
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class QuarterAhead:
    days: tuple[tuple[date, tuple[MailLine, ...]], ...]
    mails: int
    people: tuple[tuple[User, int], ...]
    """How many mails each person would get, most first."""
    silenced: tuple[tuple[Silence, int], ...]


def quarter_ahead(session: Session, plan: Plan, rule_set: RuleSet, quarter: Quarter) -> QuarterAhead:
    """The mails of the quarter if nobody answered anything and nobody changed: the most that people would get."""
    things, names = _things(session, plan, quarter)
    users = {user.id: user for user in session.scalars(select(User).where(User.is_active))}
    audience = read_audience(session, now=_first_noon(quarter))
    preview = run_ahead(
        rule_set.rules,
        things,
        audience,
        first=quarter.start,
        last=quarter.end,
        pace=rule_set.pace,
        works_of=audience.works,
        frequency_of=lambda user_id: users[user_id].frequency if user_id in users else Frequency.DAILY,
        paused_until=lambda user_id: users[user_id].paused_until,
    )
    return _in_words(preview, users, names)


def _first_noon(quarter: Quarter) -> datetime:
    return datetime.combine(quarter.start, time(17), tzinfo=UTC)


def _things(session: Session, plan: Plan, quarter: Quarter) -> tuple[list[Thing], dict[tuple[str, int], str]]:
    """What there is to remind of in the quarter, and the project's title of each."""
    start = _first_noon(quarter)
    months = [quarter.start.replace(month=quarter.start.month + later) for later in range(3)]
    things: list[Thing] = []
    for read in READERS.values():
        for facts in read(session, now=start):
            if isinstance(facts, ProjectFacts):
                things += [facts.thing_of_month(month) for month in months]
            elif facts.thing:
                things.append(facts.thing)
    named = names_of(session, {(thing.subject, thing.subject_id) for thing in things})
    names = {
        (subject, number): f"{name.title}: {name.detail}" if subject == "milestones" else name.title
        for (subject, number), name in named.items()
    }
    for thing, title in _expected_things(session, plan, quarter):
        things.append(thing)
        names[thing.subject, thing.subject_id] = title
    return things, names


def _expected_things(session: Session, plan: Plan, quarter: Quarter) -> Iterable[tuple[Thing, str]]:
    """Updates of quarters that are not open yet and will be asked for in this one; numbered below zero."""
    numbers = count(-1, -1)
    opened = {period.key for period in opened_periods(session, plan)}
    projects = {project.number: project for project in projects_with_groups(session, plan)}
    for asked in quarters_between(plan.starts_on, plan.ends_on):
        dates = period_dates(asked, plan.deadlines)
        if asked.key in opened or dates.opens_on > quarter.end or dates.locks_on < quarter.start:
            continue
        anchors = {Anchor.OPENS_ON: dates.opens_on, Anchor.DUE_ON: dates.due_on}
        pairs = expected_updates(map(scheduled, projects.values()), asked, plan_start=plan.starts_on)
        for number, group_id in pairs:
            thing = Thing(About.UPDATE_DUE, "updates", next(numbers), anchors, (group_id,), dates.locks_on)
            yield thing, projects[number].title


def _in_words(preview: Preview, users: dict[int, User], names: dict[tuple[str, int], str]) -> QuarterAhead:
    days: dict[date, list[MailLine]] = defaultdict(list)
    per_person: dict[int, int] = defaultdict(int)
    for mail in preview.mails:
        by_rule: dict[Rule, list[Family]] = defaultdict(list)
        for rule, family in mail.parts:
            by_rule[rule].append(family)
        lines = tuple(
            Line(rule, tuple(names[subject, number] for _about, subject, number in families))
            for rule, families in by_rule.items()
        )
        days[mail.day].append(MailLine(users[mail.user_id], lines))
        per_person[mail.user_id] += 1
    people = sorted(per_person.items(), key=lambda each: (-each[1], users[each[0]].name.lower()))
    return QuarterAhead(
        days=tuple((day, tuple(mails)) for day, mails in sorted(days.items())),
        mails=len(preview.mails),
        people=tuple((users[user_id], times) for user_id, times in people),
        silenced=tuple(sorted(preview.silenced.items())),
    )
