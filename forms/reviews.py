"""What a reviewer writes: why an update goes back, until when it may be corrected, why it is excused or given time."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from forms.base import Form

REASON_LIMIT = 4000


class ReasonForm(Form):
    """A decision that must be explained. Errors name `reason`."""

    reason = TextAreaField(
        _l("Motivo"),
        validators=[
            InputRequired(_l("Escriba el motivo: el grupo lo necesita para saber qué hacer.")),
            Length(max=REASON_LIMIT, message=_l("El motivo es muy largo: resúmalo en 4.000 caracteres.")),
        ],
    )


class DatedForm(ReasonForm):
    """A decision with a reason and a day after `today`."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def check_ahead(self, field: DateField) -> None:
        if field.data and field.data <= self.today:
            raise ValidationError(_l("Elija una fecha futura: el grupo necesita al menos un día."))


class ReturnForm(DatedForm):
    reason = TextAreaField(
        _l("¿Qué debe corregir el grupo?"),
        description=_l("Lo leerán en el correo y en el formulario. Diga qué falta y dónde."),
        validators=ReasonForm.reason.kwargs["validators"],
    )
    correct_by = DateField(
        _l("Corregir antes de"), validators=[InputRequired(_l("Elija hasta qué fecha puede corregir el grupo."))]
    )

    def validate_correct_by(self, field: DateField) -> None:
        self.check_ahead(field)


class ExtensionForm(DatedForm):
    until = DateField(_l("Nuevo plazo"), validators=[InputRequired(_l("Elija hasta qué fecha tiene plazo el grupo."))])

    def validate_until(self, field: DateField) -> None:
        self.check_ahead(field)


class ApproveForm(Form):
    """One button. `version` is the version that was on the page, so that no other is approved unseen."""

    version = HiddenField()
