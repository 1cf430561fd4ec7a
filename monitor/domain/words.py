"""The words people read for the values the code uses.

`N_` marks a text for translation without translating it: the domain does not know the reader's language. The edges
(pages, mails, reports) pass these through gettext.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from monitor.domain import sentences
from monitor.domain.age_bands import AgeBand
from monitor.domain.api_scopes import ApiScope
from monitor.domain.co_leads import AnswerKind
from monitor.domain.indicators import IndicatorKind
from monitor.domain.participation import Country, Depth, Measure, Modality, NoSplitReason, Sex
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.responsible_groups import GroupKind
from monitor.domain.updates import DelayReason, Page, Punctuality, State, Status
from monitor.domain.waves import UnitKind, UnitState, WaveState

N_ = sentences.N_

STATE = {
    State.NOT_STARTED: N_("Sin empezar"),
    State.DRAFT: N_("Borrador"),
    State.SUBMITTED: N_("Enviado"),
    State.RETURNED: N_("Devuelto"),
    State.APPROVED: N_("Aprobado"),
    State.WAIVED: N_("Dispensado"),
}
LANGUAGE = {"es": N_("español"), "en": N_("inglés")}
"""The languages of the report, within a sentence."""

STATUS = {
    Status.NOT_STARTED: N_("Sin iniciar"),
    Status.IN_PROGRESS: N_("En curso"),
    Status.COMPLETED: N_("Terminado"),
    Status.SUSPENDED: N_("Suspendido"),
    Status.CANCELLED: N_("Cancelado"),
}
PUNCTUALITY = {
    Punctuality.ON_SCHEDULE: N_("En plazo"),
    Punctuality.DELAYED: N_("Con retraso"),
    Punctuality.AHEAD: N_("Adelantado"),
}
DELAY_REASON = {
    DelayReason.COORDINATION: N_("Coordinación entre países o grupos"),
    DelayReason.FUNDING: N_("Recursos o financiamiento"),
    DelayReason.STAFFING: N_("Cambio o falta de personal"),
    DelayReason.PROVIDERS: N_("Contratación o proveedores"),
    DelayReason.PANDEMIC: N_("Pandemia u otra emergencia"),
    DelayReason.SCOPE: N_("Cambio de alcance o de prioridades"),
    DelayReason.OTHER: N_("Otro motivo"),
}
PAGE = {
    Page.STATUS: N_("Estado"),
    Page.PROGRESS: N_("Avances"),
    Page.MILESTONES: N_("Hitos"),
    Page.PARTICIPATION: N_("Participación"),
    Page.INDICATORS: N_("Indicadores"),
    Page.EVIDENCE: N_("Evidencias"),
}
SEX = {
    Sex.WOMEN: N_("Mujeres"),
    Sex.MEN: N_("Hombres"),
    Sex.OTHER: N_("Otra identidad"),
    Sex.NOT_RECORDED: N_("Sin registro de sexo"),
}
LEADERSHIP_OF_ENTERPRISES = {
    Sex.WOMEN: N_("Lideradas por mujeres"),
    Sex.MEN: N_("Lideradas por hombres"),
    Sex.OTHER: N_("Liderazgo mixto"),
    Sex.NOT_RECORDED: N_("Sin dato de liderazgo"),
}
"""Enterprises have no sex: what is counted is who leads them."""
COUNTRY = {
    Country.CL: N_("Chile"),
    Country.CO: N_("Colombia"),
    Country.MX: N_("México"),
    Country.PE: N_("Perú"),
    Country.OTHER: N_("Otro país"),
    Country.NOT_RECORDED: N_("Sin registro de país"),
}
DEPTH = {
    Depth.SEX: N_("Solo por sexo"),
    Depth.SEX_COUNTRY: N_("Por sexo y país"),
    Depth.SEX_AGE: N_("Por sexo y edad"),
    Depth.ALL: N_("Por sexo, edad y país"),
    Depth.NONE: N_("Solo el total: no hay datos por sexo"),
}
MEASURE = {
    Measure.UNIQUE_IN_PERIOD: N_("Personas distintas en el trimestre"),
    Measure.UNIQUE_SINCE_START: N_("Personas distintas desde el inicio"),
    Measure.ATTENDANCES: N_("Asistencias"),
    Measure.SPEAKERS: N_("Ponentes y especialistas"),
    Measure.LEADERSHIP: N_("Personas en cargos de liderazgo"),
    Measure.APPLICATIONS: N_("Postulaciones"),
    Measure.ENTERPRISES: N_("Empresas según quién las lidera"),
}
MODALITY = {
    Modality.IN_PERSON: N_("Presencial"),
    Modality.ONLINE: N_("Virtual"),
    Modality.MIXED: N_("Mixta"),
}
INDICATOR_KIND = {
    IndicatorKind.NUMBER: N_("Número"),
    IndicatorKind.PERCENTAGE: N_("Porcentaje"),
    IndicatorKind.YES_NO: N_("Sí o no"),
    IndicatorKind.TEXT: N_("Texto"),
}
NO_SPLIT_REASON = {
    NoSplitReason.NOT_ASKED: N_("La inscripción no preguntó el sexo"),
    NoSplitReason.OPEN_EVENT: N_("Fue una actividad abierta, sin registro"),
    NoSplitReason.THIRD_PARTY: N_("Otra entidad tiene los datos y aún no los entrega"),
    NoSplitReason.PRIVACY: N_("No se puede publicar por privacidad"),
    NoSplitReason.OTHER: N_("Otro motivo"),
}
ROLE = {
    Role.COORDINATOR: N_("Coordinación del GTG"),
    Role.OBSERVER: N_("Observación"),
    Role.MEMBER: N_("Integrante de grupo"),
}
GROUP_KIND = {
    GroupKind.TECHNICAL_GROUP: N_("Grupo técnico"),
    GroupKind.SUBCOMMITTEE: N_("Subcomité"),
    GroupKind.COMMITTEE: N_("Comité"),
    GroupKind.FUND: N_("Fondo"),
    GroupKind.COORDINATION: N_("Coordinación"),
    GroupKind.COLLECTIVE: N_("Varios grupos nombrados juntos"),
}
GROUP_ROLE = {
    GroupRole.LEAD: N_("Responsable"),
    GroupRole.CONTRIBUTOR: N_("Colaboración"),
}
ANSWER_KIND = {
    AnswerKind.FULL: N_("Avance completo"),
    AnswerKind.ENDORSEMENT: N_("Suscribe el avance del grupo que coordina"),
    AnswerKind.CONTRIBUTION: N_("Aporte al avance del grupo que coordina"),
}
API_SCOPE = {
    ApiScope.UPDATES: N_("Avances aprobados, también los que aún no están en un informe publicado"),
    ApiScope.PARTICIPATION: N_("Cifras de participación reales, también las de 1 a 4 personas"),
}
UNIT_KIND = {
    UnitKind.GROUP: N_("Por grupo"),
    UnitKind.GROUP_COUNTRY: N_("Por grupo y país"),
    UnitKind.PERSON: N_("Por persona"),
}
WAVE_STATE = {
    WaveState.DRAFT: N_("En preparación"),
    WaveState.PUBLISHED: N_("Lista para abrir"),
    WaveState.OPEN: N_("Abierta"),
    WaveState.CLOSED: N_("Cerrada"),
    WaveState.ARCHIVED: N_("Archivada"),
}
UNIT_STATE = {
    UnitState.NOT_STARTED: N_("Sin empezar"),
    UnitState.DRAFT: N_("Borrador"),
    UnitState.SUBMITTED: N_("Enviada"),
    UnitState.REOPENED: N_("Reabierta"),
    UnitState.DECLINED: N_("No responderá"),
    UnitState.MISSED: N_("No respondió"),
}
EVENT = {
    "SecondFactorSet": N_("activó el segundo paso al entrar"),
    "SecondFactorDropped": N_("quitó el segundo paso al entrar"),
    "SessionsEnded": N_("cerró sus otras sesiones"),
    "ApiTokenMade": N_("hizo una clave para programas"),
    "ApiTokenRevoked": N_("anuló una clave para programas"),
    "EditionPublished": N_("publicó el informe"),
    "EditionWithdrawn": N_("retiró la edición preparada"),
    "AnnualRequested": N_("pidió el informe anual"),
    "AnnualPublished": N_("publicó el informe anual"),
    "AnnualWithdrawn": N_("retiró el informe anual preparado"),
    "CorrectionOpened": N_("abrió una corrección del informe"),
    "UpdateStarted": N_("empezó el avance"),
    "UpdateSaved": N_("guardó cambios"),
    "UpdateSubmitted": N_("envió el avance"),
    "UpdateSubmissionRecorded": N_("envió el avance en nombre del grupo"),
    "UpdateEndorsed": N_("suscribió el avance del grupo que coordina"),
    "AnswerKindChosen": N_("eligió cómo responde el grupo"),
    "UpdateReturned": N_("devolvió el avance"),
    "UpdateApproved": N_("aprobó el avance"),
    "UpdateReopened": N_("reabrió el avance"),
    "UpdateWaived": N_("dispensó el avance"),
    "UpdateRestored": N_("retiró la dispensa"),
    "ExtensionGranted": N_("dio una prórroga"),
    "MilestoneMoved": N_("cambió la fecha de un hito"),
    "ProjectDatesChanged": N_("cambió las fechas del proyecto"),
    "ProjectRolesChanged": N_("cambió los papeles de los grupos en el proyecto"),
    "ProjectsLinked": N_("relacionó el proyecto con otro"),
    "ProjectsUnlinked": N_("quitó la relación del proyecto con otro"),
    "ProjectConfirmedOpen": N_("confirmó que el proyecto es permanente"),
    "MilestoneAdded": N_("agregó un hito"),
    "MilestoneRenamed": N_("cambió el nombre de un hito"),
    "MilestoneDropped": N_("retiró un hito"),
    "MilestoneRestored": N_("volvió a poner un hito"),
    "MilestoneMet": N_("registró un hito cumplido"),
    "ReminderRulesApplied": N_("aplicó reglas de recordatorios"),
    "IndicatorAdded": N_("agregó un indicador"),
    "IndicatorChanged": N_("cambió un indicador"),
    "IndicatorRetired": N_("retiró un indicador"),
    "IndicatorRestored": N_("volvió a pedir un indicador"),
    "ShortNameChanged": N_("cambió el nombre corto del plan"),
    "AgeBandsChanged": N_("cambió los tramos de edad del plan"),
    "ParticipationAreasChanged": N_("cambió las áreas que cuentan a sus personas"),
    "ParticipationDecided": N_("decidió si el proyecto cuenta a sus personas"),
    "HidingLimitChanged": N_("cambió desde cuántas personas se publica una cifra"),
    "CommentWritten": N_("escribió un comentario"),
    "CommentAnswered": N_("respondió a un comentario"),
    "CommentResolved": N_("dio por resuelto un comentario"),
    "CommentReopened": N_("volvió a abrir un comentario"),
    "EvidenceRemoved": N_("quitó una evidencia"),
    "EvidenceRestored": N_("volvió a poner una evidencia"),
    "PlanLoaded": N_("cargó el plan"),
    "PlanImported": N_("cargó el plan desde su documento"),
    "PlanVersionImported": N_("cargó una versión nueva del plan"),
    "ProjectAdded": N_("sumó el proyecto con una versión nueva del plan"),
    "ProjectRevised": N_("cambió el proyecto con una versión nueva del plan"),
    "ProjectWithdrawn": N_("retiró el proyecto con una versión nueva del plan"),
    "PeriodOpened": N_("abrió el período"),
    "ReportRequested": N_("pidió el informe"),
    "QuestionnaireChanged": N_("cambió el cuestionario"),
    "QuestionnaireWordingMended": N_("corrigió las palabras del cuestionario"),
    "QuestionnaireCopied": N_("tomó el cuestionario de otra versión"),
    "QuestionnaireBroughtIn": N_("trajo el cuestionario desde un XLSForm"),
    "PersonInvited": N_("invitó a una persona"),
    "PersonInvitedAgain": N_("volvió a invitar a una persona"),
    "PersonEdited": N_("cambió los datos de una persona"),
    "PersonDeactivated": N_("desactivó a una persona"),
    "PersonReactivated": N_("reactivó a una persona"),
    "PersonErased": N_("eliminó los datos de una persona a su pedido"),
    "RoleHandedOver": N_("dejó su papel en el sistema a otra persona"),
    "GroupCreated": N_("creó un grupo"),
    "GroupRenamed": N_("cambió el nombre de un grupo"),
    "GroupDissolved": N_("anotó que un grupo ya no existe"),
    "PresidencyAdded": N_("anotó una presidencia de la Alianza"),
    "PresidencyChanged": N_("corrigió una presidencia de la Alianza"),
    "PresidencyRemoved": N_("quitó una presidencia de la Alianza"),
    "MembershipStarted": N_("sumó a una persona a un grupo"),
    "MembershipEnded": N_("sacó a una persona de un grupo"),
    "MembershipChanged": N_("cambió el papel de una persona en un grupo"),
    "WaveCreated": N_("creó una versión de la encuesta"),
    "WaveBroughtIn": N_("trajo los resultados de una versión anterior de la encuesta"),
    "WaveChanged": N_("cambió una versión de la encuesta"),
    "SurveyResultsRequested": N_("pidió el informe de la encuesta"),
    "SurveyResultsPublished": N_("publicó los resultados de la encuesta"),
    "OpenAnswerDecided": N_("decidió sobre un texto de la encuesta"),
    "WavePublished": N_("dejó lista una versión de la encuesta"),
    "WaveWithdrawn": N_("devolvió a preparación una versión de la encuesta"),
    "WaveOpened": N_("abrió una versión de la encuesta"),
    "WaveClosed": N_("cerró una versión de la encuesta"),
    "WaveArchived": N_("archivó una versión de la encuesta"),
    "WaveUnitExtended": N_("dio más plazo para responder la encuesta"),
    "WaveUnitDeclined": N_("anotó que no responderá la encuesta"),
    "WaveUnitAskedAgain": N_("volvió a pedir una respuesta a la encuesta"),
    "SurveyResponseStarted": N_("empezó a responder la encuesta"),
    "SurveyResponseSaved": N_("guardó cambios en la encuesta"),
    "SurveyResponseSubmitted": N_("envió la encuesta"),
    "SurveyResponseReopened": N_("reabrió una respuesta de la encuesta"),
    "SurveyFileAdded": N_("agregó un archivo a la encuesta"),
    "SurveyFileRemoved": N_("quitó un archivo de la encuesta"),
}

TABLES: dict[type[StrEnum], Mapping[Any, str]] = {
    State: STATE,
    Status: STATUS,
    Punctuality: PUNCTUALITY,
    DelayReason: DELAY_REASON,
    Page: PAGE,
    Sex: SEX,
    Country: COUNTRY,
    Depth: DEPTH,
    Measure: MEASURE,
    NoSplitReason: NO_SPLIT_REASON,
    Modality: MODALITY,
    IndicatorKind: INDICATOR_KIND,
    Role: ROLE,
    GroupRole: GROUP_ROLE,
    GroupKind: GROUP_KIND,
    AnswerKind: ANSWER_KIND,
    ApiScope: API_SCOPE,
    UnitKind: UNIT_KIND,
    WaveState: WAVE_STATE,
    UnitState: UNIT_STATE,
}
"""The table of each enumeration. By type: values of two enumerations may be equal as text and read differently."""


def age_band(band: AgeBand) -> tuple[str, dict[str, int]]:
    """The words of an age band and the ages to fill in: which bands there are is a setting of the plan."""
    first, last = band.ages
    if first is None and last is None:
        return N_("Sin registro de edad"), {}
    if first is None:
        return N_("Menos de %(age)s"), {"age": (last or 0) + 1}
    if last is None:
        return N_("%(age)s o más"), {"age": first}
    return N_("%(first)s a %(last)s"), {"first": first, "last": last}


def sexes_of(measure: Measure) -> Mapping[Sex, str]:
    """What the columns of a measure are called, not translated yet."""
    return LEADERSHIP_OF_ENTERPRISES if measure is Measure.ENTERPRISES else SEX


def word_for(value: StrEnum | AgeBand) -> str:
    """The word people read for a value, not translated yet."""
    if isinstance(value, AgeBand):
        message, ages = age_band(value)
        return message % ages
    return TABLES[type(value)][value]
