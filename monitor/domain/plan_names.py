"""The names of a plan's groups and allies: its own table of abbreviations, with the reviewed decisions on top."""

from collections.abc import Mapping, Sequence

from monitor.domain.plan_decisions import Decisions, NamedBody
from monitor.domain.plan_document import Abbreviation, PlanDocument
from monitor.domain.plan_problems import Problem
from monitor.domain.responsible_groups import Body, NameBook, kind_by_name
from monitor.domain.spanish_text import fold


def known_names(document: PlanDocument, decisions: Decisions) -> tuple[NameBook, tuple[Body, ...], list[Problem]]:
    """Every body in the table's order, then those the table lacks; and the names by which each may be called."""
    problems: list[Problem] = []
    decided = {_key(body.acronym, body.name): body for body in decisions.bodies}
    if len(decided) != len(decisions.bodies):
        problems.append(Problem(None, "", "El archivo de decisiones nombra dos veces al mismo grupo o aliado."))
    book = NameBook()
    bodies: list[Body] = []
    for abbreviation in document.abbreviations:
        decision = decided.pop(_key(abbreviation.acronym, abbreviation.name), None)
        body = _body(abbreviation, decision)
        if body is None:
            why = "No se sabe si es un grupo o un aliado: añádalo al archivo de decisiones, con su motivo."
            problems.append(Problem(None, f"{abbreviation.name} {abbreviation.acronym or ''}".strip(), why))
            continue
        bodies.append(body)
        problems += _teach(book, body, abbreviation.name)
    for decision in decided.values():
        if decision.in_table:
            why = "El archivo de decisiones nombra un grupo o aliado que no está en la tabla de abreviaturas."
            problems.append(Problem(None, decision.acronym or decision.name, why))
            continue
        body = Body(decision.acronym, decision.name, decision.kind)
        bodies.append(body)
        problems += _teach(book, body)
    problems += _teach_aliases(book, decisions)
    return book, tuple(bodies), problems


def meanings_by_row(
    document: PlanDocument, decisions: Decisions, book: NameBook
) -> tuple[Mapping[int, Mapping[str, Body]], list[Problem]]:
    """What an ambiguous acronym means in the row for which it was decided."""
    responsible = {row.number: row.responsible for row in document.rows}
    meanings: dict[int, dict[str, Body]] = {}
    problems: list[Problem] = []
    for alias in decisions.aliases:
        body = book.find(alias.means)
        if alias.row is None or body is None or alias.row not in responsible:
            continue
        if fold(alias.written) not in fold(responsible[alias.row]):
            why = f"Hay una decisión sobre «{alias.written}» y la fila no lo nombra."
            problems.append(Problem(alias.row, responsible[alias.row], why))
            continue
        meanings.setdefault(alias.row, {})[alias.written] = body
    return meanings, problems


def _key(acronym: str | None, name: str) -> str:
    return fold(acronym or name)


def _body(abbreviation: Abbreviation, decision: NamedBody | None) -> Body | None:
    if decision is not None:
        return Body(abbreviation.acronym, decision.name, decision.kind)
    kind = kind_by_name(abbreviation.name)
    return None if kind is None else Body(abbreviation.acronym, abbreviation.name, kind)


def _teach(book: NameBook, body: Body, *also: str) -> list[Problem]:
    why = "Este nombre serviría para dos grupos o aliados distintos."
    names: Sequence[str] = (body.key, body.name, *also)
    return [Problem(None, name, why) for name in dict.fromkeys(names) if not book.add(name, body)]


def _teach_aliases(book: NameBook, decisions: Decisions) -> list[Problem]:
    problems = []
    for alias in decisions.aliases:
        body = book.find(alias.means)
        if body is None:
            why = "El archivo de decisiones da un alias a un grupo o aliado que no existe."
            problems.append(Problem(None, f"{alias.written} = {alias.means}", why))
        elif alias.row is None:
            problems += _teach(book, body, alias.written)
    return problems
