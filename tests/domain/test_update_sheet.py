"""The offline spreadsheet: what goes in comes out again, and what people type wrong is named where it stands."""

import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from forms import updates as update_forms
from monitor.domain import update_sheet
from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.update_content import UpdateContent
from monitor.domain.update_sheet import column_letter, sheet_name
from monitor.domain.update_sheet_label import read_label, write_label
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.domain.update_sheet_rows import rows
from monitor.domain.update_sheet_values import filled, marks, merge, plain
from monitor.domain.updates import DelayReason, Punctuality, Status
from tests.sheet_samples import (
    SECRET,
    answers_in,
    book_of,
    contents,
    file_of,
    place_of,
    saved,
    spec_of,
    typed_into,
)

WORKSHOP = ParticipationRecord("Taller", Measure.UNIQUE_IN_PERIOD, Depth.SEX, {Cell(Sex.WOMEN): 12}, total=20)
CONTENT = UpdateContent(status=Status.IN_PROGRESS, percent_done=45, achieved="Dos talleres", participation=(WORKSHOP,))
SPEC = spec_of(CONTENT)
FILE = file_of(CONTENT)
DAY = datetime(2021, 10, 5)  # noqa: DTZ001 - spreadsheets know no time zone


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=contents())
def test_whatever_is_written_into_a_sheet_is_read_back_as_it_was(content: UpdateContent) -> None:
    spec = spec_of(content)
    values, problems = answers_in(file_of(content, spec), spec)
    assert problems == []
    assert filled(content, spec, values) == content
    assert marks(values) == spec.marks


def test_texts_that_look_like_formulas_stay_texts() -> None:
    for text in ('=HYPERLINK("http://x")', "+56 2 2345", "-5 grupos", "@todas", "{=1+1}", "http://x.example"):
        content = replace(CONTENT, achieved=text)
        values, problems = answers_in(file_of(content, SPEC), SPEC)
        assert (values["achieved"], problems) == (text, [])


def typed(**answers: object) -> tuple[dict[str, object], list[str]]:
    """What is read after somebody typed these answers into the sheet, by name (`__` stands for the hyphen)."""
    places = {place_of(SPEC, key.replace("__", "-")): value for key, value in answers.items()}
    return answers_in(typed_into(FILE, SPEC.name, places), SPEC)


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("percent_done", 70, 70),
        ("percent_done", 70.0, 70),
        ("percent_done", "70 %", 70),
        ("status", "  terminado ", Status.COMPLETED),
        ("punctuality", "adelantado", Punctuality.AHEAD),
        ("nothing_to_report", "si", True),
        ("nothing_to_report", "No", None),
        ("nothing_to_report", True, True),
        ("achieved", 2021, "2021"),
        ("achieved", DAY, "5/10/2021"),
        ("achieved", "  dos\r\nlíneas  ", "dos\nlíneas"),
        ("done_on__1", DAY.replace(month=9, day=30, hour=12), date(2021, 9, 30)),
        ("done_on__1", "30/9/2021", date(2021, 9, 30)),
        ("done_on__1", "2021-09-30", date(2021, 9, 30)),
        ("record__1__total", "1.234", 1234),
        ("record__1__total", "1 234", 1234),
        ("record__1__total", 0, 0),
    ],
)
def test_answers_are_read_as_people_write_them(key: str, value: object, read: object) -> None:
    values, problems = typed(**{key: value})
    assert problems == []
    assert values.get(key.replace("__", "-")) == read


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("percent_done", 101, "de 0 a 100"),
        ("percent_done", 45.5, "número entero"),
        ("percent_done", "casi todo", "no es un número"),
        ("percent_done", DAY, "número entero"),
        ("status", "Casi", "«Sin iniciar», «En curso»"),
        ("status", "=1+1", "fórmula"),
        ("achieved", "=A1", "fórmula"),
        ("achieved", "x" * 3001, "3000"),
        ("achieved", True, "texto"),
        ("done_on__1", "ayer", "5/10/2021"),
        ("done_on__1", "31/2/2021", "no es una fecha que exista"),
        ("done_on__1", 2021, "año"),
        ("done_on__1", DAY.replace(year=1921), "año"),
        ("record__1__total", -1, "negativo"),
        ("record__1__total", 1.5, "sin decimales"),
        ("record__1__total", "1,5", "sin decimales"),
        ("record__1__total", 10**12, "demasiado grande"),
        ("record__1__total", "#N/A", "error de la hoja"),
        ("record__1__activity", None, "Escriba el nombre"),
        ("record__1__measure", "Gente", "no está en la lista"),
        ("record__1__cell__sex__women__not_recorded__not_recorded", "doce", "no es un número"),
    ],
)
def test_what_is_no_answer_is_named_at_its_cell_with_the_remedy(key: str, value: object, said: str) -> None:
    _values, problems = typed(**{key: value})
    assert [problem.partition(":")[0] for problem in problems] == [place_of(SPEC, key.replace("__", "-"))]
    assert said in problems[0]


