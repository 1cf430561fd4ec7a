"""What units of one wave are called in a later one: groups that were renamed, and groups that went on in others."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.models import Group, WaveUnit


def successors(session: Session, earlier_wave_id: int, later_wave_id: int) -> dict[str, str]:
    """By unit of the earlier wave, its key in the later one, where that is another; one query."""
    asked = (WaveUnit.group_id == Group.id) & WaveUnit.wave_id.in_([earlier_wave_id, later_wave_id])
    query = select(Group.id, Group.successor_id, WaveUnit.wave_id, WaveUnit.key, WaveUnit.country)
    rows = session.execute(query.outerjoin(WaveUnit, asked)).all()
    heirs = {row.id: row.successor_id for row in rows if row.successor_id is not None}
    later = {(row.id, row.country): row.key for row in rows if row.wave_id == later_wave_id}
    found = {}
    for row in rows:
        if row.wave_id != earlier_wave_id:
            continue
        group, passed = row.id, set()
        while (group, row.country) not in later and group in heirs and group not in passed:
            passed.add(group)
            group = heirs[group]
        became = later.get((group, row.country))
        if became is not None and became != row.key:
            found[row.key] = became
    return found
