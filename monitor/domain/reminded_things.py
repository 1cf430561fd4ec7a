"""What people are reminded of: when an update or a milestone is open, and why it is not when it is closed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol

from monitor.domain.reminders import About, Anchor, Recipient, Rule, Silence, Thing, scheduled_on
from monitor.domain.updates import OWED, State

CATCH_UP = timedelta(days=30)
"""How long after its date a milestone is still worth a word."""


class Facts(Protocol):
    """Where a thing stands today."""

    @property
    def id(self) -> int: ...

    @property
    def thing(self) -> Thing | None:
        """What there is to remind of now; None when there is nothing."""

    def closed(self, about: About) -> Silence | None:
        """Why nobody needs to be reminded of this any more; None while somebody does."""


@dataclass(frozen=True)
class UpdateFacts:
    """An update today. `due_on` and `locks_on` count the extensions; for a returned one `due_on` is its own date."""

    id: int
    group_id: int
    state: State
    opens_on: date
    due_on: date
    locks_on: date
    submitted_on: date | None
    today: date

    @cached_property
    def thing(self) -> Thing | None:
        if self.state is State.SUBMITTED and self.submitted_on:
            return self._thing(About.REVIEW_WAITING, {Anchor.SUBMITTED_ON: self.submitted_on})
        if self.state not in OWED or self.today > self.locks_on:
            return None
        if self.state is State.RETURNED:
            return self._thing(About.CORRECTION_DUE, {Anchor.CORRECT_BY: self.due_on}, self.locks_on)
        dates = {Anchor.OPENS_ON: self.opens_on, Anchor.DUE_ON: self.due_on}
        return self._thing(About.UPDATE_DUE, dates, self.locks_on)

    def _thing(self, about: About, dates: dict[Anchor, date], until: date | None = None) -> Thing:
        return Thing(about, "updates", self.id, dates, (self.group_id,), until)

    def closed(self, about: About) -> Silence | None:
        if about is About.REVIEW_WAITING:
            return None if self.state is State.SUBMITTED else Silence.REVIEWED
        if self.state is State.WAIVED:
            return Silence.WAIVED
        if self.state not in OWED or (self.state is State.RETURNED) is not (about is About.CORRECTION_DUE):
            return Silence.ANSWERED
        return Silence.LOCKED if self.today > self.locks_on else None


@dataclass(frozen=True)
class MilestoneFacts:
    """A milestone today. `last_day` ends the interval that its precision names; None while it has no date."""

    id: int
    groups: tuple[int, ...]
    last_day: date | None
    is_done: bool
    today: date

    @cached_property
    def thing(self) -> Thing | None:
        if self.last_day is None or self.is_done or self.today > self.last_day + CATCH_UP:
            return None
        until = self.last_day + CATCH_UP
        return Thing(About.MILESTONE_DUE, "milestones", self.id, {Anchor.DUE_ON: self.last_day}, self.groups, until)

    def closed(self, about: About) -> Silence | None:  # noqa: ARG002 -- a milestone has one thing to be said about
        if self.is_done:
            return Silence.DONE
        if self.last_day is None:
            return Silence.DATE_CHANGED
        return Silence.TOO_LATE if self.today > self.last_day + CATCH_UP else None


@dataclass(frozen=True)
class ProjectFacts:
    """A project today, as far as its dates go: without any, the GTG is asked for them once a month."""

    id: int
    groups: tuple[int, ...]
    is_undated: bool
    today: date

    @property
    def thing(self) -> Thing | None:
        return self.thing_of_month(self.today) if self.is_undated else None

    def thing_of_month(self, day: date) -> Thing:
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return Thing(About.PROJECT_UNDATED, "projects", self.id, {Anchor.MONTH_START: first}, self.groups, last)

    def closed(self, about: About) -> Silence | None:  # noqa: ARG002 -- a project has one thing to be said about
        return None if self.is_undated else Silence.DATED


@dataclass(frozen=True)
class SurveyFacts:
    """One unit of a wave of a survey today; `last_day` counts its extension.

    `people` are those who answer for it, where they are not all the leads of its group.
    """

    id: int
    groups: tuple[int, ...]
    people: tuple[int, ...]
    is_open: bool
    opened_on: date
    last_day: date
    is_answered: bool
    is_declined: bool
    today: date

    @cached_property
    def thing(self) -> Thing | None:
        if self.closed(About.SURVEY_DUE):
            return None
        dates = {Anchor.OPENS_ON: self.opened_on, Anchor.DUE_ON: self.last_day}
        return Thing(About.SURVEY_DUE, "wave_units", self.id, dates, self.groups, self.last_day, self.people)

    def closed(self, about: About) -> Silence | None:  # noqa: ARG002 -- a survey has one thing to be said about
        if self.is_answered:
            return Silence.SURVEY_ANSWERED
        if self.is_declined:
            return Silence.SURVEY_DECLINED
        return None if self.is_open and self.today <= self.last_day else Silence.SURVEY_CLOSED


def refusal(
    rule: Rule,
    facts: Facts | None,
    *,
    user_id: int,
    planned_for: date,
    rule_is_active: bool,
    person_is_active: bool,
    person_is_paused: bool = False,
    recipients: Callable[[Thing, Recipient], Collection[int]],
) -> Silence | None:
    """Why a planned reminder is no longer wanted today; None while it is."""
    if not person_is_active:
        return Silence.INACTIVE
    if facts is None or not rule_is_active:
        return Silence.RULE_OFF if facts else Silence.TOO_LATE
    closed = facts.closed(rule.about)
    thing = facts.thing
    if closed or thing is None:
        return closed or Silence.TOO_LATE
    if user_id not in recipients(thing, rule.recipient):
        return Silence.NOT_RESPONSIBLE
    if scheduled_on(rule, thing) != planned_for:
        return Silence.TOO_LATE if rule.anchor is Anchor.MONTH_START else Silence.DATE_CHANGED
    return Silence.PAUSED if person_is_paused else None
