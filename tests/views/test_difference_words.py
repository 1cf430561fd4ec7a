"""A difference in words people read: items by name, cells by whom they count, indicators by whose figure it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from flask import Flask

from monitor.domain.differences import difference
from monitor.domain.indicators import Amount, IndicatorAnswer, IndicatorKind, IndicatorValue
from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.update_content import EvidenceItem, MilestoneAnswer, UpdateContent
from monitor.domain.updates import Status
from monitor.views.difference_words import Line, in_words


def words(app: Flask, before: UpdateContent, after: UpdateContent) -> dict[str, list[Line]]:
    with app.test_request_context():
        return {block.label: list(block.lines) for block in in_words(difference(before, after), before, after)}


def test_answers_are_told_by_their_words_and_numbers_with_their_sign(app: Flask) -> None:
    found = words(
        app,
        UpdateContent(status=Status.NOT_STARTED, percent_done=50),
        UpdateContent(status=Status.IN_PROGRESS, percent_done=45),
    )

    assert found["Estado del proyecto"] == [Line("", "Sin iniciar", "En curso")]
    assert found["Porcentaje hecho"] == [Line("", "50 %", "45 %", by="−5")]


def test_items_that_came_or_went_are_told_once_by_name(app: Flask) -> None:
    note = EvidenceItem("Nota de prensa", "https://example.org/a")
    added = words(app, UpdateContent(), UpdateContent(evidence=(note,)))
    removed = words(app, UpdateContent(evidence=(note,)), UpdateContent())

    assert added["Evidencias"] == [Line("agregado", "", "Nota de prensa")]
    assert removed["Evidencias"] == [Line("quitado", "Nota de prensa", "")]


def test_a_milestone_says_which_and_which_part_of_it(app: Flask) -> None:
    answer = MilestoneAnswer(3, "Informe final", new_due=date(2021, 12, 1), reason="Falta un dato")
    moved = replace(answer, new_due=date(2022, 2, 1))

    found = words(app, UpdateContent(milestones=(answer,)), UpdateContent(milestones=(moved,)))

    assert found["Hitos"] == [Line("Informe final: nueva fecha", "1 de diciembre de 2021", "1 de febrero de 2022")]


def test_a_cell_says_whom_it_counts(app: Flask) -> None:
    def counted(women: int) -> UpdateContent:
        record = ParticipationRecord("Taller", Measure.ATTENDANCES, Depth.SEX, {Cell(Sex.WOMEN): women}, total=40)
        return UpdateContent(participation=(record,))

    assert words(app, counted(8), counted(12))["Participación"] == [Line("Taller: Mujeres", "8", "12", by="+4")]


def test_an_indicator_says_whose_figure_it_is(app: Flask) -> None:
    def measured(women: int) -> UpdateContent:
        value = IndicatorValue({"women": Amount(Decimal(women))})
        return UpdateContent(
            indicators=(
                IndicatorAnswer(1, "Mujeres activas", "personas", IndicatorKind.NUMBER, by_sex=True, value=value),
            )
        )

    assert words(app, measured(12), measured(13))["Indicadores"] == [Line("Mujeres activas: Mujeres", "12", "13")]


def test_long_texts_are_told_word_by_word(app: Flask) -> None:
    before = "El grupo se reunió dos veces y aprobó el plan de trabajo de todo el año."
    found = words(app, UpdateContent(achieved=before), UpdateContent(achieved=before.replace("dos", "tres")))

    [line] = found["Qué se logró"]
    assert [(piece.kind, piece.text) for piece in line.pieces][1:3] == [("removed", "dos"), ("added", "tres")]
