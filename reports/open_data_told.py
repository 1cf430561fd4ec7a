"""More tables of the report: what its sections tell beside projects, updates and sums of people, as printed."""

from collections.abc import Callable, Iterator

from monitor.domain import words
from monitor.domain.survey_indices import rounded
from reports import figures, milestone_lists
from reports.changes import told_changes
from reports.key_figures import key_figures
from reports.language import N_
from reports.open_data_columns import GROUP, NUMBER, Column, Value, count, day, text
from reports.story import Story

KEY_FIGURES = (
    text("figure", N_("Dato"), N_("Qué se cuenta en la página de cifras principales.")),
    text("value", N_("Valor"), N_("Como lo imprime el informe.")),
    text("of", N_("De cuántos"), N_("El total del que habla, si lo hay.")),
    text("detail", N_("Detalle"), N_("Lo que lo precisa.")),
    text("change", N_("Comparación"), N_("Con el trimestre anterior; vacío si no se compara.")),
)
DELAYS = (
    text("reason", N_("Motivo"), N_("Motivo del retraso, de la lista.")),
    count("projects", N_("Proyectos"), N_("Cuántos proyectos lo dan.")),
    text("numbers", N_("Cuáles"), N_("Números de esos proyectos.")),
)
MOVES = (
    NUMBER,
    text("milestone", N_("Hito"), N_("Nombre del hito.")),
    text("change", N_("Qué cambió"), N_("Fecha nueva, o retirado.")),
    day("old", N_("Fecha anterior"), N_("Último día de la fecha que tenía; vacío si no tenía.")),
    day("new", N_("Fecha nueva"), N_("Último día de la fecha que tiene; vacío si no tiene.")),
    text("reason", N_("Motivo"), N_("Por qué, en palabras de quien lo cambió.")),
)
WOMENS_ROLES = (
    NUMBER,
    GROUP,
    text("note", N_("El papel de las mujeres"), N_("Nota pública del grupo, como la imprime el informe.")),
)
SURVEYS = (
    text("survey", N_("Encuesta"), N_("Nombre de la encuesta.")),
    text("wave", N_("Versión"), N_("Versión que cerró en el trimestre.")),
    day("closed_on", N_("Cierre"), N_("Día en que cerró.")),
    count("asked", N_("Convocados"), N_("A cuántos se preguntó.")),
    count("answered", N_("Respondieron"), N_("Cuántos respondieron.")),
    text("index", N_("Índice"), N_("Nombre del índice; vacío si no hubo respuestas suficientes.")),
    count("n", "n", N_("De cuántos grupos habla el índice.")),
    count("mean", N_("Media"), N_("De 0 a 100; cada grupo pesa lo mismo.")),
    text("band", N_("Banda"), N_("De inicial a consolidado.")),
    count("change", N_("Cambio"), N_("Puntos desde la versión anterior, si se comparan.")),
)
CHANGES = (
    text("place", N_("Dónde"), N_("Parte del informe que se corrige.")),
    text("name", N_("Qué"), N_("Cifra o texto que cambió.")),
    text("before", N_("Decía"), N_("En la edición anterior; vacío si no estaba.")),
    text("after", N_("Dice"), N_("En esta edición; vacío si ya no está.")),
)


def key_figure_rows(story: Story) -> Iterator[tuple[Value, ...]]:
    for own in key_figures(story):
        yield (own.label, own.value, own.of or None, own.more or None, own.change or None)


def delay_rows(story: Story) -> Iterator[tuple[Value, ...]]:
    for own in figures.delays(story.data):
        reason = words.DELAY_REASON[own.reason] if own.reason else N_("No dieron un motivo")
        numbers = ", ".join(str(project.number) for project in own.projects)
        yield (story._(reason), len(own.projects), numbers)


def move_rows(story: Story) -> Iterator[tuple[Value, ...]]:
    """What the report tells as moved and as dropped, in its order."""
    for line in milestone_lists.moved(story.data):
        move = line.move
        if move is not None:
            told = (story._("Fecha nueva"), move.old, move.new, move.reason or None)
            yield (line.project.number, line.milestone.name, *told)
    for gone in milestone_lists.dropped(story.data):
        told = (story._("Retirado"), gone.milestone.due, None, gone.milestone.reason)
        yield (gone.project.number, gone.milestone.name, *told)


def womens_role_rows(story: Story) -> Iterator[tuple[Value, ...]]:
    for project, group, note in figures.womens_roles(story.data):
        yield (project.number, group, story.data.said(note).text)


def survey_rows(story: Story) -> Iterator[tuple[Value, ...]]:
    language = story.language
    for note in story.data.surveys:
        first = (note.survey, note.wave, note.closed_on, note.asked, note.answered)
        for own in note.indices:
            change = rounded(own.points) if own.points is not None else None
            told = (own.n, rounded(own.mean), note.band(own, language), change)
            yield (*first, note.name(own, language), *told)
        if not note.indices:
            yield (*first, None, None, None, None, None)


def change_rows(story: Story) -> Iterator[tuple[Value, ...]]:
    for own in told_changes(story.data, story.language):
        yield (own.place.text, own.name.text, own.before.text or None, own.after.text or None)


TABLES: tuple[tuple[str, str, tuple[Column, ...], Callable[[Story], Iterator[tuple[Value, ...]]]], ...] = (
    ("key_figures", N_("Cifras principales"), KEY_FIGURES, key_figure_rows),
    ("delays", N_("Motivos de los retrasos"), DELAYS, delay_rows),
    ("moves", N_("Hitos con fecha nueva"), MOVES, move_rows),
    ("womens_roles", N_("El papel de las mujeres"), WOMENS_ROLES, womens_role_rows),
    ("surveys", N_("Encuestas"), SURVEYS, survey_rows),
    ("changes", N_("Fe de erratas"), CHANGES, change_rows),
)
"""Key, title, columns, and what makes the rows."""
