"""Making a wave of the survey, changing it, and what the GTG grants to one of its units."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from forms.base import Form, options
from forms.fields import DayField, one_of
from monitor.domain import words
from monitor.domain.waves import UnitKind

DEFAULT = "default"
"""To begin with the product's own questionnaire."""


class WaveForm(Form):
    name = StringField(
        _l("¿Cómo se llama esta versión?"),
        description=_l("Por ejemplo: «Segunda versión, 2021»."),
        validators=[DataRequired(_l("Escriba el nombre de la versión.")), Length(max=200)],
    )
    opens_on = DayField(_l("¿Qué día se abre?"), validators=[InputRequired(_l("Escriba qué día se abre."))])
    closes_on = DayField(
        _l("¿Cuál es el último día para responder?"), validators=[InputRequired(_l("Escriba el último día."))]
    )
    unit_kind = one_of(
        UnitKind,
        words.UNIT_KIND,
        _l("¿Quién da cada respuesta?"),
        description=_l("No se puede cambiar después de abrir la versión."),
    )


class NewWaveForm(WaveForm):
    """`start_from`: the wave whose questionnaire is copied, keys kept, or the product's own."""

    start_from = SelectField(
        _l("¿Con qué cuestionario empieza?"),
        description=_l("Al copiar el de otra versión se conservan las claves: así los resultados se pueden comparar."),
    )

    def __init__(self, *args: Any, waves: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start_from.choices = options([*waves, (DEFAULT, _l("El cuestionario original de la encuesta"))])


class ExtensionForm(Form):
    until = DayField(_l("Nuevo último día"), validators=[InputRequired(_l("Escriba el nuevo último día."))])
    reason = StringField(
        _l("Por qué"), id="extension-reason", validators=[DataRequired(_l("Escriba por qué se da más plazo."))]
    )


class ReasonForm(Form):
    reason = TextAreaField(_l("Por qué"), validators=[DataRequired(_l("Escriba por qué."))])
