"""How far a wave has come: who was asked, who answered, by kind of body and by country. Answers are not read."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.responsible_groups import GroupKind
from monitor.models import Group, SurveyResponse, Wave, WaveUnit
from monitor.services.wave_changes import Kept


@dataclass(frozen=True)
class PanelRow:
    """So many units; `key` is a GroupKind, a Country, or None for all."""

    key: GroupKind | Country | None = None
    asked: int = 0
    answered: int = 0
    declined: int = 0
    started: int = 0
    """Begun and not sent."""

    @property
    def silent(self) -> int:
        """Neither answered nor begun, and not declined."""
        return self.asked - self.answered - self.declined - self.started

    @property
    def share(self) -> float | None:
        return self.answered / self.asked if self.asked else None

    def __add__(self, more: "PanelRow") -> "PanelRow":
        return replace(
            self,
            asked=self.asked + more.asked,
            answered=self.answered + more.answered,
            declined=self.declined + more.declined,
            started=self.started + more.started,
        )


@dataclass(frozen=True)
class Panel:
    total: PanelRow
    kinds: tuple[PanelRow, ...]
    """Empty for a wave of persons."""
    countries: tuple[PanelRow, ...]
    """Only where the unit is a group's country."""


_PANELS: Kept[Panel] = Kept()


def panel(session: Session, wave: Wave) -> Panel:
    """Counted in one query, and only again when somebody has begun, answered or declined."""
    return _PANELS.of(session, wave, lambda: _counted(session, wave))


def _counted(session: Session, wave: Wave) -> Panel:
    answered = WaveUnit.answered_on.is_not(None) | (func.coalesce(SurveyResponse.submitted_number, 0) > 0)
    declined = WaveUnit.declined_at.is_not(None)
    started = SurveyResponse.id.is_not(None)
    query = (
        select(Group.kind, WaveUnit.country, answered, declined, started, func.count())
        .select_from(WaveUnit)
        .outerjoin(WaveUnit.group)
        .outerjoin(SurveyResponse, (SurveyResponse.unit_id == WaveUnit.id) & SurveyResponse.is_current)
        .where(WaveUnit.wave_id == wave.id)
        .group_by(Group.kind, WaveUnit.country, answered, declined, started)
    )
    found: list[tuple[GroupKind | None, Country | None, PanelRow]] = []
    for kind, country, is_answered, is_declined, is_started, count in session.execute(query):
        found.append((kind, country, _row(count, bool(is_answered), bool(is_declined), bool(is_started))))
    total = sum((row for _, _, row in found), PanelRow())
    return Panel(
        total,
        _by(list(GroupKind), [(kind, row) for kind, _, row in found]),
        _by(list(Country), [(country, row) for _, country, row in found]),
    )


def _row(count: int, answered: bool, declined: bool, started: bool) -> PanelRow:
    """A unit that answered counts so, even where it was reopened since."""
    if answered:
        return PanelRow(asked=count, answered=count)
    if declined:
        return PanelRow(asked=count, declined=count)
    return PanelRow(asked=count, started=count if started else 0)


def _by(
    order: Sequence[GroupKind] | Sequence[Country], rows: Sequence[tuple[Hashable, PanelRow]]
) -> tuple[PanelRow, ...]:
    found = []
    for key in order:
        own = [row for each, row in rows if each == key]
        if own:
            found.append(sum(own, PanelRow(key)))
    return tuple(found)
