"""Rounding as people reckon it."""

from decimal import ROUND_HALF_UP, Decimal


def halves_up(value: float, digits: int = 2) -> Decimal:
    """`value` with so many decimals, halves away from zero: 0.125 gives 0.13, where Python's round gives 0.12.

    What is a half but for the machine's arithmetic goes up too.
    """
    return Decimal(repr(round(value, 9))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
