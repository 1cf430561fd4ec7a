"""One piece of evidence: a link or a file."""

from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length, Optional, ValidationError

from forms.updates import PageForm
from monitor.domain.file_kinds import EXTENSIONS

ACCEPT = ",".join(EXTENSIONS)


class EvidenceForm(PageForm):
    url = StringField(
        _l("Enlace"),
        description=_l("Una página web o un documento compartido, por ejemplo https://alianzapacifico.net/noticia"),
        validators=[Optional(), Length(max=2000, message=_l("El enlace es demasiado largo."))],
    )
    file = FileField(
        _l("O un archivo"),
        description=_l("PDF, foto o documento de hasta 10 MB. Sin listas de asistencia ni otros datos personales."),
    )
    title = StringField(
        _l("¿Qué muestra?"),
        description=_l("Por ejemplo: «Programa del encuentro». Si lo deja vacío se usa el nombre del archivo."),
        # Not Optional(): an empty title must not silence what is said of the whole piece.
        validators=[Length(max=200, message=_l("Use 200 caracteres o menos."))],
    )

    @property
    def is_blank(self) -> bool:
        return not (self.url.data or self.title.data or self.file.data)

    def validate_url(self, field: StringField) -> None:
        text = field.data or ""
        if text and "://" not in text and "." in text.split("/", maxsplit=1)[0] and " " not in text:
            text = field.data = f"https://{text}"
        try:
            parts = urlsplit(text)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or " " in text:
            raise ValidationError(_l("Este enlace no se puede abrir. Cópielo completo, con https:// al principio."))

    def validate_title(self, _field: StringField) -> None:
        if self.url.data and self.file.data:
            raise ValidationError(_l("Agregue el enlace y el archivo por separado, uno a la vez."))
        if not self.url.data and not self.file.data:
            raise ValidationError(_l("Pegue un enlace o elija un archivo."))
