"""The change between two waves as a plain table: every figure of every question that compares, one a line."""

from collections.abc import Sequence

from monitor.domain.compared_questions import MEASURE, ComparedQuestion, figures
from monitor.domain.questionnaire import TOTAL, Line, words
from reports.language import N_, Language
from reports.open_data import Table
from reports.open_data_columns import Column, Value, count, text

COLUMNS = (
    text("question", N_("Pregunta"), N_("Clave de la pregunta.")),
    text("text", N_("Texto"), N_("Texto de la pregunta.")),
    text("row", N_("Fila"), N_("Fila de la matriz o de la cuadrícula.")),
    text("column", N_("Columna"), N_("Columna de la matriz o de la cuadrícula.")),
    text("option", N_("Opción"), N_("Texto de la opción.")),
    text("measure", N_("Medida"), N_("Qué cifra es.")),
    count("n", N_("n"), N_("Cuántos cuentan en la cifra; si antes y ahora no son los mismos, los menos.")),
    text("before", N_("Antes"), N_("La cifra en la versión anterior; los porcentajes, de 0 a 100.")),
    text("after", N_("Ahora"), N_("La cifra en esta versión.")),
    text("change", N_("Cambio"), N_("Ahora menos antes.")),
    text("reworded", N_("Redacción"), N_("Dice si cambiaron las palabras de la pregunta.")),
)
DECIMALS = 4


def change_table(compared: Sequence[ComparedQuestion], before: str, *, language: Language, spoken: str) -> Table:
    """`before`: what the earlier wave is called. Figures have decimals, which a column of counts would round away."""
    told = language.gettext
    rows: list[tuple[Value, ...]] = []
    for each in compared:
        question = each.after.question
        reworded = told(N_("Cambió la redacción.")) if each.reworded else None
        for figure in figures(each):
            scale = 100 if figure.measure == "share" else 1
            option = words(figure.option.labels, spoken) if figure.option else None
            place = (_line(figure.row, language, spoken), _line(figure.column, language, spoken), option)
            sides = (_plain(scale * value) for value in (figure.before, figure.after, figure.change))
            start = (question.key, words(question.labels, spoken), *place, told(MEASURE[figure.measure]), figure.n)
            rows.append((*start, *sides, reworded))
    titles = {"before": f"{told('Antes')}: {before}"}
    columns = tuple(
        Column(own.key, titles.get(own.key, told(own.title)), own.kind, told(own.meaning)) for own in COLUMNS
    )
    return Table("change", told(N_("Cambio entre versiones")), columns, tuple(rows))


def _line(line: Line | None, language: Language, spoken: str) -> str | None:
    if line is None:
        return None
    return language.gettext("Total") if line.key == TOTAL else words(line.labels, spoken)


def _plain(value: float) -> Value:
    shown = round(value, DECIMALS)
    return int(shown) if shown == int(shown) else shown
