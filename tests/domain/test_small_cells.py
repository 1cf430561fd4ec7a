"""Hidden counts stay hidden: a reader with a pencil cannot compute them."""

from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.domain.small_cells import Total, hidden_counts, merge_small_rows
from tests.attacker import Attacker

Key = tuple[int | str, int | str]


def table(rows: list[list[int]]) -> tuple[dict[Key, int], list[Total[Key]]]:
    """A table with totals of rows and columns and a grand total, as a report prints it."""
    height, width = len(rows), len(rows[0])
    counts: dict[Key, int] = {(r, c): rows[r][c] for r, c in product(range(height), range(width))}
    counts |= {(r, "total"): sum(rows[r]) for r in range(height)}
    counts |= {("total", c): sum(row[c] for row in rows) for c in range(width)}
    counts["total", "total"] = sum(map(sum, rows))
    totals: list[Total[Key]] = [Total((r, "total"), tuple((r, c) for c in range(width))) for r in range(height)]
    totals += [Total(("total", c), tuple((r, c) for r in range(height))) for c in range(width)]
    totals.append(Total(("total", "total"), tuple(("total", c) for c in range(width))))
    totals.append(Total(("total", "total"), tuple((r, "total") for r in range(height))))
    return counts, totals


def another_table_fits(
    key: Key, counts: dict[Key, int], totals: list[Total[Key]], hidden: frozenset[Key], *, reach: int = 6
) -> bool:
    """Whether another table of whole counts has the same printed figures and another count at `key`.

    Zeros are printed, so that what is hidden is at least one in the other table too.

    A search on its own, without the algebra of the code under test: it moves hidden figures by small steps until every
    total fits again.
    """
    seen: set[frozenset[tuple[Key, int]]] = set()

    def mend(values: dict[Key, int], moved: frozenset[Key], depth: int) -> bool:
        broken = next((t for t in totals if values[t.whole] != sum(values[part] for part in t.parts)), None)
        if broken is None:
            return True
        state = frozenset((k, values[k]) for k in hidden)
        if depth == 0 or state in seen:
            return False
        seen.add(state)
        gap = values[broken.whole] - sum(values[part] for part in broken.parts)
        for member in broken.members:
            if member not in hidden or member in moved:
                continue
            value = values[member] + (-gap if member == broken.whole else gap)
            if value >= 1 and mend({**values, member: value}, moved | {member}, depth - 1):
                return True
        return False

    return any(
        counts[key] + step >= 1 and mend({**counts, key: counts[key] + step}, frozenset({key}), 12)
        for step in (1, -1, *range(2, reach), *range(-2, -reach, -1))
    )


def test_a_table_without_small_counts_is_printed_whole() -> None:
    assert hidden_counts(*table([[12, 0], [5, 30]])) == frozenset()


def test_a_lone_small_count_takes_a_second_one_with_it_in_its_row_and_in_its_column() -> None:
    counts, totals = table([[3, 40, 50], [20, 21, 60], [31, 32, 70]])
    hidden = hidden_counts(counts, totals)
    assert (0, 0) in hidden
    assert len({c for r, c in hidden if r == 0}) >= 2
    assert len({r for r, c in hidden if c == 0}) >= 2


def test_two_small_counts_that_share_a_small_rest_hide_a_third() -> None:
    counts = {"women": 1, "men": 1, "not recorded": 48, "all": 50}
    hidden = hidden_counts(counts, [Total("all", ("women", "men", "not recorded"))])
    assert hidden == {"women", "men", "not recorded"}


def test_a_total_that_is_small_is_hidden_with_all_its_people() -> None:
    counts = {"women": 3, "men": 0, "all": 3}
    assert hidden_counts(counts, [Total("all", ("women", "men"))]) == {"women", "all"}


def test_a_figure_is_not_given_away_through_a_second_table() -> None:
    counts = {"women": 3, "men": 9, "all": 12, "women elsewhere": 40, "men elsewhere": 50, "women in all": 43}
    totals = [Total("all", ("women", "men")), Total("women in all", ("women", "women elsewhere"))]
    hidden = hidden_counts(counts, totals)
    assert {"women", "men"} <= hidden
    assert hidden & {"women elsewhere", "women in all"}


def test_where_a_second_figure_must_go_the_least_useful_goes() -> None:
    counts = {"women": 3, "men": 90, "not recorded": 14, "all": 107}
    totals = [Total("all", ("women", "men", "not recorded"))]
    worth = {"women": 2, "men": 2, "not recorded": 0, "all": 1}
    assert hidden_counts(counts, totals, cost=lambda key: worth[key]) == {"women", "not recorded"}


def test_one_small_count_does_not_empty_a_whole_table() -> None:
    counts, totals = table([[3, 40, 50, 60], [20, 21, 61, 70], [31, 32, 71, 80], [44, 45, 72, 90]])
    assert len(hidden_counts(counts, totals)) == 4


def test_small_rows_are_put_together_and_keep_their_people() -> None:
    rows = [("CL", {"women": 2, "men": 7}), ("CO", {"women": 6, "men": 1}), ("MX", {"women": 50, "men": 40})]
    assert merge_small_rows(rows) == [
        (("CL", "CO"), {"women": 8, "men": 8}),
        (("MX",), {"women": 50, "men": 40}),
    ]


