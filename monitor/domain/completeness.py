"""What an update still lacks before it can be submitted, page by page, in words a tired person understands."""

from dataclasses import dataclass
from datetime import date

from monitor.domain.participation import problems
from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import Page, Punctuality, Status


@dataclass(frozen=True)
class Missing:
    """One thing to fill in or mend: on which page, in which field, and what to do."""

    page: Page
    field: str
    message: str


def missing_answers(content: UpdateContent, *, participation_required: bool, today: date) -> list[Missing]:
    """Everything that keeps the update from being submitted, in the order of the form."""
    return [
        *_status(content),
        *_progress(content),
        *_milestones(content, today),
        *_participation(content, required=participation_required),
    ]


def _status(content: UpdateContent) -> list[Missing]:
    found = []
    if content.status is None:
        found.append(Missing(Page.STATUS, "status", "Elija en qué estado está el proyecto."))
    if content.percent_done is None and content.status in (Status.IN_PROGRESS, Status.SUSPENDED):
        found.append(
            Missing(Page.STATUS, "percent_done", "Escriba qué porcentaje del proyecto está hecho, de 0 a 100.")
        )
    if content.status is Status.COMPLETED and content.percent_done not in (None, 100):
        found.append(
            Missing(
                Page.STATUS,
                "percent_done",
                "Un proyecto terminado está hecho al 100 %. Corrija el porcentaje o el estado.",
            )
        )
    if content.punctuality is None and content.status in (Status.NOT_STARTED, Status.IN_PROGRESS):
        found.append(Missing(Page.STATUS, "punctuality", "Diga si el proyecto va en plazo, con retraso o adelantado."))
    if content.punctuality is Punctuality.DELAYED and content.delay_reason is None:
        found.append(Missing(Page.STATUS, "delay_reason", "Elija el motivo principal del retraso."))
    return found


def _progress(content: UpdateContent) -> list[Missing]:
    if content.nothing_to_report:
        if content.nothing_reason.strip():
            return []
        return [
            Missing(Page.PROGRESS, "nothing_reason", "Explique en una frase por qué no hay novedades este trimestre.")
        ]
    if content.achieved.strip():
        return []
    return [
        Missing(
            Page.PROGRESS,
            "achieved",
            "Cuente qué se logró en el trimestre, o marque que no hay novedades y diga por qué.",
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
                    f"«{answer.name}» no puede haberse cumplido en una fecha futura.",
                )
            )
        if answer.done_on and answer.new_due:
            found.append(
                Missing(
                    Page.MILESTONES,
                    f"new_due-{answer.milestone_id}",
                    f"«{answer.name}» ya se cumplió: deje vacía la fecha nueva.",
                )
            )
        if answer.new_due and not answer.reason.strip():
            found.append(
                Missing(
                    Page.MILESTONES,
                    f"reason-{answer.milestone_id}",
                    f"Explique por qué cambia la fecha de «{answer.name}».",
                )
            )
    return found


def _participation(content: UpdateContent, *, required: bool) -> list[Missing]:
    if content.no_participation:
        if content.no_participation_reason.strip():
            return []
        return [
            Missing(
                Page.PARTICIPATION,
                "no_participation_reason",
                "Explique por qué no hay personas que contar en este trimestre.",
            )
        ]
    if required and not content.participation:
        return [
            Missing(
                Page.PARTICIPATION,
                "participation",
                "Este proyecto debe informar la participación por sexo. Agregue una actividad, o indique que no aplica y por qué.",
            )
        ]
    return [
        Missing(
            Page.PARTICIPATION,
            f"record-{position}-{problem.field}",
            f"{record.activity or 'Actividad'}: {problem.message}",
        )
        for position, record in enumerate(content.participation, start=1)
        for problem in problems(record)
    ]
