"""What the report's charts show: plain data, so that a chart already drawn is known again and not drawn anew.

Each can be read in black and white and has its table in the report. `reports.drawing` draws them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from monitor.domain.updates import Status
from monitor.domain.words import STATUS
from reports import figures
from reports.data import Project, ReportData
from reports.language import N_, Language
from reports.past import PastCompliance
from reports.people_rows import Column
from reports.people_tables import PublishedPeople
from reports.remarks import Remarks
from reports.story import Story
from reports.stretches import latest_end, stretches

PLUM, VIOLET, LILAC = "#4a2a6a", "#a98cc6", "#ddd0ea"
ACCENT, INK, GREY, SILVER, WHITE = "#b4540a", "#221a2b", "#6a6274", "#bdb7c4", "#ffffff"

ON_TIME_OR_LATE = 3
"""The first schema whose editions show by group what came on time, late and not at all."""
BARS = 30
"""Groups of a chart that fit on one page below its section's head: those that owe most."""
ON_A_PAGE = 42
"""Projects of a timeline that fit on one page."""


class Form(StrEnum):
    STACKED = "stacked"
    SHARES = "shares"
    TIMELINE = "timeline"


@dataclass(frozen=True)
class Plot:
    """One chart: its form, its alternative text, its rows and what else the form needs to know."""

    form: Form
    title: str
    rows: Sequence[Mapping[str, Any]]
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Plots with the same key are drawn the same."""
        return sha256(_circumstances() + json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@cache
def _circumstances() -> bytes:
    drawing = Path(__file__).with_name("drawing.py").read_bytes()
    return version("vl-convert-python").encode() + drawing


def plot_charts(data: ReportData, people: PublishedPeople, language: Language) -> dict[str, Plot]:
    """Name of the chart → what it shows. A chart with nothing to show is left out."""
    plots: dict[str, Plot] = {}
    if any(project.expected for project in data.projects):
        plots["received"] = _received(data, language)
        if data.trend:
            plots["trend"] = _trend(data, Remarks(Story(data, people, language)))
        plots["statuses"] = _statuses(data, language)
    if any(row.share_of_women is not None for row in people.areas.values()):
        plots["women"] = _women(data, people, language)
    dated = sorted(
        (project for project in data.projects if project.start),
        key=lambda project: (project.start or date.max, project.end or date.max, project.number),
    )
    for start in range(0, len(dated), ON_A_PAGE):
        name = "timeline" if start == 0 else f"timeline-{start // ON_A_PAGE + 1}"
        plots[name] = _timeline(data, dated, dated[start : start + ON_A_PAGE], language)
    return plots


def _stacked(
    title: str,
    rows: Sequence[Mapping[str, Any]],
    order: Sequence[str],
    kinds: Sequence[tuple[str, str, str]],
    labels: int,
) -> Plot:
    """Horizontal bars in parts, each with its number. A kind is (name, fill, colour of the number)."""
    return Plot(
        Form.STACKED, title, rows, {"order": list(order), "kinds": [list(kind) for kind in kinds], "labels": labels}
    )


def _received(data: ReportData, language: Language) -> Plot:
    if data.schema < ON_TIME_OR_LATE:
        return _approved(data, language)
    kinds = _looks(language.gettext("A tiempo"), language.gettext("Tarde"), language.gettext("Falta"))
    groups = [(group, own) for group, own in figures.by_group(data) if own.expected]
    groups = groups[:BARS]  # the table has them all
    names = {group: _brief(group) for group, _ in groups}
    if len(set(names.values())) < len(names):
        names = {group: group for group in names}  # cut short they would be one bar
    rows = [
        {"row": names[group], "kind": kinds[position][0], "position": position, "n": n}
        for group, own in groups
        for position, n in enumerate((own.on_time, own.late, own.missing))
    ]
    title = language.gettext("Avances de cada grupo: a tiempo, tarde y sin recibir. Las cifras, en la tabla que sigue")
    labels = 130 if all(len(name) <= 20 for name in names.values()) else 260
    return _stacked(title, rows, list(names.values()), kinds, labels=labels)


def _brief(name: str, *, most: int = 42) -> str:
    """The name, or its beginning and its end: groups that are called by a whole sentence often begin alike."""
    if len(name) <= most:
        return name
    return f"{name[: most * 5 // 9].rstrip()}…{name[-most * 3 // 9 :].lstrip()}"


def _approved(data: ReportData, language: Language) -> Plot:
    """What editions showed before they told who was late."""
    kinds = _looks(language.gettext("Aprobado"), language.gettext("En revisión"), language.gettext("Falta"))
    groups = [(group, own) for group, own in figures.by_group(data) if own.expected]
    rows = [
        {"row": group, "kind": kinds[position][0], "position": position, "n": n}
        for group, own in groups
        for position, n in enumerate((own.approved, own.in_review, own.missing))
    ]
    title = language.gettext("Avances recibidos y por recibir de cada grupo")
    return _stacked(title, rows, [group for group, _ in groups], kinds, labels=130)


def _looks(first: str, second: str, missing: str) -> list[tuple[str, str, str]]:
    """Dark, light and empty: what is not there is a frame."""
    return [(first, PLUM, "white"), (second, VIOLET, INK), (missing, WHITE, INK)]


def _trend(data: ReportData, remarks: Remarks) -> Plot:
    language = remarks.story.language
    kinds = _looks(language.gettext("A tiempo"), language.gettext("Tarde"), language.gettext("Falta"))
    periods = [own for own in figures.trend(data) if own.overall.expected]
    rows = [
        {"row": own.period, "kind": kinds[position][0], "position": position, "n": n}
        for own in periods
        for position, n in enumerate(_three(own.overall))
    ]
    title = language.gettext("%(said)s. Las cifras, en la tabla que sigue", said=remarks.trend())
    return _stacked(title, rows, [own.period for own in periods], kinds, labels=60)


def _three(own: PastCompliance) -> tuple[int, int, int]:
    """On time, late, missing."""
    return own.on_time, own.received - own.on_time, own.expected - own.received


STATUS_LOOKS: tuple[tuple[Status | None, str, str], ...] = (
    (Status.COMPLETED, PLUM, "white"),
    (Status.IN_PROGRESS, VIOLET, INK),
    (Status.NOT_STARTED, LILAC, INK),
    (Status.SUSPENDED, ACCENT, "white"),
    (Status.CANCELLED, SILVER, INK),
    (None, WHITE, INK),
)
WITHOUT_UPDATE = N_("Sin avance aprobado")


def _statuses(data: ReportData, language: Language) -> Plot:
    counts = {area.number: figures.statuses(figures.in_area(data, area.number)) for area in data.areas}
    used = [look for look in STATUS_LOOKS if any(own[look[0]] for own in counts.values())]
    kinds = [(language.gettext(STATUS[status] if status else WITHOUT_UPDATE), fill, ink) for status, fill, ink in used]
    names = {area.number: language.gettext("Área %(number)s", number=area.number) for area in data.areas}
    rows = [
        {"row": names[number], "kind": kinds[position][0], "position": position, "n": own[status]}
        for number, own in counts.items()
        for position, (status, _, _) in enumerate(used)
    ]
    title = language.gettext("Estado de los proyectos de cada área")
    return _stacked(title, rows, [names[number] for number, own in counts.items() if own.total()], kinds, labels=60)


def _women(data: ReportData, people: PublishedPeople, language: Language) -> Plot:
    rows = []
    for area in data.areas:
        row = people.areas[area.number]
        women = row.by_sex[Column.WOMEN].value
        if row.share_of_women is None or women is None:
            continue
        text = language.gettext(
            "%(share)s: %(women)s mujeres", share=language.percent(row.share_of_women), women=language.number(women)
        )
        rows.append(
            {
                "row": language.gettext("Área %(number)s", number=area.number),
                "share": row.share_of_women,
                # A label that would lie on the line of parity starts behind it.
                "label_at": 0.5 if 0.25 < row.share_of_women < 0.5 else row.share_of_women,
                "text": text,
            }
        )
    title = language.gettext("Porcentaje de mujeres en cada área")
    return Plot(Form.SHARES, title, rows, {"half": language.gettext("50 %: paridad")})


def _timeline(data: ReportData, dated: Sequence[Project], shown: Sequence[Project], language: Language) -> Plot:
    """Some of the dated projects, against the whole time of all of them."""
    last = max(latest_end(project) or data.period_end for project in dated)
    first = min(project.start for project in dated if project.start)
    # Told apart in black and white too: filled, framed, light.
    kinds = [
        (language.gettext("Se espera avance este trimestre"), PLUM, PLUM),
        (language.gettext("Terminó antes"), WHITE, GREY),
        (language.gettext("Empieza después"), LILAC, VIOLET),
    ]
    rows = [
        {
            "row": _short(project),
            "from": str(stretch.start),
            "to": str(stretch.end),
            "kind": kinds[_moment(project, data)][0],
            "sure": stretch.is_sure,
        }
        for project in shown
        for stretch in stretches(project, last)
    ]
    details = {
        "kinds": [list(kind) for kind in kinds],
        "first": str(first),
        "last": str(last),
        "open": [_short(project) for project in shown if project.end is None],
        "quarter": language.quarter_letter,
        "band": [str(data.period_start), str(data.period_end + timedelta(days=1))],
    }
    title = language.gettext("Fechas de los proyectos del plan. Sus palabras están en las tablas de cada área")
    return Plot(Form.TIMELINE, title, rows, details)


def _moment(project: Project, data: ReportData) -> int:
    """Which of the timeline's kinds a project is of."""
    if project.expected:
        return 0
    return 1 if project.end and project.end < data.period_start else 2


def _short(project: Project) -> str:
    """The number and as many whole words of the title as fit in the margin."""
    words = project.title.split()
    text = f"{project.number}."
    for position, word in enumerate(words):
        if len(text) + len(word) > 44:
            return text + ("…" if position else f" {word[:40]}…")
        text = f"{text} {word}"
    return text
