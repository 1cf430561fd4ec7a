"""What rules would do over some weeks: the same planning and settling as every day, run ahead on paper."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from monitor.domain.reminder_pace import Frequency, Pace, Told, Waiting, settle
from monitor.domain.reminders import HORIZON, OWN, About, Family, Planned, Recipients, Rule, Silence, Thing, plan
from monitor.domain.work_days import Works

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PreviewedMail:
    """One digest that would go out, and the rule behind each thing in it."""

    day: date
    user_id: int
    parts: tuple[tuple[Rule, Family], ...]


@dataclass
class Preview:
    mails: list[PreviewedMail] = field(default_factory=list)
    silenced: dict[Silence, int] = field(default_factory=lambda: defaultdict(int))


def run_ahead(
    rules: Collection[Rule],
    things: Iterable[Thing],
    recipients: Recipients,
    *,
    first: date,
    last: date,
    pace: Pace,
    works_of: Callable[[int], Works],
    frequency_of: Callable[[int], Frequency],
    paused_until: Callable[[int], date | None],
) -> Preview:
    """Every mail of these days if nobody answered anything: the most that people would get."""
    things = list(things)
    by_subject = {(thing.subject, thing.subject_id, thing.about): thing for thing in things}
    waiting: dict[int, list[Planned]] = defaultdict(list)
    for each in plan(rules, things, recipients, today=last - HORIZON, works_of=works_of):
        if first <= each.send_on <= last:
            waiting[each.user_id].append(each)
    rule_of = {rule.id: rule for rule in rules}
    preview = Preview()
    for user_id, planned in sorted(waiting.items()):
        _walk(
            preview,
            user_id,
            planned,
            rule_of,
            by_subject,
            days=(first, last),
            pace=pace,
            works=works_of(user_id),
            frequency=frequency_of(user_id),
            paused_until=paused_until(user_id),
        )
    preview.mails.sort(key=lambda mail: (mail.day, mail.user_id))
    return preview


def _walk(
    preview: Preview,
    user_id: int,
    planned: list[Planned],
    rule_of: dict[int, Rule],
    things: dict[tuple[str, int, About], Thing],
    *,
    days: tuple[date, date],
    pace: Pace,
    works: Works,
    frequency: Frequency,
    paused_until: date | None,
) -> None:
    """One person's days."""
    left = dict(enumerate(planned))
    latest: dict[Family, date] = {}
    times: dict[Family, int] = defaultdict(int)
    last_mail: date | None = None
    day, end = days
    while day <= end and left:
        if works(day) and not (paused_until and day <= paused_until):
            due = [
                _waiting(number, each, rule_of[each.rule_id], things)
                for number, each in left.items()
                if each.send_on <= day
            ]
            settled = settle(due, told=Told(latest, times, last_mail), today=day, pace=pace, frequency=frequency)
            parts: dict[Family, Rule] = {}
            for sent in settled.send:
                rule = rule_of[left.pop(sent.id).rule_id]
                parts[sent.family] = rule
                latest[sent.family] = max(sent.scheduled_on, latest.get(sent.family, sent.scheduled_on))
            for family in parts:
                times[family] += 1
            for silent, reason in settled.silence:
                del left[silent.id]
                preview.silenced[reason] += 1
            if parts:
                last_mail = day
                preview.mails.append(
                    PreviewedMail(day, user_id, tuple((rule, family) for family, rule in parts.items()))
                )
        day += A_DAY


def _waiting(number: int, each: Planned, rule: Rule, things: dict[tuple[str, int, About], Thing]) -> Waiting:
    family = (rule.about, each.subject, each.subject_id)
    thing = things[each.subject, each.subject_id, rule.about]
    return Waiting(number, family, each.scheduled_on, None, thing.deadline if rule.recipient in OWN else None)
