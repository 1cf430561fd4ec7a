"""What an update still lacks before it can be submitted, page by page, in words a tired person understands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from monitor.domain import indicators
from monitor.domain.co_leads import AnswerKind
from monitor.domain.errors import Incomplete
from monitor.domain.participation import QuarterParticipation
from monitor.domain.participation_checks import context_of, problems, unexplained
from monitor.domain.sentences import Sentence
from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import DelayReason, Page, Punctuality, Status


class PageState(StrEnum):
    """How far one page of the form is."""

    EMPTY = "empty"
    INCOMPLETE = "incomplete"
    READY = "ready"
    OPTIONAL = "optional"
    """Nothing written and nothing asked."""


@dataclass(frozen=True)
class Missing:
    """One thing to fill in or mend: on which page, in which field, and what to do."""

    page: Page
    field: str
    message: str


NOT_COMPLETE = Sentence("Todavía faltan respuestas para enviar este avance.")


class IncompleteUpdate(Incomplete):
    """The update cannot be submitted yet; `missing` says why, page by page."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(NOT_COMPLETE, field=missing[0].field)
        self.missing = missing


def missing_answers(
    content: UpdateContent,
    *,
    participation_required: bool,
    today: date,
    suggested: Punctuality | None = None,
    earlier: Sequence[QuarterParticipation] = (),
) -> list[Missing]:
    """Everything that keeps the update from being submitted, in the order of the form.

    `suggested` is what the project's dates say of its punctuality; answering otherwise asks for a word of explanation.
    `earlier` are the people of the approved quarters before, the last one first: odd changes ask for a comment.
    A quarter with nothing to report, and a reason, owes no figures of people.
    """
    if content.kind is not AnswerKind.FULL:
        return _of_co_lead(content, today, earlier)
    return [
        *_status(content, suggested),
        *_progress(content),
        *_milestones(content, today),
        *_participation(content, earlier, required=participation_required and not content.nothing_to_report),
        *_indicators(content),
    ]


def pages_of(content: UpdateContent) -> list[Page]:
    """The pages of the form, in order: a project without indicators has none to answer."""
    return [page for page in Page if page is not Page.INDICATORS or content.indicators]


def _of_co_lead(content: UpdateContent, today: date, earlier: Sequence[QuarterParticipation]) -> list[Missing]:
    """What is missing where a group files no whole update of its own."""
    if content.kind is AnswerKind.ENDORSEMENT:
        words = Sentence("Suscriba el avance del grupo que coordina, o elija otra forma de responder.")
        return [Missing(Page.PROGRESS, "endorsed", words)]
    found = []
    if not content.contribution.strip():
        found.append(
            Missing(Page.PROGRESS, "contribution", Sentence("Escriba el aporte de su grupo, aunque sea una frase."))
        )
    full = replace(content, kind=AnswerKind.FULL)
    whole = missing_answers(full, participation_required=False, today=today, earlier=earlier)
    return [*found, *(each for each in whole if each.page is Page.PARTICIPATION)]


def page_state(page: Page, content: UpdateContent, missing: Iterable[Missing]) -> PageState:
    """How far one page is; `missing` is that of the whole update."""
    lacks = any(each.page is page for each in missing)
    if page in pages_answered(content):
        return PageState.INCOMPLETE if lacks else PageState.READY
    return PageState.EMPTY if lacks else PageState.OPTIONAL


def pages_answered(content: UpdateContent) -> frozenset[Page]:
    """The pages on which something was written."""
    answers: dict[Page, tuple[object, ...]] = {
        Page.STATUS: (content.status, content.percent_done is not None, content.punctuality, content.delay_reason),
        Page.PROGRESS: (
            content.nothing_to_report,
            content.achieved,
            content.obstacles,
            content.next_steps,
            content.womens_role,
        ),
        Page.MILESTONES: content.milestones,
        Page.PARTICIPATION: (content.no_participation, *content.participation),
        Page.INDICATORS: tuple(not answer.is_empty for answer in content.indicators),
        Page.EVIDENCE: content.evidence,
    }
    return frozenset(page for page, given in answers.items() if any(given))


