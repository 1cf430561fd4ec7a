"""The real plan and its decisions, for the tests of the readers."""

from pathlib import Path

PLANS = Path(__file__).parents[2] / "plans"
PLAN_TEXT = (PLANS / "plan-hraem-2021-2023.txt").read_text(encoding="utf-8")
DECISIONS_TEXT = (PLANS / "plan-hraem-2021-2023.toml").read_text(encoding="utf-8")


def plan_with(old: str, new: str) -> str:
    """The real plan with one change. Fails when there is nothing to change, so that no test passes by accident."""
    assert old in PLAN_TEXT
    return PLAN_TEXT.replace(old, new, 1)


def decisions_with(old: str, new: str) -> str:
    assert old in DECISIONS_TEXT
    return DECISIONS_TEXT.replace(old, new, 1)
