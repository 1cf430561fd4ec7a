"""Earlier results as a wave that is over, on both databases."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.waves import UnitKind
from monitor.domain.xlsform import SheetIn
from monitor.models import Wave
from monitor.services import baselines
from monitor.services.baselines import Shape
from monitor.services.survey_versions import submitted
from tests.factories import make_coordinator, make_group, make_user
from tests.survey_factories import NOW, make_wave
from tests.xlsform_samples import cells_of

SHAPE = Shape("Primera", date(2019, 5, 1), date(2019, 6, 30), "Informe de 2019")
SHEETS = {"x": SheetIn(cells_of([["grupo", "b1"], ["GTPA", "n2"], ["GT Cooperación", "No"]]))}


@pytest.fixture
def wave(session: Session) -> Wave:
    for key, name in (("GTPA", "GT Pesca Artesanal"), ("GTC", "GT Cooperación")):
        make_group(session, acronym=key, name=name, key=key)
    return make_wave(session, opened=False)


def bring_in(session: Session, wave: Wave, **changed: Any) -> Wave:
    given = {
        "sheets": SHEETS,
        "content": b"x",
        "shape": SHAPE,
        "seen": wave.questionnaire.sha256,
        "actor": changed.pop("actor", None) or make_coordinator(session),
        "now": NOW,
    }
    return baselines.bring_in(session, wave, **(given | changed))  # type: ignore[arg-type]


def test_a_baseline_is_stored_with_days_of_its_own(session: Session, wave: Wave) -> None:
    made = bring_in(session, wave)
    session.expire_all()
    assert (made.survey_id, made.number, made.source) == (wave.survey_id, wave.number + 1, "Informe de 2019")
    assert made.opened_at
    assert made.closed_at
    assert made.opened_at.date() == date(2019, 5, 1)
    assert made.closed_at < NOW
    found = {each.unit.key: each for each in submitted(session, made) if each.unit}
    assert {key: each.answers.values["b1"] for key, each in found.items()} == {"GTC": "n0", "GTPA": "n2"}
    assert {each.version.folio for each in found.values() if each.version} == {"E2-2019-GTC-1", "E2-2019-GTPA-1"}


def test_countries_answer_apart(session: Session, wave: Wave) -> None:
    sheets = {"x": SheetIn(cells_of([["grupo", "pais", "b1"], ["GTPA", "CL", "n2"], ["GTPA", "Perú", "n1"]]))}
    made = bring_in(session, wave, sheets=sheets, shape=replace(SHAPE, unit_kind=UnitKind.GROUP_COUNTRY))
    assert {each.unit.key for each in submitted(session, made) if each.unit} == {"GTPA/CL", "GTPA/PE"}


@pytest.mark.parametrize(
    ("changed", "why", "said"),
    [
        ({"shape": replace(SHAPE, closes_on=date(2021, 9, 20))}, Incomplete, "ya pasado"),
        ({"shape": replace(SHAPE, source=" ")}, Incomplete, "de dónde vienen"),
        ({"shape": replace(SHAPE, name="Segunda versión")}, Incomplete, "ya tiene una versión"),
        ({"seen": "0"}, WrongState, "cambió mientras"),
        ({"sheets": {"x": SheetIn({})}}, Incomplete, "todavía tiene problemas"),
    ],
)
def test_what_cannot_be_brought_in_is_refused(
    session: Session, wave: Wave, changed: dict[str, Any], why: type[Exception], said: str
) -> None:
    with pytest.raises(why, match=said):
        bring_in(session, wave, **changed)


def test_only_the_gtg_brings_results_in(session: Session, wave: Wave) -> None:
    with pytest.raises(NotAllowed):
        bring_in(session, wave, actor=make_user(session))
