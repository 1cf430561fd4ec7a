"""The pages of a survey's results: what they say, what they hide, and that they cost the same however many answered."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from monitor.db import db
from monitor.domain.open_answers import Visibility
from monitor.domain.permissions import Role
from monitor.domain.waves import DocumentKind
from monitor.models import (
    BuildState,
    Event,
    Group,
    GroupKind,
    OpenAnswerDecision,
    Plan,
    SurveyDocument,
    SurveyResponse,
    SurveyVersion,
    User,
    Wave,
    WaveUnit,
)
from tests.factories import make_coordinator, make_group, make_plan, make_user
from tests.fixtures import signed_in
from tests.survey_factories import NOW, OPENED, make_wave, submitted_by, units_of
from tests.survey_samples import whole_answers
from tests.views.page_checks import Page, check_page


def answered_by(session: Session, wave: Wave, unit: WaveUnit, author: User, number: int, **changes: Any) -> None:
    """A submitted version without the whole way there: for many at once."""
    answers = whole_answers(**changes).as_json()
    response = SurveyResponse(
        wave_id=wave.id, unit_id=unit.id, is_submitted=True, submitted_number=1, answers=answers, started_at=NOW,
        saved_at=NOW, saved_by_id=author.id,
    )  # fmt: skip
    session.add(response)
    session.flush()
    session.add(
        SurveyVersion(
            wave_id=wave.id, response_id=response.id, number=1, answers=answers, questionnaire_sha256="0" * 64,
            folio=f"F{wave.id}-{number}", sha256="0" * 64, submitted_at=NOW, submitted_by_id=author.id,
        )
    )  # fmt: skip
    unit.answered_on = NOW.date()


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """A wave of three groups, two of which answered, beside an earlier one."""
    with app.app_context():
        session = db.session
        plan = make_plan(session)
        make_coordinator(session, email="gtg@example.org")
        groups = [
            make_group(session, "GTPA"),
            make_group(session, "SCED", kind=GroupKind.SUBCOMMITTEE),
            make_group(session, "GTL"),
        ]
        leads = [make_user(session, lead_of=group) for group in groups]
        first = make_wave(session, *groups, plan=plan, name="Primera versión")
        before = {unit.key: unit for unit in units_of(session, first)}
        answered_by(session, first, before["GTPA"], leads[0], 1, b1="n0")
        first.answers_version += 1
        wave = make_wave(session, *groups, plan=plan)
        units = {unit.key: unit for unit in units_of(session, wave)}
        submitted_by(session, units["GTPA"], leads[0])
        submitted_by(
            session, units["SCED"], leads[1], a2=["MX"], b1="n0", e8="no", a4={"mx": {"m": 3, "h": 9}}, a5=None
        )
        session.commit()
        return {"wave": wave.id, "first": first.id, "plan": plan.id, "app": app}


def page(client: FlaskClient, world: dict[str, Any], path: str = "", **wanted: Any) -> Page:
    return check_page(client.get(f"/encuestas/{world['wave']}/resultados{path}", query_string=wanted))


@pytest.fixture
def gtg(app: Flask, world: dict[str, Any]) -> FlaskClient:
    return signed_in(app, "gtg@example.org")


def test_the_panel_says_who_answered_by_kind_and_country(gtg: FlaskClient, world: dict[str, Any]) -> None:
    told = page(gtg, world).text
    assert "Respondieron 2 de 3." in told
    assert re.search(r"Grupos técnicos 2 1 0 1 0 50\s*%", told)
    assert re.search(r"Subcomités 1 1 0 0 0 100\s*%", told)
    assert re.search(r"México 1 50\s*%", told)


def test_each_question_tells_its_base_and_its_distribution(gtg: FlaskClient, world: dict[str, Any]) -> None:
    told = page(gtg, world, "/preguntas").text
    assert "Se aplicó a 2; respondieron 2. 2 dijeron «no aplica» y quedan fuera de la base." in told
    assert re.search(r"Parcialmente 1 50\s*%", told)
    assert re.search(r"Chile 3 4 – – 7", told)  # people with a role see the real figures, small as they are


def test_filters_stand_in_the_address_and_nonsense_there_is_left_out(gtg: FlaskClient, world: dict[str, Any]) -> None:
    assert "1 respuesta" in page(gtg, world, "/preguntas", kind="subcommittee").text
    assert "1 respuesta" in page(gtg, world, "/preguntas", country="PE").text
    assert "Ninguna respuesta coincide" in page(gtg, world, "/preguntas", kind="fund").text
    assert "2 respuestas" in page(gtg, world, "/preguntas", kind="nada", country="XX", section="zz").text
    only = page(gtg, world, "/preguntas", section="sec_b")
    assert "q-b1" in only.ids
    assert "q-c1" not in only.ids


def test_indices_come_with_n_bands_and_printed_weights(gtg: FlaskClient, world: dict[str, Any]) -> None:
    told = page(gtg, world, "/indices").text
    assert "Pesos en el IITG: GOB 1; PLAN 1; DATOS 1; CAP 1." in told
    assert re.search(r"GTPA 60,0 59,4 33,3 58,3 52,8 En consolidación", told)
    assert re.search(r"Compromiso y gobernanza \(GOB\) 2 53,3 En consolidación", told)  # (60 + 46,66) / 2
    assert "no prueba que los webinars hayan causado el cambio" in told
    assert re.search(r"36\s*% mujeres\s*8 de 22", told)


def test_other_weights_are_tried_in_the_address_and_said(gtg: FlaskClient, world: dict[str, Any]) -> None:
    told = page(gtg, world, "/indices", weight_GOB=3, weight_DATOS=0).text
    assert "Pesos en el IITG: GOB 3; PLAN 1; DATOS 0; CAP 1." in told
    assert "Usted está viendo el IITG con otros pesos" in told
    assert re.search(r"GTPA 60,0 59,4 33,3 58,3 59,5", told)  # (3 × 60 + 59.375 + 58.333) / 5
    assert "otros pesos que" not in page(gtg, world, "/indices", weight_GOB="nan", weight_CAP=-1).text


def test_two_waves_are_compared_on_who_answered_both(gtg: FlaskClient, world: dict[str, Any]) -> None:
    told = page(gtg, world, "/comparar", before=world["first"]).text
    assert "1 grupo respondió ambas versiones." in told
    assert re.search(r"\(GOB\) 1 46,7 60,0 \+13,3 1 suben, 0 bajan", told)
    assert "Solo «Segunda versión»: SCED." in told
    assert re.search(r"No 100\s*% 0\s*% −100,0", told)
    assert re.search(r"Identificar brechas de género[^·]* · Hoy 1 [\d,]+ [\d,]+ 0,0", told)
    assert re.search(r"Chile 3 → 3 4 → 4 – – 7 → 7", told)
    assert "n = 1: quienes la llenaron ambas veces." in told


def test_the_first_wave_has_nothing_to_compare_with(gtg: FlaskClient, world: dict[str, Any]) -> None:
    answer = gtg.get(f"/encuestas/{world['first']}/resultados/comparar")
    assert "No hay una versión anterior" in check_page(answer).text


def test_a_text_is_published_only_with_the_groups_consent(gtg: FlaskClient, world: dict[str, Any]) -> None:
    told = page(gtg, world, "/textos")
    assert "2 textos; 2 sin revisar" in told.text
    assert "El grupo no autorizó publicar este texto." in told.text
    with world["app"].app_context():
        versions = {version.answers["values"]["e8"]: version.id for version in db.session.query(SurveyVersion)}
    base = "/encuestas/textos"
    assert gtg.post(f"{base}/{versions['no']}/e7", data={"visibility": "publishable"}).status_code == 409
    assert gtg.post(f"{base}/{versions['si']}/e7", data={"visibility": "publishable"}).status_code == 302
    assert gtg.post(f"{base}/{versions['no']}/e7", data={"visibility": "internal"}).status_code == 302
    assert gtg.post(f"{base}/{versions['si']}/b1", data={"visibility": "internal"}).status_code == 404
    assert "1 texto" in page(gtg, world, "/textos", visibility="publishable").text
    assert "No hay textos que mostrar." in page(gtg, world, "/textos", visibility="unread").text
    with world["app"].app_context():
        assert {each.visibility for each in db.session.query(OpenAnswerDecision)} == set(Visibility)
        assert db.session.query(Event).filter_by(kind="OpenAnswerDecided").count() == 2


def test_observers_read_and_decide_nothing(app: Flask, world: dict[str, Any]) -> None:
    with app.app_context():
        make_user(db.session, role=Role.OBSERVER, email="gan@example.org")
        db.session.commit()
    client = signed_in(app, "gan@example.org")
    assert "Se puede publicar" not in [
        button.text for button in page(client, world, "/textos").all("button") if button.text
    ]
    assert "Resultados" in check_page(client.get("/encuestas/resultados")).h1


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


PATHS = ("", "/preguntas", "/indices", "/comparar", "/textos")


def test_pages_ask_the_database_the_same_however_many_answered(
    app: Flask, gtg: FlaskClient, world: dict[str, Any]
) -> None:
    counts: list[dict[str, int]] = []
    for more in (0, 2000):
        if more:
            with app.app_context():
                many_more(db.session, db.session.get_one(Wave, world["wave"]), more)
        counts.append({})
        for path in PATHS:
            with counted(app) as said:
                assert gtg.get(f"/encuestas/{world['wave']}/resultados{path}").status_code == 200
            counts[-1][path] = len(said)
    assert max(counts[1].values()) <= 10
    assert all(counts[1][path] <= counts[0][path] for path in PATHS)


def many_more(session: Session, wave: Wave, count: int) -> None:
    """So many groups that answered, in few statements."""
    author = session.query(User).first()
    assert author is not None
    answers = whole_answers().as_json()
    start = 10_000
    numbers = range(start, start + count)
    session.execute(
        insert(Group),
        [{"id": n, "key": f"X{n}", "acronym": f"X{n}", "name": f"Grupo {n}", "kind": GroupKind.FUND} for n in numbers],
    )
    session.execute(
        insert(WaveUnit),
        [
            {"id": n, "wave_id": wave.id, "key": f"X{n}", "group_id": n, "answered_on": NOW.date(),
             "declined_reason": "", "extension_reason": ""}
            for n in numbers
        ],
    )  # fmt: skip
    session.execute(
        insert(SurveyResponse),
        [
            {"id": n, "wave_id": wave.id, "unit_id": n, "is_current": True, "is_submitted": True,
             "submitted_number": 1, "answers": answers, "lock_version": 1, "started_at": NOW, "saved_at": NOW}
            for n in numbers
        ],
    )  # fmt: skip
    session.execute(
        insert(SurveyVersion),
        [
            {"wave_id": wave.id, "response_id": n, "number": 1, "answers": answers, "questionnaire_sha256": "0",
             "folio": f"M{n}", "sha256": "0", "submitted_at": NOW, "submitted_by_id": author.id}
            for n in numbers
        ],
    )  # fmt: skip
    wave.answers_version += 1
    session.commit()


def test_the_list_shows_waves_that_were_opened(gtg: FlaskClient, world: dict[str, Any]) -> None:
    with world["app"].app_context():
        plan = db.session.get_one(Plan, world["plan"])
        make_wave(db.session, plan=plan, opened=False, name="Tercera versión", opens_on=OPENED.date())
        db.session.commit()
    told = check_page(gtg.get("/encuestas/resultados")).text
    assert "Segunda versión" in told
    assert "Tercera versión" not in told


def test_published_results_are_listed_for_everybody(client: FlaskClient, world: dict[str, Any]) -> None:
    assert "Todavía no hay resultados publicados" in check_page(client.get("/encuestas/publicados")).text
    with world["app"].app_context():
        made = SurveyDocument(
            kind=DocumentKind.RESULTS, wave_id=world["first"], language="es", state=BuildState.READY,
            requested_at=NOW, data={}, pdf=b"%PDF-1.7", sha256="a" * 64,
        )  # fmt: skip
        db.session.add(made)
        db.session.commit()
        number = made.id
        assert client.get(f"/encuestas/publicados/{number}/resultados.pdf").status_code == 404
        made.published_at = NOW
        db.session.commit()
    assert client.get(f"/encuestas/publicados/{number}/resultados.pdf").data == b"%PDF-1.7"
    assert "Primera versión (PDF)" in check_page(client.get("/encuestas/publicados")).text


def test_answers_can_be_taken_along_as_workbook_and_as_csv(gtg: FlaskClient, world: dict[str, Any]) -> None:
    base = f"/encuestas/{world['wave']}/resultados/archivos"
    assert "Libro de Excel" in check_page(gtg.get(base)).text
    book = openpyxl.load_workbook(io.BytesIO(gtg.get(f"{base}/respuestas.xlsx").data))
    assert book.sheetnames == [
        "Respuestas en códigos",
        "Respuestas en palabras",
        "Libro de códigos",
        "Metadatos",
        "Cambio entre versiones",
    ]
    change = [[cell.value for cell in row] for row in book.worksheets[4].iter_rows()]
    assert change[0][7:10] == ["Antes: Primera versión", "Ahora", "Cambio"]
    [[*_start, n, before, after, points, _reworded]] = [
        row for row in change if row[0] == "b1" and row[4] == "Parcialmente"
    ]
    assert (n, before, after, points) == (1, 0, 100, 100)
    assert {row[1].value for row in book.worksheets[0].iter_rows(min_row=2)} == {"GTPA", "SCED"}
    first, second = (gtg.get(f"{base}/respuestas-csv.zip").data for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["codes.csv", "labels.csv", "code_book.csv", "about.csv", "change.csv"]
        assert archive.read("codes.csv").decode("utf-8-sig").splitlines()[0].startswith("folio,group,group_name")
    assert gtg.get(f"{base}/otro.xlsx").status_code == 404
