"""The worked example of docs/participation.md, computed again: what the page says by hand is what the product adds."""

from pathlib import Path

import pytest

from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, QuarterParticipation, Sex, Tally
from monitor.domain.participation_sums import ProjectParticipation, people_so_far, sum_participation

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "participation.md").read_text(encoding="utf-8")


def rows_of(first_column: str) -> list[list[str]]:
    """The rows of the table of the page that begins with this column."""
    _, _, after = PAGE.partition(f"| {first_column} |")
    lines = after.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def number(text: str) -> int | None:
    return int(text) if text else None


def projects() -> list[ProjectParticipation]:
    records: dict[int, list[ParticipationRecord]] = {}
    inside = set()
    for project, activity, measure, women, men, other, total, note in rows_of("project"):
        typed = zip((Sex.WOMEN, Sex.MEN, Sex.OTHER), (women, men, other), strict=True)
        cells = {Cell(sex): int(text) for sex, text in typed if text}
        depth = Depth.SEX if cells else Depth.NONE
        record = ParticipationRecord(activity, Measure(measure), depth, cells, number(total))
        records.setdefault(int(project), []).append(record)
        if note.startswith("contained"):
            inside.add(int(project))
    return [ProjectParticipation(each, tuple(own), each in inside) for each, own in records.items()]


def test_the_table_of_measures_is_that_of_the_code() -> None:
    said = {row[0]: row[1:] for row in rows_of("measure")}
    yes_no = {True: "yes", False: "no"}
    assert said == {
        measure.value: [
            yes_no[measure.rules.over_periods],
            measure.rules.over_projects.value,
            yes_no[measure.rules.over_countries],
        ]
        for measure in Measure
    }


def test_every_figure_of_the_example_is_what_the_product_adds() -> None:
    given = projects()
    found = sum_participation([*given, *(each for each in given if each.project == 4)])  # under two areas
    tally = found.tally
    figures: dict[str, int | float | None] = {
        "women": tally.women,
        "men": tally.men,
        "known": tally.known,
        "total": tally.total,
        "not recorded": tally.not_recorded,
        "share of women": tally.share_of_women,
        "coverage": tally.coverage,
        "parity index": tally.parity_index,
        "projects reporting": found.projects_reporting,
        "projects left out": found.projects_left_out,
    }
    said = {name: float(value) for name, _how, value in rows_of("figure")}

    assert said == pytest.approx(figures, abs=0.00005)


def test_the_example_of_quarters_is_what_the_product_says() -> None:
    quarters: list[QuarterParticipation] = []
    for key, in_period, since_start, said in rows_of("quarter"):
        counts = ((Measure.UNIQUE_IN_PERIOD, in_period), (Measure.UNIQUE_SINCE_START, since_start))
        records = [
            ParticipationRecord("Curso", measure, Depth.SEX, {Cell(Sex.WOMEN): int(text)})
            for measure, text in counts
            if text
        ]
        quarters.append(QuarterParticipation(key, tuple(records)))
        so_far = people_so_far(quarters)
        assert so_far is not None
        assert (so_far.tally, so_far.at_least) == (Tally(women=int(said.split()[-1])), said.startswith("at least"))
