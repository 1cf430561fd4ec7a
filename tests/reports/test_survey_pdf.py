"""The results of a wave in print: accessible, archival, the same bytes for the same data, nothing that is hidden."""

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlalchemy.orm import Session

from monitor.domain.open_answers import Visibility
from monitor.domain.waves import UnitKind
from monitor.models import Group
from monitor.services import open_answers, wave_moves
from monitor.services.survey_report import survey_report
from reports.language import Language
from reports.survey_html import render_survey, survey_plots
from reports.survey_pdf import build_survey
from tests.factories import make_coordinator, make_group, make_plan, make_user
from tests.reports.test_archive import assert_valid
from tests.survey_factories import NOW, make_wave, submitted_by, units_of

GROUPS = ("GTPA", "GTL", "GTC")
pytestmark = pytest.mark.parametrize("session", ["sqlite"], indirect=True)
"""What is printed does not depend on the database: one is enough."""


@pytest.fixture
def data(session: Session) -> dict[str, Any]:
    """Two waves of three groups; of the second two answered, and one text may be published."""
    plan, coordinator = make_plan(session), make_coordinator(session)
    groups = [make_group(session, name) for name in GROUPS]
    leads = [make_user(session, lead_of=group) for group in groups]
    first = make_wave(session, *groups, plan=plan, name="Primera versión")
    submitted_by(session, _unit(session, first, groups[0]), leads[0], b1="n0")
    wave_moves.close(session, first, actor=None, now=NOW)
    wave = make_wave(session, *groups, plan=plan)
    version = submitted_by(session, _unit(session, wave, groups[0]), leads[0])
    grid = {"cl": {"m": 12, "h": 20}, "pe": {"m": 11, "h": 30, "o": 2}}
    submitted_by(session, _unit(session, wave, groups[1]), leads[1], a4=grid, a5=None, e7="Nadie lo lea", e8="no")
    assert version is not None
    open_answers.decide(session, version.id, "e7", visibility=Visibility.PUBLISHABLE, actor=coordinator, now=NOW)
    return survey_report(session, wave, now=NOW, language="es", fictional=False)


def _unit(session: Session, wave: Any, group: Group) -> Any:
    return next(each for each in units_of(session, wave) if each.group_id == group.id)


def page(data: dict[str, Any]) -> str:
    plots = survey_plots(data, Language())
    return render_survey(data, charts=dict.fromkeys(plots, ""), language=Language(), fingerprint="0" * 64)


def result(data: dict[str, Any], key: str) -> dict[str, Any]:
    return next(own for section in data["sections"] for own in section["results"] if own["key"] == key)


def test_the_data_are_plain_and_name_no_group_but_those_that_let_their_words_be_published(data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False)
    assert json.loads(text) == data
    assert [(own["group"], own["text"][:12]) for own in data["texts"]] == [("GTPA", "Registramos ")]
    assert "Nadie lo lea" not in text
    assert "GTL" not in text


def test_small_cells_are_hidden_and_no_share_gives_them_away(data: dict[str, Any]) -> None:
    cells = {row["label"]: row["cells"] for row in result(data, "a4")["grid"]["rows"]}
    assert cells["Perú"][2] == "hidden"
    people = data["people"][0]
    assert people["known"] is None
    assert "PE" not in {own["country"] for own in people["countries"]}
    told = page(data)
    assert "oculto" in told
    assert "cifra de 1 a 4" in told


def test_the_page_says_bases_indices_change_and_the_caveat(data: dict[str, Any]) -> None:
    told = page(data)
    for words in (
        "Respondieron 2 de 3.",
        "Preliminar: la versión sigue abierta",
        "Pesos en el IITG:",
        "Qué cambió desde «Primera versión»",
        "no prueba que los webinars hayan causado el cambio",
        "2 dijeron «no aplica» y quedan fuera de la base.",
    ):
        assert words in told, words
    assert data["comparison"]["n"] == 1


def test_questions_are_compared_and_no_sum_tells_of_few_people(data: dict[str, Any]) -> None:
    told = {each["key"]: each for each in data["comparison"]["questions"]}
    [chosen] = [row for row in told["b1"]["rows"] if row["label"] == "Parcialmente"]
    assert (chosen["n"], chosen["before"], chosen["after"], chosen["measure"]) == (1, 0, 1, "share")
    assert all(row["measure"] == "score" for row in told["e4"]["rows"])
    counted = [cell for row in told["a4"]["grid"]["rows"] for cell in row["cells"] if isinstance(cell, list)]
    assert not any(0 < side < 5 for cell in counted for side in cell)
    text = page(data)
    assert "Pregunta por pregunta" in text
    assert "Puntaje medio, de 100" in text


@pytest.mark.pdf
def test_it_is_valid_and_the_same_data_give_the_same_bytes(data: dict[str, Any], tmp_path: Path) -> None:
    data["sections"] = [data["sections"][0], data["sections"][4]]  # grids, and matrices: enough of the rest is alike
    path = tmp_path / "results.pdf"
    path.write_bytes(build_survey(data, workers=1, kept_in=tmp_path / "parts"))
    assert_valid(path)
    assert build_survey(json.loads(json.dumps(data)), workers=1, kept_in=tmp_path / "parts") == path.read_bytes()
    with pikepdf.open(path) as pdf:
        assert "distributions.csv" in pdf.attachments


def test_of_persons_nothing_of_fewer_than_five_is_printed(session: Session) -> None:
    group = make_group(session)
    people = [make_user(session, lead_of=group) for _ in range(6)]
    wave = make_wave(session, unit_kind=UnitKind.PERSON)
    units = {unit.user_id: unit for unit in units_of(session, wave)}
    for number, person in enumerate(people):
        alone = {"b4": "n2", "b5": ["nacional"]} if number < 4 else {"b4": "n0", "b5": None}
        submitted_by(session, units[person.id], person, **alone)
    wave_moves.close(session, wave, actor=None, now=NOW)
    data = survey_report(session, wave, now=NOW, language="es", fictional=False)
    assert result(data, "b5")["withheld"]
    assert result(data, "b5")["options"] == []
    assert (data["kinds"], data["texts"], data["comparison"]) == ([], [], None)
    assert "Respondieron menos de 5 personas" in page(data)
