"""Taking an expression apart at its outermost `and`, word for word, without writing it anew."""

from monitor.domain.expressions import tokens


def conjuncts(source: str) -> list[str]:
    """The parts that must all hold, as they are written; one only, where nothing joins them or an `or` stands outside.

    The source is an expression: monitor.domain.expressions.parse takes it.
    """
    depth, start, found = 0, 0, []
    for token in tokens(source):
        if token.kind == "symbol":
            depth += (token.word == "(") - (token.word == ")")
        elif depth == 0 and token.kind == "name" and token.word == "or":
            return [source.strip()]
        elif depth == 0 and token.kind == "name" and token.word == "and":
            found.append(source[start : token.position].strip())
            start = token.position + len("and")
    return [*found, source[start:].strip()]


def unbracketed(source: str) -> str | None:
    """What stands between the brackets that enclose all of it; None where none do."""
    text = source.strip()
    if not text.startswith("("):
        return None
    depth = 0
    for token in tokens(text):
        if token.kind == "symbol":
            depth += (token.word == "(") - (token.word == ")")
        if depth == 0:
            return text[1:-1].strip() if token.position == len(text) - 1 else None
    return None
