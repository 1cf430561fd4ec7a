"""Terms counted from a start that the plan does not name: `seis (6) meses`, `de seis (6) meses a un (1) año`."""

import re

from monitor.domain.date_tokens import NotADate

_NUMBERS = {"un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7}
_NUMBERS |= {"ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15, "dieciocho": 18}
_NUMBERS |= {"veinticuatro": 24}
_WORD = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_AMOUNT = rf"(?:(?:{_WORD})\b\s*)?(?:\(?[0-9]{{1,3}}\)?)?"
_UNIT = r"meses|mes|anos|ano"
_TERM = re.compile(
    rf"(?:de |entre )?\s*(?P<low>{_AMOUNT})\s*(?P<low_unit>{_UNIT})?\s*(?:\ba\b|\by\b|-)\s*"
    rf"(?P<high>{_AMOUNT})\s*(?P<high_unit>{_UNIT})"
)
_SINGLE = re.compile(rf"(?P<amount>{_AMOUNT})\s*(?P<unit>{_UNIT})")


def months_between(folded: str) -> tuple[int, int] | None:
    """The shortest and longest term in months, or None where the text is not a term.

    Raises NotADate when the word and the figure disagree or the ends are the wrong way round.
    """
    single = _SINGLE.fullmatch(folded)
    if single is not None and single.group("amount").strip():
        months = _months(single.group("amount"), single.group("unit"))
        if not months:
            raise NotADate("Un plazo de cero meses no dice cuándo.")
        return months, months
    match = _TERM.fullmatch(folded)
    if match is None or not match.group("low").strip() or not match.group("high").strip():
        return None
    high_unit = match.group("high_unit")
    low = _months(match.group("low"), match.group("low_unit") or high_unit)
    high = _months(match.group("high"), high_unit)
    if not 0 < low <= high:
        raise NotADate("El plazo más corto es mayor que el más largo.")
    return low, high


def _months(amount: str, unit: str) -> int:
    figure = re.search(r"[0-9]+", amount)
    word = re.search(r"[a-z]+", amount)
    numbers = {int(figure.group())} if figure else set()
    if word:
        numbers.add(_NUMBERS[word.group()])
    if len(numbers) != 1:
        raise NotADate("«%(words)s» dice dos números distintos.", words=amount.strip())
    return numbers.pop() * (12 if unit.startswith("ano") else 1)
