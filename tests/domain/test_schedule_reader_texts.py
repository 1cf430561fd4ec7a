"""Hundreds of schedules as documents write them, each with the reading a careful person gave it (schedules.csv)."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.schedule_reader import ReadSchedule, ScheduleNotUnderstood, read_schedule
from monitor.domain.schedules import Milestone, Precision, Schedule, first_day, last_day

FILE = Path(__file__).with_name("schedules.csv")
MARKS = {r"\n": "\n", r"\t": "\t", r"\u00a0": "\u00a0", r"\u00ad": "\u00ad", r"\u200b": "\u200b"}


@dataclass(frozen=True)
class Sample:
    text: str
    reading: str
    doubts: frozenset[str]
    year: int | None


def samples() -> list[Sample]:
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        text, reading, doubts, year = line.split(" |")
        for mark, sign in MARKS.items():
            text = text.replace(mark, sign)
        kinds = frozenset(doubts.replace(",", " ").split())
        found.append(Sample(text, reading.strip(), kinds, int(year) if year.strip() else None))
    return found


def interval(said: str) -> tuple[date, date, Precision]:
    """First day, last day and precision of `2022`, `2022-S1`, `2022-T2`, `2022-03` or `2022-03-05`."""
    year, _, rest = said.partition("-")
    if not rest:
        inside, precision = date(int(year), 1, 1), Precision.YEAR
    elif rest[0] == "S":
        inside, precision = date(int(year), 6 * int(rest[1]), 1), Precision.SEMESTER
    elif rest[0] == "T":
        inside, precision = date(int(year), 3 * int(rest[1]), 1), Precision.QUARTER
    elif "-" in rest:
        inside, precision = date.fromisoformat(said), Precision.DAY
    else:
        inside, precision = date(int(year), int(rest), 1), Precision.MONTH
    return first_day(inside, precision), last_day(inside, precision), precision


def expected(sample: Sample) -> tuple[Schedule, tuple[Milestone, ...]]:
    named = re.findall(r"\[(.+?) = (\S+)\]", sample.reading)
    milestones = tuple(Milestone(name, *interval(said)[1:]) for name, said in named)
    reading = sample.reading.partition("[")[0].strip()
    approximate = reading.startswith("~")
    reading = reading.removeprefix("~").strip()
    verbatim = sample.text.strip()
    if reading == "siempre":
        return Schedule(verbatim, approximate=approximate, open_ended=True), milestones
    if reading == "-":
        return Schedule(verbatim, approximate=approximate), milestones
    if (term := re.fullmatch(r"(\d+)-(\d+) meses", reading)) is not None:
        low, high = map(int, term.groups())
        return Schedule(verbatim, approximate=approximate, min_months=low, max_months=high), milestones
    said_start, dots, said_end = (part.strip() for part in reading.partition(".."))
    start, end = said_start, said_end if dots else said_start
    first = interval(start) if start else None
    last = interval(end) if end else None
    schedule = Schedule(
        verbatim,
        start=first and first[0],
        end=last and last[1],
        start_precision=first and first[2],
        end_precision=last and last[2],
        approximate=approximate,
        open_ended=last is None,
    )
    return schedule, milestones


SAMPLES = samples()


def test_there_are_at_least_three_hundred_texts_and_none_is_written_twice() -> None:
    assert len(SAMPLES) >= 300
    assert len({(sample.text, sample.year) for sample in SAMPLES}) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.text!a}-{sample.year or ''}")
def test_each_text_is_read_as_a_careful_person_would(sample: Sample) -> None:
    if sample.reading == "?":
        with pytest.raises(ScheduleNotUnderstood):
            print(read_schedule(sample.text, year=sample.year))  # noqa: T201 - what was read, where nothing should be
        return
    read = read_schedule(sample.text, year=sample.year)
    assert (read.schedule, read.milestones) == expected(sample)
    assert {doubt.kind.value for doubt in read.doubts} == sample.doubts
    for doubt in read.doubts:
        assert doubt.why.endswith(".")


PIECES = sorted({piece for sample in SAMPLES for piece in re.split(r"(\s)", sample.text) if piece})
TEXTS = st.one_of(
    st.text(max_size=50),
    st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join),
    st.tuples(st.sampled_from([sample.text for sample in SAMPLES]), st.text(max_size=4), st.integers(0, 60)).map(
        lambda made: made[0][: made[2]] + made[1] + made[0][made[2] :]
    ),
)


def years_of(read: ReadSchedule) -> set[int]:
    days = [read.schedule.start, read.schedule.end, *(milestone.due for milestone in read.milestones)]
    return {day.year for day in days if day is not None}


@given(TEXTS, st.sampled_from([None, 2022, 2031]))
def test_whatever_the_text_no_year_is_invented(text: str, context: int | None) -> None:
    try:
        read = read_schedule(text, year=context)
    except ScheduleNotUnderstood:
        return
    kinds = {doubt.kind.value for doubt in read.doubts}
    written = {int(year) for year in re.findall(r"(?=((?:19|20)[0-9]{2}))", text)}
    allowed = set(written)
    if "year" in kinds and context is not None:
        allowed.add(context)
    if "two_digits" in kinds:
        allowed |= {2000 + int(year) for year in re.findall(r"(?=([0-9]{2}))", text)}
    if "year_before" in kinds:
        allowed |= {year - 1 for year in allowed}
    assert years_of(read) <= allowed