def test_ages_are_put_together_with_their_neighbours() -> None:
    rows = [("18", {"n": 20}), ("30", {"n": 3}), ("45", {"n": 90}), ("60", {"n": 10})]
    assert merge_small_rows(rows, only_neighbours=True) == [
        (("18", "30"), {"n": 23}),
        (("45",), {"n": 90}),
        (("60",), {"n": 10}),
    ]


def test_a_table_whose_people_are_too_few_has_no_detail() -> None:
    assert merge_small_rows([("CL", {"women": 2}), ("CO", {"women": 9})]) == []
    assert merge_small_rows([("CL", {"women": 20})]) == []


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60), st.integers(0, 9)), min_size=1, max_size=6), st.booleans()
)
def test_no_small_count_is_left_in_rows_put_together_and_nobody_is_lost(
    values: list[tuple[int, int, int]], neighbours: bool
) -> None:
    rows = [(name, dict(zip("abc", row, strict=True))) for name, row in enumerate(values)]
    merged = merge_small_rows(rows, only_neighbours=neighbours)
    assert all(value == 0 or value >= 5 for _, counts in merged for value in counts.values())
    if merged:
        assert sum(sum(counts.values()) for _, counts in merged) == sum(map(sum, values))
        names = [name for own, _ in merged for name in own]
        assert sorted(names) == [name for name, row in enumerate(values) if any(row)]


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.one_of(st.integers(0, 12), st.integers(0, 300)), min_size=width, max_size=width),
            min_size=1,
            max_size=4,
        )
    )
)
def test_no_hidden_count_of_a_table_can_be_computed_from_what_is_printed(rows: list[list[int]]) -> None:
    counts, totals = table(rows)
    hidden = hidden_counts(counts, totals)
    assert all(key in hidden for key, value in counts.items() if 0 < value < 5)
    assert all(counts[key] > 0 for key in hidden)
    assert hidden == hidden_counts(counts, totals)
    for key in hidden:
        assert another_table_fits(key, counts, totals, hidden), (key, hidden)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(*[st.one_of(st.integers(0, 9), st.integers(0, 200))] * 3, st.booleans()), min_size=1, max_size=5)
)
def test_no_hidden_count_follows_from_several_tables_and_the_sums_over_them(
    projects: list[tuple[int, int, int, bool]],
) -> None:
    """Each project a row with its total; one sum over all and one over some, as an area's and the plan's."""
    columns = ("women", "men", "unknown")
    rows: dict[Key, int] = {}
    for number, project in enumerate(projects):
        rows |= {(number, column): value for column, value in zip(columns, project[:3], strict=True)}
    sums: dict[str, list[int]] = {
        "plan": list(range(len(projects))),
        "area": [number for number, project in enumerate(projects) if project[3]],
    }
    counts = dict(rows)
    totals: list[Total[Key]] = []
    for name, members in sums.items():
        counts |= {(name, column): sum(rows[number, column] for number in members) for column in columns}
        totals += [Total((name, column), tuple((number, column) for number in members)) for column in columns]
    names: list[int | str] = [*range(len(projects)), *sums]
    for owner in names:
        parts: tuple[Key, ...] = tuple((owner, column) for column in columns)
        counts[owner, "total"] = sum(counts[part] for part in parts)
        totals.append(Total((owner, "total"), parts))
    totals += [Total((name, "total"), tuple((number, "total") for number in members)) for name, members in sums.items()]
    hidden = hidden_counts(counts, totals, cost=lambda key: 3 if key[0] in sums else 0)
    assert all(key in hidden for key, value in counts.items() if 0 < value < 5)
    for key in hidden:
        assert another_table_fits(key, counts, totals, hidden), (key, hidden)


def solved(counts: dict[Key, int], totals: list[Total[Key]], hidden: frozenset[Key]) -> dict[Key, int]:
    """What a patient reader finds of the hidden counts."""
    printed = {key: None if key in hidden else value for key, value in counts.items()}
    return Attacker.of(printed, [(total.whole, total.parts) for total in totals]).found()


def test_the_attacker_finds_what_is_hidden_carelessly() -> None:
    counts, totals = table([[3, 40], [20, 21]])
    assert solved(counts, totals, frozenset({(0, 0)})) == {(0, 0): 3}
    assert solved(counts, totals, frozenset({(0, 0), (0, 1), (1, 0), (1, 1)})) == {}
    tight, sums = table([[1, 39, 10], [3, 10, 9]])
    assert solved(tight, sums, frozenset({(0, 0), (0, 2), (1, 0), (1, 2)})) == {}
    # Two counts of at least one that come to two are one each: no equation says so, their ranges do.
    pair, of_pair = table([[1, 1, 48]])
    assert solved(pair, of_pair, frozenset({(0, 0), (0, 1)}))[0, 0] == 1


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(
                st.one_of(st.integers(0, 6), st.integers(0, 12), st.integers(0, 60)), min_size=width, max_size=width
            ),
            min_size=1,
            max_size=4,
        )
    )
)
@example([[0, 1, 39, 10], [3, 6, 10, 9], [1, 10, 6, 6]])
@example([[1, 5, 5, 29], [19, 4, 27, 1], [53, 47, 42, 3], [5, 5, 1, 6]])
@example([[2, 44, 11], [19, 5, 1], [4, 26, 3], [0, 3, 1]])
def test_an_attacker_who_solves_and_bounds_finds_no_hidden_count(rows: list[list[int]]) -> None:
    counts, totals = table(rows)
    assert solved(counts, totals, hidden_counts(counts, totals)) == {}
