"""Text that may stand in XML."""


def printable(text: str) -> str:
    """The text without control characters, which no XML may hold."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t")
