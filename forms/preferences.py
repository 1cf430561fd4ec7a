"""How a person wants to be reminded, until when not at all, and who takes over from them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from forms.base import Form, options
from forms.fields import DayField
from monitor.domain import words
from monitor.domain.permissions import Role
from monitor.domain.reminder_pace import Frequency
from monitor.domain.summaries import SummaryPace
from monitor.domain.work_days import CITIES, city_of
from monitor.translations import LANGUAGES

FREQUENCY = {
    Frequency.DAILY: _l("Cada día que haya algo, en un solo correo"),
    Frequency.WEEKLY: _l("Una vez por semana"),
    Frequency.URGENT: _l("Solo lo urgente"),
}

SUMMARY = {
    SummaryPace.NONE: _l("No, gracias"),
    SummaryPace.WEEKLY: _l("Cada lunes, de la semana anterior"),
    SummaryPace.QUARTERLY: _l("Al comenzar cada trimestre, del anterior"),
}


class WishesForm(Form):
    """How often, on which clock and in which language. Takes the person's time zone, which may be none of the four.

    With `sent` false it shows what holds, whatever another form of the page sent.
    """

    frequency = RadioField(
        _l("Cada cuánto quiere recibirlos"),
        choices=options((each.value, label) for each, label in FREQUENCY.items()),
        validators=[InputRequired(_l("Elija cada cuánto."))],
    )
    time_zone = SelectField(
        _l("Su hora"), description=_l("Los recordatorios llegan entre las 9 y las 11 de la mañana de sus días hábiles.")
    )

    language = RadioField(_l("Idioma"), choices=options(LANGUAGES.items()))

    def __init__(self, *, time_zone: str, frequency: str, language: str, sent: bool = True) -> None:
        given: dict[str, Any] = {} if sent else {"formdata": None}
        super().__init__(data={"time_zone": time_zone, "frequency": frequency, "language": language}, **given)
        zones = dict(CITIES)
        zones.setdefault(time_zone, city_of(time_zone))
        self.time_zone.choices = options((zone, _l("Hora de %(city)s", city=_l(city))) for zone, city in zones.items())


class SummaryForm(Form):
    """How often somebody who reads everything wants to be told what changed. With `sent` false it shows what holds."""

    summary = RadioField(
        _l("Cada cuánto quiere recibirlo"),
        choices=options((each.value, label) for each, label in SUMMARY.items()),
        validators=[InputRequired(_l("Elija cada cuánto."))],
    )

    def __init__(self, *, summary: str, sent: bool = True) -> None:
        given: dict[str, Any] = {} if sent else {"formdata": None}
        super().__init__(data={"summary": summary}, **given)


class PauseForm(Form):
    until = DayField(_l("Sin recordatorios hasta el"), validators=[InputRequired(_l("Elija hasta qué día."))])


class HandOverForm(Form):
    """Takes the groups to choose from as (id, name); all are chosen at first."""

    groups = SelectMultipleField(_l("De qué deja de ser responsable"), coerce=int)
    name = StringField(
        _l("Nombre y apellidos de quien le releva"),
        validators=[InputRequired(_l("Escriba el nombre de la persona.")), Length(max=120)],
    )
    email = EmailField(
        _l("Correo de quien le releva"), validators=[InputRequired(_l("Escriba el correo de la persona."))]
    )
    ends_on = DayField(
        _l("Hasta qué día necesita entrar usted"),
        description=_l("Después ya no podrá abrir lo de ese grupo. Lo que hizo queda a su nombre."),
        validators=[InputRequired(_l("Elija un día."))],
    )
    note = TextAreaField(
        _l("Unas palabras para quien le releva y para el GTG"), validators=[Optional(), Length(max=1000)]
    )

    def __init__(self, *, groups: Sequence[tuple[int, str]], ends_on: date) -> None:
        super().__init__(data={"groups": [group_id for group_id, _name in groups], "ends_on": ends_on})
        self.groups.choices = options((str(group_id), name) for group_id, name in groups)


class SuccessorForm(HandOverForm):
    """The same by the GTG for somebody else. Takes their role in the product, which can go along."""

    with_role = BooleanField()
    name = StringField(
        _l("Nombre y apellidos de quien releva"),
        validators=[Length(max=120)],
        description=_l("Si la persona ya está en el sistema, basta su correo."),
    )
    email = EmailField(_l("Correo de quien releva"), validators=[InputRequired(_l("Escriba el correo de la persona."))])
    ends_on = DayField(
        _l("Hasta qué día entra todavía quien se va"),
        description=_l("Después ya no podrá abrir nada de esto. Lo que hizo queda a su nombre."),
        validators=[InputRequired(_l("Elija un día."))],
    )
    note = TextAreaField(_l("Unas palabras para las dos personas"), validators=[Optional(), Length(max=1000)])

    def __init__(self, *, groups: Sequence[tuple[int, str]], role: Role, ends_on: date) -> None:
        super().__init__(groups=groups, ends_on=ends_on)
        self.groups.label.text = _l("Qué pasa a la otra persona")
        if not groups:
            del self.groups
        if role is Role.MEMBER:
            del self.with_role
        else:
            self.with_role.label.text = _l(words.ROLE[role])
            if not self.is_submitted():
                self.with_role.data = True
