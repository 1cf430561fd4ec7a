"""What every page knows: the reader, the navigation, the demo's clock, and how dates and numbers are written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from flask import Flask, g, request, session, url_for
from flask_babel import get_locale, gettext, lazy_gettext, refresh

from monitor.access import load_person
from monitor.clock import clock, today
from monitor.domain import words
from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Country
from monitor.domain.permissions import Permission
from monitor.domain.rounding import halves_up
from monitor.domain.sentences import Sentence, said_in
from monitor.domain.words import N_
from monitor.models import Event, Wave
from monitor.settings import settings
from monitor.translations import DEFAULT, LANGUAGES, LOCALES, known, tongue


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    endpoint: str
    current: bool


NAVIGATION = (
    (Permission.INBOX_VIEW, "home.index", lazy_gettext("Inicio")),
    (Permission.PORTFOLIO_VIEW, "dashboards.show", lazy_gettext("Tablero")),
    (Permission.BOARD_VIEW, "reviews.board", lazy_gettext("Revisión")),
    (Permission.PORTFOLIO_VIEW, "projects.index", lazy_gettext("Proyectos")),
    (Permission.EDITION_VIEW, "reports.index", lazy_gettext("Informes")),
    (Permission.SURVEY_ANSWER, "surveys.index", lazy_gettext("Encuestas")),
    (Permission.SURVEY_VIEW, "waves.index", lazy_gettext("Encuestas")),
    (Permission.PERIOD_MANAGE, "periods.index", lazy_gettext("Períodos")),
    (Permission.REMINDER_VIEW, "reminders.index", lazy_gettext("Recordatorios")),
    (Permission.PEOPLE_MANAGE, "people.index", lazy_gettext("Personas")),
)
FOR_STRANGERS = (
    ("home.index", lazy_gettext("Inicio")),
    ("publications.index", lazy_gettext("Informes")),
    ("public_plans.open_data", lazy_gettext("Datos abiertos")),
    ("sign_in.request_link", lazy_gettext("Entrar")),
)
"""What somebody who has not signed in may go to, from every page."""
WITHIN = dict.fromkeys(
    ("survey_results", "survey_downloads", "questionnaires", "questionnaire_questions", "questionnaire_preview",
     "xlsforms", "baselines"),
    "waves",
) | dict.fromkeys(("groups", "presidencies", "people_sheets"), "people") | {"survey_files": "surveys"}  # fmt: skip
"""Blueprints whose pages lie under another one's entry; a view whose pages lie now here, now there: `g.lies_under`."""


def language() -> str:
    """The reader's language: their own choice, or what somebody who has not signed in picked, or their browser's."""
    if not request:
        return DEFAULT
    if "language" in g:
        return g.language
    person = load_person()
    if person:
        return known(person.locale)
    return language_of_browser()


def language_of_browser() -> str:
    """What was last spoken with this browser, else what it asks for."""
    picked = session.get("language")
    return known(picked) if picked else request.accept_languages.best_match(LANGUAGES, DEFAULT)


def speak(code: str) -> None:
    """Answer this request in a language, whoever asks: that of the person a link belongs to, or one just chosen."""
    g.language = known(code)
    refresh()


def locale() -> str:
    """How Babel calls the reader's language."""
    return LOCALES[language()]


def navigation() -> list[Link]:
    person = load_person()
    if person is None:
        return [Link(str(label), url_for(name), name, name == request.endpoint) for name, label in FOR_STRANGERS]
    blueprint = (request.endpoint or "").partition(".")[0]
    blueprint = g.get("lies_under") or WITHIN.get(blueprint, blueprint)

    def said(endpoint: str, label: str) -> str:
        """Who both answers surveys and sees those of others finds two entries: they may not be called the same."""
        both = endpoint == "surveys.index" and person.may_somewhere(Permission.SURVEY_VIEW)
        return gettext("Responder la encuesta") if both else str(label)

    pages = [(endpoint, label) for permission, endpoint, label in NAVIGATION if person.may_somewhere(permission)]
    return [
        Link(said(endpoint, label), url_for(endpoint), endpoint, endpoint.partition(".")[0] == blueprint)
        for endpoint, label in (*pages, ("help_pages.index", gettext("Ayuda")))
    ]


