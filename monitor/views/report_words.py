"""The words of the desk's pages: what each check means and where to go, and how far a build is."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from monitor.access import current_user
from monitor.domain.editions import Check, Finding, Found
from monitor.domain.permissions import Permission
from monitor.domain.words import LANGUAGE
from monitor.models import FOREWORD, BuildStep, Period
from monitor.services.report_desk_page import Desk
from monitor.translations import DEFAULT, LANGUAGES

STEPS = {
    BuildStep.QUEUED: _l("En espera de su turno"),
    BuildStep.GATHERING: _l("Reuniendo los avances aprobados"),
    BuildStep.DRAWING: _l("Dibujando los gráficos"),
    BuildStep.COMPOSING: _l("Componiendo las páginas"),
}
OTHERS = [code for code in LANGUAGES if code != DEFAULT]
STEP_NUMBERS = {step: number for number, step in enumerate(STEPS)}

TITLES = {
    Check.PERIOD_RUNNING: _l("El trimestre todavía no termina"),
    Check.NO_CORRECTION: _l("Ya está publicado, y no hay una corrección abierta"),
    Check.NOTHING_CHANGED: _l("Nada cambió desde la edición anterior"),
    Check.CORRECTING: _l("Avances publicados que están en corrección"),
    Check.STALE_HIGHLIGHT: _l("Destacados que ya no dicen lo mismo que su avance"),
    Check.UNREVIEWED: _l("Avances enviados que nadie ha revisado"),
    Check.RETURNED: _l("Avances devueltos a su grupo"),
    Check.MISSING: _l("Avances que no llegaron"),
    Check.STALE_STYLE: _l("Correcciones de estilo que ya no se aplican"),
    Check.WITHOUT_COVERAGE: _l("Cifras de personas sin ningún dato por sexo"),
    Check.HIDDEN: _l("Tablas con cifras que se ocultarán"),
    Check.NO_FOREWORD: _l("Falta la presentación"),
    Check.NO_SYNTHESIS: _l("Áreas sin síntesis"),
    Check.NO_TRANSLATION: _l("Textos del GTG sin traducir"),
}
MEANINGS = {
    Check.PERIOD_RUNNING: _l("Se puede publicar cuando termine el trimestre."),
    Check.NO_CORRECTION: _l("Abra una corrección en la mesa y diga qué hay que corregir."),
    Check.NOTHING_CHANGED: _l("Una corrección sin cambios no tiene nada que decir."),
    Check.CORRECTING: _l("Apruébelos antes de publicar: si no, la corrección los perdería."),
    Check.STALE_HIGHLIGHT: _l("Quítelos o elija otra vez el texto: no se puede citar lo que un grupo ya no dice."),
    Check.UNREVIEWED: _l("Contarán como recibidos, pero su contenido no saldrá en el informe."),
    Check.RETURNED: _l("Contarán como recibidos, pero su contenido no saldrá en el informe."),
    Check.MISSING: _l("El informe los nombra uno por uno."),
    Check.STALE_STYLE: _l("El grupo volvió a escribir el texto: se imprime con sus palabras."),
    Check.WITHOUT_COVERAGE: _l("Solo se publicará el total."),
    Check.HIDDEN: _l("Son tan pequeñas que permitirían reconocer a alguien."),
    Check.NO_FOREWORD: _l("El informe puede salir sin ella."),
    Check.NO_SYNTHESIS: _l("La sección del área saldrá sin texto del GTG."),
    Check.NO_TRANSLATION: _l("En la edición en inglés saldrán en español."),
}


@dataclass(frozen=True)
class Line:
    """One thing that a check found, with the page where it can be put right."""

    words: str
    url: str


def lines_of(period: Period, finding: Finding) -> list[Line]:
    return [Line(_words(finding.check, found), _url(period, finding.check, found)) for found in finding.found]


def _words(check: Check, found: Found) -> str:
    if check is Check.NO_FOREWORD:
        return _("Escribir la presentación")
    if check is Check.NO_SYNTHESIS:
        return _("Área %(number)s: %(name)s", number=found.about, name=found.words)
    if check is Check.PERIOD_RUNNING:
        return _("Ver el período %(period)s", period=found.words)
    if check is Check.NO_TRANSLATION:
        return found.words
    if check in (Check.NO_CORRECTION, Check.NOTHING_CHANGED):
        return _("Edición %(number)s", number=found.words)
    return _("Proyecto %(words)s", words=found.words)


def _url(period: Period, check: Check, found: Found) -> str:
    """Where what was found can be put right; an update's own page where nothing else is said."""
    key, about = period.key, found.about
    if check in (Check.NO_FOREWORD, Check.NO_SYNTHESIS) and current_user.may(Permission.REPORT_BUILD):
        return url_for("report_desk.text", key=key, area=about)
    if check is Check.NO_TRANSLATION and current_user.may(Permission.REPORT_BUILD):
        return url_for("report_translations.show", key=key, code=OTHERS[0])
    places: dict[Check, tuple[str, dict[str, Any]]] = {
        Check.NO_FOREWORD: ("report_desk.show", {"key": key}),
        Check.NO_SYNTHESIS: ("report_desk.show", {"key": key}),
        Check.PERIOD_RUNNING: ("report_desk.show", {"key": key}),
        Check.NO_TRANSLATION: ("report_desk.show", {"key": key}),
        Check.STALE_HIGHLIGHT: ("report_desk.highlights", {"key": key}),
        Check.STALE_STYLE: ("report_desk.style", {"key": key, "update_id": about}),
        Check.NO_CORRECTION: ("reports.edition", {"key": key, "edition": found.words}),
        Check.NOTHING_CHANGED: ("reports.edition", {"key": key, "edition": found.words}),
        Check.WITHOUT_COVERAGE: ("projects.show", {"number": about}),
        Check.HIDDEN: ("projects.show", {"number": about}),
    }
    endpoint, values = places.get(check, ("reviews.show", {"update_id": about}))
    return url_for(endpoint, **values)


