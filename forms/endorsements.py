"""What a lead that does not coordinate adds to the coordinating group's update."""

from flask_babel import lazy_gettext as _l

from forms.updates import PageForm, words_field


class ContributionForm(PageForm):
    contribution = words_field(
        _l("¿Qué aportó su grupo este trimestre?"),
        _l("Unas frases bastan. Saldrán en el informe junto al avance del grupo que coordina."),
    )
