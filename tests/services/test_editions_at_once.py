"""People who press the same button at the same moment, and jobs that run side by side, make one edition."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from monitor.domain.errors import WrongState
from monitor.models import Base, Edition, Event, Period, ReportBuild, User
from monitor.services import editions, prepared_forms, reports
from monitor.services.edition_forms import FORMS
from monitor.services.report_desk_page import request_edition
from tests.fixtures import NOW
from tests.services.report_world import WARNINGS, World

AT_ONCE = 4
T = TypeVar("T")


@pytest.fixture
def shared(engine: Engine) -> Iterator[Engine]:
    """The database, emptied also of what nobody may delete row by row, before the next test finds it."""
    yield engine
    if engine.dialect.name == "postgresql":
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with Session(engine) as session:
            for table in Base.metadata.sorted_tables:
                session.execute(text(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER'))
            session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            for table in Base.metadata.sorted_tables:
                session.execute(text(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER'))
            session.commit()


def all_at_once(engine: Engine, act: Callable[[Session, int], T]) -> list[T]:
    start = Barrier(AT_ONCE)

    def one(number: int) -> T:
        start.wait()
        with Session(engine) as session:
            result = act(session, number)
            session.commit()
            return result

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_those_who_press_together_make_and_publish_one_edition(shared: Engine) -> None:
    with Session(shared) as session:
        world = World(session)
        period_id, people = world.period.id, [world.coordinator.id, world.second.id]
        session.commit()

    def ask(session: Session, number: int) -> int:
        return request_edition(
            session,
            session.get_one(Period, period_id),
            actor=session.get_one(User, people[number % 2]),
            erratum="",
            confirmed=WARNINGS,
            now=NOW,
            fictional=False,
        ).id

    asked = all_at_once(shared, ask)
    assert len(set(asked)) == 1

    def take(session: Session, number: int) -> bool:
        return reports.claim_waiting(session, now=NOW, owner=str(number)) is not None

    assert sorted(all_at_once(shared, take)) == [False] * (AT_ONCE - 1) + [True]
    with Session(shared) as session:
        build = session.get_one(ReportBuild, asked[0])
        data = reports.freeze(session, build, now=NOW, fictional=False, base_url="https://monitor.ejemplo.org")
        reports.store(build, data, b"%PDF", charts={}, made_with="", now=NOW)
        prepared_forms.keep(session, build, [(FORMS[1], b"docx")], language="es", text_sha256="")
        session.commit()

    def publish(session: Session, number: int) -> bool:
        actor = session.get_one(User, people[number % 2])
        try:
            editions.publish(session, session.get_one(ReportBuild, asked[0]), actor=actor, now=NOW)
        except WrongState:
            session.rollback()
            return False
        return True

    assert sorted(all_at_once(shared, publish)) == [False] * (AT_ONCE - 1) + [True]
    with Session(shared) as session:
        assert session.scalars(select(Edition.number)).all() == ["1.0"]
        told = select(func.count()).select_from(Event).where(Event.kind == "EditionPublished")
        assert session.scalar(told.where(Event.subject_id == period_id)) == 1
