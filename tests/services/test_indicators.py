"""Indicators of a project: defined by the GTG, answered by its coordinating group, followed over quarters."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, StaleVersion, WrongState
from monitor.domain.indicators import WHOLE, Amount, IndicatorKind, IndicatorValue
from monitor.domain.update_content import as_json
from monitor.domain.updates import Page, State
from monitor.models import Event, Indicator, ProgressUpdate, Project, UpdateVersion, User
from monitor.services import indicators, updates
from monitor.services.indicators import Definition, Said
from monitor.services.update_moves import content_of
from tests.factories import make_coordinator, make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW, TODAY

SHARE = Definition(
    "Mujeres en liderazgo",
    IndicatorKind.PERCENTAGE,
    baseline="38 %",
    baseline_year=2019,
    baseline_source="Mapeo",
    targets={"2021-T3": "45", "2021-T4": " "},
)


def of(value: int, whole: int | None = None) -> IndicatorValue:
    return IndicatorValue({WHOLE: Amount(Decimal(value), None if whole is None else Decimal(whole))})


@pytest.fixture
def update(session: Session) -> ProgressUpdate:
    plan = make_plan(session)
    project = make_project(session, plan, make_group(session), make_group(session))
    return make_update(session, project, make_period(session, plan))


@pytest.fixture
def project(update: ProgressUpdate) -> Project:
    return update.project


@pytest.fixture
def gtg(session: Session) -> User:
    return make_coordinator(session)


@pytest.fixture
def lead(session: Session, update: ProgressUpdate) -> User:
    return make_user(session, lead_of=update.group)


def define(session: Session, project: Project, gtg: User, said: Definition = SHARE) -> Indicator:
    return indicators.add(session, project, said, actor=gtg, now=NOW)


def answer(session: Session, update: ProgressUpdate, lead: User, *said: Said, **more: Any) -> None:
    drawn = {"lock_version": update.lock_version} | more
    indicators.save_answers(session, update, said, actor=lead, now=NOW, **drawn)
    session.flush()


def events_of(session: Session, indicator: Indicator) -> list[str]:
    query = select(Event.kind).where(Event.subject == "indicators", Event.subject_id == indicator.id)
    return list(session.scalars(query.order_by(Event.id)))


def test_a_definition_is_kept_in_one_written_form_with_its_event(session: Session, project: Project, gtg: User) -> None:
    indicator = define(session, project, gtg)

    assert (indicator.baseline, indicator.baseline_year) == ("38", 2019)
    assert [(target.period, target.goal) for target in indicator.targets] == [("2021-T3", "45")]
    assert events_of(session, indicator) == ["IndicatorAdded"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"baseline": "mucho"}, "baseline"),
        ({"baseline_year": None}, "baseline_year"),
        ({"targets": {"2021-T3": "casi todas"}}, "target-2021-T3"),
        ({"kind": IndicatorKind.TEXT, "by_sex": True}, "by_sex"),
    ],
)
def test_what_is_not_right_names_its_field(
    session: Session, project: Project, gtg: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        define(session, project, gtg, Definition(**(vars(SHARE) | changes)))
    assert refusal.value.field == field


def test_only_the_gtg_defines(session: Session, project: Project, lead: User) -> None:
    with pytest.raises(NotAllowed):
        define(session, project, lead)


def test_an_answered_indicator_keeps_its_kind_and_changes_its_name(
    session: Session, update: ProgressUpdate, project: Project, gtg: User, lead: User
) -> None:
    indicator = define(session, project, gtg)
    answer(session, update, lead, Said(indicator.id, of(9, 20)))

    other_kind = Definition(**(vars(SHARE) | {"kind": IndicatorKind.NUMBER}))
    with pytest.raises(WrongState, match="ya tiene respuestas"):
        indicators.change(session, indicator, other_kind, actor=gtg, now=NOW)
    renamed = Definition(**(vars(SHARE) | {"name": "Cargos de mujeres", "targets": {"2021-T3": "50", "2021-T4": "55"}}))
    indicators.change(session, indicator, renamed, actor=gtg, now=NOW)
    indicators.change(session, indicator, renamed, actor=gtg, now=NOW)

    assert (indicator.name, indicator.target_of("2021-T4")) == ("Cargos de mujeres", "55")
    assert events_of(session, indicator) == ["IndicatorAdded", "IndicatorChanged"]


def test_the_coordinating_group_is_asked_and_a_co_lead_is_not(
    session: Session, update: ProgressUpdate, project: Project, gtg: User
) -> None:
    define(session, project, gtg)
    other = make_update(session, project, update.period, group=project.leads[1])

    assert [each.name for each in content_of(update).indicators] == ["Mujeres en liderazgo"]
    assert content_of(other).indicators == ()


def test_an_unanswered_indicator_keeps_the_update_from_being_sent_until_a_value_or_a_reason_is_given(
    session: Session, update: ProgressUpdate, project: Project, gtg: User, lead: User
) -> None:
    indicator = define(session, project, gtg)

    def lacking() -> list[str]:
        return [each.field for each in updates.missing(update, today=TODAY) if each.page is Page.INDICATORS]

    assert lacking() == [f"value-{indicator.id}"]
    answer(session, update, lead, Said(indicator.id, IndicatorValue(), "Se publica en diciembre."))
    assert lacking() == []
    answer(session, update, lead, Said(indicator.id, of(9)))
    assert lacking() == [f"value-{indicator.id}"]
    answer(session, update, lead, Said(indicator.id, of(9, 20)))
    assert lacking() == []
    answer(session, update, lead, Said(indicator.id, IndicatorValue()))
    assert update.indicator_answers == []


def test_a_stale_page_is_refused(
    session: Session, update: ProgressUpdate, project: Project, gtg: User, lead: User
) -> None:
    indicator = define(session, project, gtg)
    drawn = update.lock_version
    answer(session, update, lead, Said(indicator.id, of(1, 2)))

    with pytest.raises(StaleVersion):
        answer(session, update, lead, Said(indicator.id, of(2, 2)), lock_version=drawn)


def test_a_retired_indicator_is_not_asked_and_can_be_asked_again(
    session: Session, update: ProgressUpdate, project: Project, gtg: User
) -> None:
    indicator = define(session, project, gtg)

    indicators.retire(session, indicator, actor=gtg, now=NOW)
    indicators.retire(session, indicator, actor=gtg, now=NOW)
    assert content_of(update).indicators == ()
    indicators.restore(session, indicator, actor=gtg, now=NOW)

    assert len(content_of(update).indicators) == 1
    assert events_of(session, indicator) == ["IndicatorAdded", "IndicatorRetired", "IndicatorRestored"]


def test_the_trend_is_of_approved_quarters_in_order_with_the_target_of_each(
    session: Session, update: ProgressUpdate, project: Project, gtg: User, lead: User
) -> None:
    indicator = define(session, project, gtg)
    earlier = make_update(session, project, make_period(session, project.plan, "2021-T2", locks_on=date(2021, 12, 31)))
    for each, value in ((update, of(9, 20)), (earlier, of(8, 20))):
        answer(session, each, lead, Said(indicator.id, value))
        each.versions.append(
            UpdateVersion(number=1, content=as_json(content_of(each)), submitted_at=NOW, submitted_by=lead)
        )
        each.state = State.APPROVED
    session.flush()

    points = indicators.trends(session, project)[indicator.id]

    assert [(point.period, point.number) for point in points] == [("2021-T2", 40), ("2021-T3", 45)]
    assert [point.progress and point.progress.met for point in points] == [None, True]
