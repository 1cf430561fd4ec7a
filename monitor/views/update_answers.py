"""All answers of an update as rows to read: what is asked, what was answered, where to change it, what is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from monitor.domain.co_leads import AnswerKind
from monitor.domain.completeness import Missing
from monitor.domain.participation import Depth, Measure, ParticipationRecord, Tally
from monitor.domain.update_content import EvidenceItem, MilestoneAnswer, UpdateContent
from monitor.domain.updates import Page
from monitor.models import ProgressUpdate
from monitor.page_context import day, number, percent, spoken, word
from monitor.views.indicator_words import in_one_line

FROM_CHECK = "revisar"
"""Whoever changes one answer from the check comes back to the check."""


@dataclass
class Answer:
    """One row of a summary list; `fields` are the fields of the form it stands for."""

    label: str
    value: str | None
    fields: frozenset[str] = field(default_factory=frozenset)
    change_url: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class Section:
    page: Page
    answers: list[Answer]


def sections(content: UpdateContent, update: ProgressUpdate) -> list[Section]:
    """Every page's answers, to read; of a co-lead that endorses or only adds, the little there is."""
    if content.kind is not AnswerKind.FULL:
        return _of_co_lead(content)
    return [
        Section(Page.STATUS, list(_status(content))),
        Section(Page.PROGRESS, list(_progress(content))),
        Section(Page.MILESTONES, list(_milestones(content, update))),
        Section(Page.PARTICIPATION, list(_participation(content))),
        *([Section(Page.INDICATORS, list(_indicators(content)))] if content.indicators else []),
        Section(Page.EVIDENCE, list(_evidence(content, update))),
    ]


def sections_to_check(content: UpdateContent, update: ProgressUpdate, missing: list[Missing]) -> list[Section]:
    """The same with a link to change each answer, and with what is missing at its row."""
    found = sections(content, update)
    for section in found:
        if any(each.page is section.page and each.field == "delay_words" for each in missing):
            _add_explanation(section)
        for answer in section.answers:
            lacking = [each for each in missing if each.page is section.page and covers(answer, each)]
            answer.error = " ".join(spoken(each.message) for each in lacking) or None
            answer.change_url = (
                missing_url(update, lacking[0]) if lacking else _change_url(update, section.page, answer)
            )
    return found


def _of_co_lead(content: UpdateContent) -> list[Section]:
    if content.kind is AnswerKind.CONTRIBUTION:
        told = [Section(Page.PROGRESS, [_row(_("Aporte del grupo"), content.contribution, "contribution")])]
        return [*told, Section(Page.PARTICIPATION, list(_participation(content)))] if content.participation else told
    words = None
    if content.endorsed:
        words = _(
            "Suscribe el avance de %(group)s (versión %(n)s)", group=content.endorsed.group, n=content.endorsed.number
        )
    return [Section(Page.PROGRESS, [_row(_("Respuesta del grupo"), words, "endorsed")])]


def _add_explanation(section: Section) -> None:
    """The row is not there while nobody asks for it; answering against the dates asks for it."""
    if not any("delay_words" in answer.fields for answer in section.answers):
        section.answers.append(_row(_("Explicación"), None, "delay_words"))


def covers(answer: Answer, missing: Missing) -> bool:
    return any(missing.field == name or missing.field.startswith(f"{name}-") for name in answer.fields)


def _change_url(update: ProgressUpdate, page: Page, answer: Answer) -> str:
    anchor = next(iter(sorted(answer.fields)), None)
    if anchor in CO_LEAD_FIELDS:
        return _co_lead_url(update, anchor)
    if page is Page.PARTICIPATION and anchor and anchor.startswith("record-"):
        return _record_url(update, int(anchor.split("-")[1]), "total")
    if page in (Page.STATUS, Page.PROGRESS) and anchor:
        return url_for("updates.edit", update_id=update.id, page=page.value, _anchor=anchor, desde=FROM_CHECK)
    return url_for("updates.edit", update_id=update.id, page=page.value, desde=FROM_CHECK)


def missing_url(update: ProgressUpdate, missing: Missing) -> str:
    """Where the missing answer is given: its page, at its field."""
    if missing.field in CO_LEAD_FIELDS:
        return _co_lead_url(update, missing.field)
    if missing.field.startswith("record-"):
        _record, position, name = missing.field.split("-", maxsplit=2)
        return _record_url(update, int(position), name)
    return url_for(
        "updates.edit", update_id=update.id, page=missing.page.value, _anchor=missing.field, desde=FROM_CHECK
    )


CO_LEAD_FIELDS = frozenset({"contribution", "endorsed"})


def _co_lead_url(update: ProgressUpdate, field: str | None) -> str:
    endpoint = "endorsements.contribute" if field == "contribution" else "updates.show"
    return url_for(endpoint, update_id=update.id, _anchor="contribution" if field == "contribution" else "answer-kind")


def _record_url(update: ProgressUpdate, position: int, name: str) -> str:
    activity = update.participation[position - 1]
    endpoint = "participation.details" if name in ("activity", "starts_on", "ends_on") else "participation.figures"
    return url_for(endpoint, update_id=update.id, activity_id=activity.id, _anchor=name, desde=FROM_CHECK)


def _status(content: UpdateContent) -> Iterator[Answer]:
    yield _row(_("Estado del proyecto"), word(content.status) if content.status else None, "status")
    done = None if content.percent_done is None else f"{content.percent_done} %"
    yield _row(_("Porcentaje hecho"), done, "percent_done")
    yield _row(_("Frente a las fechas"), word(content.punctuality) if content.punctuality else None, "punctuality")
    late = content.delay_reason or (content.punctuality and content.punctuality.value == "delayed")
    if late:
        reason = word(content.delay_reason) if content.delay_reason else None
        yield _row(_("Motivo del retraso"), reason, "delay_reason")
    if late or content.delay_words:
        yield _row(_("Explicación"), content.delay_words, "delay_words")


