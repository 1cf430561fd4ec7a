from monitor.domain.rounding import halves_up


def test_halves_go_up_whatever_the_digit_before_them() -> None:
    assert [str(halves_up(value)) for value in (0.125, 0.375, 0.145, 0.005, 1, 0)] == [
        "0.13", "0.38", "0.15", "0.01", "1.00", "0.00",
    ]  # fmt: skip
