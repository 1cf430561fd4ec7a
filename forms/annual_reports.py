"""What the GTG says when it publishes an annual report."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length, Optional

from forms.base import Form
from forms.report_desk import ERRATUM_LIMIT


class AnnualForm(Form):
    """`accepts_missing` is asked only where quarters are missing, `erratum` only for a correction."""

    erratum = TextAreaField(
        _l("Fe de erratas"),
        description=_l("Diga en una o dos frases qué corrige esta edición."),
        validators=[Optional(), Length(max=ERRATUM_LIMIT)],
    )
    accepts_missing = BooleanField(_l("Sé que faltan trimestres; el informe lo dirá"))
