"""The words the GTG reads for what a questionnaire is made of."""

from monitor.domain.questionnaire import QuestionType
from monitor.domain.sentences import N_

QUESTION_TYPE = {
    QuestionType.SINGLE: N_("Una opción de una lista"),
    QuestionType.MULTIPLE: N_("Varias opciones de una lista"),
    QuestionType.YES_NO: N_("Sí o no"),
    QuestionType.SCALE: N_("Escala"),
    QuestionType.SCALE_MATRIX: N_("Escalas en filas y columnas"),
    QuestionType.INTEGER: N_("Número entero"),
    QuestionType.DECIMAL: N_("Número con decimales"),
    QuestionType.GRID: N_("Cuadrícula de números, con totales"),
    QuestionType.SHORT_TEXT: N_("Texto corto"),
    QuestionType.LONG_TEXT: N_("Texto largo"),
    QuestionType.DATE: N_("Fecha"),
    QuestionType.FILE: N_("Archivo"),
    QuestionType.NOTE: N_("Texto para leer, sin respuesta"),
}
"""In the order in which they are offered."""
