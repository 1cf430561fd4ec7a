"""The questions of an update by the field that holds their answer: on which page, and how they are called in short."""

from dataclasses import dataclass

from monitor.domain.updates import Page
from monitor.domain.words import N_


@dataclass(frozen=True)
class Question:
    field: str
    page: Page
    label: str


QUESTIONS = {
    question.field: question
    for question in (
        Question("status", Page.STATUS, N_("Estado del proyecto")),
        Question("percent_done", Page.STATUS, N_("Porcentaje hecho")),
        Question("punctuality", Page.STATUS, N_("Frente a las fechas")),
        Question("delay_reason", Page.STATUS, N_("Motivo del retraso")),
        Question("delay_words", Page.STATUS, N_("Explicación")),
        Question("achieved", Page.PROGRESS, N_("Qué se logró")),
        Question("obstacles", Page.PROGRESS, N_("Dificultades")),
        Question("next_steps", Page.PROGRESS, N_("Qué sigue")),
        Question("womens_role", Page.PROGRESS, N_("Papel de las mujeres")),
        Question("nothing_to_report", Page.PROGRESS, N_("Sin novedades")),
        Question("nothing_reason", Page.PROGRESS, N_("Por qué no hay novedades")),
        Question("milestones", Page.MILESTONES, N_("Hitos")),
        Question("participation", Page.PARTICIPATION, N_("Participación")),
        Question("no_participation", Page.PARTICIPATION, N_("No hay personas que contar")),
        Question("no_participation_reason", Page.PARTICIPATION, N_("Por qué no hay personas que contar")),
        Question("indicators", Page.INDICATORS, N_("Indicadores")),
        Question("evidence", Page.EVIDENCE, N_("Evidencias")),
        Question("kind", Page.PROGRESS, N_("Cómo responde el grupo")),
        Question("endorsed", Page.PROGRESS, N_("Avance que suscribe")),
        Question("contribution", Page.PROGRESS, N_("Aporte del grupo")),
    )
}

CAN_BE_COMMENTED = tuple(
    QUESTIONS[field]
    for field in (
        "status",
        "percent_done",
        "punctuality",
        "achieved",
        "obstacles",
        "next_steps",
        "womens_role",
        "milestones",
        "participation",
        "indicators",
        "evidence",
        "contribution",
    )
)
"""What a reviewer can ask about. Reasons and ticks are spoken of under the question they belong to."""


def label_of(field: str) -> str:
    """How a question is called, not translated yet; the whole update has no field."""
    return QUESTIONS[field].label if field in QUESTIONS else N_("Todo el avance")
