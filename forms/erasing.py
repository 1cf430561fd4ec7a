"""Asked before a person's data go for good."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import InputRequired

from forms.base import Form


class ErasingForm(Form):
    """Takes the person's address, which has to be typed by hand."""

    email = EmailField(
        _l("Para confirmar, escriba el correo de la persona"),
        validators=[InputRequired(_l("Escriba el correo de la persona para confirmar."))],
    )

    def __init__(self, *, address: str) -> None:
        super().__init__()
        self.address = address

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if (self.email.data or "").strip().lower() == self.address:
            return True
        self.email.errors = [*self.email.errors, str(_l("No es el correo de esta persona. Escríbalo completo."))]
        return False
