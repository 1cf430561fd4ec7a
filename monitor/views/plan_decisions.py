"""What one press means in the choices of a plan that is brought in."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from monitor.domain.errors import RuleError
from monitor.domain.plan_choices import Choices, NameChoice, RowChoice, ScheduleAnswer, ScheduleChoice
from monitor.domain.plan_import import PlanReading
from monitor.domain.plan_import_rows import Asked

Change = Callable[[Choices], Choices]


def decided(pressed: Mapping[str, str], reading: PlanReading) -> Change:
    """The change that the pressed button asks for. Raises RuleError for one that this plan does not offer."""
    about, answer = pressed.get("about", ""), pressed.get("answer", "")
    if about == "name":
        return _name(pressed.get("key", ""), answer, reading)
    if about == "names" and answer == "new":
        return _all_names(reading)
    if about == "area":
        return _area(pressed.get("row", ""), answer, reading)
    number = pressed.get("row", "")
    row = reading.row(int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else None
    if row is None:
        raise RuleError("El documento no tiene esa línea.")
    changed = _row(row.choice, about, answer)
    return lambda choices: replace(choices, rows={**choices.rows, row.number: changed})


def _row(choice: RowChoice, about: str, answer: str) -> RowChoice:
    kind, _, year = answer.partition(":")
    match about, kind:
        case "dates", "accept" | "undated" | "year" if kind != "year" or (year.isascii() and year.isdecimal()):
            return replace(choice, schedule=ScheduleChoice(ScheduleAnswer(kind), int(year) if year else None))
        case "twin", "one" | "apart":
            return replace(choice, apart=kind == "apart")
        case "row", "out" | "in":
            return replace(choice, left_out=kind == "out")
        case "row", "again":
            return RowChoice()
        case "match", "same" | "apart":
            return replace(
                choice, matches=kind == "same", project=int(year) if year.isascii() and year.isdecimal() else None
            )
    raise RuleError("Esa respuesta no es una de las que se ofrecen.")


def _area(row: str, answer: str, reading: PlanReading) -> Change:
    """The area of one line, or of all that say none."""
    lacking = [each for each in reading.open_rows if each.asks(Asked.AREA) and row in ("all", str(each.number))]
    area = next((each.number for each in reading.areas if str(each.number) == answer), None)
    if area is None or not lacking:
        raise RuleError("Esa respuesta no es una de las que se ofrecen.")
    changed = {each.number: replace(each.choice, area=area) for each in lacking}
    return lambda choices: replace(choices, rows={**choices.rows, **changed})


def _name(key: str, answer: str, reading: PlanReading) -> Change:
    kind, _, means = answer.partition(":")
    question = next((each for each in reading.name_questions if each.key == key), None)
    if kind == "again":
        return lambda choices: replace(
            choices, names={name: each for name, each in choices.names.items() if name != key}
        )
    if question is None:
        raise RuleError("El documento no tiene ese nombre por reconocer.")
    if kind == "means" and means in {body.key for body in reading.bodies}:
        return _with_names({key: NameChoice(means=means)})
    if kind == "nobody" and not question.in_table:
        return _with_names({key: NameChoice()})
    if kind == "new" and question.kind is not None:
        return _with_names({key: NameChoice("", question.written, question.acronym, question.kind)})
    raise RuleError("Esa respuesta no es una de las que se ofrecen.")


def _all_names(reading: PlanReading) -> Change:
    """Every name of the document's own table whose kind the name says, and that resembles nobody."""
    new = {
        each.key: NameChoice("", each.written, each.acronym, each.kind)
        for each in reading.name_questions
        if each.in_table and each.kind is not None and not each.suggestions
    }
    return _with_names(new)


def _with_names(names: Mapping[str, NameChoice]) -> Change:
    return lambda choices: replace(choices, names={**choices.names, **names})
