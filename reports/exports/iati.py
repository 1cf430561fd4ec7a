"""The edition as IATI 2.03 activity XML: the standard in which donors and governments exchange what projects do.

One activity for each project of the plan. IATI wants a date for every activity: what the plan leaves fuzzy stands in
the narrative of the date, in the plan's own words, and a project without any date is given the plan's own, saying so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from monitor.domain.updates import Status
from reports.data import Body, Project, ReportData
from reports.exports.xml_text import printable
from reports.languages import speaking
from reports.people_rows import Column
from reports.people_tables import PeopleTable, PublishedPeople, publish

VERSION = "2.03"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
REPORTING_ORG = "ALIANZA-PACIFICO-GTG"
"""Until the Pacific Alliance has an identifier in the registry of organisations, one of our own."""

ACTIVITY_STATUS = {
    None: "2",
    Status.NOT_STARTED: "1",
    Status.IN_PROGRESS: "2",
    Status.COMPLETED: "3",
    Status.SUSPENDED: "6",
    Status.CANCELLED: "5",
}
"""IATI's code list ActivityStatus. Without an approved update a project of a running plan is under way."""
PLANNED_START, PLANNED_END = "1", "3"
ACCOUNTABLE, IMPLEMENTING, EXTENDING = "2", "4", "3"
MULTILATERAL, OTHER_PUBLIC = "40", "15"
AMERICA_REGIONAL = "498"
OWN_VOCABULARY = "99"
GENDER_EQUALITY, PRINCIPAL_OBJECTIVE = "1", "2"
OUTPUT, UNIT = "1", "1"


@dataclass(frozen=True)
class _Plan:
    key: str
    start: date
    end: date


def iati_of(
    data: ReportData, *, plan_key: str, plan_start: date, plan_end: date, people: PublishedPeople | None = None
) -> bytes:
    """The whole document. The plan's own dates stand in for those that a project does not have.

    `plan_key` is part of each activity's identifier: whatever the plan is called, it never changes.
    """
    people, plan = people or publish(data), _Plan(plan_key, plan_start, plan_end)
    root = Element(
        "iati-activities", {"version": VERSION, "generated-datetime": data.generated_at.isoformat(timespec="seconds")}
    )
    for project in data.projects:
        root.append(_Activity(data, project, plan, people).element())
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode("utf-8") + b"\n"


class _Activity:
    """One project as an IATI activity; the order of the elements is the schema's."""

    def __init__(
        self,
        data: ReportData,
        project: Project,
        plan: _Plan,
        people: PublishedPeople,
    ) -> None:
        self.data, self.project, self.people = data, project, people
        self.plan = plan
        self.language = speaking(data.language)

    def element(self) -> Element:
        activity = Element(
            "iati-activity",
            {
                LANG: self.data.language,
                "last-updated-datetime": self.data.cut_off.isoformat(timespec="seconds"),
                "hierarchy": "1",
            },
        )
        key = f"{REPORTING_ORG}-{self.plan.key.upper()}-{self.project.number}"
        SubElement(activity, "iati-identifier").text = key
        _narrative(
            SubElement(activity, "reporting-org", {"ref": REPORTING_ORG, "type": MULTILATERAL}), self.data.publisher
        )
        _narrative(SubElement(activity, "title"), self.project.title)
        _narrative(SubElement(activity, "description", {"type": "1"}), self.project.activity)
        for role, kind, body in self._organisations():
            _narrative(SubElement(activity, "participating-org", {"role": role, "type": kind}), body.name)
        content = self.project.headline
        status = ACTIVITY_STATUS[content.status if content else None]
        SubElement(activity, "activity-status", {"code": status})
        for kind, day, narrative in self._dates():
            _narrative(SubElement(activity, "activity-date", {"type": kind, "iso-date": day.isoformat()}), narrative)
        SubElement(activity, "recipient-region", {"code": AMERICA_REGIONAL, "vocabulary": "1"})
        self._add_sectors(activity)
        SubElement(
            activity,
            "policy-marker",
            {"vocabulary": "1", "code": GENDER_EQUALITY, "significance": PRINCIPAL_OBJECTIVE},
        )
        for result in self._results():
            activity.append(result)
        return activity

    def _organisations(self) -> Iterator[tuple[str, str, Body]]:
        for position, body in enumerate(self.project.leads):
            yield (ACCOUNTABLE if position == 0 else IMPLEMENTING), OTHER_PUBLIC, body
        for body in self.project.supports:
            yield EXTENDING, OTHER_PUBLIC, body
        for body in self.project.allies:
            yield EXTENDING, MULTILATERAL, body

    def _dates(self) -> Iterator[tuple[str, date, str]]:
        words = f"«{self.project.schedule}». {self.project.when[:1].upper()}{self.project.when[1:]}."
        if self.project.start is None and self.project.end is None:
            unknown = self.language.gettext("El plan no da una fecha: se anota la del plan. %(words)s", words=words)
            yield PLANNED_START, self.plan.start, unknown
            return
        if self.project.start is not None:
            yield PLANNED_START, self.project.start, words
        if self.project.end is not None:
            yield PLANNED_END, self.project.end, words

    def _add_sectors(self, activity: Element) -> None:
        """The plan's own areas as the sector vocabulary; shares add up to 100 where there are several."""
        names = {area.number: area.name for area in self.data.areas}
        shares = _shares(len(self.project.areas))
        for area, share in zip(self.project.areas, shares, strict=True):
            facts = {"vocabulary": OWN_VOCABULARY, "code": str(area)}
            if len(shares) > 1:
                facts["percentage"] = share
            _narrative(SubElement(activity, "sector", facts), names[area])

    def _results(self) -> Iterator[Element]:
        for answer in self.project.answers[:1]:
            for table in self.people.tables.get((self.project.number, answer.group), ()):
                if result := self._result(table):
                    yield result

    def _result(self, table: PeopleTable) -> Element | None:
        """The people of one activity as an output; hidden figures are left out, never guessed."""
        row = table.rows[0]
        if row.total.value is None:
            return None
        result = Element("result", {"type": OUTPUT})
        _narrative(SubElement(result, "title"), table.record.activity)
        indicator = SubElement(result, "indicator", {"measure": UNIT})
        _narrative(SubElement(indicator, "title"), self.language.gettext("Participación"))
        period = SubElement(indicator, "period")
        SubElement(period, "period-start", {"iso-date": self.data.period_start.isoformat()})
        SubElement(period, "period-end", {"iso-date": self.data.period_end.isoformat()})
        SubElement(period, "actual", {"value": str(row.total.value)})
        for column in (Column.WOMEN, Column.MEN):
            figure = row.by_sex.get(column)
            if figure is not None and figure.value is not None:
                actual = SubElement(period, "actual", {"value": str(figure.value)})
                SubElement(actual, "dimension", {"name": "sex", "value": column.value})
        return result


def _shares(count: int) -> list[str]:
    """Whole percentages that add up to 100."""
    each, rest = divmod(100, count)
    return [str(each + (position < rest)) for position in range(count)]


def _narrative(parent: Element, text: str) -> None:
    SubElement(parent, "narrative").text = printable(text)
