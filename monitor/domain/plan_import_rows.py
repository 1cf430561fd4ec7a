"""One row of a plan that is brought in: what was understood, what was chosen and what is still to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.domain.plan_choices import RowChoice, ScheduleAnswer, ScheduleChoice
from monitor.domain.plan_tables import SourceRow
from monitor.domain.responsible_groups import Body, NameBook, NameProblem, Responsible, scan_responsible
from monitor.domain.schedule_doubts import Doubt, DoubtKind
from monitor.domain.schedule_reader import ReadSchedule, ScheduleNotUnderstood, read_schedule
from monitor.domain.schedules import Precision, Schedule, first_day, last_day
from monitor.domain.sentences import Sentence
from monitor.domain.spanish_text import fold


class Asked(StrEnum):
    """What a question is about."""

    AREA = "area"
    WORDS = "words"
    ROLES = "roles"
    DATES = "dates"
    TWIN = "twin"


@dataclass(frozen=True)
class Question:
    about: Asked
    why: str


@dataclass(frozen=True)
class RowReading:
    """A row with the choices made. `schedule` is None where nothing could be read and nothing was chosen."""

    row: SourceRow
    choice: RowChoice
    responsible: Responsible
    name_problems: tuple[NameProblem, ...]
    schedule: ReadSchedule | None
    questions: tuple[Question, ...]
    years: tuple[tuple[int, ReadSchedule], ...] = ()
    """Where only the year is missing: the plan's years, each with the reading that it gives."""
    twin: int | None = None
    """An earlier row that says the same."""
    same_area: bool = False
    """Whether that row stands under the same area, so that one of the two is too many."""

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def is_settled(self) -> bool:
        return self.choice.left_out or not self.questions

    @property
    def unknown_names(self) -> tuple[str, ...]:
        """Names that nobody explained yet, and that no choice of roles made needless."""
        if self.choice.left_out or self.choice.roles is not None:
            return ()
        return tuple(problem.unknown for problem in self.name_problems if problem.unknown)

    def asks(self, about: Asked) -> bool:
        return any(question.about == about for question in self.questions)

    def question(self, about: Asked) -> Question | None:
        return next((question for question in self.questions if question.about == about), None)


@dataclass(frozen=True)
class SettledRow:
    """What the plan that is in use already has for the same words: nobody is asked about it again."""

    project: int
    schedule: ReadSchedule | None = None
    responsible: Responsible | None = None


def read_row(
    row: SourceRow,
    choice: RowChoice,
    book: NameBook,
    *,
    years: Sequence[int],
    nobody: Sequence[str],
    settled: SettledRow | None = None,
) -> RowReading:
    """Understand a row. `years` are the plan's; `nobody` are words that somebody said name no body."""
    row = replace(row, area=choice.area or row.area, activity=row.activity or choice.activity)
    responsible, name_problems = scan_responsible(_without(row.responsible, nobody), book)
    if choice.roles is not None:
        responsible = replace(_chosen(choice, book), notes=responsible.notes)
    elif settled is not None and settled.responsible is not None:
        responsible, name_problems = settled.responsible, []
    read, why = _reading(row.schedule)
    offered = () if read is not None else tuple(_by_year(row.schedule, years))
    schedule = settled_schedule(row.schedule, choice.schedule, read)
    asked = [*_area_and_words(row), *_roles(choice, name_problems)]
    if choice.schedule is None and settled is not None and settled.schedule is not None:
        schedule = settled.schedule
    elif choice.schedule is None:
        doubts = [Question(Asked.DATES, doubt.why) for doubt in (read.doubts if read else ())]
        asked += doubts if read is not None else [Question(Asked.DATES, why)]
    elif schedule is None:
        asked.append(Question(Asked.DATES, why))
    return RowReading(row, choice, responsible, tuple(name_problems), schedule or read, tuple(asked), offered)


def _area_and_words(row: SourceRow) -> list[Question]:
    asked = []
    if row.area is None:
        asked.append(Question(Asked.AREA, Sentence("No dice a qué área pertenece.")))
    if not row.activity:
        asked.append(Question(Asked.WORDS, Sentence("No dice qué actividad es.")))
    return asked


def _roles(choice: RowChoice, problems: Sequence[NameProblem]) -> list[Question]:
    """Unknown names are asked about once for the whole plan, not here."""
    if choice.roles is not None:
        return []
    return [Question(Asked.ROLES, problem.why) for problem in problems if not problem.unknown]


def _without(cell: str, nobody: Sequence[str]) -> str:
    """The cell without the words that name nobody, in place of which a comma keeps the names apart."""
    folded = fold(cell)
    for words in nobody:
        start = folded.find(words)
        while words and start >= 0:
            cell = f"{cell[:start]},{cell[start + len(words) :]}"
            folded = fold(cell)
            start = folded.find(words)
    return cell


def _chosen(choice: RowChoice, book: NameBook) -> Responsible:
    def bodies(keys: Sequence[str]) -> tuple[Body, ...]:
        return tuple(body for key in keys if (body := book.find(key)) is not None)

    roles = choice.roles
    assert roles is not None
    return Responsible(bodies(roles.leads), bodies(roles.supports), bodies(roles.allies))


def _reading(text: str) -> tuple[ReadSchedule | None, str]:
    try:
        return read_schedule(text), ""
    except ScheduleNotUnderstood as error:
        return None, error.why


def _by_year(text: str, years: Sequence[int]) -> list[tuple[int, ReadSchedule]]:
    """The readings that a year would give, where the year is all that is missing."""
    found = []
    for year in years:
        try:
            read = read_schedule(text, year=year)
        except ScheduleNotUnderstood:
            continue
        if any(doubt.kind is DoubtKind.YEAR for doubt in read.doubts):
            found.append((year, read))
    return found


def settled_schedule(text: str, choice: ScheduleChoice | None, read: ReadSchedule | None) -> ReadSchedule | None:
    """The schedule that counts; None where nothing sure was read and nothing was chosen."""
    if choice is None:
        return read if read is not None and read.is_sure else None
    match choice.answer:
        case ScheduleAnswer.ACCEPT:
            return read
        case ScheduleAnswer.UNDATED:
            return ReadSchedule(Schedule(text.strip()), read.milestones if read else ())
        case ScheduleAnswer.YEAR:
            try:
                return read_schedule(text, year=choice.year)
            except ScheduleNotUnderstood:
                return None
        case ScheduleAnswer.GIVEN:
            return ReadSchedule(_given(text, choice), read.milestones if read else ())


def _given(text: str, choice: ScheduleChoice) -> Schedule:
    precision = choice.precision or Precision.DAY
    return Schedule(
        text.strip(),
        start=first_day(choice.start, precision) if choice.start else None,
        end=last_day(choice.end, precision) if choice.end else None,
        start_precision=precision if choice.start else None,
        end_precision=precision if choice.end else None,
        open_ended=choice.end is None,
    )


def doubts_of(reading: RowReading) -> tuple[Doubt, ...]:
    return reading.schedule.doubts if reading.schedule else ()
