"""People by country and by age over all projects, made only of rows that the report prints elsewhere.

What a project prints of one country enters that country's row; what it had to put together, or gave without countries,
enters the last row. So nothing stands here that a reader could not have added up from the projects' own tables: these
tables can give nothing away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Country
from reports.people_rows import Column, Dimension, Figure, PeopleRow


@dataclass(frozen=True)
class SpreadRow:
    row: PeopleRow
    projects: int
    """Of how many projects the row counts people."""


@dataclass(frozen=True)
class Spread:
    """People by one dimension. `rows` is empty where no project prints any."""

    rows: tuple[SpreadRow, ...]
    rest: PeopleRow | None
    """Of whom the dimension is not known or not printed; None where there is nobody."""
    coverage: float | None
    """People in `rows` ÷ all people; None where the total is hidden or nobody was counted."""


def spread(kind: type[Country] | type[AgeBand], printed: Iterable[tuple[int, PeopleRow]], whole: PeopleRow) -> Spread:
    """Add up the rows that stand for one country, or one age band, each.

    `printed` are the rows of all tables that enter the sums, each with its project's number; `whole` is the sum.
    """
    sums: dict[Dimension, dict[Column | None, int]] = {}
    projects: dict[Dimension, set[int]] = {}
    for project, row in printed:
        if len(row.dimensions) != 1 or not isinstance(row.dimensions[0], kind):
            continue
        dimension = row.dimensions[0]
        if dimension == kind.NOT_RECORDED:
            continue
        own = sums.setdefault(dimension, dict.fromkeys([*whole.by_sex, None], 0))
        for column, figure in [*row.by_sex.items(), (None, row.total)]:
            own[column] += figure.value or 0
        projects.setdefault(dimension, set()).add(project)
    rows = tuple(
        SpreadRow(_row((each,), {column: Figure(n) for column, n in sums[each].items()}), len(projects[each]))
        for each in sorted(sums, key=_order)
    )
    known = {column: sum(own[column] for own in sums.values()) for column in [*whole.by_sex, None]}
    total = whole.total.value
    return Spread(rows, _rest(whole, known), known[None] / total if total else None)


def _rest(whole: PeopleRow, known: Mapping[Column | None, int]) -> PeopleRow | None:
    """What is left of the whole; hidden where the whole is."""

    def left(column: Column | None, figure: Figure) -> Figure:
        return figure if figure.value is None else Figure(figure.value - known[column])

    figures: dict[Column | None, Figure] = {column: left(column, own) for column, own in whole.by_sex.items()}
    figures[None] = left(None, whole.total)
    return _row((), figures) if figures[None].is_hidden or figures[None].value else None


def _row(dimensions: tuple[Dimension, ...], figures: Mapping[Column | None, Figure]) -> PeopleRow:
    """A row whose shares are computed from its printed figures and from nothing else."""
    by_sex = {column: figure for column, figure in figures.items() if column is not None}
    women, men = by_sex[Column.WOMEN].value, by_sex[Column.MEN].value
    other = by_sex.get(Column.OTHER, Figure(0)).value
    share = parity = None
    if women is not None and men is not None and other is not None:
        known = women + men + other
        share = women / known if known else None
        parity = round(women / men, 2) if men else None
    return PeopleRow(dimensions, by_sex, figures[None], share_of_women=share, coverage=None, parity_index=parity)


def _order(dimension: Dimension) -> tuple[int, int]:
    return (0, [*Country].index(dimension)) if isinstance(dimension, Country) else dimension.order
