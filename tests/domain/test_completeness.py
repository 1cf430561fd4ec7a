"""What an update still lacks, in the order of the form, each line naming its page and field."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.completeness import IncompleteUpdate, Missing, PageState, missing_answers, page_state
from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.update_content import EvidenceItem, MilestoneAnswer, UpdateContent
from monitor.domain.updates import DelayReason, Page, Punctuality, Status

TODAY = date(2021, 10, 5)
PEOPLE = ParticipationRecord("Taller", Measure.ATTENDANCES, Depth.SEX, {Cell(Sex.WOMEN): 3})
COMPLETE = UpdateContent(
    status=Status.IN_PROGRESS,
    percent_done=45,
    punctuality=Punctuality.ON_SCHEDULE,
    achieved="Dos reuniones",
    participation=(PEOPLE,),
)


def lacks(content: UpdateContent, *, required: bool = True, suggested: Punctuality | None = None) -> list[Missing]:
    return missing_answers(content, participation_required=required, today=TODAY, suggested=suggested)


def fields(content: UpdateContent, *, required: bool = True, suggested: Punctuality | None = None) -> list[str]:
    return [each.field for each in lacks(content, required=required, suggested=suggested)]


def test_a_complete_update_lacks_nothing() -> None:
    assert lacks(COMPLETE) == []


def test_an_empty_update_lacks_the_first_answer_of_each_page_in_order() -> None:
    found = lacks(UpdateContent())

    assert [(each.page, each.field) for each in found] == [
        (Page.STATUS, "status"),
        (Page.PROGRESS, "achieved"),
        (Page.PARTICIPATION, "participation"),
    ]
    assert all(each.message.endswith(".") for each in found)


@pytest.mark.parametrize(
    ("status", "missing"),
    [
        (Status.NOT_STARTED, ["punctuality"]),
        (Status.IN_PROGRESS, ["percent_done", "punctuality"]),
        (Status.COMPLETED, []),
        (Status.SUSPENDED, ["percent_done"]),
        (Status.CANCELLED, []),
    ],
)
def test_each_status_asks_only_for_what_it_needs(status: Status, missing: list[str]) -> None:
    assert fields(replace(COMPLETE, status=status, percent_done=None, punctuality=None)) == missing


def test_what_is_completed_is_done_at_100_percent() -> None:
    assert fields(replace(COMPLETE, status=Status.COMPLETED, percent_done=80)) == ["percent_done"]
    assert fields(replace(COMPLETE, status=Status.COMPLETED, percent_done=100)) == []


def test_zero_percent_is_an_answer() -> None:
    assert fields(replace(COMPLETE, percent_done=0)) == []


def test_a_delay_asks_for_its_reason_and_another_reason_for_words() -> None:
    late = replace(COMPLETE, punctuality=Punctuality.DELAYED)

    assert fields(late) == ["delay_reason"]
    assert fields(replace(late, delay_reason=DelayReason.FUNDING)) == []
    assert fields(replace(late, delay_reason=DelayReason.OTHER, delay_words=" ")) == ["delay_words"]
    assert fields(replace(late, delay_reason=DelayReason.OTHER, delay_words="Elecciones")) == []


def test_an_answer_against_the_dates_asks_for_words() -> None:
    assert fields(COMPLETE, suggested=Punctuality.DELAYED) == ["delay_words"]
    assert fields(replace(COMPLETE, delay_words="La fecha se acordó de nuevo"), suggested=Punctuality.DELAYED) == []
    assert fields(COMPLETE, suggested=Punctuality.AHEAD) == []
    assert fields(replace(COMPLETE, status=Status.COMPLETED, percent_done=100), suggested=Punctuality.DELAYED) == []


def test_nothing_to_report_is_enough_with_its_reason() -> None:
    quiet = replace(COMPLETE, achieved="", participation=(), nothing_to_report=True)

    assert fields(quiet) == ["nothing_reason"]
    assert fields(replace(quiet, nothing_reason="  ")) == ["nothing_reason"]
    assert fields(replace(quiet, nothing_reason="La actividad empieza en enero")) == []


def test_participation_is_asked_for_where_the_plan_asks() -> None:
    without = replace(COMPLETE, participation=())

    assert fields(without) == ["participation"]
    assert fields(without, required=False) == []


def test_no_people_to_count_needs_a_reason_also_where_it_is_optional() -> None:
    none = replace(COMPLETE, participation=(), no_participation=True)

    assert fields(none, required=False) == ["no_participation_reason"]
    assert fields(replace(none, no_participation_reason="Fue un estudio")) == []


def test_figures_that_are_wrong_are_named_by_activity_and_place() -> None:
    wrong = ParticipationRecord("Curso", Measure.ATTENDANCES, Depth.SEX, {Cell(Sex.WOMEN): 9}, total=5)
    [found] = lacks(replace(COMPLETE, participation=(PEOPLE, wrong)), required=False)

    assert (found.page, found.field) == (Page.PARTICIPATION, "record-2-total")
    assert found.message.startswith("Curso: ")


def test_milestones_are_met_in_the_past_and_moved_with_a_reason() -> None:
    def said(**values: object) -> list[str]:
        return fields(replace(COMPLETE, milestones=(MilestoneAnswer(7, "Informe", **values),)))  # type: ignore[arg-type]

    assert said(done_on=TODAY) == []
    assert said(done_on=date(2021, 10, 6)) == ["done_on-7"]
    assert said(new_due=date(2021, 12, 1)) == ["reason-7"]
    assert said(new_due=date(2021, 12, 1), reason="Cambio de agenda") == []
    assert said(done_on=TODAY, new_due=date(2021, 12, 1), reason="x") == ["new_due-7"]


def test_a_page_is_empty_half_done_ready_or_optional() -> None:
    def state(page: Page, content: UpdateContent, *, required: bool = True) -> PageState:
        return page_state(page, content, lacks(content, required=required))

    assert state(Page.STATUS, UpdateContent()) is PageState.EMPTY
    assert state(Page.STATUS, UpdateContent(status=Status.IN_PROGRESS)) is PageState.INCOMPLETE
    assert state(Page.STATUS, UpdateContent(percent_done=0)) is PageState.INCOMPLETE
    assert state(Page.STATUS, COMPLETE) is PageState.READY
    assert state(Page.PARTICIPATION, UpdateContent()) is PageState.EMPTY
    assert state(Page.PARTICIPATION, UpdateContent(), required=False) is PageState.OPTIONAL
    assert state(Page.EVIDENCE, UpdateContent()) is PageState.OPTIONAL
    assert state(Page.EVIDENCE, UpdateContent(evidence=(EvidenceItem("Acta"),))) is PageState.READY
    assert state(Page.MILESTONES, UpdateContent(milestones=(MilestoneAnswer(1, "x", new_due=TODAY),))) is (
        PageState.INCOMPLETE
    )


def test_the_refusal_carries_everything_that_is_missing() -> None:
    found = lacks(UpdateContent())
    refusal = IncompleteUpdate(found)

    assert refusal.missing == found
    assert refusal.field == "status"