def day(value: date) -> str:
    """5 de octubre de 2021"""
    return format_date(value, "long", locale=get_locale())


def short_day(value: date) -> str:
    """5 oct 2021"""
    return format_date(value, "d MMM y", locale=get_locale())


def moment(value: datetime) -> str:
    """5 oct 2021, 14:32 in the reader's time zone."""
    person = load_person()
    zone = ZoneInfo(person.time_zone if person else settings().time_zone)
    return format_datetime(value, "d MMM y, HH:mm", tzinfo=zone, locale=get_locale())


def number(value: int | float) -> str:
    return format_decimal(value, locale=get_locale())


def percent(value: float) -> str:
    """0.56 → 56 %; halves up, as everybody reckons: an eighth is 13 %, like three eighths 38 %."""
    return format_percent(halves_up(value), locale=get_locale())


def word(value: StrEnum | AgeBand) -> str:
    """The word people read for one of the domain's values: `{{ update.state|word }}`."""
    if isinstance(value, AgeBand):
        message, ages = words.age_band(value)
        return gettext(message, **ages)
    return gettext(words.word_for(value))


def spoken(text: str) -> str:
    """A sentence of the domain in the reader's language; any other text as it is."""
    return said_in(text, tongue(get_locale().language))


def events_in_words(history: Iterable[Event]) -> list[dict[str, object]]:
    """The audit trail as people read it: `{{ parts.history(events|events_in_words) }}`."""
    return [
        {
            "when": event.happened_at,
            "who": event.actor.name if event.actor else gettext("El sistema"),
            "what": gettext(words.EVENT.get(event.kind, event.kind)),
            "note": event_note(event.after),
        }
        for event in history
    ]


def event_note(facts: dict[str, str]) -> str:
    """Reason and date of a decision, the words of a comment, the name of a thing: as one line."""
    parts = [facts[name] for name in ("reason", "text", "title") if facts.get(name)]
    if facts.get("submitted_for"):
        parts.insert(0, gettext("En nombre de %(group)s.", group=facts["submitted_for"]))
    for key, message in (
        ("correct_by", N_("Corregir antes del %(day)s.")),
        ("until", N_("Plazo hasta el %(day)s.")),
        ("last_day", N_("Hasta el %(day)s.")),
    ):
        if facts.get(key):
            parts.append(gettext(message, day=day(date.fromisoformat(facts[key]))))
    if facts.get("starts_on") and facts.get("country"):
        since = day(date.fromisoformat(facts["starts_on"]))
        parts.append(gettext("%(country)s, desde el %(day)s.", country=word(Country(facts["country"])), day=since))
    return " ".join(parts)


def survey_name(wave: Wave) -> str:
    """What a wave's survey is called in the reader's language: `{{ wave | survey_name }}`."""
    return wave.called(language())


def first_upper(text: str) -> str:
    """A sentence's first letter large and all others as they are, unlike Jinja's own filter: «GTG» stays «GTG»."""
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., object]] = {
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "number": number,
    "percent": percent,
    "word": word,
    "spoken": spoken,
    "events_in_words": events_in_words,
    "survey_name": survey_name,
    "first_upper": first_upper,
}


def init_app(app: Flask) -> None:
    # A sentence of the domain is printed in the reader's language, wherever a template prints it.
    app.jinja_env.finalize = lambda value: spoken(value) if isinstance(value, Sentence) else value
    for name, function in FILTERS.items():
        app.add_template_filter(function, name)

    @app.context_processor
    def every_page() -> dict[str, object]:
        return {
            "current_user": load_person(),
            "navigation": navigation(),
            "demo_clock": day(today()) if clock().shift else None,
            "demo": settings().demo,
            "today": today(),
            "html_lang": language(),
            "other_languages": {code: name for code, name in LANGUAGES.items() if code != language()},
        }
