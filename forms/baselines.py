"""The results of an earlier version of a survey: the file, and what is said of that version."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from forms.base import Form
from monitor.domain.waves import UnitKind

ACCEPT = ".xlsx"
UNIT_KINDS = (
    (UnitKind.GROUP.value, _l("Cada grupo")),
    (UnitKind.GROUP_COUNTRY.value, _l("Cada país de cada grupo")),
)


class BaselineForm(Form):
    """`ended_before`: a day of the earlier version is before it."""

    name = StringField(
        _l("Nombre de la versión"),
        description=_l("Como se verá en los resultados: «Primera versión, 2019»."),
        validators=[InputRequired(_l("Escriba cómo se llama la versión anterior.")), Length(max=120)],
    )
    opens_on = DateField(_l("Primer día"), validators=[InputRequired(_l("Escriba desde cuándo se respondió."))])
    closes_on = DateField(_l("Último día"), validators=[InputRequired(_l("Escriba hasta cuándo se respondió."))])
    unit_kind = RadioField(_l("¿Quién respondía?"), choices=list(UNIT_KINDS), default=UnitKind.GROUP.value)
    source = TextAreaField(
        _l("¿De dónde vienen estos resultados?"),
        description=_l("Por ejemplo: informe de la encuesta de 2019, anexo 3. Se verá junto a los resultados."),
        validators=[InputRequired(_l("Escriba de dónde vienen estos resultados.")), Length(max=600)],
    )

    def __init__(self, *args: Any, ended_before: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ended_before = ended_before

    def validate_closes_on(self, field: DateField) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_l("El último día no puede ser anterior al primero."))
        if field.data and field.data >= self.ended_before:
            raise ValidationError(_l("La versión anterior tiene que haber terminado: escriba un día ya pasado."))


class BaselineUploadForm(BaselineForm):
    file = FileField(_l("El archivo con las respuestas"), description=_l("Un libro de Excel (.xlsx) de hasta 5 MB."))

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(_l("Elija el archivo."))


class BaselineConfirmForm(BaselineForm):
    """Goes with the file that was checked. `seen`: the questionnaire it was read against."""

    token = HiddenField()
    seen = HiddenField()
