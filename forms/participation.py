"""The people of an update: whether there are any, what the activity was, what is asked beside its figures."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from forms.fields import CountField, DayField, choices_of, list_of, one_of
from forms.updates import SHORT, PageForm, longest, words_field
from monitor.domain import words
from monitor.domain.participation import Depth, Measure, Modality, NoSplitReason


class NoParticipationForm(PageForm):
    no_participation = BooleanField(_l("No aplica: este trimestre no hay personas que contar"))
    no_participation_reason = words_field(
        _l("¿Por qué no aplica?"), _l("Por ejemplo: «Fue un estudio, sin actividades con público»."), limit=SHORT
    )


MEASURE_HINTS = {
    Measure.UNIQUE_IN_PERIOD: _l("Cada persona una sola vez, aunque haya venido varias."),
    Measure.UNIQUE_SINCE_START: _l("El acumulado del proyecto, cada persona una sola vez."),
    Measure.ATTENDANCES: _l("Una persona que vino a tres sesiones cuenta tres veces."),
    Measure.ENTERPRISES: _l("Lideradas por mujeres, por hombres, de liderazgo mixto o sin dato."),
}
COUNTING_RULES = (
    _l("Lista de asistencia, cada persona una vez"),
    _l("Registro de inscripción, confirmado al entrar"),
    _l("Conexiones a la plataforma, sin repetir correos"),
    _l("Conteo a la vista, sin lista"),
)
"""What most groups do, offered while they write how they counted."""


class ActivityForm(PageForm):
    activity = StringField(
        _l("Nombre de la actividad"),
        description=_l("Por ejemplo: «Taller de liderazgo, sesión de agosto»."),
        validators=[
            DataRequired(_l("Escriba el nombre de la actividad.")),
            Length(max=200, message=_l("Use 200 caracteres o menos.")),
        ],
    )
    starts_on = DayField(_l("¿Cuándo empezó?"), validators=[Optional()])
    ends_on = DayField(_l("¿Cuándo terminó?"), description=_l("Vacío si duró un solo día."), validators=[Optional()])
    modality = one_of(Modality, words.MODALITY, _l("¿En qué modalidad?"))
    measure = RadioField(
        _l("¿Qué va a contar?"),
        coerce=Measure,
        choices=choices_of(words.MEASURE),
        validators=[InputRequired(_l("Elija qué va a contar."))],
    )
    counting_rule = StringField(
        _l("¿Cómo se contó?"),
        description=_l("En pocas palabras: de dónde sale la cifra y si una misma persona puede estar dos veces."),
        validators=[Optional(), longest(200)],
    )
    depth = RadioField(
        _l("¿Qué datos tiene de las personas?"),
        coerce=Depth,
        choices=choices_of(words.DEPTH),
        validators=[InputRequired(_l("Elija qué datos tiene: con eso se arma la tabla."))],
    )

    def validate_ends_on(self, field: DayField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("La actividad no puede terminar antes de empezar."))

    def validate_depth(self, field: RadioField) -> None:
        if field.data and field.data.by_age and self.measure.data and not self.measure.data.rules.by_age:
            raise ValidationError(
                _l("Las empresas no tienen edad: divídalas por quién las lidera, o también por país.")
            )


class FiguresForm(PageForm):
    total = CountField(
        _l("Total de personas"),
        description=_l("Si lo escribe, quienes falten en la tabla quedan «sin registro». Vacío: se suma la tabla."),
        validators=[Optional()],
    )
    no_split_reason = list_of(NoSplitReason, words.NO_SPLIT_REASON, _l("¿Por qué no hay datos por sexo?"))
    comment = words_field(_l("¿Algo que se deba saber de estas cifras?"), limit=SHORT)


class CumulativeFiguresForm(FiguresForm):
    """For people since the start: the figure can only grow, unless the last one was wrong."""

    correction_reason = words_field(
        _l("Corrección del acumulado"),
        _l("Solo si la cifra es menor que la última: qué estaba mal en la anterior."),
        limit=SHORT,
    )


class EnterpriseFiguresForm(FiguresForm):
    total = CountField(
        _l("Total de empresas"),
        description=_l("Si lo escribe, las que falten en la tabla quedan «sin dato». Vacío: se suma la tabla."),
        validators=[Optional()],
    )
    no_split_reason = list_of(NoSplitReason, words.NO_SPLIT_REASON, _l("¿Por qué no se sabe quién las lidera?"))


def figures_form(measure: Measure) -> type[FiguresForm]:
    """The questions beside the table, as the measure asks them."""
    kinds = {Measure.UNIQUE_SINCE_START: CumulativeFiguresForm, Measure.ENTERPRISES: EnterpriseFiguresForm}
    return kinds.get(measure, FiguresForm)
