"""What units of one wave became in a later one, where their groups went on in others.

A renamed group keeps its unit, so that it needs no word here.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.models import Group, WaveUnit
from monitor.services.survey_book import unit_of


def successors(session: Session, earlier_wave_id: int, later_wave_id: int) -> dict[str, str]:
    """By unit of the earlier wave, as its book calls it, the unit it became in the later one; one query."""
    asked = (WaveUnit.group_id == Group.id) & WaveUnit.wave_id.in_([earlier_wave_id, later_wave_id])
    query = select(Group.id, Group.successor_id, WaveUnit.wave_id, WaveUnit.country)
    rows = session.execute(query.outerjoin(WaveUnit, asked)).all()
    heirs = {row.id: row.successor_id for row in rows if row.successor_id is not None}
    later = {(row.id, row.country) for row in rows if row.wave_id == later_wave_id}
    found = {}
    for row in rows:
        if row.wave_id != earlier_wave_id:
            continue
        group, passed = row.id, set()
        while (group, row.country) not in later and group in heirs and group not in passed:
            passed.add(group)
            group = heirs[group]
        if group != row.id and (group, row.country) in later:
            found[unit_of(row.id, row.country)] = unit_of(group, row.country)
    return found
