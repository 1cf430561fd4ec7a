"""How a plan is called in short, and what it decides about counts of people."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from forms.base import Form
from forms.fields import CountField


class PlanSettingsForm(Form):
    short_name = StringField(
        _l("Nombre corto"),
        description=_l("Para los encabezados, los correos y los archivos. Lo ya publicado conserva el que tenía."),
        validators=[
            DataRequired(_l("Escriba el nombre corto del plan.")),
            Length(max=40, message=_l("El nombre corto es muy largo: caben 40 letras.")),
        ],
    )
    limits = StringField(
        _l("Edades en que empieza cada tramo"),
        description=_l(
            "Por ejemplo, «18, 30, 45, 60» da: menos de 18, 18 a 29, 30 a 44, 45 a 59, y 60 o más. Siempre hay además"
            " «sin registro»."
        ),
        validators=[DataRequired(_l("Escriba las edades en que empieza cada tramo."))],
    )
    areas = SelectMultipleField(
        _l("Áreas cuyos proyectos informan cuántas personas participaron"),
        description=_l(
            "Vale para los avances que aún no se envían. En la página de cada proyecto se puede decidir otra cosa."
        ),
        coerce=int,
    )
    hide_below = CountField(
        _l("Publicar cifras desde"),
        description=_l("Lo que se publica oculta las cifras menores, salvo el cero. Quienes trabajan aquí las ven."),
        validators=[InputRequired(_l("Escriba un número."))],
    )
