"""The short pages of an update. Everything may be left for later: what is missing is said before it is sent."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from forms.base import Form
from forms.fields import DayField, PercentField, list_of, one_of
from monitor.domain import words
from monitor.domain.update_content import MilestoneAnswer
from monitor.domain.updates import DelayReason, Punctuality, Status

LONG, SHORT = 3000, 600


def longest(limit: int) -> Length:
    return Length(max=limit, message=_l("El texto es muy largo. Resúmalo en %(max)d caracteres o menos."))


def words_field(label: Any, hint: Any = "", *, limit: int = LONG) -> TextAreaField:
    return TextAreaField(label, description=hint, validators=[Optional(), longest(limit)])


class PageForm(Form):
    """A page of an update. Hidden fields say which version of the update it was drawn from, and for whom."""

    lock_version = HiddenField()
    seen = HiddenField()
    author = HiddenField()

    @property
    def drawn_from(self) -> dict[str, Any]:
        """The arguments by which a service recognises a stale page."""
        text = self.lock_version.data or ""
        return {"lock_version": int(text) if text.isdecimal() else -1, "seen": self.seen.data or None}

    def answers(self) -> dict[str, Any]:
        """What was typed, without the fields that only carry the page."""
        return {name: value for name, value in self.data.items() if name not in NOT_ANSWERS}


NOT_ANSWERS = frozenset({"lock_version", "seen", "author", "csrf_token"})


class StatusForm(PageForm):
    status = one_of(Status, words.STATUS, _l("¿En qué estado está el proyecto?"))
    percent_done = PercentField(
        _l("¿Qué porcentaje del proyecto está hecho?"),
        description=_l("De 0 a 100, de todo el proyecto y no solo de este trimestre. Basta una estimación."),
        validators=[Optional()],
    )
    punctuality = one_of(Punctuality, words.PUNCTUALITY, _l("¿Cómo va frente a las fechas del plan?"))
    delay_reason = list_of(DelayReason, words.DELAY_REASON, _l("Motivo principal del retraso"))
    delay_words = words_field(
        _l("Explique en una o dos frases"),
        _l("Solo si va con retraso, o si su respuesta no coincide con las fechas del plan."),
        limit=SHORT,
    )

    def answers(self) -> dict[str, Any]:
        """A reason of a delay means nothing without a delay."""
        given = super().answers()
        if given["punctuality"] is not Punctuality.DELAYED:
            given["delay_reason"] = None
        return given


class ProgressForm(PageForm):
    nothing_to_report = BooleanField(_l("No hay novedades este trimestre"))
    nothing_reason = words_field(
        _l("¿Por qué no hay novedades?"), _l("Por ejemplo: «La actividad empieza en enero»."), limit=SHORT
    )
    achieved = words_field(
        _l("¿Qué se logró este trimestre?"),
        _l("Resultados concretos: reuniones, documentos, cursos, acuerdos. Esto se publica en el informe."),
    )
    obstacles = words_field(_l("¿Qué dificultades hubo?"))
    next_steps = words_field(_l("¿Qué sigue?"), _l("Los próximos pasos, con fecha si la hay."))
    womens_role = words_field(
        _l("¿Qué papel tuvieron las mujeres en la actividad?"),
        _l("Una nota corta y pública: por ejemplo, quién dirigió, expuso o decidió."),
        limit=1000,
    )


class MilestonesForm(PageForm):
    """Three questions for each milestone; their names end in its id. `for_milestones` makes the form."""

    milestone_names: dict[int, str]

    def answer_list(self, without: frozenset[str] = frozenset()) -> list[MilestoneAnswer]:
        """What is said of each milestone. Those one of whose answers is named in `without` are left out."""
        return [
            MilestoneAnswer(
                milestone_id,
                name,
                self[f"done_on-{milestone_id}"].data,
                self[f"new_due-{milestone_id}"].data,
                self[f"reason-{milestone_id}"].data or "",
            )
            for milestone_id, name in self.milestone_names.items()
            if not without & {f"{each}-{milestone_id}" for each in ("done_on", "new_due", "reason")}
        ]


def for_milestones(milestones: Iterable[tuple[int, str]]) -> type[MilestonesForm]:
    """The form for these milestones, given as (id, name)."""
    names = dict(milestones)
    fields: dict[str, Any] = {"milestone_names": names}
    for milestone_id in names:
        fields[f"done_on-{milestone_id}"] = DayField(_l("¿Se cumplió? Escriba qué día"), validators=[Optional()])
        fields[f"new_due-{milestone_id}"] = DayField(_l("¿Cambia la fecha? Escriba la nueva"), validators=[Optional()])
        fields[f"reason-{milestone_id}"] = StringField(_l("¿Por qué cambia?"), validators=[Optional(), longest(SHORT)])
    return type("MilestonesForm", (MilestonesForm,), fields)
