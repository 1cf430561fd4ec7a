"""From when to when a country presides."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from forms.base import Form
from forms.fields import DayField
from monitor.domain import words
from monitor.domain.presidencies import MEMBERS


class PresidencyForm(Form):
    country = SelectField(
        _l("País"),
        choices=[("", _l("Elija uno")), *((country.value, _l(words.COUNTRY[country])) for country in MEMBERS)],
        validators=[InputRequired(_l("Elija un país."))],
    )
    starts_on = DayField(_l("Preside desde el"), validators=[InputRequired(_l("Elija el día en que comienza."))])
    ends_on = DayField(
        _l("Hasta el"), description=_l("Vacío: hasta que comience la siguiente."), validators=[Optional()]
    )