def test_a_percentage_of_the_spreadsheet_is_read_as_people_see_it() -> None:
    book = load_workbook(io.BytesIO(FILE))
    cell = book[SPEC.name][place_of(SPEC, "percent_done")]
    cell.value, cell.number_format = 0.45, "0%"
    assert answers_in(saved(book), SPEC)[0]["percent_done"] == 45


def test_a_new_activity_needs_a_name_a_measure_and_a_depth() -> None:
    _values, problems = typed(record__2__total=5)
    assert [each.partition(": ")[2].partition(".")[0] for each in problems] == [
        "Escriba el nombre de la actividad",
        "Elija qué va a contar",
        "Elija qué datos tiene de las personas: dice cuál de las tablas de abajo se lee",
    ]


def test_a_new_activity_with_its_table_becomes_a_record() -> None:
    values, problems = typed(
        record__2__activity="Foro",
        record__2__measure="Asistencias",
        record__2__depth="Por sexo y país",
        record__2__cell__sex_country__women__not_recorded__PE=7,
    )
    assert problems == []
    added = filled(CONTENT, SPEC, values).participation[1]
    assert (added.activity, added.measure, added.depth, added.tally().women) == (
        "Foro",
        Measure.ATTENDANCES,
        Depth.SEX_COUNTRY,
        7,
    )


def test_figures_in_a_table_that_was_not_chosen_are_no_silent_loss() -> None:
    _values, problems = typed(
        record__2__activity="Foro",
        record__2__measure="Asistencias",
        record__2__depth="Solo por sexo",
        record__2__cell__sex_country__women__not_recorded__PE=7,
    )
    assert len(problems) == 1
    assert "«Por sexo y país», pero arriba eligió «Solo por sexo»" in problems[0]


def test_enterprises_have_no_age() -> None:
    _values, problems = typed(
        record__2__activity="Ferias",
        record__2__measure="Empresas según quién las lidera",
        record__2__depth="Por sexo y edad",
    )
    assert len(problems) == 1
    assert "no tienen edad" in problems[0]


def test_an_activity_cannot_end_before_it_begins() -> None:
    _values, problems = typed(record__1__starts_on="5/10/2021", record__1__ends_on="4/10/2021")
    assert [problem.partition(":")[0] for problem in problems] == [place_of(SPEC, "record-1-ends_on")]


def test_nobody_to_count_and_an_activity_contradict_each_other() -> None:
    _values, problems = typed(no_participation="Sí")
    assert len(problems) == 1
    assert "Deje solo una" in problems[0]


def test_a_reason_of_a_delay_without_a_delay_is_a_warning_and_not_kept() -> None:
    values, problems = typed(delay_reason="Otro motivo", punctuality="En plazo")
    assert "delay_reason" not in values
    assert len(problems) == 1


@pytest.mark.parametrize("place", ["H4", "B900", "G2", "A900"])
def test_words_outside_the_form_are_no_silent_loss(place: str) -> None:
    _values, problems = answers_in(typed_into(FILE, SPEC.name, {place: "también hubo un foro"}), SPEC)
    assert [problem.partition(":")[0] for problem in problems] == [place]


