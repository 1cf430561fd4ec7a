"""More sentences of the report: what the sections on trend, delays, people and notes say of their figures."""

from dataclasses import dataclass

from monitor.domain import words
from reports import figures
from reports.past import PastCompliance
from reports.story import Story


@dataclass(frozen=True)
class Remarks:
    story: Story

    def _(self, message: str, **values: object) -> str:
        return self.story._(message, **values)

    def trend(self) -> str:
        """What the trend shows, as the title of its chart: this period's share on time beside the one before."""
        periods = [own for own in figures.trend(self.story.data) if own.overall.expected]
        if len(periods) < 2 or periods[-1].period != self.story.data.period:
            return self._("Avances a tiempo, tarde y sin recibir de cada trimestre")
        before, now = periods[-2:]
        values = {
            "now": self._share_on_time(now.overall),
            "before": self._share_on_time(before.overall),
            "period": before.period,
        }
        if self.story.data.cut_off.date() <= self.story.data.due_on:  # what is missing may still come in time
            return self._("Hasta la fecha de corte, llegó el %(now)s de los avances a tiempo", **values)
        if values["now"] == values["before"]:
            return self._("Llegó a tiempo el %(now)s de los avances, igual que en %(period)s", **values)
        return self._("Llegó a tiempo el %(now)s de los avances; en %(period)s, el %(before)s", **values)

    def _share_on_time(self, own: PastCompliance) -> str:
        return self.story.language.percent(own.on_time / own.expected)

    def delays(self) -> str:
        """The most frequent reason, where there is one."""
        found = figures.delays(self.story.data)
        total = sum(len(own.projects) for own in found)
        first = found[0]
        said = self.story.language.ngettext(
            "%(n)s proyecto informa de retraso.", "%(n)s proyectos informan de retraso.", total
        )
        is_alone = len(found) == 1 or len(found[1].projects) < len(first.projects)
        if total < 2 or first.reason is None or not is_alone:
            return said
        reason = self._("El motivo más frecuente: %(reason)s.", reason=self._(words.DELAY_REASON[first.reason]).lower())
        return f"{said} {reason}"

    def people_counted(self) -> str:
        """How many records there are, and of how many projects."""
        story, total = self.story, self.story.people.whole.total.value
        reporting = story.reporting_projects(
            figures.people(story.data.projects).projects_reporting, figures.asked_for_people(story.data.projects)
        )
        said = self._("%(reporting)s.", reporting=reporting[:1].upper() + reporting[1:])
        if total is None:
            return said
        count = story.language.ngettext("%(n)s registro de participación.", "%(n)s registros de participación.", total)
        return f"{said} {count}"

    def spread_coverage(self, coverage: float | None) -> str:
        """Of how many people the country, or the age, is printed."""
        if coverage is None:
            return ""
        return self._(
            "Cobertura: el dato consta y se puede publicar en el %(share)s de los registros.",
            share=self.story.language.percent(coverage),
        )

    def womens_roles(self) -> str:
        data = self.story.data
        approved = sum(answer.content is not None for answer in figures.all_answers(data))
        return self.story.language.ngettext(
            "%(n)s de %(all)s avances aprobados trae una nota pública sobre el papel de las mujeres en la actividad.",
            "%(n)s de %(all)s avances aprobados traen una nota pública sobre el papel de las mujeres en la actividad.",
            len(figures.womens_roles(data)),
            all=approved,
        )
