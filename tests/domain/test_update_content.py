"""What is frozen at a submission comes back as it was."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.age_bands import AgeBands
from monitor.domain.co_leads import AnswerKind, Endorsed
from monitor.domain.indicators import Amount, IndicatorAnswer, IndicatorKind, IndicatorValue
from monitor.domain.participation import (
    Cell,
    Country,
    Depth,
    Measure,
    Modality,
    NoSplitReason,
    ParticipationRecord,
    Sex,
)
from monitor.domain.update_content import SCHEMA, EvidenceItem, MilestoneAnswer, UpdateContent, as_json, from_json
from monitor.domain.updates import DelayReason, Punctuality, Status

WORDS = st.text(max_size=40)
DAYS = st.none() | st.dates()
CELLS = st.builds(Cell, st.sampled_from(Sex), st.sampled_from(AgeBands((15, 25, 65)).bands), st.sampled_from(Country))
RECORDS = st.builds(
    ParticipationRecord,
    activity=WORDS,
    measure=st.sampled_from(Measure),
    depth=st.sampled_from(Depth),
    cells=st.dictionaries(CELLS, st.integers(0, 10_000), max_size=6),
    total=st.none() | st.integers(0, 10_000),
    starts_on=DAYS,
    ends_on=DAYS,
    no_split_reason=st.none() | st.sampled_from(NoSplitReason),
    comment=WORDS,
    modality=st.none() | st.sampled_from(Modality),
    counting_rule=WORDS,
    correction_reason=WORDS,
)
NUMBERS = st.decimals(0, 10**9, allow_nan=False, places=3)
INDICATORS = st.builds(
    IndicatorAnswer,
    indicator_id=st.integers(1, 99),
    name=WORDS,
    unit=WORDS,
    kind=st.sampled_from(IndicatorKind),
    by_sex=st.booleans(),
    value=st.builds(
        IndicatorValue,
        st.dictionaries(st.sampled_from(["all", *Sex]), st.builds(Amount, NUMBERS, st.none() | NUMBERS), max_size=3),
        st.none() | st.booleans(),
        WORDS,
    ),
    comment=WORDS,
    target=WORDS,
    baseline=WORDS,
    baseline_year=st.none() | st.integers(1990, 2100),
    baseline_source=WORDS,
)
CONTENTS = st.builds(
    UpdateContent,
    status=st.none() | st.sampled_from(Status),
    percent_done=st.none() | st.integers(0, 100),
    punctuality=st.none() | st.sampled_from(Punctuality),
    delay_reason=st.none() | st.sampled_from(DelayReason),
    delay_words=WORDS,
    nothing_to_report=st.booleans(),
    nothing_reason=WORDS,
    achieved=WORDS,
    obstacles=WORDS,
    next_steps=WORDS,
    womens_role=WORDS,
    milestones=st.lists(
        st.builds(
            MilestoneAnswer, milestone_id=st.integers(1, 99), name=WORDS, done_on=DAYS, new_due=DAYS, reason=WORDS
        ),
        max_size=3,
    ).map(tuple),
    no_participation=st.booleans(),
    no_participation_reason=WORDS,
    participation=st.lists(RECORDS, max_size=3).map(tuple),
    evidence=st.lists(st.builds(EvidenceItem, WORDS, WORDS, WORDS, st.none() | st.integers(1, 99)), max_size=3).map(
        tuple
    ),
    kind=st.sampled_from(AnswerKind),
    endorsed=st.none() | st.builds(Endorsed, st.integers(1, 99), st.integers(1, 9), WORDS, WORDS),
    contribution=WORDS,
    indicators=st.lists(INDICATORS, max_size=2).map(tuple),
)


@given(CONTENTS)
def test_what_is_frozen_survives_json_and_comes_back_equal(content: UpdateContent) -> None:
    assert from_json(json.loads(json.dumps(as_json(content)))) == content


@given(CONTENTS)
def test_the_same_answers_freeze_to_the_same_text(content: UpdateContent) -> None:
    again = from_json(as_json(content))

    assert json.dumps(as_json(again), sort_keys=True) == json.dumps(as_json(content), sort_keys=True)


def test_the_order_in_which_cells_were_typed_does_not_matter() -> None:
    def frozen(*cells: Cell) -> object:
        record = ParticipationRecord("Taller", Measure.ATTENDANCES, Depth.SEX, dict.fromkeys(cells, 1))
        return as_json(UpdateContent(participation=(record,)))

    assert frozen(Cell(Sex.MEN), Cell(Sex.WOMEN)) == frozen(Cell(Sex.WOMEN), Cell(Sex.MEN))


def test_an_empty_cell_does_not_become_zero() -> None:
    record = ParticipationRecord("Taller", Measure.ATTENDANCES, Depth.SEX, {Cell(Sex.WOMEN): 0})
    frozen = as_json(UpdateContent(participation=(record,)))

    assert [cell["sex"] for cell in frozen["participation"][0]["cells"]] == ["women"]
    assert from_json(frozen).participation[0].cells == {Cell(Sex.WOMEN): 0}


def test_what_was_frozen_before_co_leads_could_endorse_is_read_as_a_whole_update() -> None:
    old = as_json(UpdateContent(achieved="Dos reuniones"))
    for later in ("kind", "endorsed", "contribution"):
        del old[later]

    read = from_json(old | {"schema": 1})

    assert (read.achieved, read.kind, read.endorsed) == ("Dos reuniones", AnswerKind.FULL, None)


def test_what_was_frozen_before_there_were_indicators_is_read_as_having_none() -> None:
    record = ParticipationRecord("Taller", Measure.ATTENDANCES, Depth.SEX, total=3)
    old = as_json(UpdateContent(participation=(record,)))
    del old["indicators"]
    for later in ("modality", "counting_rule", "correction_reason"):
        del old["participation"][0][later]

    read = from_json(old | {"schema": 2})

    assert (read.indicators, read.participation) == ((), (record,))


@pytest.mark.parametrize("data", [{}, {"schema": SCHEMA + 1}, {"schema": None}])
def test_a_form_of_another_age_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="unknown schema"):
        from_json(data)


def test_the_frozen_form_names_every_question() -> None:
    """A question added to the form and forgotten here would be lost at every submission."""
    assert set(as_json(UpdateContent())) == {"schema", *UpdateContent.__dataclass_fields__}


def test_days_are_frozen_as_people_can_read_them() -> None:
    frozen = as_json(UpdateContent(milestones=(MilestoneAnswer(1, "Informe", done_on=date(2021, 9, 30)),)))

    assert frozen["milestones"][0]["done_on"] == "2021-09-30"
