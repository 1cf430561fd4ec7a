"""The rows behind each figure of the dashboard, counted by the same rules as the figure itself."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.db import db
from monitor.domain.coming import Coming, Happening
from monitor.domain.participation import Tally
from monitor.domain.schedules import Precision
from monitor.domain.updates import Punctuality, State
from monitor.page_context import short_day, word
from monitor.services.dashboards import Agenda, Dashboard
from monitor.services.kept_figures import Shelf
from reports import figures, quality
from reports.data import Answer, Project
from reports.language import Language
from reports.people_tables import publish
from reports.story import Story


@dataclass(frozen=True)
class Named:
    """What a row is of where no report's project is at hand; number 0: of no single project."""

    number: int
    title: str


@dataclass(frozen=True)
class Line:
    """One row: the project it is of, and its cells after the project's title."""

    project: Project | Named
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    title: str
    sentence: str
    """What it adds up to, in the report's words."""
    columns: tuple[str, ...]
    """After the project."""
    lines: tuple[Line, ...]
    figures: int = 0
    """How many of the last columns are numbers."""
    is_of_today: bool = False
    """It tells how things stand today, whatever period is looked at."""


_TABLES: Shelf[Table] = Shelf(8)


def table_of(figure: str, board: Dashboard, language: Language, *, only: str = "") -> Table:
    """The rows of a figure in TABLES; `only` keeps a part, as the figure names it."""
    name = (*board.name, figure, language.code, only)
    return _TABLES.of(db.session, name, board.stamp, lambda: TABLES[figure](board, language, only))


def _stories(board: Dashboard, language: Language) -> tuple[Story, Story]:
    people = publish(board.data)
    return Story(board.data, people, language), Story(board.answered, people, language)


def _answers(board: Dashboard, language: Language, only: str) -> Table:
    _projects, story = _stories(board, language)
    lines = [
        Line(project, (answer.group, story.answer(answer), _came(answer)))
        for project in board.answered.projects
        for answer in project.answers
        if only in ("", _kind(answer))
    ]
    title = {
        "missing": _("Avances que no llegaron"),
        "late": _("Avances que llegaron tarde"),
        "on_time": _("Avances que llegaron a tiempo"),
    }.get(only, _("Avances esperados"))
    return Table(title, story.received_in_full(), (_("Grupo"), _("Avance"), _("Llegó")), tuple(lines))


def _kind(answer: Answer) -> str:
    if answer.state is State.WAIVED:
        return "waived"
    if not answer.is_received:
        return "missing"
    return "on_time" if answer.on_time else "late"


def _came(answer: Answer) -> str:
    if answer.submitted_on is None or not answer.is_received:
        return "—"
    day = short_day(answer.submitted_on)
    return _("%(day)s, a tiempo", day=day) if answer.on_time else _("%(day)s, tarde", day=day)


def _statuses(board: Dashboard, language: Language, only: str) -> Table:
    story, _answers_story = _stories(board, language)
    lines = []
    for project in board.data.projects:
        if not project.expected:
            continue
        update = project.headline
        key = update.status.value if update and update.status else "none"
        if only not in ("", key):
            continue
        lines.append(
            Line(
                project,
                (
                    word(update.status) if update and update.status else _("Sin avance aprobado"),
                    word(update.punctuality) if update and update.punctuality else "—",
                    f"{update.percent_done} %" if update and update.percent_done is not None else "—",
                ),
            )
        )
    columns = (_("Estado"), _("Puntualidad"), _("Hecho"))
    return Table(_("Estado de los proyectos"), story.statuses() + ".", columns, tuple(lines), figures=1)


def _troubled(board: Dashboard, language: Language, only: str) -> Table:
    story, _answers_story = _stories(board, language)
    concerned = {project.number for project in figures.troubled(board.data.projects)}
    lines = []
    for project in figures.troubled(board.data.projects):
        update = project.headline
        reason = update.delay_reason.value if update and update.delay_reason else "none"
        if update is None or (only and (update.punctuality is not Punctuality.DELAYED or only != reason)):
            continue
        said = "; ".join(own.words for own in story.concerns() if own.project.number == project.number)
        lines.append(Line(project, (said, update.delay_words or update.obstacles or "—")))
    sentence = _("Con retraso, suspendidos o cancelados: %(n)s.", n=len(concerned))
    return Table(_("Proyectos con problemas"), sentence, (_("Qué pasa"), _("En palabras del grupo")), tuple(lines))