def test_a_moved_row_is_refused_with_its_number() -> None:
    with pytest.raises(SheetRefused, match="fila 6, columna A, debería decir «¿Qué porcentaje"):
        answers_in(typed_into(FILE, SPEC.name, {"A6": "otra pregunta"}), SPEC)


def test_the_label_comes_back_and_cannot_be_written_by_others() -> None:
    book = book_of(SPEC)
    label = write_label(book, secret=SECRET)
    assert read_label(label, secret=SECRET) == book
    forged = label.replace('"update_id":12', '"update_id":13')
    assert forged != label
    for wrong in (forged, label[1:], "", "x", f".{label}"):
        with pytest.raises(SheetRefused, match="no es una planilla descargada de este sitio"):
            read_label(wrong, secret=SECRET)
    with pytest.raises(SheetRefused, match="no es una planilla descargada"):
        read_label(label, secret="y" * 40)


def test_a_sheet_of_an_older_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    label = write_label(book_of(SPEC), secret=SECRET)
    monkeypatch.setitem(update_sheet.YES, "Claro", True)
    with pytest.raises(SheetRefused, match="antes de un cambio del formulario"):
        read_label(label, secret=SECRET)


def test_what_only_one_side_changed_stands_and_what_both_changed_clashes() -> None:
    before = {"status": Status.IN_PROGRESS, "achieved": "a", "obstacles": "a", "next_steps": "a"}
    spec = replace(SPEC, marks=marks(before))
    sheet = before | {"achieved": "planilla", "next_steps": "planilla", "womens_role": "igual"}
    stored = before | {"obstacles": "sitio", "next_steps": "sitio", "womens_role": "igual"}
    kept = merge(spec, sheet=sheet, stored=stored, keep_sheet=False)
    assert kept.clashes == ("next_steps",)
    assert kept.values == before | {
        "achieved": "planilla", "obstacles": "sitio", "next_steps": "sitio", "womens_role": "igual"
    }  # fmt: skip
    assert merge(spec, sheet=sheet, stored=stored, keep_sheet=True).values["next_steps"] == "planilla"


def test_an_answer_emptied_in_the_sheet_is_emptied() -> None:
    spec = replace(SPEC, marks=marks({"percent_done": 45, "status": Status.IN_PROGRESS}))
    merged = merge(
        spec,
        sheet={"status": Status.IN_PROGRESS},
        stored={"percent_done": 45, "status": Status.IN_PROGRESS},
        keep_sheet=True,
    )
    assert merged.values == {"status": Status.IN_PROGRESS}


def test_what_the_sheet_does_not_ask_stays() -> None:
    content = replace(CONTENT, delay_reason=DelayReason.FUNDING, punctuality=Punctuality.DELAYED)
    spec = spec_of(content)
    values, _problems = answers_in(file_of(content, spec), spec)
    assert filled(content, spec, values) == content


def test_names_of_sheets_are_short_and_safe() -> None:
    name = sheet_name(7, "Redes [piloto]: ¿qué/cómo?\\ «Mujeres» 'líderes' \x07 en los cuatro países")
    assert len(name) <= 31
    assert not set(name) & set("[]:*?/\\'\x07")
    assert name.startswith("7 Redes piloto")


def test_a_sheet_takes_texts_as_long_as_the_form_does() -> None:
    assert (update_sheet.LONG, update_sheet.SHORT) == (update_forms.LONG, update_forms.SHORT)


def test_columns_have_letters() -> None:
    assert [column_letter(number) for number in (1, 26, 27, 53)] == ["A", "Z", "AA", "BA"]


def test_every_question_has_a_name_of_its_own() -> None:
    keys = [question.key for row in rows(SPEC) for question in row.questions]
    assert len(keys) == len(set(keys))


def test_characters_that_no_file_can_hold_are_left_out() -> None:
    assert plain(" a\x00b\x0bc\r\nd\ud800\ufffe ") == "abc\nd"
