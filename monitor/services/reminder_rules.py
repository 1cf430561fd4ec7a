"""The rules of reminders as the GTG keeps them: read, and applied as one whole that is written down."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed, StaleVersion
from monitor.domain.permissions import Permission
from monitor.domain.reminder_pace import Pace
from monitor.domain.reminder_rules import DEFAULTS, RuleSet, check, moments_of
from monitor.models import Event, ReminderRule, ReminderSettings, User
from monitor.services import events
from monitor.services.reminders import ensure_default_rules

APPLIED = "ReminderRulesApplied"


def current(session: Session) -> tuple[RuleSet, int]:
    """The rules that hold and their version; the default ones, as version 0, while nobody applied others."""
    rows = session.scalars(select(ReminderRule).order_by(ReminderRule.id)).all()
    settings = session.scalar(select(ReminderSettings))
    if not rows:
        return DEFAULTS, 0
    moments = moments_of((row.as_rule(), row.is_active) for row in rows)
    return RuleSet(moments, settings.as_pace() if settings else Pace()), settings.version if settings else 0


def apply(session: Session, rule_set: RuleSet, *, actor: User, seen_version: int, now: datetime) -> int:
    """Let these rules hold from now on; gives the new version.

    A rule that is left out is switched off and never deleted: what was sent goes on naming it. Raises StaleVersion if
    somebody else applied rules since, Incomplete for rules that cannot work.
    """
    if not actor.may(Permission.REMINDER_VIEW):
        raise NotAllowed("Solo el GTG puede cambiar las reglas de los recordatorios.")
    check(rule_set)
    ensure_default_rules(session)
    settings = session.scalar(select(ReminderSettings).with_for_update())
    if settings is None:
        settings = ReminderSettings(id=1, version=0, gap_days=Pace().gap_days, most_per_thing=Pace().most_per_thing)
        session.add(settings)
    if settings.version != seen_version:
        raise StaleVersion("Otra persona del GTG cambió las reglas mientras usted las miraba. Revíselas de nuevo.")
    before, _version = current(session)
    rows = {row.as_rule().shape: row for row in session.scalars(select(ReminderRule))}
    wanted = {(each.kind.about, each.kind.anchor, each.offset_days, who): each.is_on
              for each in rule_set.moments for who in each.recipients}  # fmt: skip
    for shape, is_on in wanted.items():
        if shape in rows:
            rows[shape].is_active = is_on
        else:
            about, anchor, offset_days, who = shape
            session.add(
                ReminderRule(about=about, anchor=anchor, offset_days=offset_days, recipient=who, is_active=is_on)
            )
    for shape, row in rows.items():
        if shape not in wanted:
            row.is_active = False
    settings.version += 1
    settings.gap_days, settings.most_per_thing = rule_set.pace.gap_days, rule_set.pace.most_per_thing
    session.flush()
    events.record(
        session,
        APPLIED,
        subject="reminder_settings",
        subject_id=settings.id,
        actor=actor,
        now=now,
        before=_as_json(before),
        after=_as_json(rule_set) | {"version": settings.version},
    )
    return settings.version


def versions(session: Session) -> list[Event]:
    """Every time that rules were applied, the newest first."""
    return list(reversed(events.history(session, subject="reminder_settings", subject_id=1)))


def _as_json(rule_set: RuleSet) -> dict[str, Any]:
    return {
        "rules": [[rule.about, rule.anchor, rule.offset_days, rule.recipient] for rule in rule_set.rules],
        "gap_days": rule_set.pace.gap_days,
        "most_per_thing": rule_set.pace.most_per_thing,
    }
