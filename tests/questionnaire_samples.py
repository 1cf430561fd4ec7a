"""Strategies that make up questionnaires which can be used: every type, several languages, whatever belongs to it."""

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from monitor.domain.expressions import parse, references, unparse, uses_current
from monitor.domain.questionnaire import (
    Feed,
    FilledFrom,
    Index,
    Line,
    Option,
    Question,
    Questionnaire,
    QuestionType,
    Section,
)
from monitor.domain.questionnaire_checks import problems
from monitor.domain.update_sheet_values import plain
from tests.survey_samples import expressions

LANGUAGES = ("es", "en", "pt")
DRAW = Any
keys = st.from_regex(r"[a-z][a-z0-9_]{0,7}", fullmatch=True).filter(lambda key: key != "t")
option_keys = st.from_regex(r"[A-Za-z0-9_]{1,6}", fullmatch=True)
texts = (
    st.one_of(
        st.text(min_size=1, max_size=20),
        st.sampled_from(
            ["=1+1", "@SUM(A1)", "-2", "a: b", "a: b: c", "1", "TRUE", "1/2", "50 %", "_x0041_", "''", "⚥ ñ"]
        ),
    )
    .map(plain)
    .filter(lambda text: text and "${" not in text)
)
sources = expressions().map(unparse).filter(lambda source: plain(source) == source)
constraints = sources | st.sampled_from([". >= 0", "(. >= 0)", ". > 1 and . <= 5", ".<=${c1}"])
numbers = st.integers(-500, 9999) | st.floats(-99, 99).map(lambda number: round(number, 3))


def in_languages(languages: tuple[str, ...], *, always: bool = True) -> st.SearchStrategy[dict[str, str]]:
    """Texts, the first language among them unless there may be none at all."""
    fixed = {languages[0]: texts}
    others = dict.fromkeys(languages[1:], texts)
    whole = st.fixed_dictionaries(fixed, optional=others)
    return whole if always else st.just({}) | whole


feeds = st.lists(st.builds(Feed, keys, st.sampled_from([1.0, 0.5, 0.25])), max_size=2).map(tuple)


@st.composite
def options(draw: DRAW, languages: tuple[str, ...]) -> tuple[Option, ...]:
    names = draw(
        st.lists(option_keys, min_size=1, max_size=4, unique=True) | st.just(["si", "no"]) | st.just(["a", "na"])
    )
    made = st.builds(
        Option,
        key=st.just(""),
        labels=in_languages(languages),
        score=st.none() | st.sampled_from([0, 33.3, 100]),
        exclusive=st.booleans(),
        not_applicable=st.booleans(),
    )
    return tuple(Option(**(vars(draw(made)) | {"key": name})) for name in names)


@st.composite
def lines(draw: DRAW, languages: tuple[str, ...], conditions: st.SearchStrategy[str]) -> tuple[Line, ...]:
    names = draw(st.lists(keys, min_size=1, max_size=3, unique=True))
    return tuple(
        Line(name, draw(in_languages(languages)), draw(st.just("") | conditions), draw(st.just(()) | feeds))
        for name in names
    )


@st.composite
def questions(draw: DRAW, key: str, languages: tuple[str, ...], conditions: st.SearchStrategy[str]) -> Question:
    kind = draw(st.sampled_from(list(QuestionType)))
    given: dict[str, Any] = {"relevant": draw(st.just("") | conditions), "labels": draw(in_languages(languages))}
    given["hints"] = draw(in_languages(languages, always=False))
    if kind is QuestionType.NOTE:
        return Question(key, kind, **given)
    given["required"] = draw(st.booleans())
    given["constraint"] = draw(st.just("") | constraints)
    given["constraint_messages"] = draw(in_languages(languages, always=False))
    given["warning"] = draw(st.just("") | constraints)
    given["warning_messages"] = draw(in_languages(languages, always=False))
    given["feeds"] = draw(feeds)
    given["score"] = draw(st.just("") | constraints)
    if kind.has_options:
        given["options"] = draw(options(languages))
        given["options_name"] = draw(st.sampled_from(["", "lista", key]))
        if kind is QuestionType.YES_NO:
            given["options"] = (given["options"] * 2)[:2]
            assume(len({option.key for option in given["options"]}) == 2)
    if kind is QuestionType.MULTIPLE:
        given["max_choices"] = draw(st.none() | st.integers(1, len(given["options"])))
    if kind is QuestionType.SINGLE and draw(st.booleans()):
        given["filled_from"] = draw(st.sampled_from(list(FilledFrom)))
        if draw(st.booleans()):
            given["options"], given["options_name"] = (), ""
    if kind.is_number or kind.is_text or kind is QuestionType.GRID:
        limits = sorted(draw(st.tuples(numbers, numbers)))
        given["minimum"], given["maximum"] = draw(st.sampled_from([(None, None), (limits[0], None), tuple(limits)]))
    if kind.has_lines:
        given["rows"] = draw(lines(languages, conditions))
        given["columns"] = draw(lines(languages, conditions))
    if kind is QuestionType.GRID:
        given["row_totals"], given["column_totals"] = draw(st.booleans()), draw(st.booleans())
    return Question(key, kind, **given)


@st.composite
def questionnaires(draw: DRAW) -> Questionnaire:
    """One that has no problems, so that it can be used."""
    languages = tuple(draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True)))
    names = draw(st.lists(keys, min_size=2, max_size=7, unique=True))
    some = st.sampled_from(["${a1} > 0", "${a1} = 'x' or not(${c1} > 2)", "${e1__total} > 0"])
    conditions = some | sources.filter(asks_others)
    sections = []
    while names:
        count = draw(st.integers(1, 3))
        own, names = names[:count], names[count:]
        section = draw(keys)
        inside = tuple(draw(questions(key, languages, conditions)) for key in own)
        hints = draw(in_languages(languages, always=False))
        sections.append(Section(section, draw(in_languages(languages)), inside, hints, draw(st.just("") | conditions)))
    indices = draw(
        st.lists(st.builds(Index, keys, in_languages(languages), st.sampled_from([0.0, 1.0, 0.5])), max_size=2)
    )
    made = Questionnaire(
        draw(keys), draw(st.just("") | texts), draw(in_languages(languages)), tuple(sections), languages, tuple(indices)
    )
    made = _with_what_is_named(made, languages[0])
    assume(not problems(made))
    return made


def asks_others(source: str) -> bool:
    expression = parse(source)
    return bool(references(expression)) and not uses_current(expression)


def _with_what_is_named(made: Questionnaire, language: str) -> Questionnaire:
    """With the questions that the expressions name, in a section of their own before the others."""
    label = {language: "x"}
    grids = {
        name: Question(name, QuestionType.GRID, label, rows=(Line(row, label),), columns=(Line("m", label),))
        for name, row in (("a4", "cl"), ("e1", "w1"))
    }
    numbers = {name: Question(name, QuestionType.INTEGER, label) for name in ("a1", "c1")}
    inside = Question("a5", QuestionType.GRID, label, rows=grids["a4"].rows, columns=grids["a4"].columns, within="a4")
    first = Section("sec_first", label, (*numbers.values(), *grids.values(), inside))
    return Questionnaire(made.key, made.version, made.labels, (first, *made.sections), made.languages, made.indices)
