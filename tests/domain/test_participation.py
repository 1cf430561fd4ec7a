"""Counts of people: empty is not zero, nobody is lost, percentages are never averaged."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.age_bands import DEFAULT_AGE_BANDS, AgeBand
from monitor.domain.participation import (
    Cell,
    Country,
    Depth,
    Measure,
    ParticipationRecord,
    Sex,
    Tally,
    fit,
)
from monitor.domain.participation_sums import people_of

CELLS = st.builds(Cell, st.sampled_from(Sex), st.sampled_from(DEFAULT_AGE_BANDS.bands), st.sampled_from(Country))
COUNTS = st.dictionaries(CELLS, st.integers(min_value=0, max_value=10_000), max_size=20)
TALLIES = st.builds(Tally, *[st.integers(min_value=0, max_value=10_000)] * 4)


def record(**values: object) -> ParticipationRecord:
    defaults = {"activity": "Taller", "measure": Measure.UNIQUE_IN_PERIOD, "depth": Depth.SEX}
    return ParticipationRecord(**(defaults | values))  # type: ignore[arg-type]


def test_what_is_not_split_falls_to_not_recorded() -> None:
    assert record(total=100, cells={Cell(Sex.WOMEN): 60, Cell(Sex.MEN): 30}).tally() == Tally(60, 30, 0, 10)


def test_without_a_typed_total_the_cells_are_the_total() -> None:
    found = record(cells={Cell(Sex.WOMEN): 6, Cell(Sex.MEN): 3})

    assert found.remainder == 0
    assert found.tally().total == 9


def test_the_remainder_is_added_to_those_written_as_not_recorded() -> None:
    assert record(total=10, cells={Cell(Sex.WOMEN): 5, Cell(Sex.NOT_RECORDED): 2}).tally() == Tally(5, 0, 0, 5)


def test_no_figures_are_not_zero_people() -> None:
    assert record().is_empty
    assert not record(total=0).is_empty
    assert not record(cells={Cell(Sex.WOMEN): 0}).is_empty
    assert people_of([record()]) is None
    assert people_of([record(total=0)]) == Tally()


def test_shares_are_of_those_whose_sex_is_known() -> None:
    tally = Tally(women=60, men=20, other=0, not_recorded=120)

    assert tally.share_of_women == 0.75
    assert tally.coverage == 0.4
    assert tally.parity_index == 3.0


def test_what_cannot_be_divided_is_unknown_and_not_zero() -> None:
    nobody = Tally()

    assert (nobody.share_of_women, nobody.coverage, nobody.parity_index) == (None, None, None)
    assert Tally(women=5).parity_index is None
    assert Tally(not_recorded=5).share_of_women is None
    assert Tally(not_recorded=5).coverage == 0


@given(COUNTS, st.integers(min_value=0, max_value=100_000))
def test_the_tally_adds_up_to_the_total_where_the_parts_fit(cells: dict[Cell, int], more: int) -> None:
    total = sum(cells.values()) + more
    tally = record(cells=cells, total=total, depth=Depth.ALL).tally()

    assert tally.total == total
    assert tally.women + tally.men + tally.other == tally.known


@given(TALLIES, TALLIES, TALLIES)
def test_adding_keeps_everybody_in_any_order(one: Tally, two: Tally, three: Tally) -> None:
    assert (one + two) + three == one + (two + three) == three + one + two
    assert (one + two).total == one.total + two.total


@given(TALLIES, TALLIES)
def test_the_share_of_a_sum_lies_between_the_shares(one: Tally, two: Tally) -> None:
    shares = [tally.share_of_women for tally in (one, two) if tally.share_of_women is not None]
    together = (one + two).share_of_women
    if shares:
        assert together is not None
        assert min(shares) - 1e-9 <= together <= max(shares) + 1e-9
    else:
        assert together is None


@given(COUNTS, st.sampled_from([depth for depth in Depth if depth is not Depth.NONE]))
def test_a_shallower_table_loses_nobody(cells: dict[Cell, int], depth: Depth) -> None:
    fitted = fit(cells, depth)

    assert sum(fitted.values()) == sum(cells.values())
    for sex in Sex:
        assert sum(n for cell, n in fitted.items() if cell.sex is sex) == sum(
            n for cell, n in cells.items() if cell.sex is sex
        )
    assert fit(fitted, depth) == fitted
    assert all(depth.by_age or cell.age_band is AgeBand.NOT_RECORDED for cell in fitted)
    assert all(depth.by_country or cell.country is Country.NOT_RECORDED for cell in fitted)


def test_only_a_total_has_no_cells() -> None:
    assert fit({Cell(Sex.WOMEN): 5}, Depth.NONE) == {}
