"""What is known of each update that waits for review: what decides whether it may be approved with others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.co_leads import CAN_BE_ENDORSED
from monitor.domain.completeness import missing_answers
from monitor.domain.errors import RuleError, StaleVersion, WrongState
from monitor.domain.participation import QuarterParticipation
from monitor.domain.participation_checks import context_of, warnings
from monitor.domain.unproblematic import ReviewFacts, what_needs_eyes
from monitor.domain.update_content import UpdateContent, from_json
from monitor.domain.updates import State
from monitor.models import Decision, Period, ProgressUpdate, Review, UpdateVersion, User
from monitor.services import comments, reviews
from monitor.services.review_page import colleagues_of, leads_differ
from monitor.services.updates import plan_day, suggestion_for


def facts_of(
    session: Session, waiting: Sequence[ProgressUpdate], all_leads: Iterable[ProgressUpdate]
) -> dict[int, ReviewFacts]:
    """The facts of each update that waits, by its id. `all_leads` has every lead's update of their projects."""
    open_comments = comments.count_open(session, [update.id for update in waiting])
    earlier = _approved_people(session, waiting)
    by_project: dict[tuple[int, int], list[ProgressUpdate]] = {}
    for update in all_leads:
        by_project.setdefault((update.period_id, update.project_id), []).append(update)
    return {
        update.id: _facts(
            update,
            by_project.get((update.period_id, update.project_id), []),
            open_comments.get(update.id, 0),
            earlier.get((update.project_id, update.group_id), ()),
        )
        for update in waiting
    }


def _facts(
    update: ProgressUpdate, leads: list[ProgressUpdate], open_comments: int, earlier: tuple[QuarterParticipation, ...]
) -> ReviewFacts:
    content = from_json(update.versions[-1].content)
    others = [other for other in leads if other.id != update.id]
    return ReviewFacts(
        open_comments=open_comments,
        is_complete=_is_complete(update, content, earlier),
        warnings=_odd_figures(content, earlier),
        punctuality=content.punctuality,
        says_why_delayed=content.delay_reason is not None,
        co_lead_differs=any(leads_differ(update, other) for other in others),
        endorses_earlier_version=_endorses_what_is_gone(content, others),
    )


def _approved_people(
    session: Session, waiting: Sequence[ProgressUpdate]
) -> dict[tuple[int, int], tuple[QuarterParticipation, ...]]:
    """What was counted in the quarters before, by project and group, the last one first: one query for all."""
    if not waiting:
        return {}
    query = (
        select(Period.key, ProgressUpdate.project_id, ProgressUpdate.group_id, UpdateVersion)
        .join(UpdateVersion.update)
        .join(ProgressUpdate.period)
        .join(UpdateVersion.reviews)
        .where(
            ProgressUpdate.project_id.in_({update.project_id for update in waiting}),
            Period.ends_on < min(update.period.starts_on for update in waiting),
            Review.decision == Decision.APPROVED,
        )
        .order_by(Period.starts_on.desc(), UpdateVersion.number)
    )
    found: dict[tuple[int, int], dict[str, UpdateVersion]] = {}
    for key, project_id, group_id, version in session.execute(query):
        found.setdefault((project_id, group_id), {})[key] = version
    return {
        pair: tuple(QuarterParticipation(key, from_json(last.content).participation) for key, last in versions.items())
        for pair, versions in found.items()
    }


def _odd_figures(content: UpdateContent, earlier: tuple[QuarterParticipation, ...]) -> int:
    """How many figures are odd, also where the group has explained them: somebody should read the explanation."""
    return sum(
        len(warnings(record, context_of(record, content.participation, earlier))) for record in content.participation
    )


def _is_complete(update: ProgressUpdate, content: UpdateContent, earlier: tuple[QuarterParticipation, ...]) -> bool:
    """As it was when it was submitted: dates that have passed since ask for nothing more."""
    day: date = plan_day(update, update.versions[-1].submitted_at)
    suggestion = suggestion_for(update, content, today=day)
    lacks = missing_answers(
        content,
        participation_required=update.project.participation_required,
        today=day,
        suggested=suggestion.punctuality if suggestion else None,
        earlier=earlier,
    )
    return content.endorsed is not None or not lacks


def _endorses_what_is_gone(content: UpdateContent, others: list[ProgressUpdate]) -> bool:
    """Whether the endorsed version was returned, or another was submitted after it."""
    if content.endorsed is None:
        return False
    headline = next((other for other in others if other.coordinates), None)
    if headline is None or headline.state not in CAN_BE_ENDORSED:
        return True
    return headline.versions[-1].id != content.endorsed.version_id


@dataclass(frozen=True)
class Outcome:
    """What became of one update of several that were to be approved at once."""

    update: ProgressUpdate
    approved: bool
    why_not: str = ""


def approve_many(session: Session, seen: Sequence[tuple[int, int]], *, actor: User, now: datetime) -> list[Outcome]:
    """Approve each update (by its id) whose seen version (by its number) is still the last and asks for no look.

    Each goes through `approve` on its own: one that is refused stops none of the others.
    """
    outcomes: list[Outcome] = []
    together: set[int] = set()
    for update_id, number in seen:
        update = reviews.get_for_review(session, update_id, actor=actor)
        if update.id in together:
            outcomes.append(Outcome(update, approved=True))
            continue
        try:
            with session.begin_nested():
                _check(session, update, number)
                together |= {other.id for other in reviews.approve(session, update, actor=actor, now=now)}
            outcomes.append(Outcome(update, approved=True))
        except RuleError as error:
            outcomes.append(Outcome(update, approved=False, why_not=error.sentence))
    return outcomes


def _check(session: Session, update: ProgressUpdate, number: int) -> None:
    if len(update.versions) != number:
        raise StaleVersion("El grupo envió otra versión mientras usted leía.")
    if update.state is not State.SUBMITTED:
        raise WrongState("Ya no espera revisión: puede que alguien lo haya revisado.")
    facts = facts_of(session, [update], [update, *colleagues_of(session, update)])[update.id]
    if reasons := what_needs_eyes(facts):
        raise WrongState("Hay que leerlo antes: %(reasons)s.", reasons=reasons)
