"""Who is reminded of what and when: the rules as data, what follows from them, and what becomes of a missed one."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.domain.words import N_
from monitor.domain.work_days import Works, every_day, sending_day

HORIZON = timedelta(days=31)
"""How far ahead reminders are planned: far enough to be looked at before they go out."""


class About(StrEnum):
    UPDATE_DUE = "update_due"
    CORRECTION_DUE = "correction_due"
    MILESTONE_DUE = "milestone_due"
    REVIEW_WAITING = "review_waiting"
    PROJECT_UNDATED = "project_undated"
    SURVEY_DUE = "survey_due"


class Anchor(StrEnum):
    """The date of a thing that a rule counts its days from."""

    OPENS_ON = "opens_on"
    DUE_ON = "due_on"
    CORRECT_BY = "correct_by"
    SUBMITTED_ON = "submitted_on"
    MONTH_START = "month_start"
    """The first day of the current month, for what is asked about every month."""


class Recipient(StrEnum):
    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    NATIONAL_COORDINATION = "national_coordination"
    GTG = "gtg"


OWN = frozenset({Recipient.LEAD, Recipient.CONTRIBUTOR})
"""Those who can do the thing themselves; the others are told that it has not been done."""


OF_GROUPS = frozenset({About.UPDATE_DUE, About.CORRECTION_DUE, About.MILESTONE_DUE, About.SURVEY_DUE})
"""What groups have to do: when the GTG is told that it was left undone, so is the coordination of whoever presides."""


class Silence(StrEnum):
    """Why a planned reminder was not sent."""

    REPLACED = "replaced"
    ANSWERED = "answered"
    WAIVED = "waived"
    REVIEWED = "reviewed"
    DONE = "done"
    LOCKED = "locked"
    TOO_LATE = "too_late"
    DATE_CHANGED = "date_changed"
    NOT_RESPONSIBLE = "not_responsible"
    INACTIVE = "inactive"
    RULE_OFF = "rule_off"
    DATED = "dated"
    PAUSED = "paused"
    NOT_URGENT = "not_urgent"
    ENOUGH = "enough"
    SURVEY_ANSWERED = "survey_answered"
    SURVEY_DECLINED = "survey_declined"
    SURVEY_CLOSED = "survey_closed"


FOR_GOOD = frozenset({Silence.REPLACED, Silence.NOT_URGENT, Silence.ENOUGH})
"""Reasons of that one day, which do not go away; with any other the reminder wakes if the reason does."""


SILENCE = {
    Silence.REPLACED: N_("reemplazado por uno más reciente"),
    Silence.ANSWERED: N_("el avance ya se envió"),
    Silence.WAIVED: N_("el avance está dispensado"),
    Silence.REVIEWED: N_("ya no espera revisión"),
    Silence.DONE: N_("el hito ya se cumplió"),
    Silence.LOCKED: N_("el período ya cerró, sin prórroga"),
    Silence.TOO_LATE: N_("pasó demasiado tiempo"),
    Silence.DATE_CHANGED: N_("la fecha cambió"),
    Silence.NOT_RESPONSIBLE: N_("la persona ya no tiene ese encargo"),
    Silence.INACTIVE: N_("la persona ya no está activa"),
    Silence.RULE_OFF: N_("la regla se desactivó"),
    Silence.DATED: N_("el proyecto ya tiene fecha"),
    Silence.PAUSED: N_("la persona tiene sus recordatorios en pausa"),
    Silence.NOT_URGENT: N_("la persona solo quiere lo urgente"),
    Silence.ENOUGH: N_("ya se recordó tantas veces como permiten las reglas"),
    Silence.SURVEY_ANSWERED: N_("la encuesta ya se respondió"),
    Silence.SURVEY_DECLINED: N_("se anotó que no responderá la encuesta"),
    Silence.SURVEY_CLOSED: N_("la encuesta no está abierta"),
}
ABOUT = {
    About.UPDATE_DUE: N_("Avance por enviar"),
    About.CORRECTION_DUE: N_("Avance por corregir"),
    About.MILESTONE_DUE: N_("Hito"),
    About.REVIEW_WAITING: N_("Avance por revisar"),
    About.PROJECT_UNDATED: N_("Proyecto sin fecha"),
    About.SURVEY_DUE: N_("Encuesta por responder"),
}
RECIPIENT = {
    Recipient.LEAD: N_("Responsable"),
    Recipient.CONTRIBUTOR: N_("Colaboración"),
    Recipient.NATIONAL_COORDINATION: N_("Coordinación nacional"),
    Recipient.GTG: N_("GTG"),
}


@dataclass(frozen=True)
class Rule:
    """Who is told about what, how many days before (negative) or after (positive) its date."""

    about: About
    anchor: Anchor
    offset_days: int
    recipient: Recipient
    id: int = 0

    @property
    def shape(self) -> tuple[About, Anchor, int, Recipient]:
        return self.about, self.anchor, self.offset_days, self.recipient


def _rules(about: About, anchor: Anchor, table: Mapping[int, Collection[Recipient]]) -> tuple[Rule, ...]:
    return tuple(Rule(about, anchor, days, recipient) for days, who in table.items() for recipient in who)


DEFAULT_RULES = (
    *_rules(About.UPDATE_DUE, Anchor.OPENS_ON, {0: (Recipient.LEAD, Recipient.CONTRIBUTOR)}),
    *_rules(
        About.UPDATE_DUE,
        Anchor.DUE_ON,
        {
            -7: (Recipient.LEAD,),
            -1: (Recipient.LEAD, Recipient.CONTRIBUTOR),
            0: (Recipient.LEAD,),
            2: (Recipient.LEAD,),
            7: (Recipient.LEAD, Recipient.NATIONAL_COORDINATION),
            14: (Recipient.LEAD, Recipient.NATIONAL_COORDINATION, Recipient.GTG),
        },
    ),
    *_rules(About.MILESTONE_DUE, Anchor.DUE_ON, dict.fromkeys((-30, -7, 0, 7), (Recipient.LEAD,))),
    *_rules(About.CORRECTION_DUE, Anchor.CORRECT_BY, dict.fromkeys((-1, 0, 2), (Recipient.LEAD,))),
    *_rules(About.REVIEW_WAITING, Anchor.SUBMITTED_ON, {7: (Recipient.GTG,)}),
    *_rules(About.PROJECT_UNDATED, Anchor.MONTH_START, {0: (Recipient.GTG,)}),
    *_rules(About.SURVEY_DUE, Anchor.OPENS_ON, {0: (Recipient.LEAD, Recipient.CONTRIBUTOR)}),
    *_rules(
        About.SURVEY_DUE,
        Anchor.DUE_ON,
        {-7: (Recipient.LEAD,), -1: (Recipient.LEAD, Recipient.CONTRIBUTOR), 0: (Recipient.LEAD,)},
    ),
)


Family = tuple[About, str, int]
"""What a reminder is about: of one family a person needs only the latest word."""


@dataclass(frozen=True)
class Thing:
    """Something that people are reminded of while it is open. `subject` is its table, `until` its last useful day."""

    about: About
    subject: str
    subject_id: int
    dates: Mapping[Anchor, date]
    groups: tuple[int, ...] = ()
    until: date | None = None
    people: tuple[int, ...] = ()
    """Whose own it is, where it is not the whole group's: they stand for its leads."""

    @property
    def family(self) -> Family:
        return self.about, self.subject, self.subject_id

    @property
    def deadline(self) -> date | None:
        """The day by which somebody should have acted; None for what only waits."""
        return self.dates.get(Anchor.DUE_ON) or self.dates.get(Anchor.CORRECT_BY)


