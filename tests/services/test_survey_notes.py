"""What the quarterly report says of a survey whose wave closed in the quarter."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from monitor.services import wave_moves
from monitor.services.survey_notes import survey_notes
from reports.data import as_json, from_json
from reports.html import render_html
from tests.factories import make_group, make_period, make_plan, make_user
from tests.reports import samples
from tests.survey_factories import NOW, make_wave, submitted_by, units_of

CLOSED = datetime(2021, 9, 30, 23, 0, tzinfo=UTC)
"""Still the last day of the quarter in Bogotá."""


def test_a_wave_stands_in_the_report_of_the_quarter_in_which_it_closed(session: Session) -> None:
    plan, group = make_plan(session), make_group(session, "GTPA")
    lead = make_user(session, lead_of=group)
    first = make_wave(session, group, plan=plan, name="Primera versión")
    submitted_by(session, units_of(session, first)[0], lead, b1="n0")
    wave_moves.close(session, first, actor=None, now=datetime(2021, 5, 30, tzinfo=UTC))
    wave = make_wave(session, group, make_group(session, "GTL"), plan=plan)
    unit = next(each for each in units_of(session, wave) if each.key == "GTPA")
    submitted_by(session, unit, lead)
    before, period, later = (make_period(session, plan, key) for key in ("2021-T2", "2021-T3", "2021-T4"))
    assert survey_notes(session, period) == ()
    wave_moves.close(session, wave, actor=None, now=CLOSED)
    [note] = survey_notes(session, period)
    assert (note.wave, note.before, note.asked, note.answered) == ("Segunda versión", "Primera versión", 2, 1)
    assert note.closed_on.isoformat() == "2021-09-30"
    overall, gob = note.indices[0], note.indices[1]
    assert (overall.key, overall.n, overall.band) == ("IITG", 1, "consolidating")
    assert gob.points == pytest.approx(66.7 / 5)
    assert [each.wave for each in survey_notes(session, before)] == ["Primera versión"]
    assert survey_notes(session, later) == ()

    data = replace(samples.realistic(), surveys=(note,))
    assert from_json(as_json(data)).surveys == (note,)
    told = render_html(data, charts={})
    assert "Cerró el 30 de septiembre de 2021. Respondieron 1 de 2." in told
    assert "+13,3 puntos (n = 1)" in told
    assert "encuesta" not in render_html(samples.realistic(), charts={})


def test_the_moment_of_closing_is_read_where_the_plan_lives(session: Session) -> None:
    plan, group = make_plan(session), make_group(session)
    wave = make_wave(session, group, plan=plan)
    submitted_by(session, units_of(session, wave)[0], make_user(session, lead_of=group))
    wave_moves.close(session, wave, actor=None, now=datetime(2021, 10, 1, 4, 59, tzinfo=UTC))
    assert NOW < CLOSED
    assert len(survey_notes(session, make_period(session, plan, "2021-T3"))) == 1
