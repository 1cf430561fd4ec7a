"""Fictional answers of groups, of every kind the report must show."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from monitor.domain.age_bands import AgeBand
from monitor.domain.indicators import WHOLE, Amount, IndicatorAnswer, IndicatorKind, IndicatorValue
from monitor.domain.participation import Cell, Country, Depth, Measure, NoSplitReason, ParticipationRecord, Sex
from monitor.domain.update_content import EvidenceItem, MilestoneAnswer, UpdateContent
from monitor.domain.updates import DelayReason, Punctuality, Status

ACHIEVED = (
    "Se realizó la jornada principal con representantes de los cuatro países. Las participantes compartieron su "
    "experiencia en la comercialización de productos, el acceso al crédito y la organización de cooperativas.\n\n"
    "Quedaron publicadas las memorias y una lista de 24 buenas prácticas, que el grupo usará para preparar la guía del "
    "próximo trimestre."
)
OBSTACLES = "La inscripción en línea resultó difícil para las caletas con mala conexión; se abrió un teléfono de apoyo."
NEXT_STEPS = "Publicar la guía en noviembre y acordar con las coordinaciones nacionales quién la difunde en cada país."
MOVED = "La licitación se declaró desierta y hubo que repetirla con otro presupuesto."
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


INDICATOR = IndicatorAnswer(
    1,
    "Mujeres en cargos de liderazgo",
    "cargos",
    IndicatorKind.PERCENTAGE,
    value=IndicatorValue({WHOLE: Amount(Decimal(61), Decimal(142))}),
    comment="Con datos de los cuatro países.",
    target="45",
    baseline="38",
    baseline_year=2019,
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
        base = replace(base, status=Status.COMPLETED, percent_done=100, punctuality=None, indicators=(INDICATOR,))
    if "delayed" in outcome:
        base = replace(
            base,
            punctuality=Punctuality.DELAYED,
            delay_reason=DelayReason.PROVIDERS,
            delay_words="La contratación del equipo que construye la plataforma se adjudicó seis semanas más tarde.",
            milestones=(MilestoneAnswer(2, "Plataforma contratada", new_due=date(2021, 10, 15), reason=MOVED),),
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
