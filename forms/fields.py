"""Fields that read what people really type, and say in plain words what is wrong with it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from monitor.domain.counts import NotACount, read_count

FIRST_YEAR, LAST_YEAR = 2000, 2100


class CountField(Field):
    """A whole number written as people write it: 1234, 1.234 or 1 234. Empty is None, never zero."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: int | None = None
        if valuelist:
            try:
                self.data = read_count(self.clean(valuelist[0]))
            except NotACount as error:
                raise ValueError(error.sentence) from None

    def clean(self, text: str) -> str:
        return text

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class PercentField(CountField):
    """A whole percentage from 0 to 100; the sign may be typed."""

    def clean(self, text: str) -> str:
        return text.strip().removesuffix("%")

    def pre_validate(self, _form: Any) -> None:
        if self.data is not None and not 0 <= self.data <= 100:
            raise ValidationError(_l("Escriba un porcentaje de 0 a 100."))


class DayField(Field):
    """A day, from the browser's own date field or typed as 5/10/2021."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: date | None = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
            try:
                self.data = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
                break
            except ValueError:
                continue
        if self.data is None:
            raise ValueError(_l("Esa fecha no existe. Escríbala así: 5/10/2021 (día, mes y año)."))
        if not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            raise ValueError(_l("Revise el año de la fecha."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""


def choices_of(table: Mapping[Any, str]) -> list[tuple[str, Any]]:
    """The choices of a field from a table of words."""
    return [(value.value, _l(text)) for value, text in table.items()]


def one_of(kind: type[StrEnum], table: Mapping[Any, str], label: Any, **kwargs: Any) -> RadioField:
    """Radio buttons for one of the domain's enumerations; None while nothing is chosen."""
    return RadioField(label, coerce=kind, choices=choices_of(table), validators=[Optional()], **kwargs)


def _enum_or_none(kind: type[StrEnum]) -> Any:
    def read(value: Any) -> StrEnum | None:
        return kind(value) if value else None

    return read


def list_of(kind: type[StrEnum], table: Mapping[Any, str], label: Any, **kwargs: Any) -> SelectField:
    """A list for one of the domain's enumerations whose first line chooses nothing."""
    choices = [("", _l("Elija uno")), *choices_of(table)]
    return SelectField(label, coerce=_enum_or_none(kind), choices=choices, validators=[Optional()], **kwargs)
