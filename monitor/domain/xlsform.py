"""XLSForm, the convention by which surveys travel as spreadsheets: its words, and what may be wrong with one.

The subset that our questionnaires need, of the sheets `survey`, `choices` and `settings`, with these conventions:

    begin_group … end_group          a section; inside one, a grid or a matrix of scales
    note `<key>_nota` first in it    the hint of the section, grid or matrix
    integer `a4__cl__m`              cell of the grid a4; calculate `a4__t__m`, `a4__cl__t`, `a4__total` its totals
    select_one `e4__datos__hoy`      cell of the matrix e4, in one group (table-list) per column
    lists `a4__filas`, `a4__columnas`  rows and columns of a grid or matrix, where the cells alone do not tell them

Columns of our own, which other programs leave alone: in survey `index` (what an answer feeds, `GOB` or `GOB:0.5 PLAN`),
`score`, `warning`, `warning_message`, `filled_from`, `totals`, `question_type` and `options_name`; in choices `score`,
`exclusive`, `not_applicable` and, for lines, `relevant` and `index`; and the sheet `indices`.

    xlsform_reading.py   read_form(book) -> Reading: the questionnaire, or everything that is wrong with the form
    xlsform_writing.py   sheets_of(questionnaire) -> sheets of plain cells
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.domain.questionnaire import QuestionType
from monitor.domain.sentences import N_, Sentence
from monitor.domain.spanish_text import fold
from monitor.domain.update_sheet_reading import Cells

SURVEY, CHOICES, SETTINGS, INDICES = "survey", "choices", "settings", "indices"
SHEETS = {
    SURVEY: ("encuesta", "cuestionario", "preguntas"),
    CHOICES: ("opciones",),
    SETTINGS: ("configuracion", "ajustes"),
    INDICES: ("indices",),
}
"""Each sheet and the names that Spanish files give it, without accents."""
UNSUPPORTED_SHEETS = ("external_choices", "entities", "osm")
ROW_LIST, COLUMN_LIST, OWN_LIST = "__filas", "__columnas", "__opciones"
"""Endings of lists: rows and columns of a grid or matrix; the options of one question."""
HINT = "_nota"
LONGEST_CELL = 32_767
MOST_PROBLEMS = 1000

TRANSLATED = ("label", "hint", "constraint_message", "warning_message")
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    SURVEY: {
        "type": ("tipo",),
        "name": ("nombre", "clave"),
        "label": ("etiqueta", "texto"),
        "hint": ("ayuda", "pista"),
        "required": ("obligatorio", "obligatoria", "requerido", "requerida"),
        "relevant": ("relevante", "relevance", "relevancia", "condicion"),
        "constraint": ("restriccion",),
        "constraint_message": ("mensaje_de_restriccion", "mensaje_restriccion"),
        "warning": ("advertencia",),
        "warning_message": ("mensaje_de_advertencia", "mensaje_advertencia"),
        "calculation": ("calculo", "calculate"),
        "appearance": ("apariencia",),
        "index": ("indice",),
        "score": ("puntaje",),
        "filled_from": ("se_llena_con",),
        "totals": ("totales",),
        "question_type": ("tipo_de_pregunta",),
        "options_name": ("nombre_de_opciones",),
        "item_key": ("clave_de_item",),
    },
    CHOICES: {
        "list_name": ("lista", "nombre_de_lista", "nombre_lista"),
        "name": ("nombre", "clave", "value"),
        "label": ("etiqueta", "texto"),
        "score": ("puntaje",),
        "exclusive": ("exclusiva", "excluyente"),
        "not_applicable": ("no_aplica",),
        "relevant": ("relevante", "condicion"),
        "index": ("indice",),
    },
    SETTINGS: {
        "form_title": ("titulo", "titulo_del_formulario", "title", "set_form_title"),
        "form_id": ("identificador", "id_string", "set_form_id"),
        "version": ("numero_de_version",),
        "default_language": ("idioma_predeterminado", "idioma_por_defecto", "idioma"),
        "style": ("estilo",),
        "instance_name": ("nombre_de_instancia",),
    },
    INDICES: {"name": ("nombre", "clave"), "label": ("etiqueta", "texto"), "weight": ("peso",)},
}
"""Of each sheet the columns that are read, and other names for them, without accents."""
TITLES = ("form_title",)
"""What settings say in several languages."""
TITLE_IN = "form_title_"
"""Before the code of a language: the title in it. Other programs take no title with `::`."""

TYPES: Mapping[str, tuple[str, ...]] = {
    "text": ("string", "texto"),
    "integer": ("int", "entero", "numero_entero"),
    "decimal": (),
    "date": ("fecha",),
    "file": ("archivo",),
    "note": ("nota",),
    "calculate": ("calculo", "calculation"),
    "begin_group": ("begin group", "inicio_grupo", "inicio grupo"),
    "end_group": ("end group", "fin_grupo", "fin grupo"),
    "select_one": ("select one", "select_one_from", "seleccion_unica", "seleccionar_uno", "opcion_unica"),
    "select_multiple": ("select multiple", "seleccion_multiple", "seleccionar_varios", "opcion_multiple"),
}
PLAIN_TYPES = {
    "text": QuestionType.SHORT_TEXT,
    "integer": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "file": QuestionType.FILE,
    "note": QuestionType.NOTE,
    "select_one": QuestionType.SINGLE,
    "select_multiple": QuestionType.MULTIPLE,
}
MULTILINE, LIKERT, FIELD_LIST, TABLE_LIST = "multiline", "likert", "field-list", "table-list"
APPEARANCES = frozenset(
    {MULTILINE, LIKERT, FIELD_LIST, TABLE_LIST, "minimal", "compact", "quick", "quickcompact", "horizontal"}
    | {"columns", "columns-pack", "no-buttons", "numbers", "thousands-sep", "autocomplete"}
    | {f"w{width}" for width in range(1, 11)}
    | {f"columns-{count}" for count in range(1, 11)}
)
"""They say how a question is drawn; what our pages draw by themselves is left alone."""
YES_NO_KEYS = (("si", "no"), ("yes", "no"))
TRUE, FALSE = frozenset({"yes", "true", "true()"}), frozenset({"no", "false", "false()"})

LANGUAGES = {"es": "Español", "en": "English", "pt": "Português", "fr": "Français"}
_OTHER_NAMES = {"spanish": "es", "castellano": "es", "ingles": "en", "portuguese": "pt", "french": "fr"}
_LANGUAGE = re.compile(r".*\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)")


@dataclass(frozen=True)
class SheetIn:
    """What stands on a sheet: its cells, whether people see it, and ranges that were merged (`A1:C1`)."""

    cells: Cells
    hidden: bool = False
    merged: tuple[str, ...] = ()


Book = Mapping[str, SheetIn]
"""The sheets of a file by their names, in their order."""


@dataclass(frozen=True)
class XlsformProblem:
    """Where something is wrong, and what. `message % values` is the sentence; `message` is its msgid."""

    sheet: str
    row: int
    """From 1, as people see them; 0: the sheet as a whole."""
    column: str
    """Its letter; empty where it is the whole row."""
    word: str
    """What stands there."""
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.message, **self.values)

    def __str__(self) -> str:
        return self.sentence


MESSAGES = {
    "no_sheet": N_("Falta la hoja «%(sheet)s»."),
    "two_sheets": N_("Dos hojas hacen de «%(sheet)s». Deje una sola."),
    "hidden": N_("La hoja está oculta. Muéstrela, revísela y suba el archivo otra vez."),
    "sheet_not_supported": N_("La hoja «%(word)s» no se puede usar aquí. Quítela."),
    "sheet_not_read": N_("La hoja «%(word)s» no se leyó: no es parte de un XLSForm."),
    "merged": N_("Hay celdas combinadas. Sepárelas y escriba cada valor en su celda."),
    "empty_sheet": N_("La hoja no tiene encabezados en la primera fila."),
    "unknown_column": N_("La columna «%(word)s» no se puede usar aquí. Corrija el nombre o bórrela."),
    "same_column": N_("La columna «%(word)s» está dos veces."),
    "no_column": N_("Falta la columna «%(column)s»."),
    "one_colon": N_("Aquí falta un signo de dos puntos: escriba «%(right)s»."),
    "no_code": N_("No se sabe qué idioma es «%(word)s». Escriba su código entre paréntesis: «Español (es)»."),
    "two_names": N_("El idioma «%(code)s» tiene dos nombres: «%(word)s» y «%(other)s». Use uno solo."),
    "mixed_languages": N_("Esta columna no dice de qué idioma es, y otras sí. Escriba «%(right)s»."),
    "not_translatable": N_("La columna «%(word)s» no se traduce. Quite el idioma del nombre."),
    "default_language": N_("Ninguna columna está en «%(word)s». Escriba el idioma como en las columnas: «%(right)s»."),
    "no_default_language": N_("Hay varios idiomas: escriba en default_language cuál es el principal."),
    "no_translation": N_("Falta la columna «%(right)s»: el formulario está también en ese idioma."),
    "partly_translated": N_("Textos sin traducción a «%(language)s»: %(count)s. Se mostrarán en el idioma principal."),
    "formula": N_("Aquí hay una fórmula. Escriba el valor, sin el signo «=»."),
    "fault": N_("Aquí hay un error de la hoja de cálculo. Bórrelo y escriba el valor."),
    "kind_of_cell": N_("Esta celda tiene formato de fecha, hora, porcentaje o verdadero/falso. Dele formato de texto."),
    "too_long": N_("El texto es demasiado largo."),
    "inserted_answer": N_("Los textos no pueden llevar respuestas de otras preguntas («${…}»)."),
    "settings_rows": N_("La hoja de configuración tiene una sola fila de valores."),
    "no_setting": N_("Falta «%(column)s»."),
    "no_type": N_("Falta el tipo de la pregunta."),
    "unknown_type": N_("El tipo «%(word)s» no se puede usar aquí."),
    "no_name": N_("Falta la clave (name)."),
    "no_list": N_("Falta el nombre de la lista de opciones: «select_one lista»."),
    "unknown_list": N_("La hoja de opciones no tiene la lista «%(word)s»."),
    "unused_list": N_("Ninguna pregunta usa la lista «%(word)s»."),
    "no_list_name": N_("Falta el nombre de la lista."),
    "yes_or_no": N_("Escriba «yes» o «no», o deje la celda vacía. «%(word)s» haría otra cosa."),
    "number": N_("Escriba un número."),
    "not_here": N_("Esta columna no se usa en una fila de tipo «%(type)s»."),
    "outside": N_("La pregunta está fuera de toda sección. Póngala entre «begin_group» y «end_group»."),
    "no_end": N_("Este grupo no termina: falta su «end_group»."),
    "no_begin": N_("Este «end_group» no tiene comienzo."),
    "end_name": N_("Este «end_group» dice «%(word)s», pero cierra «%(other)s»."),
    "too_deep": N_("Hay demasiados grupos uno dentro de otro."),
    "not_lines": N_("Un grupo dentro de una sección es una cuadrícula o una matriz: «%(word)s» no puede ir en él."),
    "cell_name": N_("«%(word)s» no es una casilla de «%(group)s»: se llaman «%(group)s__fila__columna»."),
    "no_cell": N_("Falta la casilla «%(key)s»."),
    "same_cell": N_("La casilla «%(word)s» está dos veces."),
    "cells_differ": N_("Las casillas de «%(group)s» deben decir todas lo mismo en la columna «%(column)s»."),
    "lines_differ": N_("La columna «%(column)s» no es igual por filas ni por columnas de la cuadrícula «%(group)s»."),
    "line_labels": N_("El texto de la casilla no es «fila: columna» como el de las demás."),
    "unlike_lists": N_("La casilla «%(word)s» no dice lo mismo que las listas de filas y columnas."),
    "two_conditions": N_("La cuadrícula tiene una condición y sus casillas otra. Escríbala una sola vez."),
    "calculation": N_("Solo se pueden calcular los totales de una cuadrícula. «%(word)s» no es uno."),
    "not_the_total": N_("Este cálculo no es la suma que su nombre dice."),
    "always_same": N_("La condición no depende de ninguna respuesta: «%(word)s»."),
    "appearance": N_("La apariencia «%(word)s» no se puede usar aquí."),
    "question_type": N_("«%(word)s» no puede ser el tipo de pregunta de una fila «%(type)s»."),
    "filled_from": N_("Escriba «group» o «country», o deje la celda vacía."),
    "totals": N_("Escriba «rows», «columns», «rows columns» o «none»."),
    "feeds": N_("No se entiende «%(word)s»: escriba los índices así: «GOB» o «GOB:0.5 PLAN»."),
    "item_key": N_("La clave de ítem no corresponde a la pregunta «%(key)s»."),
    "exclusive": N_("La opción exclusiva «%(word)s» no está en la lista."),
    "weight": N_("El peso es un número que no es negativo."),
    "more": N_("Hay más problemas. Corrija estos y suba el archivo otra vez."),
}


def sheet_called(name: str) -> str | None:
    """Which of our sheets bears this name."""
    plain = fold(name.strip())
    return next((sheet for sheet, others in SHEETS.items() if plain == sheet or plain in others), None)


def column_called(sheet: str, head: str) -> str | None:
    """Which column of the sheet this heading (without its language) means."""
    plain = "_".join(fold(head).split())
    return next((name for name, others in COLUMNS[sheet].items() if plain == name or plain in others), None)


def type_called(word: str) -> str | None:
    plain = " ".join(fold(word).split())
    return next((name for name, others in TYPES.items() if plain == name or plain in others), None)


def language_code(name: str) -> str | None:
    """The code of a language as columns call it: `Español (es)`, `es`, `Español`; None where it has none."""
    text = name.strip()
    if match := _LANGUAGE.fullmatch(text):
        return match[1]
    plain = fold(text)
    if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?", plain):
        return text
    known = {fold(word): code for code, word in LANGUAGES.items()} | _OTHER_NAMES
    return known.get(plain)


def language_name(code: str) -> str:
    """As columns call it: `Español (es)`."""
    return f"{LANGUAGES.get(code, code)} ({code})"
