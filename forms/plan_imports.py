"""Bringing in a plan: its file, what plan it is, what a name means, and what a line says that no reader can tell."""

from collections.abc import Iterable, Sequence
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from forms.base import Form, options
from forms.projects import PRECISIONS
from monitor.domain import words
from monitor.domain.plan_choices import NameChoice, Roles, ScheduleAnswer, ScheduleChoice
from monitor.domain.responsible_groups import GroupKind
from monitor.domain.schedules import Precision

ACCEPT = ".docx,.xlsx,.csv,.html,.htm,.txt"
NEW, ALLY = "new", "ally"
LEAD, SUPPORT, ALLIED = "lead", "support", "ally"
MOST_ROLES = 24


class PlanFileForm(Form):
    file = FileField(
        _l("El documento del plan"),
        description=_l("Word (.docx), Excel (.xlsx o .csv), página web (.html) o texto (.txt), de hasta 8 MB."),
    )

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(_l("Elija el documento del plan."))


class PlanFactsForm(Form):
    """Takes the plans of which this may be a new version, as (id, name)."""

    kind = RadioField(_l("¿Qué es este documento?"), validators=[InputRequired(_l("Elija qué es este documento."))])
    name = StringField(
        _l("Nombre del plan"),
        description=_l("Como debe leerse en las páginas y los informes."),
        validators=[Length(max=160, message=_l("El nombre es muy largo: caben 160 letras."))],
    )
    short_name = StringField(
        _l("Nombre corto"),
        description=_l("Para los encabezados, los correos y los archivos. Por ejemplo, «HRAEM 2021–2023»."),
        validators=[Length(max=40, message=_l("El nombre corto es muy largo: caben 40 letras."))],
    )
    starts_on = DateField(_l("Empieza"), validators=[Optional()])
    ends_on = DateField(_l("Termina"), validators=[Optional()])

    def __init__(self, plans: Iterable[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        known = [(str(plan_id), _l("Una versión nueva de «%(plan)s»", plan=name)) for plan_id, name in plans]
        self.kind.choices = options([*known, (NEW, _l("Un plan distinto"))])

    @property
    def plan_id(self) -> int | None:
        return None if self.kind.data == NEW else int(self.kind.data or 0)

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if good and self.kind.data == NEW:
            needed = (
                (self.name, _l("Escriba el nombre del plan.")),
                (self.starts_on, _l("Escriba cuándo empieza el plan.")),
                (self.ends_on, _l("Escriba cuándo termina el plan.")),
            )
            for field, message in needed:
                if not field.data:
                    field.errors = [*field.errors, str(message)]
                    good = False
        return good


class PlanNameForm(Form):
    """What an unknown name means. Takes the known bodies as (key, words)."""

    means = SelectField(
        _l("¿Es otra forma de escribir uno que ya está?"),
        description=_l("Si lo elige, este nombre se reconoce desde ahora."),
        validators=[Optional()],
    )
    kind = SelectField(_l("Si es nuevo, ¿qué es?"), validators=[Optional()])
    name = StringField(_l("Nombre completo"), validators=[Length(max=300, message=_l("El nombre es muy largo."))])
    acronym = StringField(
        _l("Sigla"), validators=[Optional(), Length(max=40, message=_l("La sigla es muy larga: caben 40 letras."))]
    )

    def __init__(self, bodies: Iterable[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.means.choices = options([("", _l("No, es nuevo")), *bodies])
        kinds = [(kind.value, _l(words.GROUP_KIND[kind])) for kind in GroupKind]
        self.kind.choices = options([("", _l("Elija")), *kinds, (ALLY, _l("Aliado: una organización externa"))])

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if good and not self.means.data:
            if not self.kind.data:
                self.kind.errors = [
                    *self.kind.errors,
                    str(_l("Elija qué es, o a cuál de los que ya están se refiere.")),
                ]
                good = False
            if not self.name.data:
                self.name.errors = [*self.name.errors, str(_l("Escriba el nombre completo."))]
                good = False
        return good

    @property
    def choice(self) -> NameChoice:
        if self.means.data:
            return NameChoice(means=self.means.data)
        kind = None if self.kind.data == ALLY else GroupKind(self.kind.data or "")
        return NameChoice("", self.name.data or "", self.acronym.data or "", kind)


class RoleForm(wtforms.Form):
    """One body of a line of the plan; an empty one is none."""

    body = SelectField(_l("Grupo o aliado"), validators=[Optional()])
    role = SelectField(
        _l("Papel"),
        choices=options(((LEAD, _l("Responsable")), (SUPPORT, _l("Apoyo")), (ALLIED, _l("Aliado")))),
        default=LEAD,
    )


class PlanRowForm(Form):
    """One line of the plan as it is to be understood. Takes the areas and bodies to choose from."""

    area = SelectField(_l("Área"), validators=[InputRequired(_l("Elija el área de la línea."))])
    activity = TextAreaField(_l("Actividad"), validators=[Optional(), Length(max=5000)])
    title = StringField(
        _l("Título corto"),
        description=_l("Como se verá en listas y avisos. Vacío: las primeras palabras de la actividad."),
        validators=[Optional(), Length(max=120, message=_l("El título es muy largo: caben 120 letras."))],
    )
    answer = RadioField(_l("¿Qué fechas tiene?"), validators=[InputRequired(_l("Elija qué fechas tiene."))])
    starts_on = DateField(_l("Empieza"), validators=[Optional()])
    ends_on = DateField(_l("Termina"), validators=[Optional()])
    precision = SelectField(
        _l("¿Qué se sabe con certeza?"),
        description=_l("Si solo se conoce el mes, elija cualquier día de ese mes."),
        choices=list(PRECISIONS),
        default=Precision.MONTH.value,
    )
    roles = FieldList(FormField(RoleForm), max_entries=MOST_ROLES)

    def __init__(
        self,
        *,
        areas: Sequence[tuple[int, str]],
        bodies: Sequence[tuple[str, str]],
        answers: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        **values: Any,
    ) -> None:
        lines = [{"body": key, "role": role} for key, role in roles]
        super().__init__(data={**values, "roles": [*lines, *([{}] * 2)]})
        self.area.choices = options((str(number), f"{number}. {name}") for number, name in areas)
        self.answer.choices = options(answers)
        choices = options([("", _l("Ninguno")), *bodies])
        for line in self.roles:
            line.form.body.choices = choices

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        chosen = [line.form.body.data for line in self.roles if line.form.body.data]
        if len(chosen) != len(set(chosen)):
            self.form_errors.append(str(_l("Un mismo grupo o aliado está dos veces.")))
            good = False
        if not self.chosen_roles.leads:
            self.form_errors.append(str(_l("Elija al menos un grupo responsable.")))
            good = False
        if self.answer.data == ScheduleAnswer.GIVEN.value:
            start, end = self.starts_on.data, self.ends_on.data
            if start is None and end is None:
                self.starts_on.errors = [*self.starts_on.errors, str(_l("Escriba al menos una de las dos fechas."))]
                good = False
            elif start is not None and end is not None and end < start:
                self.ends_on.errors = [*self.ends_on.errors, str(_l("No puede terminar antes de empezar."))]
                good = False
        return good

    @property
    def chosen_roles(self) -> Roles:
        found: dict[str, list[str]] = {LEAD: [], SUPPORT: [], ALLIED: []}
        for line in self.roles:
            if line.form.body.data:
                found[line.form.role.data or LEAD].append(line.form.body.data)
        return Roles(*(tuple(found[role]) for role in (LEAD, SUPPORT, ALLIED)))

    @property
    def schedule(self) -> ScheduleChoice:
        answer, _, year = (self.answer.data or "").partition(":")
        if answer == ScheduleAnswer.GIVEN.value:
            given = (self.starts_on.data, self.ends_on.data, Precision(self.precision.data))
            return ScheduleChoice(ScheduleAnswer.GIVEN, None, *given)
        return ScheduleChoice(ScheduleAnswer(answer), int(year) if year else None)


class ParticipationAreasForm(Form):
    """Takes the areas as (number, name)."""

    areas = SelectMultipleField(_l("¿En qué áreas se pide cuántas personas participaron?"), coerce=int)

    def __init__(self, areas: Iterable[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        self.areas.choices = options((str(number), f"{number}. {name}") for number, name in areas)


class PlanAreaForm(Form):
    name = StringField(
        _l("Nombre del área"),
        validators=[InputRequired(_l("Escriba el nombre del área.")), Length(max=400, message=_l("Es muy largo."))],
    )
