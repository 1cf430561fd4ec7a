"""The results of a wave: who answered and what, the indices, two waves side by side, what may be published."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import WrongState
from monitor.domain.open_answers import Visibility
from monitor.domain.participation import Country
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire import Questionnaire
from monitor.domain.responsible_groups import GroupKind
from monitor.domain.survey_indices import OVERALL, weights_of
from monitor.domain.survey_people import LEADERSHIP
from monitor.domain.waves import WaveState
from monitor.domain.webinar_impact import CAVEAT
from monitor.models import Wave
from monitor.services import open_answers as texts
from monitor.services import plans, survey_panel, survey_succession
from monitor.services.survey_book import Book, book
from monitor.services.surveys import get_wave, waves_of
from monitor.views import survey_result_words

blueprint = Blueprint("survey_results", __name__, url_prefix="/encuestas")
survey_result_words.add_to(blueprint)

Answer = str | Response | tuple[str, int]
COUNTRIES = (Country.CL, Country.CO, Country.MX, Country.PE)
BODIES_ON_A_PAGE = 60
MOST_WEIGHT = 100


@blueprint.get("/resultados")
@requires(Permission.SURVEY_VIEW)
def index() -> str:
    waves = [
        wave
        for wave in waves_of(db.session, plans.current_plan(db.session))
        if wave.state not in (WaveState.DRAFT, WaveState.PUBLISHED)
    ]
    return render_template("survey_results/index.html", waves=waves)


def wave_with_book(wave_id: int) -> tuple[Wave, Book | None]:
    """The wave and what was submitted to it; None while a personal one must not be read yet."""
    wave = get_wave(db.session, wave_id, actor=current_user)
    return wave, book_of(wave)


def book_of(wave: Wave) -> Book | None:
    try:
        return book(db.session, wave)
    except WrongState:
        return None


@blueprint.get("/<int:wave_id>/resultados")
@requires(Permission.SURVEY_VIEW)
def show(wave_id: int) -> str:
    wave, found = wave_with_book(wave_id)
    told = found if found and found.tells else None
    return render_template(
        "survey_results/show.html",
        wave=wave,
        book=told,
        panel=survey_panel.panel(db.session, wave),
        speak_for={country: len(told.chosen(country=country)) for country in COUNTRIES} if told else {},
        overall=told.bloc(OVERALL) if told else None,
        composition=told.composition() if told else None,
        waits=found is None,
    )


@blueprint.get("/<int:wave_id>/resultados/preguntas")
@requires(Permission.SURVEY_VIEW)
def questions(wave_id: int) -> Answer:
    wave, found = wave_with_book(wave_id)
    if found is None or not found.tells:
        return redirect(url_for(".show", wave_id=wave.id))
    kinds = sorted({each.kind for each in found.respondents if each.kind})
    kind, country = request.args.get("kind", ""), request.args.get("country", "")
    kind = kind if kind in list(GroupKind) else ""
    country = country if country in COUNTRIES else ""
    section = found.questionnaire.section(request.args.get("section", ""))
    return render_template(
        "survey_results/questions.html",
        wave=wave,
        book=found,
        by_key={each.question.key: each for each in found.results(kind, country)},
        sections=[section] if section else found.questionnaire.sections,
        n=len(found.chosen(kind, country)),
        kinds=kinds,
        countries=COUNTRIES,
        kind=kind,
        country=country,
        section=section.key if section else "",
    )


@blueprint.get("/<int:wave_id>/resultados/textos")
@requires(Permission.SURVEY_VIEW)
def open_answers(wave_id: int) -> Answer:
    wave, found = wave_with_book(wave_id)
    if found is None or not found.tells:
        return redirect(url_for(".show", wave_id=wave.id))
    question, visibility = request.args.get("question", ""), request.args.get("visibility", "")
    visibility = visibility if visibility in (*Visibility, texts.UNREAD) else ""
    page = texts.open_answers(
        db.session,
        wave,
        found,
        question=question,
        visibility=visibility,
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "survey_results/open_answers.html",
        wave=wave,
        book=found,
        page=page,
        asked=[each.question for each in found.results() if each.question.type.is_text],
        question=question,
        visibility=visibility,
        may_decide=current_user.may(Permission.SURVEY_MANAGE),
    )


@blueprint.post("/textos/<int:version_id>/<text_key>")
@requires(Permission.SURVEY_MANAGE)
def decide(version_id: int, text_key: str) -> Response:
    publish = request.form.get("visibility") == Visibility.PUBLISHABLE
    wave = texts.decide(
        db.session,
        version_id,
        text_key,
        visibility=Visibility.PUBLISHABLE if publish else Visibility.INTERNAL,
        actor=current_user,
        now=now(),
    )
    flash(_("Este texto se puede publicar.") if publish else _("Este texto queda interno."), "success")
    kept = {name: request.args[name] for name in ("question", "visibility", "page") if request.args.get(name)}
    address = url_for(".open_answers", wave_id=wave.id, **dict[str, Any](kept))
    return redirect(f"{address}#textos")


@blueprint.get("/<int:wave_id>/resultados/indices")
@requires(Permission.SURVEY_VIEW)
def indices(wave_id: int) -> Answer:
    wave, found = wave_with_book(wave_id)
    if found is None or not found.tells:
        return redirect(url_for(".show", wave_id=wave.id))
    own = weights_of(found.questionnaire)
    weights = wanted_weights(found.questionnaire)
    used = None if weights == own else weights
    units = found.indices(used)
    page = max(1, request.args.get("page", 1, type=int))
    start = (page - 1) * BODIES_ON_A_PAGE
    return render_template(
        "survey_results/indices.html",
        wave=wave,
        book=found,
        units=[] if found.is_personal else units[start : start + BODIES_ON_A_PAGE],
        page=page,
        last_page=-(-len(units) // BODIES_ON_A_PAGE),
        bloc={key: told for key in (OVERALL, *weights) if (told := found.bloc(key, used))},
        overall=OVERALL,
        weights=weights,
        changed=weights != own,
        composition=found.composition(),
        leadership=found.composition(LEADERSHIP),
        coverage=found.coverage,
        impact=found.impact,
        caveat=CAVEAT,
    )


def wanted_weights(questionnaire: Questionnaire) -> dict[str, float]:
    """The weights in the address, else the questionnaire's own; what makes no sense there counts as not given."""
    found = {}
    for key, weight in weights_of(questionnaire).items():
        given = request.args.get(f"weight_{key}", weight, type=float)
        found[key] = given if 0 <= given <= MOST_WEIGHT else weight
    return found if any(found.values()) else weights_of(questionnaire)


