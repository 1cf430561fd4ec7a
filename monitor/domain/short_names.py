"""What a plan is called where there is no room for its name: headers of pages, subjects of mails, names of files."""

import re
from datetime import date

LONGEST = 40

_ACRONYM = re.compile(r"\b[A-ZÁÉÍÓÚÑ]{3,}\b")


def short_name(name: str, start: date, end: date) -> str:
    """`HRAEM 2021–2023`: the first acronym of the name and the years. Without one: `Plan 2021–2023`."""
    acronym = _ACRONYM.search(name)
    years = str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    return f"{acronym[0] if acronym else 'Plan'} {years}"
