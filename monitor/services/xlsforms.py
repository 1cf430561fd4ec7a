"""A questionnaire that comes from an XLSForm, against the one that a wave has.

compare(wave, reading) -> Incoming      what bringing it in would change, or why it cannot be brought in
"""

from dataclasses import dataclass, replace

from monitor.domain.questionnaire import Questionnaire
from monitor.domain.questionnaire_changes import Change, changes
from monitor.domain.questionnaire_wording import MoreThanWording, wording_changes
from monitor.domain.sentences import N_, Sentence
from monitor.domain.waves import WaveState
from monitor.domain.xlsform_reading import Reading
from monitor.models import Wave
from monitor.services.questionnaires import can_change

ANOTHER_FORM = N_(
    "El identificador del formulario (form_id) es «%(key)s» y el de esta encuesta es «%(own)s». "
    "Corrija el archivo si de verdad es el de esta encuesta."
)
ARCHIVED = N_("Esta versión está archivada: su cuestionario ya no cambia.")
KEPT_INDICES = N_("El archivo no tiene la hoja «indices»: los índices y sus pesos quedan como están.")
KEPT_FILLED_FROM = N_("El archivo no dice qué se llena con el enlace («filled_from»): queda como está.")


@dataclass(frozen=True)
class Incoming:
    questionnaire: Questionnaire | None
    """As it would be stored; None while the file has problems."""
    changes: list[Change]
    refusal: Sentence | None
    """Why it cannot be brought into this wave, though the file is right."""
    kept: list[Sentence]
    """What the file does not say and stays as it is."""

    @property
    def can_be_brought_in(self) -> bool:
        return self.questionnaire is not None and self.refusal is None and bool(self.changes)


def compare(wave: Wave, reading: Reading) -> Incoming:
    if reading.questionnaire is None:
        return Incoming(None, [], None, [])
    own = wave.questionnaire.read()
    merged, kept = _with_what_is_not_said(reading, own)
    return Incoming(merged, changes(own, merged), _refusal(wave, own, merged), kept)


def _with_what_is_not_said(reading: Reading, own: Questionnaire) -> tuple[Questionnaire, list[Sentence]]:
    """Files made elsewhere know nothing of indices and links: what the wave has of them stays."""
    assert reading.questionnaire is not None
    merged, kept = reading.questionnaire, []
    if not merged.version:
        merged = replace(merged, version=own.version)
    if not reading.tells_indices and own.indices:
        merged, kept = replace(merged, indices=own.indices), [Sentence(KEPT_INDICES)]
    filled = {question.key: question.filled_from for question in own.questions if question.filled_from}
    if not reading.tells_filled_from and filled.keys() & merged.by_key.keys():
        sections = tuple(
            replace(
                section,
                questions=tuple(
                    replace(question, filled_from=filled[question.key])
                    if question.key in filled and question.type is own.by_key[question.key].type
                    else question
                    for question in section.questions
                ),
            )
            for section in merged.sections
        )
        merged = replace(merged, sections=sections)
        kept.append(Sentence(KEPT_FILLED_FROM))
    return merged, kept


def _refusal(wave: Wave, own: Questionnaire, merged: Questionnaire) -> Sentence | None:
    if merged.key != own.key:
        return Sentence(ANOTHER_FORM, key=merged.key, own=own.key)
    if wave.state is WaveState.ARCHIVED:
        return Sentence(ARCHIVED)
    if not can_change(wave):
        try:
            wording_changes(own, merged)
        except MoreThanWording as error:
            return error.sentence
    return None
