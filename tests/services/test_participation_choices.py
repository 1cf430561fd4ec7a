"""The areas of a plan say which projects count their people; the GTG may decide otherwise for one, with a reason."""

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed
from monitor.services import events
from monitor.services.participation_choices import Choice, choice_of, decide, set_areas
from tests.factories import make_coordinator, make_group, make_plan, make_project, make_user
from tests.fixtures import NOW


def test_projects_follow_the_areas_but_for_those_decided_one_by_one(session: Session) -> None:
    gtg, plan, group = make_coordinator(session), make_plan(session), make_group(session)
    one, two = make_project(session, plan, group, area=1), make_project(session, plan, group, area=1)
    decide(session, two, Choice.NOT_ASKED, actor=gtg, reason="Es un estudio", now=NOW)

    assert set_areas(session, plan, [1], actor=gtg, now=NOW) and not set_areas(session, plan, [1], actor=gtg, now=NOW)

    assert (one.participation_required, choice_of(one)) == (True, Choice.BY_AREA)
    assert (two.participation_required, two.participation_reason) == (False, "Es un estudio")
    decide(session, two, Choice.BY_AREA, actor=gtg, reason="Ya no", now=NOW)
    assert two.participation_required and "área 1" in two.participation_reason
    set_areas(session, plan, [], actor=gtg, now=NOW)
    assert not one.participation_required and one.participation_reason == ""
    kinds = [event.kind for event in events.history(session, subject="projects", subject_id=two.id)]
    assert kinds == ["ParticipationDecided"] * 2


def test_only_the_gtg_decides_it_and_says_why(session: Session) -> None:
    plan = make_plan(session)
    project = make_project(session, plan, make_group(session))
    with pytest.raises(NotAllowed):
        decide(session, project, Choice.ASKED, actor=make_user(session), reason="x", now=NOW)
    with pytest.raises(NotAllowed):
        set_areas(session, plan, [], actor=make_user(session), now=NOW)
    with pytest.raises(Incomplete):
        decide(session, project, Choice.ASKED, actor=make_coordinator(session), reason=" ", now=NOW)
