"""The one field of the second step at sign-in."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from forms.base import Form


class CodeForm(Form):
    code = StringField(_l("Código"), validators=[InputRequired(_l("Escriba el código.")), Length(max=40)])
