"""The report's charts as pages draw them: the same rows, words and colours, placed in percent of the width.

The report's own drawings need a renderer that no web process loads; a page only needs to know where each bar begins.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from monitor.domain.periods import Quarter, quarters_between
from monitor.domain.schedules import Precision, Schedule, first_day, last_day
from reports.charts import ACCENT, GREY, PLUM, WHITE, Plot
from reports.stretches import latest_end, stretches

FITS = 3.2
"""Percent of the width that one figure of a number takes."""
LEAST_LABEL = 4.0
"""Percent of the width between two labels of a time axis."""


@dataclass(frozen=True)
class Bar:
    """A part of a row. `x` and `width` are percents; `label` is empty where it does not fit."""

    x: float
    width: float
    fill: str
    edge: str
    ink: str = ""
    label: str = ""
    kind: str = ""
    n: int = 0
    is_sure: bool = True

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Row:
    name: str
    bars: tuple[Bar, ...]
    goes_on: bool = False
    """Of a timeline: it has no end."""

    @property
    def number(self) -> int:
        """Of the project, in a timeline."""
        return int(self.name.split(".")[0])


@dataclass(frozen=True)
class Drawing:
    title: str
    """What it shows, in words: its alternative text."""
    rows: tuple[Row, ...]
    kinds: tuple[tuple[str, str, str], ...]
    """The legend: name, fill and edge."""
    ticks: tuple[tuple[float, str], ...] = ()
    band: tuple[float, float] | None = None
    """Where the period lies, as `x` and `width`."""


def stacked(plot: Plot) -> Drawing:
    """Horizontal bars in parts, each with its number."""
    kinds = {name: (fill, ink) for name, fill, ink in plot.details["kinds"]}
    by_row: dict[str, list[dict[str, Any]]] = {name: [] for name in plot.details["order"]}
    for row in plot.rows:
        if row["row"] in by_row:
            by_row[str(row["row"])].append(dict(row))
    longest = max((sum(each["n"] for each in own) for own in by_row.values()), default=0) or 1
    rows = []
    for name, own in by_row.items():
        bars, x = [], 0.0
        for each in sorted(own, key=lambda part: part["position"]):
            width = 100 * each["n"] / longest
            fill, ink = kinds[each["kind"]]
            label = str(each["n"]) if each["n"] and width >= FITS * len(str(each["n"])) else ""
            bars.append(Bar(round(x, 2), round(width, 2), fill, _edge(fill), ink, label, each["kind"], each["n"]))
            x += width
        rows.append(Row(name, tuple(bars)))
    return Drawing(plot.title, tuple(rows), tuple((name, fill, _edge(fill)) for name, (fill, _) in kinds.items()))


def _edge(fill: str) -> str:
    """What is not there is a frame: it can be told from the rest without colours."""
    return GREY if fill == WHITE else fill


def timeline(plots: list[Plot]) -> Drawing:
    """All pages of the report's timeline as one: thick where a project surely runs, thin where it may."""
    details = plots[0].details
    start, end = (date.fromisoformat(day) for day in details["band"])
    first = min(date.fromisoformat(details["first"]), start)
    last = max(date.fromisoformat(details["last"]), end)
    days = (last - first).days or 1

    def at(day: date) -> float:
        return round(100 * min(max((day - first).days, 0), days) / days, 2)

    colours = {name: (fill, edge) for name, fill, edge in details["kinds"]}
    bars: dict[str, list[Bar]] = {}
    for plot in plots:
        for row in plot.rows:
            begin, until = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
            x, (fill, edge) = at(begin), colours[row["kind"]]
            width = round(max(at(until) - x, 0.4), 2)
            bars.setdefault(row["row"], []).append(
                Bar(x, width, fill, edge, kind=row["kind"], is_sure=bool(row["sure"]))
            )
    going_on = {name for plot in plots for name in plot.details["open"]}
    return Drawing(
        plots[0].title,
        tuple(Row(name, tuple(own), name in going_on) for name, own in bars.items()),
        tuple((name, fill, edge) for name, (fill, edge) in colours.items()),
        ticks=_ticks(first, last, at),
        band=(at(start), round(at(end) - at(start), 2)),
    )


def _ticks(first: date, last: date, at: Any) -> tuple[tuple[float, str], ...]:
    """The years, and the quarters between them where there is room."""
    quarters = [quarter for quarter in quarters_between(first, last - timedelta(days=1)) if quarter.start >= first]
    step = 100 / max(len(quarters), 1)
    shown = [own for own in quarters if own.number == 1 or own is quarters[0] or step >= LEAST_LABEL]
    return tuple((at(own.start), _tick(own, is_first=own is shown[0])) for own in shown)


def _tick(quarter: Quarter, *, is_first: bool) -> str:
    return str(quarter.year) if is_first or quarter.number == 1 else f"T{quarter.number}"


@dataclass(frozen=True)
class Dated:
    """A milestone on a project's timeline."""

    name: str
    due: date
    precision: Precision
    is_done: bool
    is_late: bool


def project_timeline(
    title: str, name: str, schedule: Schedule, milestones: list[Dated], *, first: date, last: date, today: date
) -> Drawing:
    """One project and its milestones between two days, which what lies beyond them moves; `band` is today."""
    ends = [last_day(each.due, each.precision) for each in milestones] + [latest_end(schedule) or last]
    begin = min([first, *([schedule.start] if schedule.start else []), *(each.due for each in milestones)])
    end = max([last, *ends])
    days = (end - begin).days or 1

    def at(day: date) -> float:
        return round(100 * min(max((day - begin).days, 0), days) / days, 2)

    def bar(start: date, until: date, fill: str, edge: str, *, is_sure: bool) -> Bar:
        return Bar(at(start), max(round(at(until) - at(start), 2), 0.6), fill, edge, is_sure=is_sure)

    rows = []
    if schedule.start:
        bars = tuple(bar(own.start, own.end, PLUM, PLUM, is_sure=own.is_sure) for own in stretches(schedule, end))
        rows.append(Row(name, bars, goes_on=schedule.end is None))
    for each in sorted(milestones, key=lambda own: own.due):
        fill = PLUM if each.is_done else (ACCENT if each.is_late else WHITE)
        start, until = first_day(each.due, each.precision), last_day(each.due, each.precision)
        edge = GREY if fill == WHITE else fill
        rows.append(Row(each.name, (bar(start, until, fill, edge, is_sure=each.precision is Precision.DAY),)))
    here = (at(today), 0.0) if begin <= today <= end else None
    return Drawing(title, tuple(rows), (), ticks=_ticks(begin, end, at), band=here)
