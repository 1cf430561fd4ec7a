"""The columns of the report's tables: keys that never change, titles that people read, and what each one means."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reports.language import N_

Value = str | int | float | bool | date | None
"""What a cell holds."""


class Kind(StrEnum):
    """What stands in a column. A column of counts may also hold the word for a hidden figure."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    DATE = "date"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Column:
    """`key` never changes; `title` is what people read; `meaning` goes into the data dictionary."""

    key: str
    title: str
    kind: Kind
    meaning: str


def text(key: str, title: str, meaning: str) -> Column:
    return Column(key, title, Kind.TEXT, meaning)


def count(key: str, title: str, meaning: str) -> Column:
    return Column(key, title, Kind.COUNT, meaning)


def share(key: str, title: str, meaning: str) -> Column:
    return Column(key, title, Kind.SHARE, meaning)


def day(key: str, title: str, meaning: str) -> Column:
    return Column(key, title, Kind.DATE, meaning)


def yes_no(key: str, title: str, meaning: str) -> Column:
    return Column(key, title, Kind.YES_NO, meaning)


NUMBER = count("project", N_("N.º de proyecto"), N_("Número del proyecto: el de su primera línea en el plan."))
GROUP = text("group", N_("Grupo"), N_("Sigla del grupo, o su nombre si no tiene."))

