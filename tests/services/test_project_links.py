"""Projects are tied and untied with a reason, which stays in their history and decides who is counted."""

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, NotFound
from monitor.domain.plan_decisions import LinkKind
from monitor.models import Project
from monitor.services import events
from monitor.services.project_links import add_link, links_to, others, remove_link
from tests.factories import make_coordinator, make_group, make_plan, make_project, make_user
from tests.fixtures import NOW


def two_projects(session: Session) -> tuple[Project, Project]:
    plan = make_plan(session)
    return make_project(session, plan, make_group(session)), make_project(session, plan, make_group(session))


def test_a_tie_is_kept_with_its_reason_and_told_on_both_sides(session: Session) -> None:
    gtg = make_coordinator(session)
    part, whole = two_projects(session)

    link = add_link(session, part, whole, LinkKind.CONTAINED_IN, actor=gtg, reason=" Es su cierre. ", now=NOW)

    assert [(own.target, own.reason) for own in part.links] == [(whole, "Es su cierre.")]
    assert links_to(session, whole) == [link]
    (event,) = events.history(session, subject="projects", subject_id=part.id)
    assert (event.kind, event.after["title"]) == ("ProjectsLinked", whole.title)


def test_a_tie_is_taken_away_with_a_reason_that_stays(session: Session) -> None:
    gtg = make_coordinator(session)
    part, whole = two_projects(session)
    link = add_link(session, part, whole, LinkKind.SUBSET_OF, actor=gtg, reason="Son las mismas.", now=NOW)
    with pytest.raises(Incomplete):
        remove_link(session, part, link.id, actor=gtg, reason=" ", now=NOW)
    with pytest.raises(NotFound):
        remove_link(session, whole, link.id, actor=gtg, reason="No", now=NOW)

    remove_link(session, part, link.id, actor=gtg, reason="No lo son.", now=NOW)

    assert part.links == [] and links_to(session, whole) == []
    assert events.history(session, subject="projects", subject_id=part.id)[-1].after["reason"] == "No lo son."


def test_only_the_gtg_ties_projects_and_only_of_one_plan(session: Session) -> None:
    gtg = make_coordinator(session)
    part, whole = two_projects(session)
    elsewhere, _other = two_projects(session)
    with pytest.raises(NotAllowed):
        add_link(session, part, whole, LinkKind.OVERLAPS, actor=make_user(session), reason="x", now=NOW)
    for target in (elsewhere, None):
        with pytest.raises(Incomplete):
            add_link(session, part, target, LinkKind.OVERLAPS, actor=gtg, reason="x", now=NOW)
    assert others(session, part) == [whole]