def _people(board: Dashboard, language: Language, _only: str) -> Table:
    """The true counts, as whoever has a role in the plan may read them."""
    story, _answers_story = _stories(board, language)
    lines = []
    for project in board.data.projects:
        if not project.expected or project.is_part_of_another:
            continue
        counted = figures.people([project])
        if not counted.projects_reporting and not project.participation_required:
            continue
        lines.append(Line(project, _counts(counted.tally if counted.projects_reporting else None, language)))
    columns = (_("Mujeres"), _("Hombres"), _("Otra o sin dato"), _("Total"), _("Porcentaje de mujeres"))
    projects = board.data.projects
    reporting = story.reporting_projects(
        figures.people(projects).projects_reporting, figures.asked_for_people(projects)
    )
    sentence = f"{story.women()}; {reporting}."
    return Table(_("Registros de participación"), sentence, columns, tuple(lines), figures=5)


def _counts(tally: Tally | None, language: Language) -> tuple[str, ...]:
    if tally is None:
        return (_("sin cifras"), "—", "—", "—", "—")
    rest = tally.other + tally.not_recorded
    share = tally.share_of_women
    counts = (tally.women, tally.men, rest, tally.total)
    return (*map(language.number, counts), language.percent(share) if share is not None else "—")


def _milestones(board: Dashboard, language: Language, only: str) -> Table:
    story, _answers_story = _stories(board, language)
    lines = [
        Line(project, (milestone.name, milestone.due_text, story.milestone(milestone), milestone.reason or "—"))
        for project in board.data.projects
        for milestone in project.milestones
        if milestone.due and milestone.due <= board.data.period_end and (only != "late" or milestone.is_late)
    ]
    columns = (_("Hito"), _("Fecha"), _("Qué fue de él"), _("Motivo"))
    return Table(_("Hitos que vencían"), story.milestones(), columns, tuple(lines))


def _gaps(board: Dashboard, language: Language, only: str) -> Table:
    by_number = {project.number: project for project in board.data.projects}
    found = quality.gaps(board.data, publish(board.data), language)
    lines = [
        Line(by_number[each], (gap.words,))
        for position, gap in enumerate(found)
        if only in ("", str(position))
        for each in gap.projects
    ]
    return Table(_("Qué les falta a los datos"), "", (_("Qué falta"),), tuple(lines))


def _unplaced(board: Dashboard, language: Language, _only: str) -> Table:
    story, _answers_story = _stories(board, language)
    lines = [
        Line(project, (story.why_not_expected(project) if not project.expected else project.when, project.schedule))
        for project in board.data.projects
        if project.start is None
    ]
    return Table(_("Proyectos sin fecha de inicio"), "", (_("Por qué"), _("Palabras del plan")), tuple(lines))


def _concerns(board: Dashboard, language: Language, _only: str) -> Table:
    story, _answers_story = _stories(board, language)
    lines = [Line(each.project, (each.words,)) for each in story.concerns()]
    return Table(_("Asuntos que mirar"), "", (_("Qué pasa"),), tuple(lines))


def _owed(to_do: Agenda) -> Table:
    lines = [
        Line(
            Named(each.project, each.title),
            (
                debtor.name,
                each.period,
                _("venció el %(day)s", day=short_day(each.last_day))
                if each.is_overdue
                else _("hasta el %(day)s", day=short_day(each.last_day)),
            ),
        )
        for debtor in to_do.debtors
        for each in debtor.owed
    ]
    columns = (_("Grupo"), _("Período"), _("Plazo"))
    return Table(_("Avances por entregar o corregir"), "", columns, tuple(lines), is_of_today=True)


def _coming(to_do: Agenda) -> Table:
    lines = []
    for each in to_do.coming:
        named = Named(each.project, each.title) if each.project else Named(0, _("Todo el plan"))
        vague = "" if each.precision is Precision.DAY else " " + _("(día no fijado)")
        lines.append(Line(named, (_happening(each), short_day(each.day) + vague)))
    return Table(_("Lo que viene en los próximos 30 días"), "", (_("Qué"), _("Día")), tuple(lines), is_of_today=True)


def _happening(each: Coming) -> str:
    if each.what is Happening.UPDATES_DUE:
        return ngettext("último día de %(num)s avance", "último día de %(num)s avances", each.count)
    if each.what is Happening.PERIOD_OPENS:
        return _("se abre el período %(period)s", period=each.title)
    if each.what is Happening.MILESTONE:
        return _("hito «%(name)s»", name=each.name)
    return _("empieza") if each.what is Happening.STARTS else _("termina")


OF_TODAY: dict[str, Callable[[Agenda], Table]] = {"deben": _owed, "vienen": _coming}
"""What is to be done, by the last part of the address."""
TABLES: dict[str, Callable[[Dashboard, Language, str], Table]] = {
    "avances": _answers,
    "estados": _statuses,
    "problemas": _troubled,
    "personas": _people,
    "hitos": _milestones,
    "datos": _gaps,
    "sin-fecha": _unplaced,
    "asuntos": _concerns,
}
"""By the last part of the address."""