EDITION = (
    text("name", N_("Dato"), N_("Nombre del dato de la edición.")),
    text("value", N_("Valor"), N_("Su valor.")),
)
PROJECTS = (
    NUMBER,
    text("rows", N_("Líneas del plan"), N_("Líneas del documento que son este proyecto.")),
    text("areas", N_("Áreas"), N_("Áreas prioritarias en las que está.")),
    text("title", N_("Título breve"), N_("Título para listas; la actividad es el texto del plan.")),
    text("activity", N_("Actividad"), N_("Palabras del plan.")),
    text("schedule", N_("Cronograma"), N_("Palabras del plan sobre las fechas.")),
    text("when", N_("Fechas que se entienden"), N_("Lo que se entendió del cronograma, con su exactitud.")),
    day("start", N_("Empieza"), N_("Primer día posible; vacío si el plan no da fecha.")),
    day("end", N_("Termina"), N_("Último día posible; vacío si el plan no da fecha.")),
    text("coordinating_group", N_("Coordina"), N_("Primer grupo responsable: su estado es el del proyecto.")),
    text("other_leads", N_("También responden"), N_("Los demás grupos responsables, en orden.")),
    text("supports", N_("Apoyan"), N_("Grupos de apoyo.")),
    text("allies", N_("Aliados"), N_("Organizaciones externas.")),
    yes_no("expected", N_("Se esperaba avance"), N_("Si el proyecto debía informar en este período.")),
    text("why_not_expected", N_("Por qué no se esperaba"), N_("Motivo, cuando no debía informar.")),
    text("status", N_("Estado"), N_("Estado según el avance aprobado del grupo que coordina.")),
    count("percent_done", N_("Porcentaje hecho"), N_("De 0 a 100, según el grupo que coordina.")),
    text("punctuality", N_("Plazo"), N_("En plazo, con retraso o adelantado.")),
    text("delay_reason", N_("Motivo del retraso"), N_("De una lista, con palabras del grupo si las hay.")),
    text("achieved", N_("Qué se logró"), N_("Palabras del grupo que coordina.")),
    text("obstacles", N_("Dificultades"), N_("Palabras del grupo que coordina.")),
    text("next_steps", N_("Próximos pasos"), N_("Palabras del grupo que coordina.")),
    text("womens_role", N_("El papel de las mujeres"), N_("Nota pública del grupo que coordina.")),
)
UPDATES = (
    NUMBER,
    GROUP,
    yes_no("coordinates", N_("Coordina"), N_("Si es el grupo que coordina el proyecto.")),
    text("state", N_("Avance"), N_("Qué pasó con el avance esperado.")),
    day("submitted_on", N_("Primer envío"), N_("Día del primer envío.")),
    yes_no("on_time", N_("A tiempo"), N_("Si el primer envío llegó a tiempo; vacío si no ha llegado.")),
    text("waived_reason", N_("Motivo de la dispensa"), N_("Cuando el GTG no pidió el avance.")),
)
MILESTONES = (
    NUMBER,
    text("milestone", N_("Hito"), N_("Nombre del hito.")),
    text("due_text", N_("Fecha del plan"), N_("Tan exacta como se conoce.")),
    day("due", N_("Último día del plan"), N_("Último día de la fecha del plan.")),
    day("done_on", N_("Cumplido"), N_("Día en que se cumplió.")),
    day("new_due", N_("Nueva fecha"), N_("Si se cambió.")),
    text("reason", N_("Motivo del cambio"), N_("Por qué se cambió la fecha.")),
    yes_no("is_late", N_("Atrasado"), N_("Si a la fecha de corte ya pasó su último día sin cumplirse.")),
)
_PEOPLE = (
    count("women", N_("Mujeres"), N_("Conteo; «oculto» si es de 1 a 4 o permitiría calcular otro.")),
    count("men", N_("Hombres"), N_("Conteo; «oculto» si es de 1 a 4 o permitiría calcular otro.")),
    count("other", N_("Otra identidad"), N_("Vacío si se publica junto con «sin registro».")),
    count("not_recorded", N_("Sin registro de sexo"), N_("Vacío si se publica junto con «otra identidad».")),
    count(
        "other_or_not_recorded", N_("Otra identidad o sin registro"), N_("Las dos anteriores, juntas por privacidad.")
    ),
    count("total", N_("Total"), N_("Todas las personas.")),
    share("share_of_women", N_("Proporción de mujeres"), N_("Mujeres ÷ personas de sexo conocido, de 0 a 1.")),
    share("coverage", N_("Cobertura"), N_("Personas de sexo conocido ÷ total, de 0 a 1.")),
)
PARTICIPATION = (
    NUMBER,
    GROUP,
    text("activity", N_("Actividad"), N_("Como la llama el grupo.")),
    text("measure", N_("Qué se cuenta"), N_("Personas distintas, asistencias, ponentes, empresas…")),
    day("starts_on", N_("Desde"), N_("Primer día de la actividad.")),
    day("ends_on", N_("Hasta"), N_("Último día de la actividad.")),
    text("who", N_("Quiénes"), N_("Todas las personas, o los países o edades de la fila.")),
    *_PEOPLE,
)
AREAS = (
    count("area", N_("Área"), N_("Número del área; vacío es todo el plan.")),
    text("name", N_("Nombre"), N_("Nombre del área.")),
    count("projects", N_("Proyectos"), N_("Proyectos del área; los que están en dos áreas cuentan en ambas.")),
    count("expected", N_("Debían informar"), N_("Proyectos de los que se esperaba avance.")),
    *_PEOPLE,
    count("projects_reporting", N_("Proyectos con cifras"), N_("Cuántos proyectos entran en la suma.")),
    count("projects_asked", N_("Proyectos que debían dar cifras"), N_("De cuántos habla la suma.")),
)
PEOPLE_BY = (
    text("by", N_("Según"), N_("Por qué se reparten las personas: grupo que las contó, país o edad.")),
    text("who", N_("Quiénes"), N_("El grupo, el país o el tramo de edad; lo que no se puede repartir, al final.")),
    *_PEOPLE,
    count("projects_reporting", N_("Proyectos con cifras"), N_("Cuántos proyectos entran en la suma.")),
)
TREND = (
    text("period", N_("Período"), N_("Trimestre; el último es el de este informe.")),
    GROUP,
    count("expected", N_("Esperados"), N_("Avances esperados, sin los dispensados.")),
    count("received", N_("Recibidos"), N_("Avances enviados al menos una vez.")),
    count("on_time", N_("A tiempo"), N_("Primer envío a tiempo.")),
    count("late", N_("Tarde"), N_("Recibidos menos a tiempo.")),
    count("missing", N_("Faltan"), N_("Esperados menos recibidos.")),
)
GROUPS = (
    GROUP,
    text("name", N_("Nombre"), N_("Nombre completo.")),
    count("expected", N_("Esperados"), N_("Avances esperados, sin los dispensados.")),
    count("received", N_("Recibidos"), N_("Avances enviados al menos una vez.")),
    count("on_time", N_("A tiempo"), N_("Primer envío a tiempo.")),
    count("approved", N_("Aprobados"), N_("Avances aprobados a la fecha de corte.")),
    count("missing", N_("Faltan"), N_("Esperados menos recibidos.")),
    count("waived", N_("Dispensados"), N_("Avances que el GTG no pidió.")),
)
ACTIONS = (
    count("area", N_("Área"), N_("Número del área.")),
    text("code", N_("Acción"), N_("Número de la acción en la hoja de ruta.")),
    text("text", N_("Texto"), N_("Palabras del plan.")),
)
DICTIONARY = (
    text("table", N_("Tabla"), N_("Clave de la tabla.")),
    text("column", N_("Columna"), N_("Clave de la columna.")),
    text("title", N_("Título"), N_("Lo que se lee en la planilla.")),
    text("kind", N_("Tipo"), N_("text, count, share, date o yes_no.")),
    text("meaning", N_("Significado"), N_("Qué hay en la columna.")),
)
