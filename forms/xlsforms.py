"""Bringing a questionnaire in from an XLSForm, and confirming what it would change."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import ValidationError

from forms.base import Form

ACCEPT = ".xlsx"


class XlsformForm(Form):
    file = FileField(_l("El archivo XLSForm"), description=_l("Un libro de Excel (.xlsx) de hasta 5 MB."))

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(_l("Elija el archivo."))


class ConfirmXlsformForm(Form):
    """Goes with the file that was checked. `seen`: the questionnaire it was compared with."""

    token = HiddenField()
    seen = HiddenField()
