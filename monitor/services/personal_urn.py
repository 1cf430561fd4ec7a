"""Where the answers of a wave of persons lie: nothing there says whose they are, since when, or in which order.

    put(session, wave_id, answers)      one more; the caller holds the wave's row
    shake(session, wave_id)             all of a wave written anew, mixed

A database remembers more than its columns: in which order rows were written, and which were written together. So with
every answer that comes all of the wave are written anew, in another order and under other keys, and so is everybody's
note that they answered. Two who answer at once would each write the other's answer twice; that is why the wave's row is
held.
"""

from random import SystemRandom
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from monitor.domain.answers import Answers
from monitor.models import PersonalAnswer, WaveUnit


def put(session: Session, wave_id: int, answers: Answers) -> None:
    session.flush()
    _write_anew(session, wave_id, [answers.as_json()])
    session.execute(
        sql_update(WaveUnit)
        .where(WaveUnit.wave_id == wave_id, WaveUnit.answered_on.is_not(None))
        .values(key=WaveUnit.key)
        .execution_options(synchronize_session=False)
    )


def shake(session: Session, wave_id: int) -> None:
    session.flush()
    _write_anew(session, wave_id, [])


def _write_anew(session: Session, wave_id: int, more: list[dict[str, Any]]) -> None:
    own = PersonalAnswer.wave_id == wave_id
    kept = [*session.scalars(select(PersonalAnswer.answers).where(own)), *more]
    session.execute(delete(PersonalAnswer).where(own).execution_options(synchronize_session=False))
    for each in [each for each in session.identity_map.values() if isinstance(each, PersonalAnswer)]:
        session.expunge(each)
    SystemRandom().shuffle(kept)
    if kept:
        session.execute(
            insert(PersonalAnswer), [{"id": uuid4().hex, "wave_id": wave_id, "answers": each} for each in kept]
        )
