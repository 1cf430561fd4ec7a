"""Which ties between projects make sense."""

import pytest

from monitor.domain.errors import Incomplete
from monitor.domain.plan_decisions import LinkKind
from monitor.domain.project_links import Tie, check_tie

PART, SUBSET, WAITS, OVERLAPS = LinkKind.CONTAINED_IN, LinkKind.SUBSET_OF, LinkKind.DEPENDS_ON, LinkKind.OVERLAPS


@pytest.mark.parametrize(
    ("new", "known", "field"),
    [
        ((1, 1, PART), [], "target"),
        ((1, 2, PART), [(1, 2, PART)], "kind"),
        ((2, 1, OVERLAPS), [(1, 2, OVERLAPS)], "kind"),
        ((2, 1, PART), [(1, 2, PART)], "target"),
        ((3, 1, SUBSET), [(1, 2, PART), (2, 3, PART)], "target"),  # all three would be left out of every sum
        ((3, 1, WAITS), [(1, 2, WAITS), (2, 3, WAITS)], "target"),
    ],
)
def test_a_tie_that_makes_no_sense_is_refused_at_its_field(new: Tie, known: list[Tie], field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        check_tie(new, known)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ((1, 2, WAITS), [(1, 2, PART)]),
        ((2, 1, WAITS), [(1, 2, PART)]),  # the whole may wait for its part
        ((3, 2, PART), [(1, 2, PART)]),
        ((1, 2, PART), [(2, 3, PART), (4, 1, PART)]),
    ],
)
def test_other_ties_stand_beside_one_another(new: Tie, known: list[Tie]) -> None:
    check_tie(new, known)
