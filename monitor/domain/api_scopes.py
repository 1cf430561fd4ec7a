"""What a key of the read API opens beyond what is public."""

from enum import StrEnum


class ApiScope(StrEnum):
    UPDATES = "updates"
    """Approved updates, also those that stand in no edition yet; every opened period; the dates that hold now."""
    PARTICIPATION = "participation"
    """The real counts of people in approved updates, small ones included."""
