"""Text that may stand in XML."""

BLANKS = "\n\t\u00a0\u202f"
"""What holds a number and its sign together is kept: Python calls it unprintable."""


def printable(text: str) -> str:
    """The text without control characters, which no XML may hold."""
    return "".join(char for char in text if char.isprintable() or char in BLANKS)
