"""The reader of the cell that says who is responsible, and with whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.responsible_groups import (
    Body,
    GroupKind,
    NameBook,
    NamesNotUnderstood,
    Responsible,
    kind_by_name,
    read_responsible,
)

GTG = Body("GTG", "GT Género", GroupKind.TECHNICAL_GROUP)
GTL = Body("GTL", "GT Laboral", GroupKind.TECHNICAL_GROUP)
GTAP = Body("GTAP", "GT Agencias de Promoción", GroupKind.TECHNICAL_GROUP)
FUND = Body(None, "Fondo de Cooperación", GroupKind.FUND)
ALL = Body(None, "Comités", GroupKind.COLLECTIVE)
BID = Body("BID", "Banco Interamericano de Desarrollo", None)
CICAN = Body("CICan", "Asociación Canadiense de Institutos Técnicos y tecnológicos", None)


def book() -> NameBook:
    names = NameBook()
    for body in (GTG, GTL, GTAP, FUND, ALL, BID, CICAN):
        assert names.add(body.key, body)
        assert names.add(body.name, body)
    return names


def whys_of(cell: str) -> list[str]:
    with pytest.raises(NamesNotUnderstood) as refusal:
        read_responsible(cell, book())
    return refusal.value.whys


@pytest.mark.parametrize(
    "support", ["con el apoyo del", "con apoyo de:", "con el apoyo de la", "en apoyo con", "en coordinación con el"]
)
def test_words_of_support_make_the_groups_after_them_support(support: str) -> None:
    understood = read_responsible(f"GTL, Gtap {support} GTG y BID.", book())
    assert (understood.leads, understood.supports, understood.allies) == ((GTL, GTAP), (GTG,), (BID,))


def test_a_group_may_be_written_in_many_ways_and_counts_once() -> None:
    for cell in ("GTL Grupo Técnico Laboral", "gt laboral", "GTL\nGTL", "GT LABORAL (GTL)"):
        assert read_responsible(cell, book()).leads == (GTL,)
    for cell in ("GT de Agencias de Promoción", "GT Agencias Promocion", "GTAP."):
        assert read_responsible(cell, book()).leads == (GTAP,)


def test_an_external_organisation_beside_the_lead_is_an_ally() -> None:
    understood = read_responsible("GTL y el Banco Interamericano de Desarrollo", book())
    assert (understood.leads, understood.allies) == ((GTL,), (BID,))


def test_a_name_that_holds_the_word_y_is_not_cut_in_two() -> None:
    understood = read_responsible(
        "GTL Aliados: Asociación Canadiense de Institutos Técnicos y tecnológicos y BID", book()
    )
    assert understood.allies == (CICAN, BID)


def test_remarks_are_kept_as_notes() -> None:
    understood = read_responsible(
        "GTL con apoyo de CICan en el marco de la Asistencia A.08, GTG (por confirmar)", book()
    )
    assert (understood.supports, understood.allies) == ((GTG,), (CICAN,))
    assert understood.notes == ("por confirmar", "en el marco de la Asistencia A.08")


def test_a_meaning_decided_for_the_cell_goes_before_the_general_one() -> None:
    assert read_responsible("Gtap", book(), meanings={"GTAP": GTL}).leads == (GTL,)


def test_an_unknown_name_is_refused_and_quoted() -> None:
    (why,) = whys_of("GTL, GT Deportes")
    assert "No se conoce «GT Deportes»" in why
    assert len(whys_of("GT Deportes, GT Minas con apoyo de GTX")) == 3


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("GTL GTG", "No se sabe qué separa a «GTL» de «GTG»."),
        ("GTL (con GTG y BID)", "No se sabe qué papel tiene «GTG» en «con GTG y BID»."),
        ("GTL en el marco de GTG", "No se sabe qué papel tiene «GTG» en «en el marco de GTG»."),
        ("GTL Aliados: GTG", "«GTG» es un grupo y el documento lo pone entre los aliados."),
        ("GTL, GTG con apoyo de GTG", "«GTG» aparece como responsable y como apoyo."),
        ("Comités", "«Comités» nombra a varios grupos y no puede ser responsable."),
        ("BID", "No nombra a ningún grupo responsable."),
        ("con apoyo del GTG", "No nombra a ningún grupo responsable."),
    ],
)
def test_what_would_be_a_guess_is_refused(cell: str, why: str) -> None:
    assert whys_of(cell) == [why]


def test_one_name_never_means_two_bodies() -> None:
    names = book()
    assert not names.add("Gt de Género", GTL)
    assert names.find("GT GENERO") == GTG


def test_a_groups_own_name_says_its_kind() -> None:
    assert kind_by_name("GT PYMES") is GroupKind.TECHNICAL_GROUP
    assert kind_by_name("Subcomité de Servicios") is GroupKind.SUBCOMMITTEE
    assert kind_by_name("Grupo de Trabajo de otra parte") is None


def outcome_of(cell: str) -> Responsible | NamesNotUnderstood:
    try:
        return read_responsible(cell, book())
    except NamesNotUnderstood as refusal:
        return refusal


PIECES = ["GTL", "GTG", "BID", ",", "y", "(", ")", "con apoyo de", "en el marco", "aliados", ":", "•", "GTX"]


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(PIECES)).map(" ".join),
    )
)
def test_no_cell_makes_the_reader_fail_otherwise(cell: str) -> None:
    outcome = outcome_of(cell)
    assert outcome.leads if isinstance(outcome, Responsible) else outcome.whys
