"""The real plan goes into the database once, and comes out as it was understood."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.periods import Quarter
from monitor.domain.plan_decisions import read_decisions
from monitor.domain.portfolio import read_portfolio
from monitor.domain.portfolio_data import Portfolio
from monitor.domain.portfolio_json import portfolio_as_json
from monitor.models import Project, ProjectRow
from monitor.services import periods, portfolio
from tests.fixtures import NOW

PLAN = Path(__file__).parents[2] / "plans" / "plan-hraem-2021-2023.txt"


@pytest.fixture(scope="module")
def read() -> Portfolio:
    return read_portfolio(PLAN.read_text(), read_decisions(PLAN.with_suffix(".toml").read_text()))


def test_what_comes_out_is_what_was_read(session: Session, read: Portfolio) -> None:
    plan, is_new = portfolio.load(session, read, now=NOW)
    session.expire_all()

    assert is_new
    assert portfolio_as_json(portfolio.portfolio_of(session, plan)) == portfolio_as_json(read)


def test_forty_rows_are_thirty_nine_projects(session: Session, read: Portfolio) -> None:
    portfolio.load(session, read, now=NOW)

    assert session.scalar(select(func.count()).select_from(ProjectRow)) == 40
    assert session.scalar(select(func.count()).select_from(Project)) == 39


def test_loading_again_changes_nothing(session: Session, read: Portfolio) -> None:
    first, _new = portfolio.load(session, read, now=NOW)

    second, is_new = portfolio.load(session, read, now=NOW)

    assert (second, is_new) == (first, False)
    assert session.scalar(select(func.count()).select_from(Project)) == 39


def test_another_text_of_the_same_plan_is_refused(session: Session, read: Portfolio) -> None:
    plan, _new = portfolio.load(session, read, now=NOW)
    decisions = read_decisions(PLAN.with_suffix(".toml").read_text())
    other = read_portfolio(
        PLAN.read_text().replace("abril 2021 - septiembre 2021", "abril 2021 - agosto 2021"), decisions
    )

    with pytest.raises(portfolio.PlanLoadedOtherwise):
        portfolio.load(session, other, now=NOW)

    stored = portfolio_as_json(portfolio.portfolio_of(session, plan))
    assert json.dumps(stored) == json.dumps(portfolio_as_json(read))


def test_the_third_quarter_of_2021_expects_these_twenty(session: Session, read: Portfolio) -> None:
    plan, _new = portfolio.load(session, read, now=NOW)

    pairs = [(pair.project.number, pair.group.key) for pair in periods.expected_in(session, plan, Quarter(2021, 3))]

    assert pairs == [
        (1, "GTPA"),
        (2, "GTAP"),
        (3, "GTPA"),
        (6, "GTL"),
        (7, "GTL"),
        (11, "GTG"),
        (14, "SCS"),
        (18, "GTCU"),
        (19, "GTCU"),
        (20, "GTL"),
        (22, "GTG"),
        (24, "GTCU"),
        (25, "GTCU"),
        (28, "GTCU"),
        (30, "GTC"),
        (31, "GTAP"),
        (32, "GTAP"),
        (33, "GTAP"),
        (39, "GTC"),
        (40, "GTC"),
    ]
