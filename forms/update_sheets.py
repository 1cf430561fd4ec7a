"""Uploading an offline spreadsheet, and what is chosen before it is saved."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, ValidationError

from forms.base import Form

ACCEPT = ".xlsx"


class UploadForm(Form):
    file = FileField(_l("La planilla que llenó"), description=_l("El archivo de Excel (.xlsx) que descargó de aquí."))

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(_l("Elija el archivo de la planilla."))


class ConfirmForm(Form):
    """Goes with the file that was checked. `for_choices` adds one choice for each update changed on both sides."""

    token = HiddenField()
    versions = HiddenField()
    update_ids: tuple[int, ...] = ()

    def choices(self) -> dict[int, str]:
        return {id_: self[f"choice-{id_}"].data for id_ in self.update_ids if self[f"choice-{id_}"].data}


_KEEP_SHEET = ("sheet", _l("Guardar lo que dice la planilla"))
_KEEP_SITE = ("site", _l("Dejar lo que está en el sitio"))


def for_choices(updates: Iterable[tuple[int, bool]]) -> type[ConfirmForm]:
    """The form for these updates, given as (id, may the sheet's answers be chosen)."""
    fields: dict[str, Any] = {}
    ids = []
    for update_id, may_keep_sheet in updates:
        ids.append(update_id)
        fields[f"choice-{update_id}"] = RadioField(
            _l("¿Qué se guarda?"),
            choices=[_KEEP_SHEET, _KEEP_SITE] if may_keep_sheet else [_KEEP_SITE],
            validators=[InputRequired(_l("Elija qué se guarda de este proyecto."))],
        )
    return type("ConfirmForm", (ConfirmForm,), fields | {"update_ids": tuple(ids)})
