"""What the dashboard says of its figures: the report's own words, charts and lists, for the part that was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.db import db
from monitor.services.dashboards import Dashboard
from monitor.services.kept_figures import Shelf
from monitor.views.drawings import Drawing, stacked, timeline
from reports import figures, quality
from reports.charts import Plot, plot_charts
from reports.figures import DelayCount
from reports.key_figures import KeyFigure, compared_with, key_figures
from reports.language import Language
from reports.past import PastCompliance
from reports.people_tables import PublishedPeople, publish
from reports.quality import Gap
from reports.story import Concern, Story

OPENS = ("avances", "avances", "estados", "problemas", "personas", "hitos")
"""Which rows stand behind each key figure, in their order."""


class Limits:
    """What the page shows of a large plan; a link leads to all of it."""

    DEBTORS = 20
    COMING = 20
    GROUPS = 30
    """Of the heat map."""
    BARS = 40
    """Of the timeline."""
    NAMED = 20
    """Projects named in one cell or list."""


@dataclass(frozen=True)
class HeatCell:
    """What one group owed and sent in one period; `level` from 0 (nothing came) to 4 (all came on time)."""

    period: str
    own: PastCompliance | None
    level: int = 0


@dataclass(frozen=True)
class HeatRow:
    group: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class Told:
    answers: Story
    """Of what groups owe and send."""
    projects: Story
    key_figures: tuple[tuple[KeyFigure, str], ...]
    """Each with the name of its rows."""
    compared_with: str
    people: PublishedPeople
    delays: Sequence[DelayCount]
    concerns: Sequence[Concern]
    gaps: Sequence[Gap]
    heat: Sequence[HeatRow]
    periods: Sequence[str]
    received: Drawing | None
    statuses: Drawing | None
    women: Plot | None
    timeline: Drawing | None
    timeline_shown: Drawing | None
    """Not more than fits the page."""
    titles: dict[int, str]
    """Of the projects, by their numbers."""
    undated: int
    """Projects without a beginning, which no timeline can show."""


_TOLD: Shelf[Told] = Shelf(8)


def told(board: Dashboard, language: Language) -> Told:
    """What the page says, kept for as long as the figures are."""
    return _TOLD.of(db.session, (*board.name, language.code), board.stamp, lambda: _told(board, language))


def _told(board: Dashboard, language: Language) -> Told:
    people = publish(board.data)
    projects, answers = Story(board.data, people, language), Story(board.answered, people, language)
    plots = plot_charts(board.data, people, language)
    own_plots = plots if board.answered == board.data else plot_charts(board.answered, people, language)
    counted = [*key_figures(answers)[:2], *key_figures(projects)[2:]]
    lines = [plot for name, plot in plots.items() if name.startswith("timeline")]
    whole = timeline(lines) if lines else None
    return Told(
        answers=answers,
        projects=projects,
        key_figures=tuple(zip(counted, OPENS, strict=True)),
        compared_with=compared_with(projects),
        people=people,
        delays=figures.delays(board.data),
        concerns=projects.concerns(),
        gaps=quality.gaps(board.data, people, language),
        heat=heat_map(board),
        periods=[own.period for own in board.history],
        received=stacked(own_plots["received"]) if "received" in own_plots else None,
        statuses=stacked(plots["statuses"]) if "statuses" in plots else None,
        women=plots.get("women"),
        timeline=whole,
        timeline_shown=_cut(whole, board) if whole else None,
        titles={project.number: project.title for project in board.data.projects},
        undated=sum(project.start is None for project in board.data.projects),
    )


def _cut(drawing: Drawing, board: Dashboard) -> Drawing:
    """As many bars as fit the page: first those of the projects that run in the period."""
    if len(drawing.rows) <= Limits.BARS:
        return drawing
    running = {
        project.number
        for project in board.data.projects
        if project.start
        and project.start <= board.data.period_end
        and (project.end is None or project.end >= board.data.period_start)
    }
    chosen = sorted(drawing.rows, key=lambda row: row.number not in running)[: Limits.BARS]
    shown = {row.number for row in chosen}
    return replace(drawing, rows=tuple(row for row in drawing.rows if row.number in shown))


def heat_map(board: Dashboard) -> list[HeatRow]:
    """Groups × periods: the groups that ever owed something, by acronym."""
    groups = sorted({own.group for period in board.history for own in period.groups if own.expected})
    return [
        HeatRow(group, tuple(_cell(period.period, period.of(group)) for period in board.history)) for group in groups
    ]


def _cell(period: str, own: PastCompliance | None) -> HeatCell:
    if own is None or not own.expected:
        return HeatCell(period, None)
    return HeatCell(period, own, level_of(own))


def level_of(own: PastCompliance) -> int:
    """4: all on time; 3: all came, some late; 2: at least half came; 1: fewer; 0: none."""
    if own.received == own.expected:
        return 4 if own.on_time == own.expected else 3
    if not own.received:
        return 0
    return 2 if 2 * own.received >= own.expected else 1
