"""The one function through which every update changes state, and what each state keeps."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from monitor.domain.co_leads import AnswerKind
from monitor.domain.errors import StaleVersion
from monitor.domain.indicators import IndicatorAnswer, IndicatorValue, value_from_json
from monitor.domain.update_content import EvidenceItem, MilestoneAnswer, UpdateContent, as_json, from_json
from monitor.domain.updates import State, transition
from monitor.models import ProgressUpdate, UpdateVersion, User
from monitor.services import events


def move(
    session: Session,
    update: ProgressUpdate,
    name: str,
    *,
    actor: User,
    now: datetime,
    reason: str = "",
    correct_by: date | None = None,
    submitted_for: str = "",
) -> None:
    """Make one move of the table of transitions, and write its event. `submitted_for`: the group, where the GTG acts.

    Raises NotAllowed, WrongState or Incomplete from the table, and StaleVersion if somebody else moved or saved the
    update since it was loaded.
    """
    facts = {"reason": reason.strip(), "correct_by": correct_by}
    legal = transition(name, update.state, actor.actor, group_id=update.group_id, facts=facts)
    before = {"state": update.state.value}
    claim(session, update)
    update.state = legal.target
    update.correct_by = correct_by if legal.target is State.RETURNED else None
    update.waived_reason = reason.strip() if legal.target is State.WAIVED else ""
    after = {"state": legal.target.value}
    if reason.strip():
        after["reason"] = reason.strip()
    if submitted_for:
        after["submitted_for"] = submitted_for
    if update.correct_by:
        after["correct_by"] = update.correct_by.isoformat()
    events.record(
        session, legal.event, subject="updates", subject_id=update.id, actor=actor, now=now, before=before, after=after
    )


def claim(session: Session, update: ProgressUpdate) -> None:
    """Raise the lock version, if nobody else raised it since the update was loaded; else StaleVersion.

    A conditional update, so that two people pressing the same button at once cannot both win.
    """
    loaded = update.lock_version
    claimed = session.scalar(
        sql_update(ProgressUpdate)
        .where(ProgressUpdate.id == update.id, ProgressUpdate.lock_version == loaded)
        .values(lock_version=loaded + 1)
        .returning(ProgressUpdate.id)
        .execution_options(synchronize_session=False)
    )
    if claimed is None:
        raise StaleVersion("Otra persona guardó este avance al mismo tiempo. Vuelva a abrirlo para ver cómo quedó.")
    session.refresh(update, ["lock_version"])


def content_of(update: ProgressUpdate) -> UpdateContent:
    """What the update says right now, as plain data. What was typed for another kind of answer is not said."""
    everything = _everything(update)
    if update.answer_kind is AnswerKind.ENDORSEMENT:
        endorsed = from_json(update.versions[-1].content).endorsed if update.versions else None
        return UpdateContent(kind=AnswerKind.ENDORSEMENT, endorsed=endorsed)
    if update.answer_kind is AnswerKind.CONTRIBUTION:
        return UpdateContent(
            kind=AnswerKind.CONTRIBUTION, contribution=update.contribution, participation=everything.participation
        )
    return everything


def _everything(update: ProgressUpdate) -> UpdateContent:
    return UpdateContent(
        status=update.status,
        percent_done=update.percent_done,
        punctuality=update.punctuality,
        delay_reason=update.delay_reason,
        delay_words=update.delay_words,
        nothing_to_report=update.nothing_to_report,
        nothing_reason=update.nothing_reason,
        achieved=update.achieved,
        obstacles=update.obstacles,
        next_steps=update.next_steps,
        womens_role=update.womens_role,
        milestones=tuple(
            MilestoneAnswer(answer.milestone_id, answer.milestone.name, answer.done_on, answer.new_due, answer.reason)
            for answer in update.milestone_answers
            if answer.milestone.dropped_at is None
        ),
        no_participation=update.no_participation,
        no_participation_reason=update.no_participation_reason,
        participation=tuple(record.as_record() for record in update.participation),
        evidence=tuple(EvidenceItem(item.title, item.url, item.filename, item.id) for item in update.evidence),
        indicators=indicators_of(update),
    )


def indicators_of(update: ProgressUpdate) -> tuple[IndicatorAnswer, ...]:
    """One answer, given or not, for each indicator of the project; none for a group that does not coordinate it."""
    if not update.coordinates:
        return ()
    said = {answer.indicator_id: answer for answer in update.indicator_answers}
    return tuple(
        IndicatorAnswer(
            indicator_id=each.id,
            name=each.name,
            unit=each.unit,
            kind=each.kind,
            by_sex=each.by_sex,
            value=value_from_json(said[each.id].value) if each.id in said else IndicatorValue(),
            comment=said[each.id].comment if each.id in said else "",
            target=each.target_of(update.period.key),
            baseline=each.baseline,
            baseline_year=each.baseline_year,
            baseline_source=each.baseline_source,
        )
        for each in update.project.indicators
        if each.retired_at is None
    )


def freeze(
    update: ProgressUpdate, content: UpdateContent, *, actor: User, now: datetime, submitted_for: str = ""
) -> UpdateVersion:
    """Keep what was submitted as the next version. `submitted_for`: why somebody of the GTG did it for the group."""
    version = UpdateVersion(
        number=len(update.versions) + 1,
        content=as_json(content),
        submitted_at=now,
        submitted_by=actor,
        submitted_for=submitted_for,
    )
    update.versions.append(version)
    if update.first_submitted_at is None:
        update.first_submitted_at = now
        update.was_on_time = was_on_time(update, now)
    return version


def was_on_time(update: ProgressUpdate, now: datetime) -> bool:
    """Whether an answer at this instant is on time, in the plan's time zone, counting any extension."""
    today = now.astimezone(ZoneInfo(update.period.plan.time_zone)).date()
    last_day = max([update.period.on_time_until, *(extension.until for extension in update.extensions)])
    return today <= last_day