def _status(content: UpdateContent, suggested: Punctuality | None) -> list[Missing]:
    found = []
    if content.status is None:
        found.append(Missing(Page.STATUS, "status", Sentence("Elija en qué estado está el proyecto.")))
    if content.percent_done is None and content.status in (Status.IN_PROGRESS, Status.SUSPENDED):
        found.append(
            Missing(
                Page.STATUS, "percent_done", Sentence("Escriba qué porcentaje del proyecto está hecho, de 0 a 100.")
            )
        )
    if content.status is Status.COMPLETED and content.percent_done not in (None, 100):
        found.append(
            Missing(
                Page.STATUS,
                "percent_done",
                Sentence("Un proyecto terminado está hecho al 100 %. Corrija el porcentaje o el estado."),
            )
        )
    if content.punctuality is None and content.status in (Status.NOT_STARTED, Status.IN_PROGRESS):
        found.append(
            Missing(Page.STATUS, "punctuality", Sentence("Diga si el proyecto va en plazo, con retraso o adelantado."))
        )
    if content.punctuality is Punctuality.DELAYED and content.delay_reason is None:
        found.append(Missing(Page.STATUS, "delay_reason", Sentence("Elija el motivo principal del retraso.")))
    if _wants_words(content, suggested):
        found.append(Missing(Page.STATUS, "delay_words", _WORDS_WANTED[content.punctuality is Punctuality.DELAYED]))
    return found


_WORDS_WANTED = {
    True: Sentence("Explique el retraso en una frase."),
    False: Sentence(
        "Según las fechas del plan hay un retraso. Explique en una frase por qué usted responde otra cosa."
    ),
}


def _wants_words(content: UpdateContent, suggested: Punctuality | None) -> bool:
    """Another reason than those of the list, or an answer that contradicts the dates, needs words."""
    if content.delay_words.strip() or content.punctuality is None:
        return False
    if content.punctuality is Punctuality.DELAYED:
        return content.delay_reason is DelayReason.OTHER
    asked = content.status in (Status.NOT_STARTED, Status.IN_PROGRESS)
    return asked and suggested is Punctuality.DELAYED


def _progress(content: UpdateContent) -> list[Missing]:
    if content.nothing_to_report:
        if content.nothing_reason.strip():
            return []
        return [
            Missing(
                Page.PROGRESS,
                "nothing_reason",
                Sentence("Explique en una frase por qué no hay novedades este trimestre."),
            )
        ]
    if content.achieved.strip():
        return []
    return [
        Missing(
            Page.PROGRESS,
            "achieved",
            Sentence("Cuente qué se logró en el trimestre, o marque que no hay novedades y diga por qué."),
        )
    ]


def _milestones(content: UpdateContent, today: date) -> list[Missing]:
    found = []
    for answer in content.milestones:
        if answer.done_on and answer.done_on > today:
            found.append(
                Missing(
                    Page.MILESTONES,
                    f"done_on-{answer.milestone_id}",
                    Sentence("«%(name)s» no puede haberse cumplido en una fecha futura.", name=answer.name),
                )
            )
        if answer.done_on and answer.new_due:
            found.append(
                Missing(
                    Page.MILESTONES,
                    f"new_due-{answer.milestone_id}",
                    Sentence("«%(name)s» ya se cumplió: deje vacía la fecha nueva.", name=answer.name),
                )
            )
        if answer.new_due and not answer.reason.strip():
            found.append(
                Missing(
                    Page.MILESTONES,
                    f"reason-{answer.milestone_id}",
                    Sentence("Explique por qué cambia la fecha de «%(name)s».", name=answer.name),
                )
            )
    return found


def _participation(content: UpdateContent, earlier: Sequence[QuarterParticipation], *, required: bool) -> list[Missing]:
    if content.no_participation:
        if content.no_participation_reason.strip():
            return []
        return [
            Missing(
                Page.PARTICIPATION,
                "no_participation_reason",
                Sentence("Explique por qué no hay personas que contar en este trimestre."),
            )
        ]
    if required and not content.participation:
        return [
            Missing(
                Page.PARTICIPATION,
                "participation",
                Sentence(
                    "Este proyecto debe informar la participación por sexo. Agregue una actividad, o "
                    "indique que no aplica y por qué."
                ),
            )
        ]
    return [
        Missing(
            Page.PARTICIPATION,
            f"record-{position}-{problem.field}",
            Sentence(
                "%(activity)s: %(problem)s",
                activity=record.activity or Sentence("Actividad"),
                problem=problem.message,
            ),
        )
        for position, record in enumerate(content.participation, start=1)
        for context in [context_of(record, content.participation, earlier)]
        for problem in [*problems(record, context), *unexplained(record, context)]
    ]


def _indicators(content: UpdateContent) -> list[Missing]:
    """A quarter with nothing to report has nothing to measure."""
    if content.nothing_to_report:
        return []
    return [
        Missing(Page.INDICATORS, f"{field}-{answer.indicator_id}", message)
        for answer in content.indicators
        for field, message in indicators.problems(answer)
    ]
