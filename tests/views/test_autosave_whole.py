"""The pages of participation, figures and indicators save themselves as the other pages of an update do."""

import json

import pytest
from flask import Flask

from monitor.db import db
from tests.factories import make_indicator
from tests.views.page_checks import check_page
from tests.views.test_updates_autosave import JSON, autosave, draw, told
from tests.views.update_world import World, make_world

ACTIVITY = {"activity": "Taller de agosto", "measure": "unique_in_period", "depth": "sex_age"}


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def test_the_page_of_participation_saves_itself_and_settles_what_two_people_wrote(app: Flask) -> None:
    world = make_world(app, with_previous=False)
    drawn = draw(world, "participacion")
    answer = autosave(world, "participacion", drawn | {"no_participation": "y", "no_participation_reason": "Estudio"})

    assert (answer.status_code, told(answer)["errors"]) == (200, {})
    with world.stored() as update:
        assert (update.no_participation, update.no_participation_reason) == (True, "Estudio")
    stale = autosave(world, "participacion", drawn | {"no_participation": "y", "no_participation_reason": "Otra cosa"})
    assert (stale.status_code, told(stale)["compare"]) == (409, True)
    page = check_page(
        world.browser().post(
            f"{world.url}/participacion",
            data=drawn | {"no_participation": "y", "no_participation_reason": "Otra cosa"},
        )
    )
    assert "Estudio" in page.text
    assert "Otra cosa" in page.text


def test_with_activities_the_page_of_participation_has_nothing_to_save_itself(world: World) -> None:
    assert world.post("participacion/nueva", ACTIVITY).status_code == 302
    page = check_page(world.browser().get(f"{world.url}/participacion"))

    assert [form for form in page.all("form") if form.get("data-autosave")] == []


def test_indicators_save_themselves_but_for_the_one_that_cannot_be_read(world: World) -> None:
    with world.stored() as update:
        first, second = (make_indicator(db.session, update.project, name=name).id for name in ("Cursos", "Becas"))
    drawn = draw(world, "indicadores")
    answer = autosave(world, "indicadores", drawn | {f"number-{first}-all": "12", f"number-{second}-all": "muchas"})

    assert answer.status_code == 200
    assert list(told(answer)["errors"]) == [f"number-{second}-all"]
    with world.stored() as update:
        assert [each.indicator_id for each in update.indicator_answers] == [first]
    again = {name: told(answer)[name] for name in ("lock_version", "seen", "author")}
    assert autosave(world, "indicadores", again | {f"number-{first}-all": "13"}).status_code == 200
    typed = drawn | {f"number-{first}-all": "20"}
    stale = autosave(world, "indicadores", typed)
    assert (stale.status_code, told(stale)["compare"]) == (409, True)
    lost = {"sent": json.dumps([[[f"number-{first}-all", "13"]]])}
    page = check_page(world.browser().post(f"{world.url}/indicadores", data=typed))
    assert "Cursos: Dato del trimestre 13" in page.text
    assert page.value(f"number-{first}-all") == "20"
    assert autosave(world, "indicadores", typed | lost).status_code == 200


def test_figures_save_themselves_but_for_the_cell_that_cannot_be_read(world: World) -> None:
    figures = str(world.post("participacion/nueva", ACTIVITY).location).removeprefix(f"{world.url}/")
    drawn = draw(world, figures)
    typed = {"total": "12", "cell-18_29-women": "7", "cell-30_44-men": "tres"}
    answer = autosave(world, figures, drawn | typed)

    assert answer.status_code == 200
    assert list(told(answer)["errors"]) == ["cell-30_44-men"]
    with world.stored() as update:
        record = update.participation[0].as_record()
        assert (record.total, list(record.cells.values())) == (12, [7])
    again = {name: told(answer)[name] for name in ("lock_version", "seen", "author")}
    done = autosave(world, figures, again | typed | {"cell-30_44-men": "3", "then": "next"})
    assert told(done)["next"] == f"{world.url}/participacion"

    # Another activity is another matter; the same one is not, unless it is this page's own save that arrived.
    world.post("participacion/nueva", ACTIVITY | {"activity": "Otro taller"}, "colleague")
    drawn = {name: told(done)[name] for name in ("lock_version", "seen", "author")}
    answer = autosave(world, figures, drawn | typed | {"cell-30_44-men": "4"})
    assert answer.status_code == 200
    newer = typed | {"cell-30_44-men": "5"}
    stale = autosave(world, figures, drawn | newer)
    assert (stale.status_code, told(stale)["compare"]) == (409, True)
    page = check_page(world.browser().post(f"{world.url}/{figures}", data=drawn | newer))
    assert "30 a 44, Hombres 4" in page.text
    assert page.value("cell-30_44-men") == "5"
    sent = {"sent": json.dumps([list((typed | {"cell-30_44-men": "4"}).items())])}
    assert autosave(world, figures, drawn | newer | sent).status_code == 200


def test_figures_of_a_session_that_ended_come_back_to_their_writer(world: World) -> None:
    figures = str(world.post("participacion/nueva", ACTIVITY).location).removeprefix(f"{world.url}/")
    typed = draw(world, figures) | {"total": "12", "comment": "No se preguntó a nadie"}
    stranger = world.app.test_client()

    assert "sign_in_url" in told(stranger.post(f"{world.url}/{figures}", data=typed, headers=JSON))
    page = check_page(stranger.post(f"{world.url}/{figures}", data=typed))
    assert "No se preguntó a nadie" in page.text
    assert page.value("total") == "12"
