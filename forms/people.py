"""Who a person is: name, address, role in the product, groups."""

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, FieldList, FormField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from forms.base import Form, options
from monitor.domain import words
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.translations import DEFAULT, LANGUAGES

COUNTRIES = [Country.CL, Country.CO, Country.MX, Country.PE, Country.OTHER]
MOST_GROUPS = 12


class MembershipForm(wtforms.Form):
    """One line of a person's groups; an empty group is no line."""

    group = SelectField(_l("Grupo"), validators=[Optional()])
    role = SelectField(
        _l("Papel en el grupo"),
        choices=options((role.value, _l(words.GROUP_ROLE[role])) for role in GroupRole),
        default=GroupRole.LEAD.value,
    )


class PersonForm(Form):
    """Takes the groups to choose from as (id, name), and the person's own as {group id: role}."""

    name = StringField(
        _l("Nombre y apellidos"),
        validators=[
            InputRequired(_l("Escriba el nombre de la persona.")),
            Length(max=120, message=_l("El nombre es demasiado largo: caben 120 letras.")),
        ],
    )
    role = RadioField(
        _l("Qué hace en HRAEM Monitor"),
        choices=options((role.value, _l(words.ROLE[role])) for role in (Role.MEMBER, Role.OBSERVER, Role.COORDINATOR)),
        default=Role.MEMBER.value,
        validators=[InputRequired(_l("Elija qué hace la persona."))],
    )
    country = SelectField(
        _l("País"),
        choices=options(
            [("", _l("Sin indicar")), *((country.value, _l(words.COUNTRY[country])) for country in COUNTRIES)]
        ),
        validators=[Optional()],
    )
    coordinates_country = BooleanField(_l("Es la coordinación nacional de su país"))
    lines = FieldList(FormField(MembershipForm), min_entries=1, max_entries=MOST_GROUPS)

    def __init__(
        self, *, groups: Sequence[tuple[int, str]], memberships: Mapping[int, GroupRole] | None = None, **values: Any
    ) -> None:
        lines = [{"group": str(group_id), "role": role.value} for group_id, role in (memberships or {}).items()]
        super().__init__(data={**values, "lines": lines})
        if lines and not self.is_submitted() and len(lines) < MOST_GROUPS:
            self.lines.append_entry()  # an empty one to add a group with
        choices = options([("", _l("Ninguno")), *((str(group_id), name) for group_id, name in groups)])
        for line in self.lines:
            line.form.group.choices = choices

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        seen = set()
        for line in self.lines:
            group = line.form.group
            if group.data and group.data in seen:
                group.errors = [*group.errors, str(_l("Este grupo ya está en la lista."))]
                good = False
            seen.add(group.data)
        self.lines.errors = [line.errors for line in self.lines] if not good else []
        return good

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, as the services take it. Only after the form was found valid."""
        return {
            "name": self.name.data,
            "role": Role(self.role.data or ""),
            "country": Country(self.country.data) if self.country.data else None,
            "coordinates_country": self.coordinates_country.data,
            "memberships": {
                int(line.form.group.data): GroupRole(line.form.role.data) for line in self.lines if line.form.group.data
            },
        }


class InvitationForm(PersonForm):
    email = EmailField(_l("Correo"), validators=[InputRequired(_l("Escriba el correo de la persona."))])
    language = RadioField(_l("Idioma"), choices=options(LANGUAGES.items()), default=DEFAULT)

    @property
    def answers(self) -> dict[str, Any]:
        return {**super().answers, "email": self.email.data, "language": self.language.data}