@dataclass(frozen=True)
class Planned:
    """One reminder. `scheduled_on` is the day of the rule, `send_on` the person's working day on which it goes."""

    rule_id: int
    subject: str
    subject_id: int
    user_id: int
    scheduled_on: date
    send_on: date


Recipients = Callable[[Thing, Recipient], Iterable[int]]
"""The people (by id) whom a kind of recipient means for this thing."""


def scheduled_on(rule: Rule, thing: Thing) -> date | None:
    """The day on which the rule speaks of the thing, or None if it never does."""
    anchor = thing.dates.get(rule.anchor)
    if rule.about is not thing.about or anchor is None:
        return None
    day = anchor + timedelta(days=rule.offset_days)
    return None if thing.until is not None and day > thing.until else day


def works_every_day(_user_id: int) -> Works:
    return every_day


def plan(
    rules: Collection[Rule],
    things: Iterable[Thing],
    recipients: Recipients,
    *,
    today: date,
    works_of: Callable[[int], Works] = works_every_day,
) -> Iterator[Planned]:
    """Every reminder of the open things up to the horizon, the missed ones included; the same each time it is asked.

    `works_of` gives each person's working days.
    """
    for thing in things:
        for rule in rules:
            day = scheduled_on(rule, thing)
            if day is None or day > today + HORIZON:
                continue
            for user_id in recipients(thing, rule.recipient):
                goes = sending_day(day, works_of(user_id), deadline=thing.deadline)
                yield Planned(rule.id, thing.subject, thing.subject_id, user_id, day, goes)
