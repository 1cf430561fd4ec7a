"""Age bands: made from the ages at which one begins; the key alone says what a band is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain import words
from monitor.domain.age_bands import DEFAULT_AGE_BANDS, MOST_BANDS, OLDEST, AgeBand, AgeBands, check_limits, read_limits
from monitor.domain.errors import Incomplete

LIMITS = st.lists(st.integers(1, OLDEST), min_size=1, max_size=MOST_BANDS - 1, unique=True).map(
    lambda ages: tuple(sorted(ages))
)


def test_the_default_bands_are_those_of_the_form() -> None:
    assert DEFAULT_AGE_BANDS.bands == (
        AgeBand.UNDER_18,
        AgeBand.FROM_18,
        AgeBand.FROM_30,
        AgeBand.FROM_45,
        AgeBand.FROM_60,
        AgeBand.NOT_RECORDED,
    )
    assert [words.word_for(band) for band in DEFAULT_AGE_BANDS.bands] == [
        "Menos de 18",
        "18 a 29",
        "30 a 44",
        "45 a 59",
        "60 o más",
        "Sin registro de edad",
    ]


@given(LIMITS)
def test_the_bands_of_a_plan_hold_every_age_once(limits: tuple[int, ...]) -> None:
    check_limits(limits)
    bands = AgeBands(limits).bands[:-1]
    for age in (0, *limits, *(age - 1 for age in limits), OLDEST + 5):
        inside = [
            band
            for band in bands
            for first, last in [band.ages]
            if (first is None or first <= age) and (last is None or age <= last)
        ]
        assert len(inside) == 1
    backwards = list(AgeBands(limits).bands)[::-1]
    assert sorted(backwards, key=lambda band: band.order) == backwards[::-1]


@given(LIMITS, st.sampled_from([", ", " ", ";", "\n"]))
def test_limits_are_read_however_they_are_parted(limits: tuple[int, ...], between: str) -> None:
    assert read_limits(between.join(map(str, limits))) == limits


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Escriba las edades"),
        ("dieciocho", "Escriba las edades"),
        ("18, 30, 30", "de menor a mayor"),
        ("30, 18", "de menor a mayor"),
        ("0, 18", "van de 1 a"),
        ("18, 200", "van de 1 a"),
        ("1,2,3,4,5,6,7,8", "de 1 a 7 edades"),
    ],
)
def test_limits_that_make_no_bands_are_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(Incomplete, match=says) as refusal:
        read_limits(text)
    assert refusal.value.field == "limits"


@pytest.mark.parametrize("key", ["", "18", "18-29", "young", "under_", "18_29_x"])
def test_a_key_that_says_nothing_is_no_band(key: str) -> None:
    with pytest.raises(ValueError, match="age band"):
        AgeBand(key)
