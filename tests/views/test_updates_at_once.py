"""The same update sent by several requests in the same instant becomes one submission."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from monitor.db import db
from monitor.domain.updates import State
from monitor.services.events import history
from tests.views.update_world import World, fill, make_world

AT_ONCE = 8


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def test_many_presses_at_once_make_one_submission(world: World) -> None:
    fill(world)
    version = world.lock_version
    browsers = [world.browser() for _ in range(AT_ONCE)]
    together = Barrier(AT_ONCE)

    def press(number: int) -> int:
        together.wait()
        return browsers[number].post(f"{world.url}/enviar", data={"lock_version": version}).status_code

    with ThreadPoolExecutor(AT_ONCE) as threads:
        codes = list(threads.map(press, range(AT_ONCE)))

    assert codes == [302] * AT_ONCE
    with world.stored() as update:
        assert (update.state, len(update.versions)) == (State.SUBMITTED, 1)
        kinds = [event.kind for event in history(db.session, subject="updates", subject_id=update.id)]
        assert kinds.count("UpdateSubmitted") == 1


def test_many_saves_at_once_leave_one_text_whole_and_tell_the_others(world: World) -> None:
    with world.stored() as update:
        version = update.lock_version
    browsers = [world.browser("lead" if number % 2 else "colleague") for number in range(AT_ONCE)]
    together = Barrier(AT_ONCE)

    def write(number: int) -> tuple[str, int]:
        words = f"Lo del número {number}"
        together.wait()
        data = {"lock_version": version, "achieved": words}
        return words, browsers[number].post(f"{world.url}/avances", data=data).status_code

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(write, range(AT_ONCE)))

    saved = [words for words, code in answers if code == 302]
    assert sorted(code for _, code in answers) == [302] + [409] * (AT_ONCE - 1)
    with world.stored() as update:
        assert [update.achieved] == saved
