"""The one question of the sign-in page."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField
from wtforms.validators import Email, InputRequired

from forms.base import Form

NOT_AN_ADDRESS = _l("Escriba un correo completo, como nombre@ejemplo.org.")


class LinkForm(Form):
    """Asks for the address to which the link goes. `next` is the page the person was on the way to."""

    email = EmailField(
        _l("Su correo"),
        validators=[
            InputRequired(_l("Escriba su correo.")),
            Email(NOT_AN_ADDRESS),
        ],
    )
    next = HiddenField()
