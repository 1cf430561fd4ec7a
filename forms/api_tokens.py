"""What a key of the read API is for, what it opens and until when."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from forms.base import Form, options
from monitor.domain import words
from monitor.domain.api_scopes import ApiScope

DAYS = {"90": _l("3 meses"), "365": _l("1 año"), "730": _l("2 años")}


class ApiTokenForm(Form):
    name = StringField(
        _l("Para qué es"),
        description=_l("Por ejemplo, el programa que la usará y quién responde por él."),
        validators=[InputRequired(_l("Escriba para qué es la clave.")), Length(max=120)],
    )
    scopes = SelectMultipleField(
        _l("Qué abre, además de lo público"),
        choices=options((scope.value, _l(words.API_SCOPE[scope])) for scope in ApiScope),
    )
    days = RadioField(
        _l("Cuánto tiempo funciona"),
        choices=options(DAYS.items()),
        default="365",
        validators=[InputRequired(_l("Elija cuánto tiempo funciona."))],
    )
