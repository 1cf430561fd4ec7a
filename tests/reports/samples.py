"""Reports to render in tests: a realistic quarter of the real plan with fictional answers, and hard cases."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from monitor.domain.participation import (
    AgeBand,
    Cell,
    Country,
    Depth,
    Measure,
    NoSplitReason,
    ParticipationRecord,
    Sex,
    Tally,
)
from monitor.domain.update_content import EvidenceItem, UpdateContent
from monitor.domain.updates import DelayReason, Punctuality, State, Status
from reports.data import Action, Answer, Area, Body, Headline, Milestone, Project, ReportData, WhyNotExpected

BOGOTA = timezone(timedelta(hours=-5))
QUARTER_START, QUARTER_END = date(2021, 7, 1), date(2021, 9, 30)

GROUPS = {
    "GTAP": "GT Agencias de Promoción",
    "GTAD": "GT Agenda Digital",
    "GTC": "GT Cooperación",
    "GTCU": "GT Cultura",
    "GTE": "GT Educación",
    "GEC": "GT Estrategia Comunicacional",
    "GTG": "GT Género",
    "GTI": "GT Innovación",
    "GTL": "GT Laboral",
    "GTPA": "GT Pesca Artesanal",
    "GTP": "GT Pymes",
    "GTT": "GT Turismo",
    "SCED": "Subcomité de Economía Digital",
    "SCS": "Subcomité de Servicios",
    "Fondo de Cooperación": "Fondo de Cooperación",
}
ALLIES = {
    "BID": "Banco Interamericano de Desarrollo",
    "Banco Mundial": "Banco Mundial",
    "CICan": "Asociación Canadiense de Institutos Técnicos y Tecnológicos",
    "EUROsocial+": "Programa para la cohesión social en América Latina",
}
AREAS = (
    Area(
        1,
        "Avanzar hacia la eliminación de las barreras que limitan la autonomía y empoderamiento económico de las mujeres",
        (
            Action(
                "1.1",
                "Fomentar iniciativas que contribuyan a eliminar los estereotipos y sesgos de género que limitan la "
                "autonomía y el empoderamiento económico de las mujeres.",
            ),
            Action(
                "1.2",
                "Reconocer, valorar y avanzar en la medición del trabajo doméstico y de cuidado no remunerado y su "
                "impacto en la autonomía y empoderamiento económico de las mujeres.",
            ),
            Action(
                "1.4",
                "Facilitar el acceso de las mujeres, en toda su diversidad, a recursos que amplíen su autonomía "
                "económica tales como servicios financieros, tecnológicos, naturales y patrimoniales, entre otros.",
            ),
        ),
    ),
    Area(
        2,
        "Impulsar la participación laboral y el emprendimiento de las mujeres",
        (
            Action("2.2", "Incrementar esfuerzos para reducir la brecha salarial de género."),
            Action(
                "2.6",
                "Impulsar el potencial exportador de mujeres empresarias, promoviendo su inserción en los mercados "
                "internacionales.",
            ),
        ),
    ),
    Area(
        3,
        "Promover el acceso de las mujeres a cargos de liderazgo y toma de decisiones en los ámbitos económico, "
        "político y social",
        (
            Action(
                "3.2",
                "Incentivar el desarrollo de acciones para fomentar y fortalecer el liderazgo de las mujeres en el "
                "sector público y privado.",
            ),
        ),
    ),
    Area(
        4,
        "Avanzar hacia la disminución de la brecha digital de género",
        (
            Action(
                "4.2",
                "Facilitar el acceso de las mujeres y las niñas a capacitación en materia de habilidades y "
                "competencias digitales.",
            ),
        ),
    ),
    Area(
        5,
        "Impulsar la producción, análisis y difusión de datos con perspectiva de género",
        (
            Action(
                "5.1",
                "Promover la recolección de datos desagregados por sexo y edad, y la elaboración de indicadores que "
                "permitan visibilizar las desigualdades de género.",
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Row:
    """One project of the plan, in short. `outcome` is what became of it this quarter."""

    rows: tuple[int, ...]
    areas: tuple[int, ...]
    activity: str
    schedule: str
    when: str
    start: date | None
    end: date | None
    leads: str
    supports: str = ""
    allies: str = ""
    outcome: str = ""


def d(text: str) -> date:
    return date.fromisoformat(text)


PLAN = (
    Row(
        (1,),
        (1,),
        "Encuentro Virtual de Mujeres en la Pesca y Acuicultura Artesanal “Compartir experiencias en el "
        "empoderamiento de la mujer en la pesca y acuicultura artesanal en los países de la Alianza del Pacífico”",
        "abril 2021 - septiembre 2021",
        "de abril a septiembre de 2021",
        d("2021-04-01"),
        d("2021-09-30"),
        "GTPA",
        "GTG",
        outcome="done",
    ),
    Row(
        (2,),
        (2,),
        "Sesión académica “Emprendimiento femenino de turismo en la AP” en el marco de la VII Macrorrueda de Turismo "
        "con la participación de Daniela Moreno Alarcón, PhD – Investigadora y consultora de Equidad de Género, "
        "Turismo y Sostenibilidad y de 4 casos de éxito de emprendimientos femeninos del sector turístico de los "
        "países de la Alianza.",
        "1 de septiembre de 2021",
        "el 1 de septiembre de 2021",
        d("2021-09-01"),
        d("2021-09-01"),
        "GTAP",
        outcome="done small",
    ),
    Row(
        (3,),
        (2,),
        "El Proyecto “Promover la comercialización y el consumo de productos de la Pesca Artesanal y Acuicultura en la "
        "Alianza del Pacífico, a fin de contribuir a mitigar los efectos de la pandemia COVID-19” busca implementar "
        "contenidos en la Plataforma Virtual de la AP para facilitar y promover la comercialización de la pesca "
        "artesanal y de la acuicultura.",
        "julio 2021-octubre 2022",
        "de julio de 2021 a octubre de 2022",
        d("2021-07-01"),
        d("2022-10-31"),
        "GTPA",
        allies="BID",
        outcome="delayed",
    ),
    Row(
        (4, 23),
        (2, 5),
        "Sistematización para apoyar la identificación de políticas y buenas prácticas de igualdad de género, que se "
        "implementan en los países AP a través de los Ministerios o Secretarías de la Mujer, Educación, Trabajo, "
        "Minería/Energía, y otros.",
        "Enero 2022 - Enero 2023",
        "de enero de 2022 a enero de 2023",
        d("2022-01-01"),
        d("2023-01-31"),
        "GTE GTL GTG",
        allies="CICan",
    ),
    Row(
        (5,),
        (2,),
        "Seminario sobre el papel de la mujer en el sector turístico: Conferencia internacional con destacadas "
        "expositoras, líderes del sector y organizaciones interesadas en el tema.",
        "Febrero a Junio 2022",
        "de febrero a junio de 2022",
        d("2022-02-01"),
        d("2022-06-30"),
        "GTT",
    ),
    Row(
        (6,),
        (2,),
        "Proyecto “Fortalecimiento del sector turismo a través de la formación virtual en los países de la Alianza del "
        "Pacífico”. Esto, con la generación de una oferta compartida de cursos y herramientas de formación gratuitas "
        "online enfocados en las necesidades sectoriales.",
        "Junio 2021 – junio 2022.",
        "de junio de 2021 a junio de 2022",
        d("2021-06-01"),
        d("2022-06-30"),
        "GTL",
        allies="EUROsocial+",
        outcome="running all",
    ),
    Row(
        (7,),
        (2,),
        "Organización de un evento virtual para facilitar el intercambio entre representantes de los 4 países sobre "
        "programas que promuevan la empleabilidad juvenil.",
        "Junio 2021 – Febrero 2022",
        "de junio de 2021 a febrero de 2022",
        d("2021-06-01"),
        d("2022-02-28"),
        "GTL",
        allies="BID",
        outcome="submitted",
    ),
    Row(
        (8,),
        (3,),
        "Realización de mini-videos con testimonios de mujeres lideresas en la AP.\nPreguntas guía: ¿Cómo es la "
        "participación de las mujeres en el sector que trabajan?",
        "Enero 2022 – Diciembre 2022",
        "de enero a diciembre de 2022",
        d("2022-01-01"),
        d("2022-12-31"),
        "GEC",
        "GTAP",
    ),
    Row(
        (9,),
        (4,),
        "Desarrollo del pilar III “Desarrollar una economía digital que promueva el crecimiento, la productividad y el "
        "empleo” del Mercado Digital Regional de la Alianza del Pacífico.",
        "Informes: a Julio de 2022\nDiagnóstico de demanda laboral: Diciembre 2021\nAnálisis para definir el mecanismo "
        "de coordinación: Diciembre 2021.",
        "hitos en diciembre de 2021 y julio de 2022",
        None,
        None,
        "GTAD",
        "SCED",
    ),
    Row(
        (10,),
        (4,),
        "Actividades en respuesta a la MDR: fintech, alfabetización digital y digitalización de pymes.",
        "marzo 2022- diciembre 2023",
        "de marzo de 2022 a diciembre de 2023",
        d("2022-03-01"),
        d("2023-12-31"),
        "GTG",
    ),
    Row(
        (11,),
        (4,),
        "Proyecto de Cooperación con Estados Observadores",
        "Segundo semestre 2021 y primer semestre 2022",
        "del segundo semestre de 2021 al primer semestre de 2022",
        d("2021-07-01"),
        d("2022-06-30"),
        "GTG",
        outcome="running",
    ),
    Row(
        (12,),
        (4,),
        "Fomentar el acceso de las mujeres, en este caso docentes, a la capacitación en habilidades digitales.",
        "Nov 2021 - Oct 2022",
        "de noviembre de 2021 a octubre de 2022",
        d("2021-11-01"),
        d("2022-10-31"),
        "GTE",
        "GTC",
    ),
    Row(
        (13,),
        (4,),
        "Fomentar el acceso de las mujeres a programas de educación técnica en el sector extractivo.",
        "Enero 2022 – Oct 2022",
        "de enero a octubre de 2022",
        d("2022-01-01"),
        d("2022-10-31"),
        "GTE",
        allies="CICan",
    ),
    Row(
        (14,),
        (4,),
        "Desarrollar los trabajos en el marco del proyecto de cooperación no reembolsable otorgado por el Banco, el "
        "cual busca apoyar la innovación y la internacionalización de servicios MIPYMES y empresas de servicios "
        "lideradas por mujeres.",
        "Junio 2021 – Febrero 2023",
        "de junio de 2021 a febrero de 2023",
        d("2021-06-01"),
        d("2023-02-28"),
        "SCS",
        "GTG GTP GTAP SCED GTAD GTI",
        "Banco Mundial",
        outcome="missing",
    ),
    Row(
        (15,),
        (4,),
        "Promover la participación laboral de las mujeres en los sectores TIC",
        "Mediano plazo: de uno (1) año a (3) años",
        "plazo de 12 a 36 meses, sin fecha de inicio",
        None,
        None,
        "SCED",
    ),
    Row(
        (16,),
        (4,),
        "Realizar un diagnóstico de la demanda laboral en materia digital.",
        "Corto plazo: de seis (6) meses a un (1) año",
        "plazo de 6 a 12 meses, sin fecha de inicio",
        None,
        None,
        "SCED",
    ),
    Row(
        (17,),
        (4,),
        "Establecer mecanismos de coordinación de fondos de becas e intercambio estudiantil en áreas digitales.",
        "Corto plazo: de seis (6) meses a un (1) año",
        "plazo de 6 a 12 meses, sin fecha de inicio",
        None,
        None,
        "SCED",
    ),
    Row(
        (18,),
        (4,),
        "Promover la participación paritaria de mujeres en las mesas de trabajo para la hoja de ruta del libro.",
        "Septiembre a noviembre 2021",
        "de septiembre a noviembre de 2021",
        d("2021-09-01"),
        d("2021-11-30"),
        "GTCU",
        outcome="nothing",
    ),
    Row(
        (19,),
        (4,),
        "Realización del segundo ciclo de cine sobre el Año Internacional de la Economía Creativa a desarrollarse "
        "entre septiembre-octubre del 2021.",
        "Septiembre a octubre 2021",
        "de septiembre a octubre de 2021",
        d("2021-09-01"),
        d("2021-10-31"),
        "GTCU",
        outcome="missing",
    ),
    Row(
        (20,),
        (4,),
        "Una vez que la plataforma del proyecto para el sector turismo esté funcionando, se incluirá una mayor oferta "
        "de cursos de capacitación para el trabajo y desarrollo de habilidades digitales.",
        "Septiembre 2021 – Junio 2022",
        "de septiembre de 2021 a junio de 2022",
        d("2021-09-01"),
        d("2022-06-30"),
        "GTL",
        allies="EUROsocial+",
        outcome="suspended",
    ),
    Row(
        (21,),
        (5,),
        "Publicar y difundir notas en la página de la AP en las que se haga énfasis en el rol que tuvieron las mujeres "
        "en cada actividad que realicen los GT, Comités y Subcomités.",
        "Cronograma: de ahora en adelante",
        "sin inicio ni fin: de ahora en adelante",
        None,
        None,
        "GEC",
        outcome="open",
    ),
    Row(
        (22,),
        (5,),
        "Realización de una nueva versión de la Encuesta sobre incorporación de enfoque de género a aplicarse a todos "
        "los GTs, Comités y Subcomités de la AP.",
        "agosto 2021-noviembre 2021",
        "de agosto a noviembre de 2021",
        d("2021-08-01"),
        d("2021-11-30"),
        "GTG",
        outcome="running",
    ),
    Row(
        (24,),
        (5,),
        "Promover la participación paritaria de agentes de las industrias culturales y creativas.",
        "Septiembre a Noviembre 2021",
        "de septiembre a noviembre de 2021",
        d("2021-09-01"),
        d("2021-11-30"),
        "GTCU",
        outcome="missing",
    ),
    Row(
        (25,),
        (5,),
        "Promover la participación paritaria de agentes culturales en los talleres temáticos con expertos en el sector "
        "editorial, de artes escénicas, música y audiovisual.",
        "Julio a septiembre 2021",
        "de julio a septiembre de 2021",
        d("2021-07-01"),
        d("2021-09-30"),
        "GTCU",
        outcome="done age",
    ),
    Row(
        (26,),
        (5,),
        "Generar recomendaciones en materia de equidad de género a partir del análisis de programas culturales.",
        "noviembre de 2021",
        "en noviembre de 2021",
        d("2021-11-01"),
        d("2021-11-30"),
        "GTCU",
    ),
    Row(
        (27,),
        (5,),
        "Incluir los temas de género en los diálogos del Laboratorio Emergente de Cooperación de México.",
        "2022",
        "en 2022",
        d("2022-01-01"),
        d("2022-12-31"),
        "GTCU",
    ),
    Row(
        (28,),
        (5,),
        "Desarrollo de un material de difusión de editoras de los cuatro países.",
        "Septiembre a octubre 2021",
        "de septiembre a octubre de 2021",
        d("2021-09-01"),
        d("2021-10-31"),
        "GTCU",
        outcome="waived",
    ),
    Row(
        (29,),
        (5,),
        "Elaboración de la versión diagramada del Informe de Gestión de la Plataforma de Movilidad al 2019",
        "Marzo 2021 – Mayo 2021",
        "de marzo a mayo de 2021",
        d("2021-03-01"),
        d("2021-05-31"),
        "GTC",
        outcome="ended",
    ),
    Row(
        (30,),
        (5,),
        "Recopilación de datos para el Informe de Gestión de la Plataforma de Movilidad al 2020.",
        "Mayo 2021 – Segundo semestre 2021",
        "de mayo de 2021 al segundo semestre de 2021",
        d("2021-05-01"),
        d("2021-12-31"),
        "GTC",
        outcome="returned",
    ),
    Row(
        (31,),
        (5,),
        "IX Foro de emprendimiento e innovación de la Alianza del Pacífico (LAB4+)",
        "Julio 14 al 26 de 2021.",
        "del 14 al 26 de julio de 2021",
        d("2021-07-14"),
        d("2021-07-26"),
        "GTAP",
        outcome="done nosplit",
    ),
    Row(
        (32,),
        (5,),
        "IX Macrorrueda de exportaciones de la Alianza del Pacífico",
        "Agosto 12 a septiembre 23 de 2021.",
        "del 12 de agosto al 23 de septiembre de 2021",
        d("2021-08-12"),
        d("2021-09-23"),
        "GTAP",
        outcome="done all",
    ),
    Row(
        (33,),
        (5,),
        "VII Macrorrueda de Turismo de la Alianza del Pacífico.",
        "31 de agosto al 3 de septiembre de 2021",
        "del 31 de agosto al 3 de septiembre de 2021",
        d("2021-08-31"),
        d("2021-09-03"),
        "GTAP",
        outcome="done",
    ),
    Row(
        (34,),
        (5,),
        "Piloto de Encadenamientos Productivos",
        "30 de noviembre de 2021",
        "el 30 de noviembre de 2021",
        d("2021-11-30"),
        d("2021-11-30"),
        "GTAP",
    ),
    Row(
        (35,),
        (5,),
        "Networking de Proveeduría para Compras públicas",
        "1 y 2 de diciembre de 2021",
        "1 y 2 de diciembre de 2021",
        d("2021-12-01"),
        d("2021-12-02"),
        "GTAP",
    ),
    Row(
        (36,),
        (5,),
        "Programa de acceso al comercio electrónico en Asia",
        "Noviembre – enero de 2022",
        "de noviembre de 2021 a enero de 2022",
        d("2021-11-01"),
        d("2022-01-31"),
        "GTAP",
    ),
    Row(
        (37,),
        (5,),
        "Aumentar el awareness de los destinos del bloque a través del desarrollo de la 1era campaña y plan de medios "
        "de promoción conjunta de turismo de la Alianza del Pacífico.",
        "Octubre 2021 – Junio 2022 (tiempos aproximados)",
        "de octubre de 2021 a junio de 2022, aproximado",
        d("2021-10-01"),
        d("2022-06-30"),
        "GTAP GTT GEC Fondo_de_Cooperación GTG",
    ),
    Row(
        (38,),
        (5,),
        "Desarrollar sesiones de capacitación de destino a través de una CARAVANA MICE.",
        "noviembre 2021",
        "en noviembre de 2021",
        d("2021-11-01"),
        d("2021-11-30"),
        "GTAP",
    ),
    Row(
        (39,),
        (5,),
        "Difusión de resultados del proceso de postulación del Programa de Voluntariado Juvenil.",
        "Junio 2021 - Agosto 2021",
        "de junio a agosto de 2021",
        d("2021-06-01"),
        d("2021-08-31"),
        "GTC",
        outcome="done sex",
    ),
    Row(
        (40,),
        (5,),
        "Difusión del número de jóvenes participantes en los cuatro proyectos del Programa de Voluntariado Juvenil "
        "modalidad virtual 2021, con perspectiva de género.",
        "Agosto 2021 - Diciembre 2021",
        "de agosto a diciembre de 2021",
        d("2021-08-01"),
        d("2021-12-31"),
        "GTC GTG",
        outcome="running colead",
    ),
)

ACHIEVED = (
    "Se realizó la jornada principal con representantes de los cuatro países. Las participantes compartieron su "
    "experiencia en la comercialización de productos, el acceso al crédito y la organización de cooperativas.\n\n"
    "Quedaron publicadas las memorias y una lista de 24 buenas prácticas, que el grupo usará para preparar la guía del "
    "próximo trimestre."
)
OBSTACLES = "La inscripción en línea resultó difícil para las caletas con mala conexión; se abrió una línea telefónica de apoyo."
NEXT_STEPS = "Publicar la guía en noviembre y acordar con las coordinaciones nacionales quién la difunde en cada país."
WOMENS_ROLE = "Las mujeres moderaron todas las mesas y redactaron las conclusiones."


def record(activity: str = "Jornada principal", depth: Depth = Depth.SEX_COUNTRY, seed: int = 1) -> ParticipationRecord:
    """Counts of people as deep as asked for, different for each seed."""
    ages = [AgeBand.FROM_18, AgeBand.FROM_30, AgeBand.FROM_45, AgeBand.FROM_60]
    countries = [Country.CL, Country.CO, Country.MX, Country.PE]
    cells = {}
    for a, age in enumerate(ages if depth.by_age else [AgeBand.NOT_RECORDED]):
        for c, country in enumerate(countries if depth.by_country else [Country.NOT_RECORDED]):
            cells[Cell(Sex.WOMEN, age, country)] = 12 + (seed * 17 + a * 11 + c * 23) % 48
            cells[Cell(Sex.MEN, age, country)] = 9 + (seed * 13 + a * 19 + c * 7) % 37
    return ParticipationRecord(
        activity=activity,
        measure=Measure.UNIQUE_IN_PERIOD,
        depth=depth,
        cells=cells,
        total=sum(cells.values()) + 14,
        starts_on=date(2021, 8, 12),
        ends_on=date(2021, 8, 14),
    )


def small_record() -> ParticipationRecord:
    """A panel so small that most of its counts must be hidden."""
    return ParticipationRecord(
        activity="Panel de casos de éxito",
        measure=Measure.SPEAKERS,
        depth=Depth.SEX_COUNTRY,
        cells={
            Cell(Sex.WOMEN, country=Country.CL): 2,
            Cell(Sex.WOMEN, country=Country.CO): 6,
            Cell(Sex.WOMEN, country=Country.MX): 5,
            Cell(Sex.MEN, country=Country.CL): 7,
            Cell(Sex.MEN, country=Country.CO): 1,
        },
        comment="Solo ponentes; el público se cuenta aparte.",
    )


def content(outcome: str, seed: int) -> UpdateContent:
    """An answer of the kind the outcome names."""
    base = UpdateContent(
        status=Status.IN_PROGRESS,
        percent_done=(20 + seed * 13) % 90,
        punctuality=Punctuality.ON_SCHEDULE,
        achieved=ACHIEVED,
        obstacles=OBSTACLES if seed % 2 else "",
        next_steps=NEXT_STEPS,
        womens_role=WOMENS_ROLE,
        participation=(record(seed=seed),),
        evidence=(
            EvidenceItem("Memoria del encuentro", url=f"https://ejemplo.org/memorias/{seed}"),
            EvidenceItem("Lista de buenas prácticas", filename="buenas-practicas.pdf", evidence_id=seed),
        ),
    )
    if "done" in outcome:
        base = replace(base, status=Status.COMPLETED, percent_done=100, punctuality=None)
    if "delayed" in outcome:
        base = replace(
            base,
            punctuality=Punctuality.DELAYED,
            delay_reason=DelayReason.PROVIDERS,
            delay_words="La contratación del equipo que construye la plataforma se adjudicó seis semanas más tarde.",
        )
    if "suspended" in outcome:
        base = replace(base, status=Status.SUSPENDED, punctuality=None, participation=(), no_participation=True)
        base = replace(base, no_participation_reason="Los cursos empiezan cuando la plataforma esté en línea.")
    if "nothing" in outcome:
        base = UpdateContent(
            status=Status.NOT_STARTED,
            punctuality=Punctuality.ON_SCHEDULE,
            nothing_to_report=True,
            nothing_reason="Las mesas se instalan en octubre.",
        )
    if "small" in outcome:
        base = replace(base, participation=(small_record(), record("Público de la sesión", Depth.SEX, seed)))
    if "nosplit" in outcome:
        people = ParticipationRecord(
            "Transmisión abierta",
            Measure.ATTENDANCES,
            Depth.NONE,
            total=12840,
            no_split_reason=NoSplitReason.OPEN_EVENT,
        )
        base = replace(base, participation=(people,))
    for word, depth in (("age", Depth.SEX_AGE), ("all", Depth.ALL), ("sex", Depth.SEX)):
        if word in outcome.split():
            base = replace(base, participation=(record("Talleres y ruedas de negocios", depth, seed),))
    return base


def bodies(acronyms: str, names: dict[str, str]) -> tuple[Body, ...]:
    """The bodies named in a list such as `GTE GTL Banco_Mundial`."""
    found = [word.replace("_", " ") for word in acronyms.split()]
    return tuple(Body(acronym, names[acronym]) for acronym in found)


def _answers(row: Row, number: int) -> tuple[Answer, ...]:
    states = {"missing": State.DRAFT, "submitted": State.SUBMITTED, "returned": State.RETURNED, "waived": State.WAIVED}
    groups = [body.acronym for body in bodies(row.leads, GROUPS)]
    state = states.get(row.outcome, State.APPROVED)
    answers = []
    for position, group in enumerate(groups):
        received = state in (State.SUBMITTED, State.RETURNED, State.APPROVED)
        answers.append(
            Answer(
                group,
                state,
                submitted_on=date(2021, 10, 4 + number % 9) if received else None,
                on_time=number % 5 != 0 if received else None,
                waived_reason="El material se imprime junto con el del cuarto trimestre."
                if state is State.WAIVED
                else "",
                content=content(row.outcome, number + position) if state is State.APPROVED else None,
            )
        )
    return tuple(answers)


def _why_not(row: Row) -> WhyNotExpected | None:
    if row.outcome == "open":
        return WhyNotExpected.OPEN_NOT_CONFIRMED
    if row.outcome == "ended":
        return WhyNotExpected.ENDED
    if row.outcome:
        return None
    if row.start is None and "Informes" not in row.schedule:
        return WhyNotExpected.NO_DATE
    return WhyNotExpected.STARTS_LATER


def _milestones(row: Row, number: int) -> tuple[Milestone, ...]:
    if "Informes" in row.schedule:
        return (
            Milestone("Diagnóstico de demanda laboral", "diciembre de 2021", date(2021, 12, 31)),
            Milestone("Informes", "julio de 2022", date(2022, 7, 31)),
        )
    if row.outcome == "delayed":
        return (
            Milestone(
                "Términos de referencia acordados", "julio de 2021", date(2021, 7, 31), done_on=date(2021, 7, 28)
            ),
            Milestone(
                "Plataforma contratada",
                "agosto de 2021",
                date(2021, 8, 31),
                new_due=date(2021, 10, 15),
                reason="La licitación se declaró desierta y hubo que repetirla con otro presupuesto.",
            ),
            Milestone("Contenidos publicados", "30 de septiembre de 2021", date(2021, 9, 30), is_late=True),
        )
    if row.outcome and number % 3 == 0:
        return (Milestone("Convocatoria publicada", "julio de 2021", date(2021, 7, 31), done_on=date(2021, 7, 15)),)
    return ()


def projects() -> tuple[Project, ...]:
    found = []
    for number, row in enumerate(PLAN, start=1):
        why_not = _why_not(row)
        found.append(
            Project(
                number=number,
                rows=row.rows,
                areas=row.areas,
                title=row.activity.split("\n")[0][:300],
                activity=row.activity,
                schedule=row.schedule,
                when=row.when,
                leads=bodies(row.leads, GROUPS),
                start=row.start,
                end=row.end,
                supports=bodies(row.supports, GROUPS),
                allies=bodies(row.allies.replace("Banco Mundial", "Banco_Mundial"), ALLIES),
                answers=() if why_not else _answers(row, number),
                why_not_expected=why_not,
                milestones=_milestones(row, number),
                participation_required=5 in row.areas,
                is_part_of_another=number == 2,
            )
        )
    return tuple(found)


def realistic() -> ReportData:
    """2021-T3 of the whole plan, partly reported."""
    return ReportData(
        plan_name="Plan de implementación de la Hoja de Ruta para la Autonomía y el Empoderamiento Económico de las "
        "Mujeres (HRAEM) en la Alianza del Pacífico 2021-2023",
        plan_short="HRAEM 2021-2023",
        publisher="Grupo Técnico de Género (GTG)",
        period="2021-T3",
        period_start=QUARTER_START,
        period_end=QUARTER_END,
        due_on=date(2021, 10, 15),
        cut_off=datetime(2021, 10, 20, 18, 0, tzinfo=BOGOTA),
        generated_at=datetime(2021, 10, 21, 9, 5, tzinfo=BOGOTA),
        edition="Documento de trabajo",
        fictional=True,
        areas=AREAS,
        projects=projects(),
        groups=tuple(Body(acronym, name) for acronym, name in GROUPS.items()),
        allies=tuple(Body(acronym, name) for acronym, name in ALLIES.items()),
        previous=Headline("2021-T2", 9, 8, 8, 6, Tally(1210, 1325, 3, 140), 5, 6),
    )


def small() -> ReportData:
    """Two areas and four projects: what most tests need, rendered in a second or two."""
    data = realistic()
    return replace(
        data,
        areas=data.areas[:2],
        projects=tuple(project for project in data.projects if project.number in (1, 2, 3, 5)),
    )


def empty() -> ReportData:
    """A plan just begun: nothing came, one area has no project, nobody had a quarter before."""
    data = realistic()
    waiting = tuple(
        replace(project, answers=tuple(Answer(answer.group, State.NOT_STARTED) for answer in project.answers))
        for project in data.projects
        if project.areas == (1,) or project.number in (5, 15)
    )
    return replace(data, projects=waiting, previous=None, fictional=False)


def hard() -> ReportData:
    """Text as people paste it: markup, very long words and titles, long answers, addresses that are not links."""
    data = small()
    first = data.projects[0]
    text = "Se dijo <b>«no»</b> & se escribió <script>alert('x')</script> {{ 7 * 7 }} {% raw %}. "
    answer = first.answers[0]
    assert answer.content is not None
    written = replace(
        answer.content,
        achieved=text + "\n\n".join(["Una frase larga que se repite para llenar páginas. " * 30] * 6),
        obstacles="https://ejemplo.org/" + "a" * 300,
        next_steps="Paso uno.\nPaso dos.\n\nOtro párrafo.",
        evidence=(
            EvidenceItem("<i>Título</i> malicioso", url="javascript:alert(1)"),
            EvidenceItem("Archivo local", url="file:///etc/passwd"),
            EvidenceItem("Dirección larga", url="https://ejemplo.org/" + "b" * 200),
        ),
    )
    hard_project = replace(
        first,
        title=("Título " + "muy largo con <etiquetas> " * 20)[:300],
        activity=text * 8,
        answers=(replace(answer, content=written),),
    )
    return replace(data, projects=(hard_project, *data.projects[1:]), generated_at=datetime(2021, 10, 21, tzinfo=UTC))
