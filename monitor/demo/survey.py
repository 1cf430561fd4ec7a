"""The demo's survey: one wave that is over, and one that is open. Every figure is fictional."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.demo.story import ZONE
from monitor.domain.answers import Answers
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.questionnaire import Questionnaire
from monitor.domain.waves import UnitKind
from monitor.models import Membership, Plan, User, Wave, WaveUnit
from monitor.services import survey_answers, wave_moves
from monitor.services.answering import get_answering
from monitor.services.default_questionnaire import default_questionnaire
from monitor.services.surveys import create_wave, get_survey, store_questionnaire

COUNTRIES = ("cl", "co", "mx", "pe")
NUMBERS: Mapping[str, int] = {
    key: number
    for number, key in enumerate(
        ("GTPA", "GTAP", "GTL", "GTCU", "GTC", "SCS", "GTE", "GTAD", "SCED", "GTT", "GEC", "GTG")
    )
}
"""Which body is which in the arithmetic below."""
PRACTICES = {
    "GTPA": "Registramos por primera vez a las recolectoras de orilla, que antes no figuraban como pescadoras.",
    "GTCU": "Los jurados de la convocatoria fueron paritarios y se publicó quiénes los integraron.",
    "GTL": "Los módulos del curso para inspectores incluyen brecha salarial y acoso laboral.",
}


@dataclass(frozen=True)
class StoryWave:
    name: str
    opens_on: date
    closes_on: date
    webinars: bool
    """Whether the webinars had been held by then."""
    step: int
    """How much further along the groups are than in the first wave."""
    answered_on: Mapping[str, date]
    drafts: frozenset[str] = frozenset()


WAVES = (
    StoryWave(
        name="Primera versión, febrero de 2021",
        opens_on=date(2021, 2, 1),
        closes_on=date(2021, 3, 5),
        webinars=False,
        step=0,
        answered_on={key: date(2021, 2, 8 + number) for key, number in NUMBERS.items() if key not in ("GTE", "SCED")},
    ),
    StoryWave(
        name="Segunda versión, septiembre de 2021",
        opens_on=date(2021, 9, 20),
        closes_on=date(2021, 10, 29),
        webinars=True,
        step=1,
        answered_on={
            "GTPA": date(2021, 9, 23),
            "GTAP": date(2021, 9, 24),
            "GTL": date(2021, 9, 27),
            "GTG": date(2021, 9, 28),
            "SCS": date(2021, 9, 29),
            "GTC": date(2021, 9, 30),
            "GTAD": date(2021, 10, 1),
            "GEC": date(2021, 10, 4),
        },
        drafts=frozenset({"GTCU"}),
    ),
)


def fill_survey(session: Session, plan: Plan, *, now: datetime, actor: User) -> int:
    """Tell the waves up to `now`; gives how many responses were sent."""
    sent = 0
    for story in WAVES:
        if at(story.opens_on) <= now:
            wave = _open(session, plan, story, actor=actor)
            sent += _answer(session, wave, story, now=now)
            if at(story.closes_on, 23) <= now:
                wave_moves.close(session, wave, actor=actor, now=at(story.closes_on, 23))
    return sent


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def questionnaire_of(story: StoryWave) -> Questionnaire:
    """The first wave was before the webinars: it asks nothing about them."""
    whole = default_questionnaire()
    if story.webinars:
        return whole
    *rest, last = whole.sections
    e4 = whole.by_key["e4"]
    before = replace(e4, columns=tuple(column for column in e4.columns if column.key == "hoy"))
    kept = tuple(before if each.key == "e4" else each for each in last.questions if each.key not in ("e1", "e2", "e3"))
    return replace(whole, version="2021020101", sections=(*rest, replace(last, questions=kept)))


def _open(session: Session, plan: Plan, story: StoryWave, *, actor: User) -> Wave:
    questionnaire, opened = questionnaire_of(story), at(story.opens_on, 8)
    survey = get_survey(session, plan, questionnaire)
    stored = store_questionnaire(session, survey, questionnaire, actor=actor, now=opened)
    wave = create_wave(
        session,
        survey,
        questionnaire=stored,
        name=story.name,
        opens_on=story.opens_on,
        closes_on=story.closes_on,
        unit_kind=UnitKind.GROUP,
        actor=actor,
        now=opened,
    )
    wave_moves.publish(session, wave, actor=actor, now=opened)
    wave_moves.open_wave(session, wave, units=set(NUMBERS), actor=actor, now=opened)
    return wave


def _answer(session: Session, wave: Wave, story: StoryWave, *, now: datetime) -> int:
    sent = 0
    units = session.scalars(select(WaveUnit).where(WaveUnit.wave_id == wave.id).order_by(WaveUnit.id)).all()
    for unit in units:
        day = story.answered_on.get(unit.key)
        moment = at(day) if day else at(story.opens_on, 16)
        if moment > now or not (day or unit.key in story.drafts):
            continue
        lead = _lead_of(session, unit)
        if lead is None:
            continue
        answering = get_answering(session, unit.id, actor=lead, now=moment)
        answers = answers_of(unit.key, story)
        if day is None:
            begun = {key: value for key, value in answers.values.items() if key[0] in "ab"}
            survey_answers.write(session, answering, Answers(begun), actor=lead, now=moment)
            continue
        survey_answers.write(session, answering, answers, actor=lead, now=moment)
        survey_answers.submit(session, answering, actor=lead, now=moment)
        sent += 1
    return sent


def _lead_of(session: Session, unit: WaveUnit) -> User | None:
    query = (
        select(User)
        .join(Membership)
        .where(Membership.group_id == unit.group_id, Membership.role == GroupRole.LEAD)
        .order_by(User.role == Role.COORDINATOR, User.id)
        .limit(1)
    )
    return session.scalar(query)


def answers_of(key: str, story: StoryWave) -> Answers:
    """What a body says: the same each time, different for each, further along in a later wave."""
    number, step = NUMBERS[key], story.step

    def rung(offset: int) -> str:
        return f"n{min(3, (number * 3 + offset * 5) % 4 // (2 - min(step, 1)) + step)}"

    members = {
        country: {"m": 2 + (number + place) % 4 + step, "h": 3 + (number * 2 + place) % 4}
        for place, country in enumerate(COUNTRIES)
    }
    attended = story.webinars and number % 4 != 3
    activities = 4 + number % 7
    values: dict[str, Any] = {
        "a2": [country.upper() for country in COUNTRIES[: 2 + number % 3]],
        "a3": ("coord_grupo", "coord_nac", "punto_focal")[number % 3],
        "a4": members,
        "a5": {country: {"m": number % 2, "h": 1 - number % 2} for country in COUNTRIES},
        "a6": ("directorio", "registro", "reunion", "estimacion")[number % 4],
        "a7": story.opens_on.isoformat(),
        **{each: rung(place) for place, each in enumerate(("b1", "b2", "b3", "b4", "b6"))},
        "c1": activities,
        "c2": min(activities, number % 3 + 2 * step),
        **{each: rung(place + 2) for place, each in enumerate(("c3", "c4", "c5", "c6"))},
        "c7": [str(1 + (number + place) % 5) for place in range(1 + number % 3)],
        "c8": ["ninguna"] if number % 5 == 4 else ["horario", "virtual"][: 1 + number % 2],
        **{each: rung(place + 1) for place, each in enumerate(("d1", "d4", "d5", "d6"))},
        "d2": ["edad", "pais"][: number % 3],
        "d3": ["formulario", "herramienta"][: 1 + number % 2],
        "b5": ["nacional", "fondo_ap"][: 1 + number % 2],
        "e4": {
            row: {"antes": str(1 + (number + place) % 3), "hoy": str(2 + (number + place) % 3 + step % 2)}
            for place, row in enumerate(("brechas", "proyectos", "datos"))
        },
        "e5": ["conocimiento", "tiempo", "datos", "neutral"][number % 3 : number % 3 + 2],
        "e6": ["plantillas", "capacitacion", "casos"][: 1 + number % 3],
    }
    if attended:
        values["e1"] = {f"w{place}": {"m": 2 + number % 3, "h": 1 + (number + place) % 2} for place in (1, 2, 3)}
        values["e2"], values["e3"] = f"n{1 + number % 3}", ["formulario", "lenguaje", "paridad"][: 1 + number % 3]
    if key in PRACTICES and story.webinars:
        values["e7"], values["e8"] = PRACTICES[key], "si" if number % 2 == 0 else "no"
    return Answers({name: value for name, value in values.items() if value != []})
