"""What the GTG writes at the desk of a report, and what it says when it publishes one."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from forms.base import Form
from monitor.domain.editions import TEXT_NAMES

TEXT_LIMIT = 6000
ERRATUM_LIMIT = 1000


class LockedForm(Form):
    """`drawn_from` is what the page was drawn from: a text that a colleague saved since is not overwritten."""

    drawn_from = HiddenField(default="0")

    @property
    def lock(self) -> int:
        text = str(self.drawn_from.data or "")
        return int(text) if text.isdecimal() else -1


class DeskTextForm(LockedForm):
    text = TextAreaField(
        _l("Texto"),
        validators=[
            Optional(),
            Length(max=TEXT_LIMIT, message=_l("El texto es muy largo: resúmalo en 6.000 caracteres.")),
        ],
    )


def _answer(field: str) -> TextAreaField:
    name = TEXT_NAMES[field]
    return TextAreaField(_l(name), validators=[Optional(), Length(max=TEXT_LIMIT)])


class StyleForm(LockedForm):
    """One text area for each answer that has words; those without stay off the page."""

    achieved = _answer("achieved")
    obstacles = _answer("obstacles")
    next_steps = _answer("next_steps")
    womens_role = _answer("womens_role")
    delay_words = _answer("delay_words")
    nothing_reason = _answer("nothing_reason")

    def texts(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in TEXT_NAMES}


class TranslationForm(LockedForm):
    """One text area for each text, named by the text's key: see `translation_form`."""

    def field(self, key: str) -> Field:
        found: Field = self[f"text_{key}"]
        return found

    def written(self, keys: Sequence[str]) -> dict[str, str]:
        return {key: self.field(key).data or "" for key in keys}


def translation_form(keys: Sequence[str]) -> TranslationForm:
    """The form for the texts with these keys."""
    too_long = _l("El texto es muy largo: resúmalo en 6.000 caracteres.")
    fields = {
        f"text_{key}": TextAreaField(_l("Texto"), validators=[Optional(), Length(max=TEXT_LIMIT, message=too_long)])
        for key in keys
    }
    form: TranslationForm = type("TextsForm", (TranslationForm,), fields)()
    return form


class CorrectionForm(Form):
    reason = TextAreaField(
        _l("¿Qué hay que corregir?"),
        description=_l("Queda en el historial, y es el punto de partida de la fe de erratas."),
        validators=[InputRequired(_l("Escriba qué hay que corregir.")), Length(max=ERRATUM_LIMIT)],
    )


class PublishForm(Form):
    """`confirmed` has one box for each warning that stands now."""

    erratum = TextAreaField(
        _l("Fe de erratas"),
        description=_l("Diga en una o dos frases qué estaba mal. El informe agrega la lista de lo que cambió."),
        validators=[Optional(), Length(max=ERRATUM_LIMIT)],
    )
    erratum_en = TextAreaField(
        _l("Fe de erratas en inglés"),
        description=_l("Si la deja vacía, la edición en inglés la dice en español."),
        validators=[Optional(), Length(max=ERRATUM_LIMIT)],
    )
    confirmed = SelectMultipleField(_l("Avisos"), choices=[], validate_choice=False)


class PeopleForm(Form):
    people = RadioField(
        _l("¿Cuántas personas se necesitan para publicar?"),
        choices=[
            ("1", _l("Una: quien publica revisa la lista de comprobación")),
            ("2", _l("Dos: otra persona de la coordinación lee el PDF y lo confirma")),
        ],
        validators=[InputRequired(_l("Elija una de las dos."))],
    )
    languages = RadioField(
        _l("¿En qué idiomas se publica?"),
        choices=[("", _l("En español")), ("en", _l("En español y en inglés"))],
        default="",
        description=_l(
            "Vale para las próximas ediciones. Los textos que el GTG no traduzca en la mesa quedan en español."
        ),
    )
