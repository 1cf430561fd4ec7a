"""What an earlier version of a survey asked, out of the questionnaire that its results are read against.

only_asked(questionnaire, asked) -> Questionnaire
    the questions with these keys, those that the link fills in, and whatever their conditions and rules look at
"""

from collections.abc import Iterator
from dataclasses import replace

from monitor.domain.expressions import ExpressionError, parse, references
from monitor.domain.questionnaire import Question, Questionnaire, Section


def only_asked(questionnaire: Questionnaire, asked: frozenset[str]) -> Questionnaire:
    kept = {question.key for question in questionnaire.questions if question.key in asked or question.filled_from}
    waiting = sorted(kept)
    while waiting:
        question = questionnaire.by_key[waiting.pop()]
        section = questionnaire.section_of(question.key)
        for key in _looked_at(questionnaire, question, section):
            if key not in kept:
                kept.add(key)
                waiting.append(key)
    sections = (
        replace(section, questions=tuple(question for question in section.questions if question.key in kept))
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=tuple(section for section in sections if section.questions))


def _looked_at(questionnaire: Questionnaire, question: Question, section: Section | None) -> Iterator[str]:
    sources = [question.relevant, question.constraint, question.warning, question.score]
    sources += [line.relevant for line in (*question.rows, *question.columns)]
    if section is not None:
        sources.append(section.relevant)
    if question.within:
        yield question.within
    for source in sources:
        try:
            names = references(parse(source)) if source.strip() else frozenset()
        except ExpressionError:
            continue
        for name in names & questionnaire.names.keys():
            yield questionnaire.names[name].key