def tasks_of(desk: Desk) -> list[dict[str, object]]:
    """What the GTG adds to the draft, one line for each thing, with its state."""
    key, writes = desk.period.key, current_user.may(Permission.REPORT_BUILD)

    def task(title: str, state: str, label: str, url: str) -> dict[str, object]:
        return {"title": title, "state": state, "state_label": label, "url": url if writes else None}

    written, to_write = ("done", _("Escrito")), ("todo", _("Por escribir"))
    tasks = [
        task(
            _("Presentación"),
            *(written if desk.has_text(FOREWORD) else to_write),
            url_for("report_desk.text", key=key, area=FOREWORD),
        )
    ]
    for area in desk.data.areas:
        title = _("Síntesis del área %(number)s: %(name)s", number=area.number, name=area.name)
        of_area = written if desk.has_text(area.number) else to_write
        tasks.append(task(title, *of_area, url_for("report_desk.text", key=key, area=area.number)))
    n = len(desk.highlights)
    label = ngettext("%(num)s elegido", "%(num)s elegidos", n) if n else _("Ninguno")
    tasks.append(task(_("Destacados"), "done" if n else "todo", label, url_for("report_desk.highlights", key=key)))
    n = desk.corrected
    label = ngettext("%(num)s texto corregido", "%(num)s textos corregidos", n) if n else _("Ninguna")
    state = "done" if n else "none"
    tasks.append(task(_("Correcciones de estilo"), state, label, url_for("report_desk.styles", key=key)))
    for language, (done, texts) in desk.translated.items():
        label = _("%(n)s de %(m)s textos del GTG", n=done, m=texts)
        url = url_for("report_translations.show", key=key, code=language)
        state = "done" if done == texts else "todo"
        tasks.append(task(_("Textos en %(language)s", language=_(LANGUAGE[language])), state, label, url))
    return tasks
