"""How often a person is written to: of what waits, what goes out today, what stays silent and what waits on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from monitor.domain.reminders import About, Family, Silence

A_DAY = timedelta(days=1)
NO_END = date.max
"""The last day of a pause that ends only when the person says so."""


class Frequency(StrEnum):
    """How often a person wants their digest."""

    DAILY = "daily"
    WEEKLY = "weekly"
    URGENT = "urgent"


@dataclass(frozen=True)
class Pace:
    """How often people are written to, whatever the rules say."""

    gap_days: int = 1
    """At least so many days between two digests to one person, unless something is due today or tomorrow."""
    most_per_thing: int = 8
    """At most so many reminders of one thing to one person."""


@dataclass(frozen=True)
class Waiting:
    """A planned reminder of one person whose day has come. `refusal` is why it is no longer wanted, if so."""

    id: int
    family: Family
    scheduled_on: date
    refusal: Silence | None = None
    own_deadline: date | None = None
    """The day by which the person themselves should act; None if there is no such day."""


@dataclass(frozen=True)
class Told:
    """What one person was told before: the latest day spoken of and the number of reminders, by family."""

    latest: Mapping[Family, date] = field(default_factory=dict)
    times: Mapping[Family, int] = field(default_factory=dict)
    last_mail: date | None = None
    """The day of their last digest."""


@dataclass(frozen=True)
class Settled:
    """What becomes of a person's waiting reminders: these go out together, those stay silent and why.

    `wait` have to wait for a later day, for the person's own wish or the gap between mails.
    """

    send: tuple[Waiting, ...]
    silence: tuple[tuple[Waiting, Silence], ...]
    wait: tuple[Waiting, ...] = ()


def settle(
    waiting: Iterable[Waiting],
    *,
    told: Told,
    today: date,
    pace: Pace | None = None,
    frequency: Frequency = Frequency.DAILY,
) -> Settled:
    """Decide about one person's waiting reminders, on their own today.

    Of each family only the latest goes out, so that whoever was away, or a scheduler that was down, catches up once.
    """
    pace = pace or Pace()
    wanted, silence = _latest_words(waiting, told.latest)
    send = []
    for each in wanted:
        if each.family[0] is not About.PROJECT_UNDATED and told.times.get(each.family, 0) >= pace.most_per_thing:
            silence.append((each, Silence.ENOUGH))
        elif frequency is Frequency.URGENT and not _is_urgent(each, today):
            silence.append((each, Silence.NOT_URGENT))
        else:
            send.append(each)
    if _has_to_wait(send, told.last_mail, today, pace, frequency):
        return Settled((), tuple(silence), tuple(send))
    return Settled(tuple(send), tuple(silence))


def _is_urgent(each: Waiting, today: date) -> bool:
    """Their own to do, and due today, tomorrow or already."""
    return each.own_deadline is not None and each.own_deadline <= today + A_DAY


def _has_to_wait(
    send: Collection[Waiting], last_mail: date | None, today: date, pace: Pace, frequency: Frequency
) -> bool:
    """Whether it is too soon for another digest. What is due today or tomorrow never has to wait."""
    pressing = any(_is_urgent(each, today) and each.own_deadline and each.own_deadline >= today for each in send)
    if last_mail is None or pressing:
        return False
    same_week = last_mail.isocalendar()[:2] == today.isocalendar()[:2]
    return (today - last_mail).days < pace.gap_days or (frequency is Frequency.WEEKLY and same_week)


def _latest_words(
    waiting: Iterable[Waiting], reminded: Mapping[Family, date]
) -> tuple[list[Waiting], list[tuple[Waiting, Silence]]]:
    """Of each family the latest reminder, if it is later than what was said before; and why not the others."""
    waiting = list(waiting)
    silence = [(each, each.refusal) for each in waiting if each.refusal is not None]
    wanted = [each for each in waiting if each.refusal is None]
    latest = dict(reminded)
    for each in wanted:
        latest[each.family] = max(each.scheduled_on, latest.get(each.family, each.scheduled_on))
    newest = []
    for each in wanted:
        spoken = reminded.get(each.family)
        if each.scheduled_on == latest[each.family] and (spoken is None or each.scheduled_on > spoken):
            newest.append(each)
        else:
            silence.append((each, Silence.REPLACED))
    return newest, silence
