"""Plans are public once their first period is open; strange addresses and cursors find nothing, on both databases."""

import pytest
from sqlalchemy.orm import Session

from monitor.api_operations import LARGEST_ID, Asked
from monitor.domain.errors import NotFound
from monitor.services import api_surveys, api_updates, public_plans
from tests.factories import make_period, make_plan


def test_a_plan_becomes_public_with_its_first_period(session: Session) -> None:
    plan = make_plan(session)
    with pytest.raises(NotFound):
        public_plans.public_plan(session, plan.key)
    make_period(session, plan)
    assert public_plans.public_plan(session, plan.key) is plan
    assert public_plans.public_plans(session) == [plan]


def test_no_address_and_no_cursor_is_too_strange_for_the_database(session: Session) -> None:
    plan = make_plan(session)
    make_period(session, plan)
    with pytest.raises(NotFound):
        public_plans.public_plan(session, "plan\0")
    after = Asked({"cursor": "9" * 18}, frozenset()).after_id
    assert after == LARGEST_ID
    assert not api_updates.approved_updates(session, plan, api_updates.Wanted(after, 10)).items
    assert not api_surveys.published_results(session, pdf=str, url=str, after=after, limit=10).items
