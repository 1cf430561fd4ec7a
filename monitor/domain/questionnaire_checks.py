"""What keeps a questionnaire from being used: everything at once, each with its place.

    problems(questionnaire) -> list[QuestionnaireProblem]     empty when it can be used

A problem names the question (or section), the field of questionnaire.Question to mend and a sentence to say.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from monitor.domain.expressions import KEY, ExpressionError, parse, references, uses_current
from monitor.domain.questionnaire import TOTAL, Line, Option, Question, Questionnaire, QuestionType, Section
from monitor.domain.sentences import N_, Sentence

MOST_LINES = 60
MOST_QUESTIONS = 300
MOST_OPTIONS = 300
LONGEST_KEY = 40

MESSAGES = {
    "key": N_("La clave «%(key)s» no sirve: use letras sin acentos, números y guion bajo, y empiece por una letra."),
    "duplicate": N_("La clave «%(key)s» está repetida."),
    "clash": N_("La clave «%(key)s» coincide con la de una casilla o un total de «%(other)s»."),
    "total": N_("La clave «t» está reservada para los totales."),
    "label": N_("Falta el texto en «%(language)s»."),
    "no_sections": N_("El cuestionario no tiene secciones."),
    "no_questions": N_("La sección no tiene preguntas."),
    "too_many": N_("Son demasiadas: el máximo es %(most)s."),
    "no_options": N_("Faltan las opciones."),
    "two_options": N_("Una pregunta de sí o no tiene exactamente dos opciones."),
    "no_lines": N_("Faltan filas o columnas."),
    "range": N_("El mínimo es mayor que el máximo."),
    "score": N_("El puntaje de «%(option)s» va de 0 a 100."),
    "max_choices": N_("El máximo de opciones va de 1 a %(most)s."),
    "within": N_("«%(key)s» no es una cuadrícula anterior con las mismas filas y columnas."),
    "expression": N_("La expresión no se entiende: %(why)s"),
    "unknown_key": N_("La expresión nombra «%(key)s», que no existe."),
    "current": N_("Una condición para mostrar no puede usar el punto: todavía no hay respuesta."),
    "own_key": N_("La pregunta depende de su propia respuesta."),
    "cycle": N_("Las condiciones dan vueltas: %(keys)s."),
    "no_language": N_("Falta el idioma del cuestionario."),
}


@dataclass(frozen=True)
class QuestionnaireProblem:
    place: str
    """The key of the question or section; empty for the questionnaire itself."""
    where: str
    """The field of Question, Section or Questionnaire to mend."""
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.message, **self.values)

    def __str__(self) -> str:
        return self.sentence


def problems(questionnaire: Questionnaire) -> list[QuestionnaireProblem]:
    """All of them, in the order of the questionnaire."""
    checks = _Checks(questionnaire)
    return [*checks.whole(), *checks.keys(), *checks.sections(), *checks.cycles()]


def _problem(place: str, where: str, name: str, **values: Any) -> QuestionnaireProblem:
    return QuestionnaireProblem(place, where, MESSAGES[name], values)


class _Checks:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.language = questionnaire.languages[0] if questionnaire.languages else ""
        self.questions = list(questionnaire.questions)
        self.order = {question.key: place for place, question in enumerate(self.questions)}

    def whole(self) -> Iterator[QuestionnaireProblem]:
        if not self.language:
            yield _problem("", "languages", "no_language")
        if not self.questionnaire.sections:
            yield _problem("", "sections", "no_sections")
        if len(self.questions) > MOST_QUESTIONS:
            yield _problem("", "sections", "too_many", most=MOST_QUESTIONS)

    def keys(self) -> Iterator[QuestionnaireProblem]:
        """Keys of sections and questions share one space; those of cells and totals join it."""
        used = Counter([section.key for section in self.questionnaire.sections] + [each.key for each in self.questions])
        for key, count in used.items():
            if not _is_key(key):
                yield _problem(key, "key", "key", key=key)
            if count > 1:
                yield _problem(key, "key", "duplicate", key=key)
        taken = dict.fromkeys(used, "")
        for question in self.questions:
            for name in question.names if question.type.has_lines else ():
                if name in taken:
                    yield _problem(question.key, "rows", "clash", key=name, other=taken[name] or name)
                taken[name] = question.key

    def sections(self) -> Iterator[QuestionnaireProblem]:
        for section in self.questionnaire.sections:
            yield from self.label(section.key, "labels", section.labels)
            yield from self.condition(section.key, "relevant", section.relevant, _own_names(section))
            if not section.questions:
                yield _problem(section.key, "questions", "no_questions")
            for question in section.questions:
                yield from self.question(question)

    def question(self, question: Question) -> Iterator[QuestionnaireProblem]:
        yield from self.label(question.key, "labels", question.labels)
        yield from self.options(question)
        yield from self.lines(question)
        yield from self.limits(question)
        yield from self.condition(question.key, "relevant", question.relevant, frozenset(question.names))
        for where in ("constraint", "warning", "score"):
            yield from self.expression(question.key, where, getattr(question, where))

    def label(self, place: str, where: str, texts: Mapping[str, str]) -> Iterator[QuestionnaireProblem]:
        if self.language and not texts.get(self.language, "").strip():
            yield _problem(place, where, "label", language=self.language)

    def options(self, question: Question) -> Iterator[QuestionnaireProblem]:
        if not question.type.has_options:
            return
        count = len(question.options)
        if not count and question.filled_from is None:
            yield _problem(question.key, "options", "no_options")
        if count > MOST_OPTIONS:
            yield _problem(question.key, "options", "too_many", most=MOST_OPTIONS)
        if question.type is QuestionType.YES_NO and count != 2:
            yield _problem(question.key, "options", "two_options")
        if question.max_choices is not None and not 1 <= question.max_choices <= max(count, 1):
            yield _problem(question.key, "max_choices", "max_choices", most=count)
        yield from self.listed(question, "options", question.options)
        for option in question.options:
            if option.score is not None and not 0 <= option.score <= 100:
                yield _problem(question.key, "options", "score", option=option.key)

    def listed(
        self, question: Question, where: str, entries: tuple[Option, ...] | tuple[Line, ...]
    ) -> Iterator[QuestionnaireProblem]:
        """Options, rows or columns: their keys and words. Keys of options may begin with a number, as XLSForm's do."""
        for key, count in Counter(entry.key for entry in entries).items():
            if count > 1:
                yield _problem(question.key, where, "duplicate", key=key)
            if not (_is_key(f"k{key}") and key if where == "options" else _is_key(key)):
                yield _problem(question.key, where, "key", key=key)
        for entry in entries:
            yield from self.label(question.key, where, entry.labels)

    def lines(self, question: Question) -> Iterator[QuestionnaireProblem]:
        if not question.type.has_lines:
            return
        if not question.rows or not question.columns:
            yield _problem(question.key, "rows", "no_lines")
        for where, entries in (("rows", question.rows), ("columns", question.columns)):
            yield from self.listed(question, where, entries)
            if len(entries) > MOST_LINES:
                yield _problem(question.key, where, "too_many", most=MOST_LINES)
            for line in entries:
                if line.key == TOTAL:
                    yield _problem(question.key, where, "total")
                yield from self.condition(question.key, where, line.relevant, frozenset(question.names))

    def limits(self, question: Question) -> Iterator[QuestionnaireProblem]:
        lowest, highest = question.minimum, question.maximum
        if lowest is not None and highest is not None and lowest > highest:
            yield _problem(question.key, "maximum", "range")
        if question.within and not self.fits_within(question):
            yield _problem(question.key, "within", "within", key=question.within)

    def fits_within(self, question: Question) -> bool:
        other = self.questionnaire.by_key.get(question.within)
        if other is None or other.type is not QuestionType.GRID or question.type is not QuestionType.GRID:
            return False
        if self.order[other.key] >= self.order[question.key]:
            return False
        return {(row.key, column.key) for row, column in question.cells} <= {
            (row.key, column.key) for row, column in other.cells
        }

    def condition(self, place: str, where: str, source: str, own: frozenset[str]) -> Iterator[QuestionnaireProblem]:
        """An expression that says what is asked: it may not look at what it decides on."""
        if not source.strip():
            return
        yield from self.expression(place, where, source)
        parsed = _parsed(source)
        if parsed is None:
            return
        if uses_current(parsed):
            yield _problem(place, where, "current")
        if references(parsed) & own:
            yield _problem(place, where, "own_key")

    def expression(self, place: str, where: str, source: str) -> Iterator[QuestionnaireProblem]:
        if not source.strip():
            return
        try:
            parsed = parse(source)
        except ExpressionError as error:
            yield _problem(place, where, "expression", why=error.sentence)
            return
        for key in sorted(references(parsed) - self.questionnaire.names.keys()):
            yield _problem(place, where, "unknown_key", key=key)

    def cycles(self) -> Iterator[QuestionnaireProblem]:
        """Conditions that hang on each other: a, if b; b, if a."""
        needs = dependencies(self.questionnaire)
        while True:
            try:
                TopologicalSorter(needs).prepare()
            except CycleError as error:
                around = [str(key) for key in error.args[1]]
                yield _problem(around[0], "relevant", "cycle", keys=" → ".join(around))
                del needs[around[0]]
            else:
                return


def dependencies(questionnaire: Questionnaire) -> dict[str, frozenset[str]]:
    """Question → the others that decide whether it is asked, by its own, its lines' or its section's condition."""
    found = {}
    for section in questionnaire.sections:
        for question in section.questions:
            sources = [section.relevant, question.relevant, *(each.relevant for each in question.rows)]
            sources += [each.relevant for each in question.columns]
            parsed = [each for each in map(_parsed, sources) if each is not None]
            named = {
                questionnaire.names[key].key for each in parsed for key in references(each) & questionnaire.names.keys()
            }
            found[question.key] = frozenset(named - {question.key})
    return found


def _own_names(section: Section) -> frozenset[str]:
    return frozenset(name for question in section.questions for name in question.names)


def _parsed(source: str) -> Any:
    try:
        return parse(source) if source.strip() else None
    except ExpressionError:
        return None


def _is_key(key: str) -> bool:
    return bool(KEY.fullmatch(key)) and len(key) <= LONGEST_KEY
