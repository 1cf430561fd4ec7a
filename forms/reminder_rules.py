"""The rules of reminders as a form: one line for each moment, and the pace of all."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional

from forms.base import Form, options
from forms.fields import choices_of
from monitor.domain.reminder_pace import Pace
from monitor.domain.reminder_rules import KIND_BY_KEY, KINDS, MOST_DAYS, MOST_GAP, MOST_PER_THING, Moment, RuleSet
from monitor.domain.reminders import RECIPIENT, Recipient

MOST_LINES = 60
NOT_A_NUMBER = _l("Escriba un número entero.")
DAYS = NumberRange(min=0, max=MOST_DAYS, message=_l("Escriba un número de 0 a %(max)s.", max=MOST_DAYS))


class MomentForm(wtforms.Form):
    """One moment: how many days before or after the date of its kind, and who is told. Without days it is no line."""

    kind = SelectField(_l("Sobre qué"), choices=options((kind.key, _l(kind.title)) for kind in KINDS))
    days = IntegerField(_l("Días"), validators=[Optional(), DAYS])
    side = SelectField(
        _l("Antes o después"), choices=options([("before", _l("días antes")), ("after", _l("días después"))])
    )
    who = SelectMultipleField(_l("A quién"), choices=options(choices_of(RECIPIENT)))
    is_on = BooleanField(_l("Activa"), default=True)

    @property
    def moment(self) -> Moment:
        days = int(self.days.data or 0)
        return Moment(
            KIND_BY_KEY[self.kind.data],
            -days if self.side.data == "before" else days,
            frozenset(Recipient(who) for who in self.who.data or []),
            bool(self.is_on.data),
        )


class RulesForm(Form):
    """All rules at once. Takes what holds or what is proposed, and the version that the reader saw."""

    moments = FieldList(FormField(MomentForm), max_entries=MOST_LINES)
    gap_days = IntegerField(
        _l("Días que pasan como mínimo entre dos correos a la misma persona"),
        description=_l("Lo que vence hoy o mañana no espera. Con 1, un correo al día."),
        validators=[
            InputRequired(NOT_A_NUMBER),
            NumberRange(min=1, max=MOST_GAP, message=_l("Escriba un número de 1 a %(max)s.", max=MOST_GAP)),
        ],
    )
    most_per_thing = IntegerField(
        _l("Recordatorios que recibe como máximo una persona sobre un mismo asunto"),
        description=_l("Un asunto es un avance de un período, una corrección o un hito."),
        validators=[
            InputRequired(NOT_A_NUMBER),
            NumberRange(min=1, max=MOST_PER_THING, message=_l("Escriba un número de 1 a %(max)s.", max=MOST_PER_THING)),
        ],
    )
    quarter = SelectField(_l("Trimestre de la vista previa"))
    version = HiddenField()
    seen = HiddenField()

    def __init__(
        self, rule_set: RuleSet, *, version: int, quarters: list[str], quarter: str, sent: bool = True
    ) -> None:
        lines = [
            {
                "kind": each.kind.key,
                "days": abs(each.offset_days),
                "side": "before" if each.offset_days < 0 else "after",
                "who": [who.value for who in each.recipients],
                "is_on": each.is_on,
            }
            for each in rule_set.moments
        ]
        given: dict[str, Any] = {} if sent else {"formdata": None}
        super().__init__(
            data={
                "moments": lines,
                "gap_days": rule_set.pace.gap_days,
                "most_per_thing": rule_set.pace.most_per_thing,
                "version": str(version),
                "quarter": quarter,
            },
            **given,
        )
        self.quarter.choices = options((key, key) for key in quarters)
        if len(self.moments) < MOST_LINES and not (lines and self._last_line.days.raw_data == [""]):
            self.add_empty_line()

    @property
    def _last_line(self) -> Any:
        return self.moments[-1].form

    def add_empty_line(self) -> None:
        """A line to add a rule with."""
        self.moments.append_entry({"kind": KINDS[1].key, "side": "before", "who": [], "is_on": True})

    def lines_of(self, kind_key: str) -> list[Any]:
        """The lines of one kind, without the empty one."""
        return [line.form for line in list(self.moments)[:-1] if line.form.kind.data == kind_key]

    @property
    def new_line(self) -> Any:
        return self._last_line

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        wrong = any(line.errors for line in self.moments)
        self.moments.errors = []
        if wrong:
            self.form_errors.append(str(_l("Revise los días marcados: van de 0 a %(max)s.", max=MOST_DAYS)))
        return good

    @property
    def rule_set(self) -> RuleSet:
        """What the form says. Only after it was found valid."""
        lines = [line.form for line in self.moments if line.form.days.data is not None]
        pace = Pace(self.gap_days.data or 0, self.most_per_thing.data or 0)
        return RuleSet(tuple(line.moment for line in lines), pace)
