"""The dates of a project, and why they change."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from forms.base import Form
from monitor.domain.schedules import Precision

PRECISIONS = (
    (Precision.DAY.value, _l("El día exacto")),
    (Precision.MONTH.value, _l("El mes")),
    (Precision.QUARTER.value, _l("El trimestre")),
    (Precision.SEMESTER.value, _l("El semestre")),
    (Precision.YEAR.value, _l("El año")),
)


WHY = (
    InputRequired(_l("Escriba por qué: queda en el historial del proyecto.")),
    Length(max=2000, message=_l("El motivo es muy largo: resúmalo en 2.000 caracteres.")),
)


class ProjectDatesForm(Form):
    starts_on = DateField(_l("Empieza"), validators=[InputRequired(_l("Escriba cuándo empieza el proyecto."))])
    ends_on = DateField(_l("Termina"), validators=[Optional()])
    precision = SelectField(
        _l("¿Qué se sabe con certeza?"),
        description=_l("Si solo se conoce el mes, elija cualquier día de ese mes."),
        choices=list(PRECISIONS),
        default=Precision.MONTH.value,
    )
    reason = TextAreaField(
        _l("¿Por qué se fijan o cambian las fechas?"),
        validators=[
            InputRequired(_l("Escriba por qué se fijan o cambian las fechas.")),
            Length(max=2000, message=_l("El motivo es muy largo: resúmalo en 2.000 caracteres.")),
        ],
    )


class ProjectParticipationForm(Form):
    choice = RadioField(
        _l("¿Informa este proyecto cuántas personas participaron?"),
        choices=[
            ("by_area", _l("Como las áreas del plan")),
            ("asked", _l("Sí, cada trimestre")),
            ("not_asked", _l("No se le pide")),
        ],
        validators=[InputRequired(_l("Elija si el proyecto informa cuántas personas participaron."))],
    )
    reason = TextAreaField(_l("¿Por qué?"), validators=list(WHY))


class MilestoneForm(Form):
    name = StringField(_l("Nombre del hito"), validators=[InputRequired(_l("Escriba cómo se llama el hito."))])
    day = DateField(
        _l("¿Para cuándo?"),
        description=_l("Si solo se conoce el mes o el trimestre, elija cualquier día de él. Vacía: sin fecha."),
        validators=[Optional()],
    )
    precision = SelectField(_l("¿Qué se sabe con certeza?"), choices=list(PRECISIONS), default=Precision.MONTH.value)
    reason = TextAreaField(_l("¿Por qué?"), validators=list(WHY))
