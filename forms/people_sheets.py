"""Uploading a list of people to invite, and confirming what was seen."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import ValidationError

from forms.base import Form


class PeopleFileForm(Form):
    file = FileField(_l("La lista de personas"), description=_l("Excel (.xlsx) o CSV (.csv), de hasta 5 MB."))

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(_l("Elija el archivo."))


class ConfirmPeopleForm(Form):
    """Goes with the list that was checked."""

    token = HiddenField()
