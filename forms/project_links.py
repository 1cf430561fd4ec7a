"""A tie between two projects, and why it is made or taken away."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from forms.base import Form
from monitor.domain.plan_decisions import LinkKind

KINDS = (
    (LinkKind.CONTAINED_IN.value, _l("Forma parte de")),
    (LinkKind.SUBSET_OF.value, _l("Sus participantes están entre los de")),
    (LinkKind.DEPENDS_ON.value, _l("Depende de")),
    (LinkKind.OVERLAPS.value, _l("Coincide en parte con")),
)
TOO_LONG = _l("El motivo es muy largo: resúmalo en 2.000 caracteres.")


class ProjectLinkForm(Form):
    kind = SelectField(
        _l("Este proyecto…"),
        description=_l("Con las dos primeras sus personas dejan de sumarse: ya cuentan en el otro proyecto."),
        choices=list(KINDS),
    )
    target = SelectField(_l("El otro proyecto"), coerce=int)
    reason = TextAreaField(
        _l("¿Por qué?"),
        validators=[
            InputRequired(_l("Escriba por qué se relacionan los proyectos.")),
            Length(max=2000, message=TOO_LONG),
        ],
    )