def _progress(content: UpdateContent) -> Iterator[Answer]:
    if content.nothing_to_report:
        yield _row(_("Novedades"), _("No hay novedades este trimestre"), "nothing_to_report")
        yield _row(_("Por qué"), content.nothing_reason, "nothing_reason")
        return
    yield _row(_("Qué se logró"), content.achieved, "achieved")
    yield _row(_("Dificultades"), content.obstacles, "obstacles")
    yield _row(_("Qué sigue"), content.next_steps, "next_steps")
    yield _row(_("Papel de las mujeres"), content.womens_role, "womens_role")


def _milestones(content: UpdateContent, update: ProgressUpdate) -> Iterator[Answer]:
    said = {answer.milestone_id: answer for answer in content.milestones}
    for milestone in update.project.milestones:
        answer = said.pop(milestone.id, None)
        names = [f"{name}-{milestone.id}" for name in ("done_on", "new_due", "reason")]
        if answer:
            yield _row(answer.name, milestone_words(answer), *names)
        elif milestone.done_on:
            yield _row(milestone.name, _("Se cumplió el %(day)s", day=day(milestone.done_on)), *names)
        else:
            yield _row(milestone.name, _("Sin cambios"), *names)
    for answer in said.values():  # of milestones that the GTG took off the project since
        yield _row(answer.name, milestone_words(answer))
    if not update.project.milestones and not content.milestones:
        yield _row(_("Hitos"), _("El plan no da hitos con fecha a este proyecto"))


def milestone_words(answer: MilestoneAnswer) -> str:
    """What the group says of a milestone, in one sentence for each thing said."""
    said = []
    if answer.done_on:
        said.append(_("Se cumplió el %(day)s.", day=day(answer.done_on)))
    if answer.new_due:
        said.append(_("Nueva fecha: %(day)s.", day=day(answer.new_due)))
    if answer.reason:
        said.append(answer.reason)
    return " ".join(said)


def _participation(content: UpdateContent) -> Iterator[Answer]:
    if content.no_participation:
        yield _row(_("Participación"), _("No aplica"), "no_participation")
        yield _row(_("Por qué"), content.no_participation_reason, "no_participation_reason")
        return
    for position, record in enumerate(content.participation, start=1):
        yield _row(record.activity, record_words(record), f"record-{position}")
    if not content.participation:
        yield _row(_("Participación"), None, "participation")


def record_words(record: ParticipationRecord) -> str | None:
    """The figures of one activity in one line; None while there are none."""
    if record.is_empty:
        return None
    tally = record.tally()
    words = f"{word(record.measure)}: {number(tally.total)}"
    if record.depth is Depth.NONE:
        reason = f" {word(record.no_split_reason)}." if record.no_split_reason else ""
        return _("%(words)s, sin datos por sexo.", words=words) + reason
    share = tally.share_of_women
    if record.measure is Measure.ENTERPRISES:
        return f"{words} ({enterprises_words(tally)})."
    if share is None:
        return f"{words} ({tally_words(tally)})."
    share_words = _("El %(share)s son mujeres, entre quienes tienen registro.", share=percent(share))
    return f"{words} ({tally_words(tally)}). {share_words}"


def enterprises_words(tally: Tally) -> str:
    """Who leads the enterprises."""
    parts = [
        _("%(n)s lideradas por mujeres", n=number(tally.women)),
        _("%(n)s lideradas por hombres", n=number(tally.men)),
    ]
    if tally.other:
        parts.append(_("%(n)s de liderazgo mixto", n=number(tally.other)))
    if tally.not_recorded:
        parts.append(_("%(n)s sin dato", n=number(tally.not_recorded)))
    return ", ".join(parts)


def tally_words(tally: Tally) -> str:
    """Women, men, and where there are any, others and not recorded."""
    parts = [
        _("%(n)s mujeres", n=number(tally.women)) if tally.women != 1 else _("1 mujer"),
        _("%(n)s hombres", n=number(tally.men)) if tally.men != 1 else _("1 hombre"),
    ]
    if tally.other:
        parts.append(_("%(n)s de otra identidad", n=number(tally.other)))
    if tally.not_recorded:
        parts.append(_("%(n)s sin registro de sexo", n=number(tally.not_recorded)))
    return ", ".join(parts)


def _indicators(content: UpdateContent) -> Iterator[Answer]:
    for answer in content.indicators:
        own = answer.indicator_id
        yield _row(answer.name, in_one_line(answer), f"value-{own}", f"comment-{own}")


def _evidence(content: UpdateContent, update: ProgressUpdate) -> Iterator[Answer]:
    if content.evidence:
        yield _row(_("Enlaces y archivos"), Markup("\n").join(evidence_links(content.evidence, update)))
    else:
        yield _row(_("Enlaces y archivos"), None)


def evidence_links(items: Iterable[EvidenceItem], update: ProgressUpdate) -> list[Markup]:
    """Each piece as a link: to the other site, or to the file's download."""
    links = []
    for item in items:
        if item.url:
            links.append(Markup('<a href="{}" rel="noopener nofollow">{}</a>').format(item.url, item.title))
        else:
            url = url_for("updates.evidence_file", update_id=update.id, evidence_id=item.evidence_id)
            links.append(Markup('<a href="{}">{}</a> ({})').format(url, item.title, item.filename))
    return links


def _row(label: str, value: str | None, *fields: str) -> Answer:
    return Answer(label, value, frozenset(fields))
