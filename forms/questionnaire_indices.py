"""The indices of a questionnaire and their weights in the overall one, as a form."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, StringField

from forms.base import Form, tidy
from forms.questionnaire_lines import TextsInLanguages, texts_data, texts_fields
from forms.questionnaire_texts import NotReadable, number_as_text, read_number
from monitor.domain.expressions import KEY
from monitor.domain.questionnaire import Index, Questionnaire


class IndicesForm(Form):
    """Made for a questionnaire's languages by `indices_form`."""

    def indices(self) -> tuple[Index, ...]:
        """What is typed; lines without a key are none. Look at `errors` afterwards."""
        lines = [entry.form for entry in self._fields["lines"] if entry.form.key.data]
        keys = [line.key.data for line in lines]
        for line in lines:
            if not KEY.fullmatch(line.key.data):
                line.key.errors = [_l("Use letras sin acentos, números y guion bajo, y empiece por una letra.")]
            if keys.count(line.key.data) > 1:
                line.key.errors = [_l("Esta clave está repetida.")]
        found = tuple(Index(line.key.data, line.texts("label"), _weight(line.weight)) for line in lines)
        if any(line.key.errors or line.weight.errors for line in lines):
            self.form_errors.append(str(_l("Revise los índices marcados.")))
        return found


def _weight(field: Any) -> float:
    try:
        weight = read_number(field.data or "") or 0.0
    except NotReadable as error:
        field.errors = [str(error)]
        return 0.0
    if weight < 0:
        field.errors = [_l("Un peso no puede ser negativo.")]
    return weight


def indices_form(questionnaire: Questionnaire) -> IndicesForm:
    languages = questionnaire.languages
    line = type(
        "IndexLineForm",
        (TextsInLanguages, wtforms.Form),
        {
            "languages": languages,
            "key": StringField(_l("Clave"), filters=[tidy]),
            **texts_fields("label", _l("Nombre"), languages),
            "weight": StringField(_l("Peso")),
        },
    )
    made = type("IndicesFormOf", (IndicesForm,), {"lines": FieldList(FormField(line))})
    lines = [
        {"key": each.key, "weight": number_as_text(each.weight), **texts_data("label", each.labels, languages)}
        for each in questionnaire.indices
    ]
    return made(data={"lines": [*lines, {}]})  # type: ignore[no-any-return]  # made above of IndicesForm
