"""Who does what in a project: a line for each group and ally, and why it changes."""

from collections.abc import Iterable
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField, TextAreaField
from wtforms.validators import Optional

from forms.base import Form, options
from forms.projects import WHY
from monitor.domain.project_roles import Part

MOST_LINES = 200
"""More than all groups and allies of a plan: only a limit to what somebody may send."""
PARTS = (
    (Part.COORDINATES.value, _l("Coordina")),
    (Part.LEAD.value, _l("También responde")),
    (Part.SUPPORT.value, _l("Apoya")),
    (Part.ALLY.value, _l("Aliado")),
)


class RoleLineForm(wtforms.Form):
    """One body of the project; an empty one is none."""

    body = SelectField(_l("Grupo o aliado"), validators=[Optional()])
    part = SelectField(_l("Papel"), choices=options(PARTS), default=Part.LEAD.value)


class ProjectRolesForm(Form):
    """Takes the bodies to choose from as (key, name), and the lines as they are, as (key, part)."""

    roles = FieldList(FormField(RoleLineForm), max_entries=MOST_LINES)
    reason = TextAreaField(_l("¿Por qué?"), validators=list(WHY))

    def __init__(self, bodies: Iterable[tuple[str, str]], lines: Iterable[tuple[str, Part]], **values: Any) -> None:
        drawn = [{"body": key, "part": part.value} for key, part in lines]
        super().__init__(data={"roles": [*drawn, *([{}] * 2)]}, **values)
        choices = options([("", _l("Ninguno")), *bodies])
        for line in self.roles:
            line.form.body.choices = choices

    @property
    def lines(self) -> list[tuple[str, Part]]:
        return [(line.form.body.data or "", Part(line.form.part.data)) for line in self.roles]
