"""Short papers out of one edition: a page for whoever has a minute, and what it says of one area or of one group.

They are cut out of the frozen data and out of the tables of people as published for the whole report: nothing is summed
anew, so that no extract can give away what the edition hides.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from monitor.domain.schedules import last_day
from monitor.domain.slugs import slugs_of
from reports import figures
from reports.data import Area, Project, ReportData, fingerprint_of
from reports.html import STYLES, render_page
from reports.language import Language
from reports.milestones import Milestone, coming_between
from reports.people_tables import PublishedPeople
from reports.qr_code import qr_svg
from reports.story import Story

OWN_STYLES = (*STYLES, "extracts.css")
CARDS_IN_A_PART = 16
WITH_SUMS_BY_GROUP = 3
"""The schema from which on the report itself prints the people of each group."""


class Kind(StrEnum):
    SUMMARY = "summary"
    AREA = "area"
    GROUP = "group"


@dataclass(frozen=True)
class Extract:
    """One extract. `about` is the area's number or the group's acronym; `name` the last part of its address."""

    kind: Kind
    about: str
    name: str
    title: str


def extracts_of(data: ReportData, language: Language) -> tuple[Extract, ...]:
    """All that can be made of an edition: the page, each area, each group that leads a project."""
    summary = Extract(Kind.SUMMARY, "", "resumen.pdf", language.gettext("Resumen de una página"))
    areas = [
        Extract(
            Kind.AREA,
            str(area.number),
            f"area-{area.number}.pdf",
            language.gettext("Área %(number)s. %(name)s", number=area.number, name=area.name),
        )
        for area in data.areas
    ]
    leading = {body.acronym: body for project in data.projects for body in project.leads}
    slugs = slugs_of(sorted(leading))
    groups = [
        Extract(Kind.GROUP, acronym, f"grupo-{slugs[acronym]}.pdf", _full_name(leading[acronym].name, acronym))
        for acronym in sorted(leading)
    ]
    return summary, *areas, *groups


def cards_in(extract: Extract, data: ReportData) -> int:
    """How many cards it shows: what it costs to lay it out."""
    if extract.kind is Kind.SUMMARY:
        return 1
    return sum(_is_about(extract, project) for project in data.projects if project.expected)


def _is_about(extract: Extract, project: Project) -> bool:
    if extract.kind is Kind.AREA:
        return extract.about in map(str, project.areas)
    return any(body.acronym == extract.about for body in project.leads)


def _full_name(name: str, acronym: str) -> str:
    return name if name == acronym else f"{name} ({acronym})"


def render_extract(
    extract: Extract,
    data: ReportData,
    *,
    people: PublishedPeople,
    charts: Mapping[str, str],
    address: str,
    language: Language,
    tightness: int = 0,
) -> str:
    """One extract as a page. `charts` as for the whole report; `address` is the public page of the edition.

    The summary is set tighter from step to step until it fits its one page; the others take the pages they need.
    """
    shared: dict[str, Any] = {
        "extract": extract,
        "address": address,
        "qr": Markup(qr_svg(address, language.gettext("Código QR que lleva a %(address)s", address=address))),  # noqa: S704 - drawn by segno
        "edition_hash": fingerprint_of(data),
        "clip": clip,
        "cards_in_a_part": CARDS_IN_A_PART,
    }
    story = Story(data, people, language)
    if extract.kind is Kind.SUMMARY:
        shared |= _summary(data, story, TIGHTNESS[tightness])
    elif extract.kind is Kind.AREA:
        shared |= _area(data, int(extract.about))
    else:
        shared |= _group(data, people, extract.about)
    html = render_page(
        f"extract_{extract.kind}.html",
        data,
        charts=charts,
        language=language,
        people=people,
        styles=OWN_STYLES,
        **shared,
    )
    return without_dangling_links(html)


# The page for whoever has a minute


@dataclass(frozen=True)
class Tightness:
    """How much of each list the summary shows."""

    areas: int
    name: int
    """Characters of an area's name."""
    words: int
    """Characters of an area's synthesis."""
    ahead: int
    concerns: int
    chart: bool = True


TIGHTNESS = (
    Tightness(areas=8, name=130, words=150, ahead=4, concerns=4),
    Tightness(areas=8, name=74, words=90, ahead=3, concerns=3),
    Tightness(areas=8, name=74, words=0, ahead=3, concerns=2),
    Tightness(areas=12, name=74, words=0, ahead=2, concerns=2, chart=False),
    Tightness(areas=8, name=74, words=0, ahead=1, concerns=1, chart=False),
)


@dataclass(frozen=True)
class AreaLine:
    area: Area
    said: str
    """The first words of the GTG's synthesis; empty where there is none."""
    said_in: str
    """The language that they are in."""
    compliance: figures.Compliance
    completed: int
    delayed: int
    projects: int


@dataclass(frozen=True)
class Ahead:
    """A milestone of the coming quarter."""

    day: date
    project: Project
    milestone: Milestone


