"""First drafts of the GTG's own texts, made of what the report already knows: facts in sentences, nothing invented."""

from monitor.domain.updates import Punctuality, Status
from reports import figures
from reports.data import Area, Project, ReportData
from reports.html import SPANISH, short_title
from reports.language import N_, Language
from reports.people_tables import publish
from reports.story import Story


def foreword_proposal(data: ReportData, language: Language = SPANISH) -> str:
    """What came, what is known, who took part."""
    people = publish(data)
    story = Story(data, people, language)
    first = language.gettext(
        "Este informe reúne lo que los grupos responsables informaron sobre el %(quarter)s.",
        quarter=language.quarter(data.period),
    )
    sentences = [first, story.received_in_full(), f"{story.statuses()}.", story.milestones()]
    if people.whole.share_of_women is not None:
        sentences.append(f"{story.women()}.")
    return " ".join(sentences)


def synthesis_proposal(data: ReportData, area: Area, language: Language = SPANISH) -> str:
    """What became of the projects of one area."""
    story = Story(data, publish(data), language)
    projects = [project for project in figures.in_area(data, area.number) if project.headline]
    finished = [own for own in projects if own.headline and own.headline.status is Status.COMPLETED]
    running = [own for own in projects if own.headline and own.headline.status is Status.IN_PROGRESS]
    stopped = [own for own in projects if own.headline and own.headline.status in (Status.SUSPENDED, Status.CANCELLED)]
    delayed = [own for own in projects if own.headline and own.headline.punctuality is Punctuality.DELAYED]
    sentences = [story.area(area)]
    for message, own in (
        (N_("Se terminó: %(names)s."), finished),
        (N_("Siguen en curso: %(names)s."), running),
        (N_("Están suspendidos o cancelados: %(names)s."), stopped),
        (N_("Informan de retraso: %(names)s."), delayed),
    ):
        if own:
            sentences.append(language.gettext(message, names="; ".join(map(_name, own))))
    return " ".join(sentences)


def _name(project: Project) -> str:
    return f"«{short_title(project, most=80)}» ({project.leads[0].acronym})"
