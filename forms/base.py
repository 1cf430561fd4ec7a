"""What every form shares: messages in the reader's language, tidy texts, and errors that rules send back."""

from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the types are of an older release

from monitor.domain.errors import Incomplete, RuleError
from monitor.domain.sentences import Sentence, said_in
from monitor.translations import tongue


def tidy(value: Any) -> Any:
    """Text without blanks around it and with plain line breaks: browsers send \\r\\n."""
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


def spoken(text: object) -> str:
    """A sentence of the domain, or a lazily translated message, in the reader's language."""
    return said_in(text, tongue(get_locale().language)) if isinstance(text, Sentence) else str(text)


def options(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """Choices of a list or of radio buttons, from (value, label): WTForms no longer wants bare tuples.

    A form's own choices are turned by themselves; this is for those that are set later.
    """
    return [SelectChoice(value, label) for value, label in pairs]


def translate_errors(fields: Iterable[Field]) -> None:
    """Turn what waits for translation into the reader's words: what draws the fields takes only text for a message."""
    for field in fields:
        if isinstance(field, FormField):
            translate_errors(field.form)
        elif isinstance(field, FieldList):
            translate_errors(field)
        else:
            field.errors = [spoken(error) for error in field.errors]


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """A form of the product.

    WTForms' own messages come in the reader's language by themselves; a form that can say better what is missing gives
    its own: `InputRequired(lazy_gettext("Escriba su correo."))`.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, given: dict[str, Any]) -> Field:
            # Text areas, e-mail and address fields are StringFields too.
            if issubclass(unbound_field.field_class, StringField):
                given = {**given, "filters": (tidy, *unbound_field.kwargs.get("filters", ()))}
            choices = unbound_field.kwargs.get("choices")
            if isinstance(choices, list | tuple) and all(isinstance(choice, tuple) for choice in choices):
                given = {**given, "choices": options(choices)}
            return unbound_field.bind(form=form, **given)  # type: ignore[no-any-return]

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        translate_errors(self)
        return good

    def refuse(self, error: RuleError) -> None:
        """Show a rule's refusal at the field it names, or else for the whole form."""
        name = error.field if isinstance(error, Incomplete) else None
        if name in self._fields:
            field = self._fields[name]
            field.errors = [*field.errors, spoken(error.sentence)]
        else:
            self.form_errors.append(spoken(error.sentence))
