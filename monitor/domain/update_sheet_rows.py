"""Every row of a project's sheet, from top to bottom, as it follows from the sheet's spec."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.domain import words
from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Cell, Country, Depth, Sex
from monitor.domain.sentences import Sentence
from monitor.domain.update_sheet import (
    ANSWER,
    DEPTHS_WITH_GRID,
    LONG,
    NAME,
    NOTE,
    PREVIOUS,
    YES,
    ActivitySpec,
    Kind,
    Question,
    Row,
    SheetSpec,
    cell_key,
)
from monitor.domain.updates import Page


def choices(table: Mapping[Any, str]) -> dict[str, Any]:
    return {word: value for value, word in table.items()}


def rows(spec: SheetSpec) -> tuple[Row, ...]:
    """The whole sheet from top to bottom, in its language; the first is row 1."""
    return tuple(row.said_in(spec.tongue) for row in _rows(spec))


def _rows(spec: SheetSpec) -> tuple[Row, ...]:
    return (
        Row("title", spec.title),
        Row("subtitle", spec.subtitle),
        Row(
            "head",
            Sentence("Pregunta"),
            fixed={ANSWER: Sentence("Su respuesta"), PREVIOUS: Sentence("El trimestre pasado")},
        ),
        *_status_rows(),
        *_progress_rows(),
        *_milestone_rows(spec),
        *_participation_rows(spec),
        Row("section", Sentence("5. Evidencias")),
        Row("note", Sentence("Los enlaces y archivos se agregan en el sitio: la planilla no los cambia.")),
    )


def questions(spec: SheetSpec) -> Iterator[tuple[int, Row, Question]]:
    """Every answer cell with the number of its row."""
    for number, row in enumerate(rows(spec), start=1):
        for question in row.questions:
            yield number, row, question


def _ask(label: str, question: Question, hint: str = "") -> Row:
    return Row("question", label, hint, (question,))


def _status_rows() -> Iterator[Row]:
    page = Page.STATUS
    yield Row("section", Sentence("1. Estado"))
    yield _ask(
        Sentence("¿En qué estado está el proyecto?"),
        Question("status", page, Kind.CHOICE, choices=choices(words.STATUS)),
    )
    yield _ask(
        Sentence("¿Qué porcentaje del proyecto está hecho?"),
        Question("percent_done", page, Kind.PERCENT),
        Sentence("De 0 a 100, de todo el proyecto. Basta una estimación."),
    )
    yield _ask(
        Sentence("¿Cómo va frente a las fechas del plan?"),
        Question("punctuality", page, Kind.CHOICE, choices=choices(words.PUNCTUALITY)),
    )
    yield _ask(
        Sentence("Motivo principal del retraso"),
        Question("delay_reason", page, Kind.CHOICE, choices=choices(words.DELAY_REASON)),
        Sentence("Solo si va con retraso."),
    )
    yield _ask(
        Sentence("Explique en una o dos frases"),
        Question("delay_words", page, Kind.TEXT),
        Sentence("Solo si va con retraso, o si su respuesta no coincide con las fechas del plan."),
    )


def _progress_rows() -> Iterator[Row]:
    page = Page.PROGRESS
    yield Row("section", Sentence("2. Avances"))
    yield _ask(
        Sentence("No hay novedades este trimestre"),
        Question("nothing_to_report", page, Kind.CHOICE, choices=YES),
        Sentence("Elija «Sí» solo si no hubo nada que contar."),
    )
    yield _ask(Sentence("¿Por qué no hay novedades?"), Question("nothing_reason", page, Kind.TEXT))
    yield _ask(
        Sentence("¿Qué se logró este trimestre?"),
        Question("achieved", page, Kind.TEXT, limit=LONG),
        Sentence("Resultados concretos. Esto se publica en el informe."),
    )
    yield _ask(Sentence("¿Qué dificultades hubo?"), Question("obstacles", page, Kind.TEXT, limit=LONG))
    yield _ask(
        Sentence("¿Qué sigue?"),
        Question("next_steps", page, Kind.TEXT, limit=LONG),
        Sentence("Los próximos pasos, con fecha si la hay."),
    )
    yield _ask(
        Sentence("¿Qué papel tuvieron las mujeres en la actividad?"),
        Question("womens_role", page, Kind.TEXT, limit=NOTE),
        Sentence("Una nota corta y pública: quién dirigió, expuso o decidió."),
    )


def _milestone_rows(spec: SheetSpec) -> Iterator[Row]:
    yield Row("section", Sentence("3. Hitos"))
    if not spec.milestones:
        yield Row("note", Sentence("No hay hitos por responder en este proyecto."))
    for milestone in spec.milestones:
        due = milestone.due or Sentence("todavía sin fecha")
        yield Row("block", Sentence("%(name)s (%(due)s)", name=milestone.name, due=due))
        yield _ask(
            Sentence("¿Se cumplió? Escriba qué día"), Question(f"done_on-{milestone.id}", Page.MILESTONES, Kind.DAY)
        )
        yield _ask(
            Sentence("¿Cambia la fecha? Escriba la nueva"),
            Question(f"new_due-{milestone.id}", Page.MILESTONES, Kind.DAY),
        )
        yield _ask(Sentence("¿Por qué cambia?"), Question(f"reason-{milestone.id}", Page.MILESTONES, Kind.TEXT))


def _participation_rows(spec: SheetSpec) -> Iterator[Row]:
    page = Page.PARTICIPATION
    yield Row("section", Sentence("4. Participación"))
    yield Row("note", _REQUIRED[spec.people_required])
    yield _ask(
        Sentence("No aplica: este trimestre no hay personas que contar"),
        Question("no_participation", page, Kind.CHOICE, choices=YES),
        Sentence("Elija «Sí» solo si no va a llenar ninguna actividad."),
    )
    yield _ask(Sentence("¿Por qué no aplica?"), Question("no_participation_reason", page, Kind.TEXT))
    for slot, activity in enumerate(spec.activities, start=1):
        yield from _activity_rows(slot, activity)


_REQUIRED = {
    True: Sentence("Este proyecto debe informar la participación por sexo, o decir que no aplica y por qué."),
    False: Sentence("Si hubo actividades con personas, cuéntelas aquí. Si no las hubo, deje esta parte vacía."),
}


def _activity_rows(slot: int, spec: ActivitySpec) -> Iterator[Row]:
    page, known = Page.PARTICIPATION, spec.depth
    yield Row(
        "block",
        Sentence("Actividad %(slot)s", slot=slot)
        if known
        else Sentence("Actividad %(slot)s (nueva, si la hubo)", slot=slot),
    )
    yield _ask(Sentence("Nombre de la actividad"), Question(f"record-{slot}-activity", page, Kind.TEXT, limit=NAME))
    yield _ask(Sentence("¿Cuándo empezó?"), Question(f"record-{slot}-starts_on", page, Kind.DAY))
    yield _ask(
        Sentence("¿Cuándo terminó?"),
        Question(f"record-{slot}-ends_on", page, Kind.DAY),
        Sentence("Vacío si duró un solo día."),
    )
    modality = Question(f"record-{slot}-modality", page, Kind.CHOICE, choices=choices(words.MODALITY))
    yield _ask(Sentence("¿En qué modalidad?"), modality)
    measure = Question(f"record-{slot}-measure", page, Kind.CHOICE, choices=choices(words.MEASURE))
    yield _ask(Sentence("¿Qué va a contar?"), measure, _ENTERPRISES)
    if known:
        yield Row(
            "question",
            Sentence("¿Qué datos tiene de las personas?"),
            _CHANGE_ON_SITE,
            fixed={ANSWER: words.DEPTH[known]},
        )
    else:
        depth = Question(f"record-{slot}-depth", page, Kind.CHOICE, choices=choices(words.DEPTH))
        yield _ask(
            Sentence("¿Qué datos tiene de las personas?"),
            depth,
            Sentence("Después llene solo la tabla de esa respuesta."),
        )
    yield _ask(
        Sentence("Total de personas"),
        Question(f"record-{slot}-total", page, Kind.COUNT),
        Sentence("Quienes falten en la tabla quedan «sin registro». Vacío: se suma la tabla."),
    )
    if known in (None, Depth.NONE):
        reason = Question(f"record-{slot}-no_split_reason", page, Kind.CHOICE, choices=choices(words.NO_SPLIT_REASON))
        yield _ask(Sentence("¿Por qué no hay datos por sexo?"), reason, Sentence("Solo si no los hay."))
    yield _ask(
        Sentence("¿Cómo se contó?"),
        Question(f"record-{slot}-counting_rule", page, Kind.TEXT, limit=NAME),
        Sentence("De dónde sale la cifra, y si una misma persona puede estar dos veces."),
    )
    yield _ask(
        Sentence("Corrección del acumulado"),
        Question(f"record-{slot}-correction_reason", page, Kind.TEXT),
        Sentence("Solo si cuenta desde el inicio y la cifra es menor que la última: qué estaba mal."),
    )
    yield _ask(
        Sentence("¿Algo que se deba saber de estas cifras?"), Question(f"record-{slot}-comment", page, Kind.TEXT)
    )
    for depth_of_grid in [known] if known else DEPTHS_WITH_GRID:
        if depth_of_grid is not Depth.NONE:
            yield from _grid_rows(slot, depth_of_grid, spec.bands, is_one_of_many=known is None)


_ENTERPRISES = Sentence("Si son empresas, las columnas dicen quién las lidera: «Otra identidad» es liderazgo mixto.")
_CHANGE_ON_SITE = Sentence("Para cambiarlo, o para quitar la actividad, entre al sitio.")


def _grid_rows(slot: int, depth: Depth, bands: Sequence[AgeBand], *, is_one_of_many: bool) -> Iterator[Row]:
    word = words.DEPTH[depth]
    heads = {ANSWER + position: words.SEX[sex] for position, sex in enumerate(Sex)}
    yield Row("grid_head", word, fixed=heads)
    for label, age, country in grid_lines(depth, bands):
        yield Row(
            "grid",
            label,
            questions=tuple(
                Question(
                    cell_key(slot, depth, Cell(sex, age, country)),
                    Page.PARTICIPATION,
                    Kind.COUNT,
                    column=ANSWER + position,
                    only_at=(slot, word) if is_one_of_many else None,
                )
                for position, sex in enumerate(Sex)
            ),
        )


PEOPLE = Sentence("Personas")


def grid_lines(depth: Depth, bands: Sequence[AgeBand]) -> Iterator[tuple[str, AgeBand, Country]]:
    """The lines of the table of a depth: words, age band and country."""
    countries = tuple(Country) if depth.by_country else (Country.NOT_RECORDED,)
    for country in countries:
        for band in bands if depth.by_age else (AgeBand.NOT_RECORDED,):
            parts = {"country": Sentence(words.COUNTRY[country])} if depth.by_country else {}
            if depth.by_age:
                message, ages = words.age_band(band)
                parts["ages"] = Sentence(message, **ages)
            yield Sentence(" · ".join(f"%({name})s" for name in parts), **parts) if parts else PEOPLE, band, country
