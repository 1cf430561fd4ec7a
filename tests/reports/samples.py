"""Reports to render in tests: a realistic quarter of the real plan with fictional answers, and hard cases."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from monitor.domain.participation import Tally
from monitor.domain.schedules import Precision
from monitor.domain.update_content import EvidenceItem
from monitor.domain.updates import State
from reports.data import Action, Answer, Area, Body, Project, ReportData, WhyNotExpected
from reports.milestones import Milestone, Move
from reports.past import Headline, PastCompliance, PastPeriod
from tests.reports.answers import MOVED, content

BOGOTA = timezone(timedelta(hours=-5))
QUARTER_START, QUARTER_END = date(2021, 7, 1), date(2021, 9, 30)

PLAN = json.loads((Path(__file__).parent / "plan.json").read_text(encoding="utf-8"))
GROUPS: dict[str, str] = PLAN["groups"]
ALLIES: dict[str, str] = PLAN["allies"]
AREAS = tuple(
    Area(area["number"], area["name"], tuple(Action(code, text) for code, text in area["actions"]))
    for area in PLAN["areas"]
)


@dataclass(frozen=True)
class Row:
    """One project of the plan, in short. `outcome` is what became of it this quarter."""

    rows: tuple[int, ...]
    areas: tuple[int, ...]
    activity: str
    schedule: str
    when: str
    start: date | None
    end: date | None
    leads: str
    supports: str = ""
    allies: str = ""
    outcome: str = ""


def _row(plain: dict[str, Any]) -> Row:
    dates: dict[str, Any] = {name: date.fromisoformat(plain[name]) for name in ("start", "end") if name in plain}
    lists: dict[str, Any] = {name: tuple(plain[name]) for name in ("rows", "areas")}
    return Row(**({"start": None, "end": None} | plain | dates | lists))


ROWS = tuple(_row(plain) for plain in PLAN["projects"])


def bodies(acronyms: str, names: dict[str, str]) -> tuple[Body, ...]:
    """The bodies named in a list such as `GTE GTL Banco_Mundial`."""
    found = [word.replace("_", " ") for word in acronyms.split()]
    return tuple(Body(acronym, names[acronym]) for acronym in found)


def _answers(row: Row, number: int) -> tuple[Answer, ...]:
    states = {"missing": State.DRAFT, "submitted": State.SUBMITTED, "returned": State.RETURNED, "waived": State.WAIVED}
    groups = [body.acronym for body in bodies(row.leads, GROUPS)]
    state = states.get(row.outcome, State.APPROVED)
    answers = []
    for position, group in enumerate(groups):
        received = state in (State.SUBMITTED, State.RETURNED, State.APPROVED)
        answers.append(
            Answer(
                group,
                state,
                submitted_on=date(2021, 10, 4 + number % 9) if received else None,
                on_time=number % 5 != 0 if received else None,
                waived_reason="El material se imprime junto con el del cuarto trimestre."
                if state is State.WAIVED
                else "",
                content=content(row.outcome, number + position) if state is State.APPROVED else None,
            )
        )
    return tuple(answers)


def _why_not(row: Row) -> WhyNotExpected | None:
    if row.outcome == "open":
        return WhyNotExpected.OPEN_NOT_CONFIRMED
    if row.outcome == "ended":
        return WhyNotExpected.ENDED
    if row.outcome:
        return None
    if row.start is None and "Informes" not in row.schedule:
        return WhyNotExpected.NO_DATE
    return WhyNotExpected.STARTS_LATER


def _milestones(row: Row, number: int) -> tuple[Milestone, ...]:
    if "Informes" in row.schedule:
        return (
            Milestone(
                "Diagnóstico de demanda laboral", "diciembre de 2021", date(2021, 12, 31), precision=Precision.MONTH
            ),
            Milestone("Informes", "julio de 2022", date(2022, 7, 31), precision=Precision.MONTH),
        )
    if row.outcome == "delayed":
        return (
            Milestone(
                "Términos de referencia acordados", "julio de 2021", date(2021, 7, 31), done_on=date(2021, 7, 28)
            ),
            Milestone(
                "Plataforma contratada",
                "agosto de 2021",
                date(2021, 8, 31),
                new_due=date(2021, 10, 15),
                reason=MOVED,
                precision=Precision.MONTH,
                moves=(Move(date(2021, 10, 6), date(2021, 8, 31), date(2021, 10, 15), MOVED, Precision.MONTH),),
            ),
            Milestone("Contenidos publicados", "30 de septiembre de 2021", date(2021, 9, 30), is_late=True),
        )
    if row.outcome and number % 3 == 0:
        return (Milestone("Convocatoria publicada", "julio de 2021", date(2021, 7, 31), done_on=date(2021, 7, 15)),)
    return ()


def projects() -> tuple[Project, ...]:
    found = []
    for number, row in enumerate(ROWS, start=1):
        why_not = _why_not(row)
        found.append(
            Project(
                number=number,
                rows=row.rows,
                areas=row.areas,
                title=row.activity.split("\n")[0][:300],
                activity=row.activity,
                schedule=row.schedule,
                when=row.when,
                leads=bodies(row.leads, GROUPS),
                start=row.start,
                end=row.end,
                supports=bodies(row.supports, GROUPS),
                allies=bodies(row.allies.replace("Banco Mundial", "Banco_Mundial"), ALLIES),
                answers=() if why_not else _answers(row, number),
                why_not_expected=why_not,
                milestones=_milestones(row, number),
                participation_required=5 in row.areas,
                is_part_of_another=number == 2,
            )
        )
    return tuple(found)


def realistic() -> ReportData:
    """2021-T3 of the whole plan, partly reported."""
    return ReportData(
        plan_name="Plan de implementación de la Hoja de Ruta para la Autonomía y el Empoderamiento Económico de las "
        "Mujeres (HRAEM) en la Alianza del Pacífico 2021-2023",
        plan_short="HRAEM 2021-2023",
        publisher="Grupo Técnico de Género (GTG)",
        period="2021-T3",
        period_start=QUARTER_START,
        period_end=QUARTER_END,
        due_on=date(2021, 10, 15),
        cut_off=datetime(2021, 10, 20, 18, 0, tzinfo=BOGOTA),
        generated_at=datetime(2021, 10, 21, 9, 5, tzinfo=BOGOTA),
        edition="Documento de trabajo",
        fictional=True,
        areas=AREAS,
        projects=projects(),
        groups=tuple(Body(acronym, name) for acronym, name in GROUPS.items()),
        allies=tuple(Body(acronym, name) for acronym, name in ALLIES.items()),
        previous=Headline("2021-T2", 9, 8, 8, 6, Tally(1210, 1325, 3, 140), 5, 6),
    )


def edition() -> ReportData:
    """The same as it is published: with its number, its public page and the periods before."""
    data = realistic()
    past = [("2020-T4", 6, 5, 3), ("2021-T1", 8, 5, 5), ("2021-T2", 9, 8, 6)]
    return replace(
        data,
        number="1.0",
        edition="Edición 1.0",
        page_url="https://ejemplo.org/publicaciones/2021-T3/1.0",
        trend=tuple(
            PastPeriod(key, (PastCompliance("GTPA", 1, 1, 1), PastCompliance("SCS", owed - 1, sent - 1, on_time - 1)))
            for key, owed, sent, on_time in past
        ),
        previous=Headline(
            "2021-T2", 9, 8, 8, 6, Tally(1210, 1325, 3, 140), 5, 6,
            edition="1.1", share_of_women=0.48, completed=2, projects=9, troubled=2,
            milestones_done=3, milestones_due=4,
        ),
    )  # fmt: skip


def small() -> ReportData:
    """Two areas and four projects: what most tests need, rendered in a second or two."""
    data = realistic()
    return replace(
        data,
        areas=data.areas[:2],
        projects=tuple(project for project in data.projects if project.number in (1, 2, 3, 5)),
    )


def empty() -> ReportData:
    """A plan just begun: nothing came, one area has no project, nobody had a quarter before."""
    data = realistic()
    waiting = tuple(
        replace(project, answers=tuple(Answer(answer.group, State.NOT_STARTED) for answer in project.answers))
        for project in data.projects
        if project.areas == (1,) or project.number in (5, 15)
    )
    return replace(data, projects=waiting, previous=None, fictional=False)


def hard() -> ReportData:
    """Text as people paste it: markup, very long words and titles, long answers, addresses that are not links."""
    data = small()
    first = data.projects[0]
    text = "Se dijo <b>«no»</b> 🎉 & se escribió <script>alert('x')</script> {{ 7 * 7 }} {% raw %}. "
    answer = first.answers[0]
    assert answer.content is not None
    written = replace(
        answer.content,
        achieved=text + "\n\n".join(["Una frase larga que se repite para llenar páginas. " * 30] * 6),
        obstacles="https://ejemplo.org/" + "a" * 300,
        next_steps="Paso uno.\nPaso dos.\n\nOtro párrafo.",
        evidence=(
            EvidenceItem("<i>Título</i> malicioso", url="javascript:alert(1)"),
            EvidenceItem("Archivo local", url="file:///etc/passwd"),
            EvidenceItem("Dirección larga", url="https://ejemplo.org/" + "b" * 200),
        ),
    )
    hard_project = replace(
        first,
        title=("Título " + "muy largo con <etiquetas> " * 20)[:300],
        activity=text * 8,
        answers=(replace(answer, content=written),),
    )
    return replace(data, projects=(hard_project, *data.projects[1:]), generated_at=datetime(2021, 10, 21, tzinfo=UTC))
