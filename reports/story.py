"""The sentences of the report: what a figure means, said once and in words. Each chart's title is its message."""

from dataclasses import dataclass

from monitor.domain import words
from monitor.domain.indicators import IndicatorAnswer
from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import Punctuality, State, Status
from reports import figures
from reports.data import Answer, Area, Project, ReportData, WhyNotExpected
from reports.indicator_lines import indicator_line
from reports.language import N_, Language
from reports.milestones import Milestone
from reports.people_tables import PublishedPeople

ANSWER_STATE = {
    State.NOT_STARTED: N_("Falta el avance"),
    State.DRAFT: N_("Falta el avance"),  # what a group has in its drawer is nobody else's business
    State.SUBMITTED: N_("Avance en revisión"),
    State.RETURNED: N_("Avance en corrección"),
    State.APPROVED: N_("Avance aprobado"),
    State.WAIVED: N_("Avance dispensado"),
}


NAMED_LATE = 5
"""So many late milestones of one project are named where a reader in charge looks first."""


NAMED_OWING = 20
"""So many groups that owe an update are named in a sentence; a longer list would fill the executive page."""


@dataclass(frozen=True)
class Concern:
    """Something a reader in charge should look at."""

    project: Project
    words: str
    quoted: str = ""
    """What of them is the plan's own: the name of a milestone."""