def _summary(data: ReportData, story: Story, tightness: Tightness) -> dict[str, Any]:
    ahead, concerns = coming(data), story.concerns()
    return {
        "lines": [_line(data, area, tightness.words) for area in data.areas[: tightness.areas]],
        "areas_left_out": len(data.areas[tightness.areas :]),
        "ahead": ahead[: tightness.ahead],
        "ahead_left_out": len(ahead[tightness.ahead :]),
        "concerns": concerns[: tightness.concerns],
        "concerns_left_out": len(concerns[tightness.concerns :]),
        "owing": _owing(data),
        "shows_chart": tightness.chart,
        "name_length": tightness.name,
    }


def _line(data: ReportData, area: Area, words: int) -> AreaLine:
    projects = figures.in_area(data, area.number)
    expected = [project for project in projects if project.expected]
    own = data.said(data.synthesis(area.number))
    synthesis = " ".join(own.text.split())
    return AreaLine(
        area=area,
        said=clip(first_sentence(synthesis), words) if words else "",
        said_in=own.language,
        compliance=figures.compliance(answer for project in expected for answer in project.answers),
        completed=sum(_is(project, "completed") for project in expected),
        delayed=sum(bool(project.headline and project.headline.punctuality == "delayed") for project in expected),
        projects=len(expected),
    )


def _is(project: Project, status: str) -> bool:
    return bool(project.headline and project.headline.status == status)


def _owing(data: ReportData) -> list[str]:
    """The groups that owe an update, those that owe most first."""
    return [group for group, own in figures.by_group(data) if own.missing]


def coming(data: ReportData) -> list[Ahead]:
    """The milestones of the quarter that follows, as they stand at the cut-off, the nearest first."""
    first, last = data.period_end + timedelta(days=1), end_of_next_quarter(data.period_end)
    found = [
        Ahead(last_day(*milestone.stands), project, milestone)
        for project in data.projects
        for milestone in project.milestones
        if coming_between(milestone, first, last) and milestone.stands
    ]
    return sorted(found, key=lambda own: (own.day, own.project.number, own.milestone.name))


def end_of_next_quarter(end: date) -> date:
    month = end.year * 12 + end.month - 1 + 3
    year, month = divmod(month, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


# One area, one group


def _area(data: ReportData, number: int) -> dict[str, Any]:
    area = next(own for own in data.areas if own.number == number)
    projects = figures.in_area(data, number)
    return {
        "area": area,
        "projects": projects,
        "part": replace(data, projects=tuple(projects)),
        "cards_elsewhere": [own for own in projects if own.expected and own.areas[0] != number],
        "reporting": figures.people(projects).projects_reporting,
        "asked": figures.asked_for_people(projects),
    }


def _group(data: ReportData, people: PublishedPeople, acronym: str) -> dict[str, Any]:
    leads = [own for own in data.projects if any(body.acronym == acronym for body in own.leads)]
    own_answers = [
        replace(project, answers=tuple(answer for answer in project.answers if answer.group == acronym))
        for project in leads
        if any(answer.group == acronym for answer in project.answers)
    ]
    part = replace(data, projects=tuple(leads))
    return {
        "leads": leads,
        "cards": [project for project in leads if project.expected],
        "supports": [own for own in data.projects if any(body.acronym == acronym for body in own.supports)],
        "part": part,
        "own": figures.compliance(answer for project in own_answers for answer in project.answers),
        "owed": [project for project in own_answers if figures.compliance(project.answers).missing],
        "counts": figures.statuses(leads),
        "met": figures.milestones(part),
        # Older editions print no sums of people by group, so neither does what is cut out of them.
        "row": people.groups.get(acronym) if data.schema >= WITH_SUMS_BY_GROUP else None,
        "spoke": figures.people_of_group(data, acronym),
    }


# Words


def clip(text: str, most: int) -> str:
    """The text by whole words, with «…» where it was cut."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if " " in kept and not text[most - 1].isspace():
        kept = kept[: kept.rindex(" ")]
    words_kept = kept.split(" ")
    while len(words_kept) > 1 and len(words_kept[-1]) <= 3:
        words_kept.pop()  # «con la…» or «de…» leave the reader hanging
    kept = " ".join(words_kept)
    return kept.rstrip(" ,.;:–-“«(") + "…"


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


_ANCHOR = re.compile(r'\sid="([^"]+)"')
_LINK = re.compile(r'<a href="#([^"]+)">(.*?)</a>', re.DOTALL)
_PAGE = re.compile(r'<span class="page" data-target="#([^"]+)"></span>')


def without_dangling_links(html: str) -> str:
    """What the pieces of the whole report say about its other pages, without a way there: those pages are not here."""
    here = set(_anchors(html))
    html = _LINK.sub(lambda found: found[0] if found[1] in here else found[2], html)
    return _PAGE.sub(lambda found: found[0] if found[1] in here else "–", html)


def _anchors(html: str) -> Iterator[str]:
    return (found[1] for found in _ANCHOR.finditer(html))
