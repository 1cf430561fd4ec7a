"""The few figures that matter, each with its change since the period before, in words."""

from dataclasses import dataclass

from monitor.domain.updates import Status
from reports import figures
from reports.past import Headline
from reports.story import Story


@dataclass(frozen=True)
class KeyFigure:
    """One figure of the executive page. `of`, `more` and `change` may be empty."""

    value: str
    of: str
    label: str
    more: str
    change: str


def key_figures(story: Story) -> list[KeyFigure]:
    writer = _Writer(story)
    return [
        writer.received(),
        writer.on_time(),
        writer.completed(),
        writer.troubled(),
        writer.women(),
        writer.milestones(),
    ]


def compared_with(story: Story) -> str:
    """What the changes are measured against, or that there is nothing to compare with."""
    previous = story.data.previous
    if previous is None:
        return story._("No hay un trimestre anterior con datos: este informe no compara.")
    if previous.edition:
        return story._(
            "Los cambios se miden contra la edición %(edition)s del informe de %(period)s.",
            edition=previous.edition,
            period=previous.period,
        )
    return story._(
        "Los cambios se miden contra lo que hoy consta de %(period)s: ese trimestre no tiene informe publicado.",
        period=previous.period,
    )


@dataclass(frozen=True)
class _Writer:
    story: Story

    @property
    def previous(self) -> Headline | None:
        return self.story.data.previous

    def _(self, message: str, **values: object) -> str:
        return self.story._(message, **values)

    def received(self) -> KeyFigure:
        own, before = self.story.overall, self.previous
        return KeyFigure(
            str(own.received),
            self._("de %(n)s", n=own.expected),
            self._("avances recibidos"),
            self._("%(n)s en revisión", n=own.in_review) if own.in_review else "",
            self._count(own.received, before.received, before.expected) if before else "",
        )

    def on_time(self) -> KeyFigure:
        own, before = self.story.overall, self.previous
        return KeyFigure(
            str(own.on_time),
            self._("de %(n)s", n=own.expected),
            self._("avances a tiempo"),
            self._("%(late)s tarde; sin recibir: %(missing)s", late=own.late, missing=own.missing),
            self._count(own.on_time, before.on_time, before.expected) if before else "",
        )

    def completed(self) -> KeyFigure:
        counts, before = figures.statuses(self.story.data.projects), self.previous
        return KeyFigure(
            str(counts[Status.COMPLETED]),
            self._("de %(n)s", n=counts.total()),
            self._("proyectos terminados"),
            self._("%(n)s en curso; %(m)s sin avance aprobado", n=counts[Status.IN_PROGRESS], m=counts[None]),
            self._count(counts[Status.COMPLETED], before.completed, before.projects) if before else "",
        )

    def troubled(self) -> KeyFigure:
        projects, before = self.story.data.projects, self.previous
        own = len(figures.troubled(projects))
        return KeyFigure(
            str(own),
            self._("de %(n)s", n=figures.statuses(projects).total()),
            self._("proyectos con problemas"),
            self._("con retraso, suspendidos o cancelados"),
            self._count(own, before.troubled, before.projects) if before else "",
        )

    def women(self) -> KeyFigure:
        language, share, before = self.story.language, self.story.people.whole.share_of_women, self.previous
        data = self.story.data
        reporting = self.story.reporting_projects(
            figures.people(data.projects).projects_reporting, figures.asked_for_people(data.projects)
        )
        change = ""
        if before and share is not None and before.share_of_women is not None:
            change = self._points(round(share * 100) - round(before.share_of_women * 100), before)
        return KeyFigure(
            language.percent(share) if share is not None else "–",
            "",
            self._("mujeres, entre las personas de sexo conocido"),
            reporting,
            change,
        )

    def milestones(self) -> KeyFigure:
        met, before = figures.milestones(self.story.data), self.previous
        if not met.total:
            return KeyFigure("–", "", self._("hitos cumplidos"), self._("hasta este trimestre no vencía ninguno"), "")
        return KeyFigure(
            str(met.done),
            self._("de %(n)s", n=met.total),
            self._("hitos cumplidos, de los que vencían"),
            self._("%(moved)s con fecha nueva; atrasados: %(late)s", moved=met.moved, late=met.late),
            self._count(met.done, before.milestones_done, before.milestones_due) if before else "",
        )

    def _count(self, now: int, before: int | None, out_of: int | None) -> str:
        """`3 más que en 2021-T2 (8 de 9)`; nothing where that figure is not known of the period before."""
        if before is None or out_of is None or self.previous is None:
            return ""
        values = {"period": self.previous.period, "before": before, "of": out_of, "n": abs(now - before)}
        if now == before:
            return self._("igual que en %(period)s (%(before)s de %(of)s)", **values)
        if now > before:
            return self._("%(n)s más que en %(period)s (%(before)s de %(of)s)", **values)
        return self._("%(n)s menos que en %(period)s (%(before)s de %(of)s)", **values)

    def _points(self, change: int, before: Headline) -> str:
        language = self.story.language
        values = {"period": before.period, "share": language.percent(before.share_of_women or 0)}
        if change == 0:
            return self._("igual que en %(period)s", period=before.period)
        if change > 0:
            return language.ngettext(
                "%(n)s punto más que en %(period)s (%(share)s)",
                "%(n)s puntos más que en %(period)s (%(share)s)",
                change,
                **values,
            )
        return language.ngettext(
            "%(n)s punto menos que en %(period)s (%(share)s)",
            "%(n)s puntos menos que en %(period)s (%(share)s)",
            -change,
            **values,
        )
