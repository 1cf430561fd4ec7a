"""One survey of everything that its pages can be about, for the walk of test_access."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from monitor.domain.questionnaire import Question, QuestionType
from monitor.domain.waves import DocumentKind
from monitor.models import BuildState, Group, Plan, SurveyDocument, SurveyVersion, User, Wave
from monitor.services import survey_files
from monitor.services.default_questionnaire import default_questionnaire
from monitor.services.survey_report import survey_report
from tests.survey_factories import NOW, answering_of, make_wave, submitted_by, units_of

PDF = b"%PDF-1.7"


def survey_arguments(session: Session, group: Group, author: User, folder: Path, *, plan: Plan) -> dict[str, int | str]:
    """A unit that can be answered and asks for a file; one that sent such a file; one with its receipt."""
    file = Question("acta", QuestionType.FILE, {"es": "¿Acta?"})
    whole = default_questionnaire()
    asks = replace(whole, sections=(*whole.sections[:-1], replace(whole.sections[-1], questions=(file,))))
    waves = [make_wave(session, group, plan=plan, questionnaire=asks) for _ in "ab"]
    open_unit, sent_unit = (units_of(session, wave)[0] for wave in waves)
    numbers = []
    for unit in (open_unit, sent_unit):
        answering = answering_of(session, unit, author)
        kept = survey_files.add_file(
            session, answering, file, filename="acta.pdf", content=PDF, folder=folder, actor=author, now=NOW
        )
        numbers.append(kept.id)
    sent = submitted_by(session, sent_unit, author, acta=answering.answers.values["acta"])
    whole_version = submitted_by(session, units_of(session, make_wave(session, group, plan=plan))[0], author)
    assert sent
    assert whole_version
    session.flush()
    make_receipt(session, whole_version)
    return {
        "unit_id": open_unit.id,
        "file_key": "acta",
        "file_id": numbers[0],
        "sent_id": sent.id,
        "kept_id": numbers[1],
        "version_id": whole_version.id,
        "print_id": make_print(session, whole_version).id,
    }


def make_receipt(session: Session, version: SurveyVersion) -> None:
    session.add(
        SurveyDocument(
            kind=DocumentKind.RECEIPT,
            wave_id=version.wave_id,
            version=version,
            language="es",
            state=BuildState.READY,
            requested_at=NOW,
            pdf=PDF,
        )
    )
    session.flush()


def make_print(session: Session, version: SurveyVersion) -> SurveyDocument:
    """Published results of its wave."""
    document = SurveyDocument(
        kind=DocumentKind.RESULTS,
        wave_id=version.wave_id,
        language="es",
        state=BuildState.READY,
        requested_at=NOW,
        published_at=NOW,
        data=survey_report(session, session.get_one(Wave, version.wave_id), now=NOW, language="es", fictional=False),
        pdf=PDF,
    )
    session.add(document)
    session.flush()
    return document