@dataclass(frozen=True)
class Story:
    """Everything the report says about its own figures."""

    data: ReportData
    people: PublishedPeople
    language: Language

    def _(self, message: str, **values: object) -> str:
        return self.language.gettext(message, **values)

    @property
    def overall(self) -> figures.Compliance:
        return figures.compliance(figures.all_answers(self.data))

    def received(self) -> str:
        """How many updates came, as the title of a chart."""
        all_of_them = self.overall
        if not all_of_them.expected:
            return self._("Este trimestre no se esperaba ningún avance")
        if not all_of_them.received:
            return self.language.ngettext(
                "No llegó el único avance esperado",
                "No llegó ninguno de los %(n)s avances esperados",
                all_of_them.expected,
            )
        if not all_of_them.missing:
            return self.language.ngettext(
                "Llegó el único avance esperado", "Llegaron los %(n)s avances esperados", all_of_them.expected
            )
        return self.language.ngettext(
            "%(received)s de %(expected)s avances recibidos; falta %(n)s",
            "%(received)s de %(expected)s avances recibidos; faltan %(n)s",
            all_of_them.missing,
            received=all_of_them.received,
            expected=all_of_them.expected,
        )

    def received_in_full(self) -> str:
        """The sentence the report always says: x de y, and who is missing."""
        owing: dict[str, list[str]] = {}
        for gap in figures.missing(self.data):
            owing.setdefault(gap.group, []).append(str(gap.project.number))
        if not owing:
            return self._("%(title)s.", title=self.received())
        if len(owing) > NAMED_OWING:
            return self._(
                "%(title)s. Falta el avance de %(groups)s grupos: están en la tabla «Avances que faltan».",
                title=self.received(),
                groups=len(owing),
            )
        names = [
            self.language.ngettext(
                "%(group)s (proyecto %(numbers)s)",
                "%(group)s (proyectos %(numbers)s)",
                len(numbers),
                group=group,
                numbers=self.language.listing(numbers),
            )
            for group, numbers in sorted(owing.items())
        ]
        return self.language.ngettext(
            "%(received)s de %(expected)s avances recibidos; falta: %(names)s.",
            "%(received)s de %(expected)s avances recibidos; faltan: %(names)s.",
            self.overall.missing,
            received=self.overall.received,
            expected=self.overall.expected,
            names=self.language.listing(names),
        )

    def in_review(self) -> str:
        """What came and is not in the report yet, or nothing."""
        if not self.overall.in_review:
            return ""
        return self.language.ngettext(
            "%(n)s avance recibido todavía está en revisión: cuenta como recibido, pero su contenido no figura aquí.",
            "%(n)s avances recibidos todavía están en revisión: cuentan como recibidos, pero su contenido no figura "
            "aquí.",
            self.overall.in_review,
        )

    def statuses(self) -> str:
        counts = figures.statuses(self.data.projects)
        known = counts.total() - counts[None]
        if not known:
            return self._("Todavía no se conoce el estado de ningún proyecto")
        done = self.language.ngettext("%(n)s terminado", "%(n)s terminados", counts[Status.COMPLETED])
        running = self.language.ngettext("%(n)s en curso", "%(n)s en curso", counts[Status.IN_PROGRESS])
        return self.language.ngettext(
            "De %(n)s proyecto con estado conocido: %(done)s, %(running)s",
            "De %(n)s proyectos con estado conocido: %(done)s, %(running)s",
            known,
            done=done,
            running=running,
        )

    def women(self) -> str:
        share = self.people.whole.share_of_women
        if share is None:
            return self._("Aún no hay cifras de participación por sexo que se puedan publicar")
        return self._("%(share)s de las personas de sexo conocido son mujeres", share=self.language.percent(share))

    def timeline(self) -> str:
        expected = sum(project.expected for project in self.data.projects)
        return self.language.ngettext(
            "%(n)s de %(all)s proyectos debía informar este trimestre",
            "%(n)s de %(all)s proyectos debían informar este trimestre",
            expected,
            all=len(self.data.projects),
        )

    def reporting_projects(self, reporting: int, asked: int) -> str:
        """`informaron 7 de 12 proyectos`, beside every figure of people."""
        return self.language.ngettext(
            "informó %(n)s de %(asked)s proyectos",
            "informaron %(n)s de %(asked)s proyectos",
            reporting,
            asked=self.language.number(asked),
        )

    def rows_and_projects(self) -> str:
        """Why a plan of 40 lines has 39 projects."""
        rows, projects = self.data.rows_in_plan, len(self.data.projects)
        doubled = [project for project in self.data.projects if len(project.rows) > 1]
        if not doubled:
            return self.language.ngettext(
                "El plan tiene %(rows)s línea, que es un proyecto.",
                "El plan tiene %(rows)s líneas; cada una es un proyecto.",
                rows,
                rows=rows,
            )
        reasons = [
            self._(
                "las líneas %(rows)s describen el mismo proyecto (el %(number)s), que figura en las áreas %(areas)s y "
                "cuenta una sola vez en los totales",
                rows=self.language.listing(str(row) for row in project.rows),
                number=project.number,
                areas=self.language.listing(str(area) for area in project.areas),
            )
            for project in doubled
        ]
        return self._(
            "El plan tiene %(rows)s líneas y %(projects)s proyectos: %(reasons)s.",
            rows=rows,
            projects=projects,
            reasons="; ".join(reasons),
        )

    def area(self, area: Area) -> str:
        """What the reader finds in the area's section."""
        projects = figures.in_area(self.data, area.number)
        if not projects:
            return self._("El plan no tiene proyectos en esta área.")
        expected = [project for project in projects if project.expected]
        answers = figures.compliance(answer for project in expected for answer in project.answers)
        count = self.language.ngettext("%(n)s proyecto en el plan", "%(n)s proyectos en el plan", len(projects))
        if not expected:
            return self._("%(count)s; este trimestre no se esperaba ningún avance.", count=count)
        asked = self.language.ngettext("%(n)s debía informar", "%(n)s debían informar", len(expected))
        return self._(
            "%(count)s; %(asked)s este trimestre. Avances recibidos: %(received)s de %(expected)s.",
            count=count,
            asked=asked,
            received=answers.received,
            expected=answers.expected,
        )

    def why_not_expected(self, project: Project) -> str:
        why = project.why_not_expected
        if why is WhyNotExpected.STARTS_LATER:
            starts = project.start or min((own.due for own in project.milestones if own.due), default=None)
            return self._("Empieza en %(month)s", month=self.language.month(starts)) if starts else project.when
        if why is WhyNotExpected.ENDED:
            return (
                self._("Terminó en %(month)s", month=self.language.month(project.end)) if project.end else project.when
            )
        if why is WhyNotExpected.NO_DATE:
            return self._("Sin fecha: el plan da un plazo, pero no desde cuándo")
        return self._("Sin fecha de inicio: falta que el GTG confirme desde cuándo cuenta")

    def answer(self, answer: Answer) -> str:
        """The state of one group's update, for a reader outside the group."""
        return self._(ANSWER_STATE[answer.state])

    def no_content(self, answer: Answer) -> str:
        """Why a card has no words of a group."""
        if answer.state is State.WAIVED:
            return self._("El GTG dispensó este avance. Motivo: %(reason)s", reason=answer.waived_reason)
        if answer.state is State.RETURNED:
            return self._(
                "El avance llegó y el GTG pidió correcciones; su contenido se publicará cuando esté aprobado."
            )
        if answer.state is State.SUBMITTED:
            return self._("El avance llegó y está en revisión; su contenido se publicará cuando esté aprobado.")
        return self._("No se recibió el avance de este trimestre.")

    def milestone(self, milestone: Milestone) -> str:
        if milestone.done_on:
            return self._("Cumplido el %(day)s", day=self.language.day(milestone.done_on))
        if milestone.new_due:
            return self._("Nueva fecha: %(day)s", day=self.language.day(milestone.new_due))
        return self._("Atrasado") if milestone.is_late else self._("Pendiente")

    def milestones(self) -> str:
        count = figures.milestones(self.data)
        if not count.total:
            return self._("El plan no fija hitos con fecha hasta este trimestre.")
        return self.language.ngettext(
            "%(done)s de %(n)s hito con fecha hasta el cierre del trimestre se cumplió; atrasados: %(late)s.",
            "%(done)s de %(n)s hitos con fecha hasta el cierre del trimestre se cumplieron; atrasados: %(late)s.",
            count.total,
            done=count.done,
            late=count.late,
        )

    def indicator(self, answer: IndicatorAnswer) -> str:
        return indicator_line(answer, self.language, hide_below=self.data.hide_below)

    def concerns(self) -> list[Concern]:
        """Projects suspended, cancelled or delayed, and milestones that are late, in the order of the plan."""
        found = []
        for project in self.data.projects:
            update = project.headline
            if update and update.status in (Status.SUSPENDED, Status.CANCELLED):
                found.append(Concern(project, self._(words.STATUS[update.status])))
            if update and update.punctuality is Punctuality.DELAYED:
                found.append(Concern(project, self._delay(update)))
            found += self._late(project)
        return found

    def _late(self, project: Project) -> list[Concern]:
        """Its late milestones by name, or only how many where they are many: their list has a section of its own."""
        late = [milestone for milestone in project.milestones if milestone.is_late]
        if len(late) > NAMED_LATE:
            return [Concern(project, self.language.ngettext("%(n)s hito atrasado", "%(n)s hitos atrasados", len(late)))]
        return [
            Concern(project, self._("Hito atrasado: %(name)s (%(due)s)", name=own.name, due=own.due_text), own.name)
            for own in late
        ]

    def _delay(self, update: UpdateContent) -> str:
        delayed = self._(words.PUNCTUALITY[Punctuality.DELAYED])
        if update.delay_reason is None:
            return delayed
        return f"{delayed}: {self._(words.DELAY_REASON[update.delay_reason]).lower()}"
