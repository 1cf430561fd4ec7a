"""The results of a wave of persons: nothing before it closes, nothing of fewer than five, no filter, no names."""

import io
import zipfile

from flask import Flask

from monitor.db import db
from monitor.domain.waves import UnitKind, WaveState
from monitor.models import PersonalAnswer
from tests.factories import make_coordinator, make_group, make_plan, make_user
from tests.fixtures import signed_in
from tests.survey_factories import NOW, make_wave
from tests.survey_samples import whole_answers
from tests.views.page_checks import check_page

PATHS = ("/preguntas", "/indices", "/comparar", "/textos")


def personal(app: Flask, people: int, *, closed: bool = True) -> int:
    with app.app_context():
        session = db.session
        make_coordinator(session, email="gtg@example.org")
        plan = make_plan(session)
        group = make_group(session)
        for _ in range(people):
            make_user(session, lead_of=group)
        wave = make_wave(session, plan=plan, unit_kind=UnitKind.PERSON)
        session.add_all(
            PersonalAnswer(id=f"{number:032x}", wave_id=wave.id, answers=whole_answers(e7="Secreto").as_json())
            for number in range(people)
        )
        if closed:
            wave.state, wave.closed_at = WaveState.CLOSED, NOW
        session.commit()
        return wave.id


def test_a_personal_wave_tells_nothing_before_it_is_closed(app: Flask) -> None:
    wave = personal(app, 7, closed=False)
    client = signed_in(app, "gtg@example.org")
    assert "sus resultados se ven cuando se cierra" in check_page(client.get(f"/encuestas/{wave}/resultados")).text
    for path in PATHS:
        assert client.get(f"/encuestas/{wave}/resultados{path}").status_code == 302


def test_a_personal_wave_of_four_tells_nothing_and_of_five_the_sums(app: Flask) -> None:
    wave = personal(app, 4)
    client = signed_in(app, "gtg@example.org")
    assert "No hubo respuestas suficientes" in check_page(client.get(f"/encuestas/{wave}/resultados")).text
    assert client.get(f"/encuestas/{wave}/resultados/preguntas").status_code == 302


def test_a_personal_wave_cannot_be_filtered_nor_told_by_person(app: Flask) -> None:
    wave = personal(app, 6)
    client = signed_in(app, "gtg@example.org")
    told = check_page(client.get(f"/encuestas/{wave}/resultados/preguntas?kind=fund&country=MX"))
    assert "6 respuestas" in told.text
    assert not told.find("select", name="country")
    indices = check_page(client.get(f"/encuestas/{wave}/resultados/indices")).text
    assert "Por grupo" not in indices
    assert "no se publican" in check_page(client.get(f"/encuestas/{wave}/resultados/textos")).text


def test_the_files_of_a_personal_wave_hold_no_day_and_texts_apart_in_another_order(app: Flask) -> None:
    wave = personal(app, 6)
    with app.app_context():
        for number, row in enumerate(db.session.query(PersonalAnswer).order_by(PersonalAnswer.id)):
            row.answers = whole_answers(e7=f"Texto {6 - number}").as_json()
        db.session.commit()
    client = signed_in(app, "gtg@example.org")
    said = client.get(f"/encuestas/{wave}/resultados/archivos/respuestas-csv.zip")
    with zipfile.ZipFile(io.BytesIO(said.data)) as archive:
        told = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert [line.split(",")[1].strip('"') for line in told["texts.csv"].splitlines() if line.startswith("e7")] == [
        f"Texto {number}" for number in range(1, 7)
    ]
    assert "Texto" not in told["codes.csv"] + told["labels.csv"]
    assert NOW.date().isoformat() not in told["codes.csv"] + told["labels.csv"] + told["texts.csv"]
    page = check_page(client.get(f"/encuestas/{wave}/resultados/textos")).text
    assert page.index("Texto 1") < page.index("Texto 2") < page.index("Texto 6")
