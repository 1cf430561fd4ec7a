"""One snapshot in another language: the product's own words anew, the words of the plan and of people as they are."""

import re
from collections.abc import Callable
from dataclasses import replace

from monitor.domain.schedule_words import date_in_words, schedule_in_words
from monitor.domain.schedules import Schedule
from monitor.domain.sentences import Tongue
from monitor.translations import DEFAULT, catalogue, tongue
from reports.annual_data import AnnualData
from reports.data import Project, ReportData, fingerprint_of
from reports.language import Language
from reports.milestones import Milestone

_MONTHS_AWAY = re.compile(r"entre (\d+) y (\d+) meses, sin fecha de inicio fijada")
_EDITION = re.compile(r"Edición (\S+)")


def speaking(code: str) -> Language:
    """How the report speaks a language. Spanish needs no catalogue."""
    return Language(code) if code == DEFAULT else Language(code, catalogue(code))


def in_language(data: ReportData, code: str) -> ReportData:
    """The same report in another language. What was frozen in words, and can be said anew, is said anew.

    The plan's words, the groups' answers and the GTG's texts are printed in the language they were written in, unless
    the GTG translated them: `ReportData.said` knows.
    """
    if code == data.language:
        return data
    language, speak = speaking(code), tongue(code)
    number = _EDITION.fullmatch(data.edition)
    return replace(
        data,
        language=code,
        # It names the snapshot that it is made from, not a translated one that nobody keeps.
        fingerprint=fingerprint_of(data) if data.is_edition else "",
        publisher=language.gettext(data.publisher),
        edition=language.gettext("Edición %(number)s", number=number[1]) if number else language.gettext(data.edition),
        projects=tuple(_project(project, language.gettext, speak) for project in data.projects),
    )


def annual_in_language(data: AnnualData, code: str) -> AnnualData:
    """The same of an annual report and of the quarters it is made of."""
    if code == data.language:
        return data
    quarters = tuple(replace(own, data=in_language(own.data, code)) for own in data.quarters)
    return replace(data, language=code, publisher=speaking(code).gettext(data.publisher), quarters=quarters)


def _project(project: Project, gettext: Callable[[str], str], speak: Tongue) -> Project:
    milestones = tuple(_milestone(milestone, gettext, speak) for milestone in project.milestones)
    return replace(project, when=_when(project, gettext, speak), milestones=milestones)


def _when(project: Project, gettext: Callable[[str], str], speak: Tongue) -> str:
    """From the dates, where there are any; else the phrase as it is known."""
    if project.start or project.end:
        schedule = Schedule(
            "",
            project.start,
            project.end,
            project.start_precision,
            project.end_precision,
            approximate=project.approximate,
            open_ended=project.open_ended,
        )
    elif away := _MONTHS_AWAY.match(project.when):
        schedule = Schedule("", min_months=int(away[1]), max_months=int(away[2]), approximate=project.approximate)
    else:
        return gettext(project.when)
    return schedule_in_words(schedule).said_in(speak)


def _milestone(milestone: Milestone, gettext: Callable[[str], str], speak: Tongue) -> Milestone:
    if milestone.due is None:
        return replace(milestone, due_text=gettext(milestone.due_text))
    return replace(milestone, due_text=date_in_words(milestone.due, milestone.precision).said_in(speak))
