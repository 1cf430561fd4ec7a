"""A snapshot has one hash and gives one report; the snapshots of older schemas still print what they printed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.domain.updates import State
from reports.data import (
    READABLE,
    SCHEMA,
    Change,
    EarlierEdition,
    Highlight,
    ReportData,
    StyleCorrection,
    Synthesis,
    as_json,
    fingerprint_of,
    from_json,
    snapshot_hash,
)
from reports.html import render_html
from reports.printed_figures import printed_figures
from reports.proposals import foreword_proposal, synthesis_proposal
from reports.words import words_of as words
from tests.reports import samples

EDITIONS = Path(__file__).parent / "editions"


def corrected() -> ReportData:
    """A second edition, with everything the GTG can add."""
    data = samples.realistic()
    place = next(n for n, each in enumerate(data.projects) if each.headline and each.headline.achieved)
    project = data.projects[place]
    assert project.headline is not None
    own = replace(project.headline, achieved="Palabras del grupo, sin pulir.")
    answer = replace(
        project.answers[0], content=own, style=(StyleCorrection("achieved", "Texto corregido por el GTG."),)
    )
    projects = list(data.projects)
    projects[place] = replace(project, answers=(answer, *project.answers[1:]))
    return replace(
        data,
        projects=tuple(projects),
        number="1.1",
        edition="Edición 1.1",
        erratum="La cifra del proyecto 7 estaba mal.",
        changes=(Change("Proyecto 7", "Total", "12", "13"),),
        earlier=(EarlierEdition("1.0", data.cut_off, ""),),
        foreword="Palabras de la coordinación.",
        syntheses=(Synthesis(1, "Síntesis de prueba."),),
        highlights=(Highlight(project.number, answer.group, "achieved", "Texto corregido"),),
    )


def test_a_whole_edition_comes_back_from_its_frozen_form() -> None:
    data = corrected()
    assert from_json(json.loads(json.dumps(as_json(data)))) == data


def test_the_hash_is_of_the_canonical_form_and_of_nothing_else() -> None:
    snapshot = as_json(corrected())
    shuffled = dict(reversed(list(json.loads(json.dumps(snapshot)).items())))

    assert snapshot_hash(shuffled) == snapshot_hash(snapshot)
    assert fingerprint_of(corrected()) == fingerprint_of(from_json(shuffled)) == snapshot_hash(snapshot)
    assert snapshot_hash(snapshot | {"number": "1.2"}) != snapshot_hash(snapshot)
    assert "fingerprint" not in snapshot
    assert snapshot["schema"] == SCHEMA


@pytest.mark.parametrize("schema", [number for number in READABLE if number < SCHEMA])
def test_a_report_frozen_under_an_older_schema_still_says_the_same(schema: int) -> None:
    stored = json.loads((EDITIONS / f"schema-{schema}.json").read_text(encoding="utf-8"))

    data = from_json(stored)
    said = words(render_html(data, charts={}))

    assert data.schema == schema
    assert data.fingerprint == snapshot_hash(stored)
    # The first line stored is the page's title, which is no part of the page.
    expected = (EDITIONS / f"schema-{schema}.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert said == " ".join(" ".join(expected).split())


def test_what_the_gtg_adds_is_printed_and_a_working_document_has_none_of_it() -> None:
    page = words(render_html(corrected(), charts={}))
    plain = words(render_html(samples.realistic(), charts={}))

    for text in (
        "Palabras de la coordinación.",
        "Síntesis de prueba.",
        "Fe de erratas",
        "La cifra del proyecto 7 estaba mal.",
        "Corrige la edición 1.0",
        "Datos de la edición",
        fingerprint_of(corrected())[:32],
    ):
        assert text in page
        assert text not in plain


def test_a_correction_of_style_is_printed_and_the_groups_words_stay_in_the_snapshot() -> None:
    data = corrected()
    own = next(answer for project in data.projects for answer in project.answers if answer.style)
    assert own.content is not None

    page = words(render_html(data, charts={}))

    assert "Texto corregido por el GTG." in page
    assert own.content.achieved == "Palabras del grupo, sin pulir."
    assert own.content.achieved not in page
    assert own.content.achieved in json.dumps(as_json(data), ensure_ascii=False)
    assert "Correcciones de estilo" in page


def test_the_figures_that_are_compared_are_the_printed_ones() -> None:
    """No count that the report hides may come out through a list of changes."""
    data = replace(samples.realistic(), hide_below=60)
    found = printed_figures(data)

    assert set(found.values()) & {"oculto"}
    small = {str(number) for number in range(1, data.hide_below)}
    people = {text for (_, name), text in found.items() if " · " in name}
    assert people & small == set()
    assert printed_figures(from_json(as_json(data))) == found


def test_an_update_withdrawn_after_an_edition_is_a_change() -> None:
    data = samples.realistic()
    project = next(each for each in data.projects if each.headline)
    gone = tuple(replace(answer, state=State.RETURNED, content=None) for answer in project.answers)
    after = replace(data, projects=tuple(replace(p, answers=gone) if p is project else p for p in data.projects))

    before, now = printed_figures(data), printed_figures(after)

    place = f"Proyecto {project.number}"
    assert before[place, "Avance"] == "Avance aprobado"
    assert now[place, "Avance"] == "Avance en corrección"


def test_a_proposed_text_says_what_came_and_never_more() -> None:
    data = samples.realistic()

    assert "avances recibidos" in foreword_proposal(data)
    for area in data.areas:
        assert synthesis_proposal(data, area)
    assert "«" not in synthesis_proposal(samples.empty(), samples.empty().areas[0])
