"""Reads the schedules of Spanish plan documents and says how sure it is. What it does not understand it says, too.

No date is invented: a reading's years are written in the text, follow from it or come from the context the caller gave,
and in the last two cases, as in every other that is not plain, the reading carries doubts.
"""

import re
from dataclasses import dataclass, field, replace

from monitor.domain import schedule_phrases as phrases
from monitor.domain.date_spans import span_of
from monitor.domain.date_tokens import NotADate, tokens_of
from monitor.domain.errors import RuleError
from monitor.domain.relative_times import months_between
from monitor.domain.schedule_doubts import Doubt, DoubtKind
from monitor.domain.schedules import Milestone, Schedule
from monitor.domain.spanish_text import composed, fold


class ScheduleNotUnderstood(RuleError):
    """The text says no schedule that can be read without guessing. `why` is a Spanish sentence."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__("No se entiende el cronograma «%(text)s». %(why)s", text=text, why=why)
        self.text = text
        self.why = why


@dataclass(frozen=True)
class ReadSchedule:
    """What a schedule text says: the schedule itself and the dated milestones it names.

    With `doubts`, the reading is a proposal: it does not count before a person agreed.
    """

    schedule: Schedule
    milestones: tuple[Milestone, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_sure(self) -> bool:
        return not self.doubts


def read_schedule(text: str, *, year: int | None = None) -> ReadSchedule:
    """Read a schedule as a plan writes it. Raises ScheduleNotUnderstood, and nothing else.

    `year` is the one that the context suggests for dates that say none.
    """
    verbatim = composed(text).strip()
    try:
        return _Reading(verbatim, year).read()
    except NotADate as error:
        raise ScheduleNotUnderstood(verbatim, error.sentence) from None


_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad"))
_ARROWS = str.maketrans("→⇒➔", "---")
_AROUND = ' \t.;,*•·“”"«»'


def _lines(verbatim: str) -> list[str]:
    """The lines without what only a document puts there; `Informe: …; Taller: …` stands in two lines."""
    text = verbatim.translate(_UNSEEN).translate(_ARROWS)
    lines = [line.strip(_AROUND) for line in text.splitlines()]
    parts = [part for line in lines for part in _parted(line)]
    return [part for part in parts if part]


def _parted(line: str) -> list[str]:
    parts = [part.strip(_AROUND) for part in line.split(";")]
    return parts if len(parts) > 1 and all(":" in part for part in parts) else [line]


@dataclass
class _Reading:
    verbatim: str
    year: int | None
    doubts: list[Doubt] = field(default_factory=list)

    def read(self) -> ReadSchedule:
        lines = _lines(self.verbatim)
        if not lines:
            raise NotADate("Está vacío.")
        two_ends = phrases.TWO_ENDS.fullmatch(fold("\n".join(lines)))
        if two_ends is not None:
            lines = [f"{two_ends.group('first')} a {two_ends.group('last')}"]
        named = [(line, self._milestone(line)) for line in lines]
        milestones = tuple(milestone for _, milestone in named if milestone is not None)
        plain = [line for line, milestone in named if milestone is None]
        schedule = self._plain(plain) if plain else Schedule(self.verbatim)
        return ReadSchedule(schedule, milestones, tuple(dict.fromkeys(self.doubts)))

    def _doubt(self, kind: DoubtKind, said: str) -> None:
        self.doubts.append(Doubt(kind, " ".join(said.split())))

    def _milestone(self, line: str) -> Milestone | None:
        """`Informe final: diciembre 2022`; None where the line has no name of its own before the date."""
        name, colon, words = line.rpartition(":")
        if not colon or phrases.LABEL.match(fold(line)):
            return None
        name = name.strip(_AROUND)
        if not name:
            raise NotADate("Falta el nombre de lo que se entrega.")
        if fold(name) in phrases.END_LABELS:
            raise NotADate(
                "«%(name)s» no es el nombre de un hito; escriba el comienzo y el final en una sola línea.", name=name
            )
        words, _ = self._without(phrases.PART, words.strip(_AROUND), DoubtKind.PART)
        words = re.sub(r"^(?:a|al|hasta|para)\b", "", fold(words).strip())
        span = span_of(tokens_of(words), year=self.year)
        self.doubts += span.doubts
        if not span.is_single:
            self._doubt(DoubtKind.MILESTONE_SPAN, name)
        return Milestone(name, span.last.last_day(), span.last.precision)

    def _plain(self, lines: list[str]) -> Schedule:
        """Text that was broken over lines is one text; lines that say a date each are none."""
        if len(lines) == 1:
            return self._schedule(lines[0])
        before = list(self.doubts)
        try:
            return self._schedule(" ".join(lines))
        except NotADate:
            self.doubts = before
        raise NotADate("Tiene varias líneas y no se sabe cuál dice las fechas del proyecto.")

    def _schedule(self, line: str) -> Schedule:
        folded = fold(line)
        approximate = phrases.APPROXIMATE.search(folded) is not None
        if (label := phrases.LABEL.match(folded)) is not None:
            line, folded = line[label.end() :], folded[label.end() :]
        line = _blanked(phrases.APPROXIMATE, line).strip(_AROUND)
        blank = Schedule(self.verbatim, approximate=approximate)
        inside = re.fullmatch(r"\(([^()]*)\)", line)
        return self._without_dates(blank, line if inside is None else inside.group(1).strip(_AROUND))

    def _without_dates(self, blank: Schedule, line: str) -> Schedule:
        folded = fold(line)
        if phrases.WITHOUT_DATE.fullmatch(folded):
            return blank
        if phrases.OPEN.fullmatch(folded):
            return replace(blank, open_ended=True)
        after = phrases.TERM_AFTER.fullmatch(folded)
        term = after.group("term") if after and not phrases.SAYS_A_DATE.search(folded) else folded
        if (months := months_between(term)) is not None:
            if term != folded:
                self._doubt(DoubtKind.DEPENDS, line[len(term) :])
            return replace(blank, min_months=months[0], max_months=months[1])
        if phrases.DEPENDS.fullmatch(folded) and not phrases.SAYS_A_DATE.search(folded):
            self._doubt(DoubtKind.DEPENDS, line)
            return blank
        line, repeats = self._without(phrases.REPEATS, line, DoubtKind.REPEATS)
        line = re.sub(r"\(\s*\)", lambda match: " " * len(match.group()), line)
        if repeats and not line.strip(_AROUND):
            return blank
        for remark in phrases.REMARK.finditer(line):
            self._doubt(DoubtKind.REMARK, remark.group(1))
        return self._dated(blank, _blanked(phrases.REMARK, line).strip(_AROUND))

    def _without(self, phrase: re.Pattern[str], line: str, kind: DoubtKind) -> tuple[str, bool]:
        """The line without the phrase, which is a doubt; and whether it was there."""
        found = list(phrase.finditer(fold(line)))
        for match in found:
            self._doubt(kind, line[match.start() : match.end()])
        return _blanked(phrase, line), bool(found)

    def _dated(self, blank: Schedule, line: str) -> Schedule:
        line, goes_on = self._without(phrases.ONGOING, line, DoubtKind.ONGOING)
        line, ends_only = _taken(phrases.UNTIL, line)
        line, opens = _taken(phrases.OPENING, line)
        line, onwards = _taken(phrases.ONWARDS, line)
        line, rough = self._without(phrases.PART, _blanked(phrases.ALL_THE_TIME, line), DoubtKind.PART)
        tokens = tokens_of(line.strip(_AROUND))
        if not tokens:
            raise NotADate("No dice ninguna fecha.")
        span = span_of(tokens, year=self.year)
        self.doubts += span.doubts
        first, last = span.first, span.last
        blank = replace(blank, approximate=blank.approximate or rough)
        if not span.is_single and (onwards or goes_on or ends_only or (opens and tokens[0].written == "entre")):
            raise NotADate("Dice un final, y también que no lo hay o solo uno de los extremos.")
        if ends_only:
            return replace(blank, end=last.last_day(), end_precision=last.precision)
        if span.is_single and (opens or onwards or goes_on):
            return replace(blank, start=first.first_day(), start_precision=first.precision, open_ended=True)
        start, end = first.first_day(), last.last_day()
        return replace(blank, start=start, end=end, start_precision=first.precision, end_precision=last.precision)


def _blanked(phrase: re.Pattern[str], line: str) -> str:
    """Blanks in place of the phrase, so that the positions in the line and in what is folded stay together."""
    signs = list(line)
    for match in phrase.finditer(fold(line)):
        signs[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(signs)


def _taken(phrase: re.Pattern[str], line: str) -> tuple[str, bool]:
    return _blanked(phrase, line), phrase.search(fold(line)) is not None
