"""However many schedulers are started, one works; when it is killed, another takes its place."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from monitor.db import db
from monitor.jobs import leading, serve
from monitor.jobs.leading import Leader
from monitor.jobs.work import Job, JobResult, Work
from monitor.models import JobRun


@contextmanager
def in_a_process_of_its_own(work: Callable[[], None]) -> Iterator[int]:
    """Fork: gives the number of the process, which is killed in the end if it still lives."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def soon(happened: Callable[[], bool], seconds: float = 20) -> bool:
    for _ in range(int(seconds / 0.05)):
        if happened():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_the_next_one_works_as_soon_as_the_first_is_killed(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    ready, url = tmp_path / "ready", request.getfixturevalue(f"{kind}_engine").url

    def hold() -> None:
        leader = Leader(url)
        if leader.holds():
            ready.touch()
        time.sleep(60)

    second = Leader(url)
    with in_a_process_of_its_own(hold) as first:
        assert soon(ready.exists)
        assert not second.holds()
        os.kill(first, signal.SIGKILL)
        assert soon(second.holds, 10)
    third = Leader(url)
    assert (second.holds(), third.holds()) == (True, False)
    second.release()
    assert not second.held
    assert soon(third.holds)  # PostgreSQL notices a moment later that the connection is closed
    third.release()


@pytest.mark.postgres
def test_one_that_lost_its_connection_works_no_longer(postgres_engine: Engine) -> None:
    leader = Leader(postgres_engine.url)
    assert leader.holds()
    with postgres_engine.connect() as connection:
        gone = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :key"
        connection.execute(leading.text(gone), {"key": leading.LOCK})
    assert not leader.holds()
    assert leader.holds(), "the lock is free, and the database is there"
    leader.release()


def test_of_two_schedulers_one_works_and_the_other_takes_over_when_it_is_killed(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = tmp_path / "worked"

    def tick(_work: Work) -> JobResult:
        with worked.open("a") as file:
            file.write(f"{os.getpid()}\n")
        return JobResult(("Hecho.",), idle=True)

    monkeypatch.setattr(serve, "JOBS", (Job("tick", "marca", tick, seconds=1, demo_seconds=1),))
    monkeypatch.setattr(serve, "LOOK_EVERY", 0.5)

    def who() -> list[int]:
        return [int(line) for line in worked.read_text().split()] if worked.exists() else []

    with in_a_process_of_its_own(lambda: serve.serve(app)) as first:
        assert soon(lambda: len(who()) >= 1)
        with in_a_process_of_its_own(lambda: serve.serve(app)) as second:
            assert soon(lambda: len(who()) >= 4)
            assert set(who()) == {first}
            os.kill(first, signal.SIGKILL)
            assert soon(lambda: second in who())
    with app.app_context():
        assert db.session.scalars(select(JobRun.name).distinct()).all() == ["tick"]