@blueprint.get("/<int:wave_id>/resultados/comparar")
@requires(Permission.SURVEY_VIEW)
def compare(wave_id: int) -> Answer:
    wave, found = wave_with_book(wave_id)
    if found is None or not found.tells:
        return redirect(url_for(".show", wave_id=wave.id))
    earlier = earlier_waves(wave)
    other = next((each for each in earlier if each.id == request.args.get("before", type=int)), None)
    other = other or (earlier[0] if earlier else None)
    before = book_of(other) if other else None
    successors = wanted_successors(before, found) if before else {}
    return render_template(
        "survey_results/compare.html",
        wave=wave,
        book=found,
        earlier=earlier,
        other=other,
        before=before,
        comparison=found.comparison(before, successors) if before else None,
        successors=successors,
        impact=found.impact,
        caveat=CAVEAT,
    )


def earlier_waves(wave: Wave) -> list[Wave]:
    """Those of the same survey that were opened before, the newest first."""
    return [
        each
        for each in waves_of(db.session, wave.survey.plan)
        if each.survey_id == wave.survey_id and each.number < wave.number and each.opened_at is not None
    ]


def wanted_successors(before: Book, after: Book) -> dict[str, str]:
    """By unit, what groups of the earlier wave became: as the groups' own pages say, or else as the address does.

    The address says `became_<unit>=<unit>`.
    """
    known = {each.unit for each in after.respondents}
    stored = survey_succession.successors(db.session, before.wave_id, after.wave_id)
    kept = {each.unit: stored[each.unit] for each in before.respondents if stored.get(each.unit) in known}
    return kept | {
        each.unit: became
        for each in before.respondents
        if (became := request.args.get(f"became_{each.unit}", "")) in known and became != each.unit
    }
