"""What a group is called, and its last day."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from forms.base import Form, options
from forms.fields import DayField
from monitor.domain import words
from monitor.domain.responsible_groups import GroupKind

KINDS = [kind for kind in GroupKind if kind is not GroupKind.COLLECTIVE]


class GroupNameForm(Form):
    name = StringField(
        _l("Nombre del grupo"), validators=[InputRequired(_l("Escriba el nombre del grupo.")), Length(max=200)]
    )
    acronym = StringField(_l("Sigla"), validators=[Optional(), Length(max=20)])


class NewGroupForm(GroupNameForm):
    kind = SelectField(_l("Qué es"), choices=options((kind.value, _l(words.GROUP_KIND[kind])) for kind in KINDS))


class DissolutionForm(Form):
    """Takes the groups that go on as (id, name)."""

    dissolved_on = DayField(_l("Último día del grupo"), validators=[InputRequired(_l("Elija un día."))])
    successor = SelectField(
        _l("Qué grupo lo sigue"), description=_l("Si se unió a otro o lo reemplaza uno nuevo."), validators=[Optional()]
    )

    def __init__(self, *, groups: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        choices = [("", _l("Ninguno")), *((str(group_id), name) for group_id, name in groups)]
        self.successor.choices = options(choices)
