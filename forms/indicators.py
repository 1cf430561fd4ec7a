"""Indicators: their definition by a coordinator, and the page of an update that answers them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from forms.base import Form
from forms.fields import CountField, choices_of
from forms.updates import SHORT, PageForm, longest, words_field
from monitor.domain import words
from monitor.domain.counts import NotACount, read_number
from monitor.domain.indicators import (
    WHOLE,
    YES,
    Amount,
    IndicatorAnswer,
    IndicatorKind,
    IndicatorValue,
    parts_of,
)
from monitor.domain.participation import Sex

FIRST_YEAR, LAST_YEAR = 1990, 2100


class NumberField(Field):
    """A number as people write it: 1.234, 0,87 or 0.87. Empty is None, never zero."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: Decimal | None = None
        if valuelist:
            try:
                self.data = read_number(valuelist[0].strip().removesuffix("%"))
            except NotACount as error:
                raise ValueError(error.sentence) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}".replace(".", ",")


class YearField(CountField):
    def pre_validate(self, _form: Any) -> None:
        if self.data is not None and not FIRST_YEAR <= self.data <= LAST_YEAR:
            raise ValueError(_l("Escriba el año con cuatro cifras, por ejemplo 2020."))


class IndicatorForm(Form):
    """The definition; `with_targets` adds a target for each quarter."""

    periods: tuple[str, ...] = ()

    name = StringField(
        _l("Nombre del indicador"),
        description=_l("Por ejemplo: «Mujeres activas en los programas»."),
        validators=[DataRequired(_l("Escriba el nombre del indicador.")), Length(max=200)],
    )
    kind = RadioField(
        _l("¿Cómo se responde?"),
        coerce=IndicatorKind,
        choices=choices_of(words.INDICATOR_KIND),
        validators=[InputRequired(_l("Elija cómo se responde."))],
    )
    unit = StringField(
        _l("Unidad"), description=_l("Por ejemplo: «mujeres», «empresas»."), validators=[Optional(), Length(max=60)]
    )
    by_sex = BooleanField(_l("Se responde por sexo"))
    baseline = StringField(_l("Línea de base"), validators=[Optional(), longest(SHORT)])
    baseline_year = YearField(_l("Año de la línea de base"), validators=[Optional()])
    baseline_source = StringField(_l("Fuente de la línea de base"), validators=[Optional(), longest(SHORT)])

    def answers(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("name", "kind", "by_sex", "baseline_year")}
        texts = {name: self[name].data or "" for name in ("unit", "baseline", "baseline_source")}
        targets = {period: self[f"target-{period}"].data or "" for period in self.periods}
        return plain | texts | {"targets": targets}


KIND_HINTS = {
    IndicatorKind.NUMBER: _l("Una cantidad que se suma, o un índice."),
    IndicatorKind.PERCENTAGE: _l("Dos cifras: cuántas, y de cuántas. El porcentaje se calcula."),
}


def with_targets(periods: Sequence[str]) -> type[IndicatorForm]:
    fields: dict[str, Any] = {"periods": tuple(periods)}
    for period in periods:
        label = _l("Meta para %(period)s", period=period)
        fields[f"target-{period}"] = StringField(label, validators=[Optional(), longest(SHORT)])
    return type("IndicatorForm", (IndicatorForm,), fields)


class IndicatorsForm(PageForm):
    """One question for each indicator of the project; `for_indicators` makes the form."""

    asked: tuple[IndicatorAnswer, ...] = ()

    def values(self) -> dict[int, tuple[IndicatorValue, str]]:
        """By indicator, what was typed and the comment."""
        return {
            answer.indicator_id: (self._value_of(answer), self[f"comment-{answer.indicator_id}"].data or "")
            for answer in self.asked
        }

    def readable_values(self) -> dict[int, tuple[IndicatorValue, str]]:
        """The same without the indicators of which something could not be read."""
        unread = {int(name.split("-")[1]) for name in self.errors if name and name.partition("-")[2]}
        return {own: said for own, said in self.values().items() if own not in unread}

    def name_of(self, field: str) -> str:
        """The indicator that a question is about: all of them are asked alike."""
        own = int(field.split("-")[1])
        return next(answer.name for answer in self.asked if answer.indicator_id == own)

    def _value_of(self, answer: IndicatorAnswer) -> IndicatorValue:
        if answer.kind is IndicatorKind.TEXT:
            return IndicatorValue(text=self[f"text-{answer.indicator_id}"].data or "")
        if answer.kind is IndicatorKind.YES_NO:
            chosen = self[f"yes-{answer.indicator_id}"].data
            return IndicatorValue(yes=chosen == YES if chosen else None)
        amounts = {}
        for part in parts_of(by_sex=answer.by_sex):
            number = self[f"number-{answer.indicator_id}-{part}"].data
            of = self[f"of-{answer.indicator_id}-{part}"].data if answer.kind is IndicatorKind.PERCENTAGE else None
            if number is not None or of is not None:
                amounts[part] = Amount(number or Decimal(0), of)
        return IndicatorValue(amounts)


def for_indicators(asked: Sequence[IndicatorAnswer]) -> type[IndicatorsForm]:
    fields: dict[str, Any] = {"asked": tuple(asked)}
    for answer in asked:
        fields |= _fields_of(answer)
    return type("IndicatorsForm", (IndicatorsForm,), fields)


def _fields_of(answer: IndicatorAnswer) -> dict[str, Any]:
    own = answer.indicator_id
    fields: dict[str, Any] = {
        f"comment-{own}": words_field(_l("Comentario"), _l("Por ejemplo, por qué no hay dato."), limit=SHORT)
    }
    if answer.kind is IndicatorKind.TEXT:
        return {f"text-{own}": words_field(_l("Respuesta"))} | fields
    if answer.kind is IndicatorKind.YES_NO:
        choices = [(YES, _l("Sí")), ("no", _l("No"))]
        return {f"yes-{own}": RadioField(_l("Respuesta"), choices=choices, validators=[Optional()])} | fields
    numbers: dict[str, Any] = {}
    for part in parts_of(by_sex=answer.by_sex):
        percentage = answer.kind is IndicatorKind.PERCENTAGE
        numbers[f"number-{own}-{part}"] = NumberField(_label(part, percentage=percentage), validators=[Optional()])
        if percentage:
            numbers[f"of-{own}-{part}"] = NumberField(_of_label(part), validators=[Optional()])
    return numbers | fields


def _label(part: str, *, percentage: bool) -> Any:
    if part == WHOLE:
        return _l("¿Cuántas? (numerador)") if percentage else _l("Dato del trimestre")
    return _l(words.SEX[Sex(part)])


def _of_label(part: str) -> Any:
    if part == WHOLE:
        return _l("¿De cuántas? (denominador)")
    return _l("%(sex)s: de cuántas", sex=_l(words.SEX[Sex(part)]))


def stored(asked: Sequence[IndicatorAnswer]) -> dict[str, Any]:
    """What is saved, by the names of the fields."""
    data: dict[str, Any] = {}
    for answer in asked:
        own, value = answer.indicator_id, answer.value
        data[f"comment-{own}"] = answer.comment
        data[f"text-{own}"] = value.text
        data[f"yes-{own}"] = None if value.yes is None else (YES if value.yes else "no")
        for part, amount in value.amounts.items():
            data[f"number-{own}-{part}"], data[f"of-{own}-{part}"] = amount.value, amount.of
    return data
