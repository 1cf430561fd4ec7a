"""Cut the report's page into parts that are laid out apart, each kept by the hash of what it is made from.

The templates say where: `<!-- cut -->` stands only between sections that begin on a new page, so that the joined parts
look like the whole. What names another part is written so that the merge can find it.
"""

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from reports.fonts import state_of_fonts
from reports.tagging import ALL_DIGITS, LINK, PAGE_OF, PLACEHOLDER

CUT = "<!-- cut -->"

_CHART = re.compile(r"<!-- chart ([\w-]+) -->")
_PAGE_NUMBER = re.compile(r'<span class="page" data-target="#([^"]+)"></span>')
_CHANGES_EVERY_TIME = re.compile(r"\s*<meta name=[^>]*>")
_HERE = Path(__file__).resolve().parent
_OWN_CODE = ("render.py", "tagging.py", "tag_languages.py", "table_headers.py", "part_file.py")
_LIBRARIES = ("weasyprint", "pydyf", "fonttools", "tinycss2", "pyphen")

STYLE = f"""
@page {{ @bottom-right {{ content: "{ALL_DIGITS}"; font-variant-numeric: tabular-nums; white-space: nowrap }} }}
@page cover {{ @bottom-right {{ content: none }} }}
.page {{ font-weight: 600; font-variant-numeric: tabular-nums; color: inherit }}
.page::after {{ content: none }}
"""
"""Where page numbers go, there is room for them and the digits to write them with."""


def chart_place(name: str) -> str:
    """Where a chart will stand: what has no charts is laid out while they are still being drawn."""
    return f"<!-- chart {name} -->"


def charts_in(part: str) -> list[str]:
    return _CHART.findall(part)


def with_charts(part: str, charts: Mapping[str, str]) -> str:
    return _CHART.sub(lambda match: charts[match[1]], part)


def cut(html: str, *, page_word: str) -> list[str]:
    """The page as several, in order. `page_word` is what a link is called whose text is a page number."""
    head, body = html.split("<body>", 1)
    running, *pieces = body.rsplit("</body>", 1)[0].split(CUT)
    if not pieces:
        running, pieces = "", [running]
    head = _CHANGES_EVERY_TIME.sub("", head).replace("</style>", f"{STYLE}</style>", 1)
    start = f"{head}<body>{running}"
    return [f"{start}{_reaching_out(piece, page_word)}</body></html>" for piece in pieces]


def _reaching_out(piece: str, page_word: str) -> str:
    """Only templates write `href="#`: what a group wrote has no quotation marks left."""
    piece = piece.replace('href="#', f'href="{LINK}')
    return _PAGE_NUMBER.sub(rf'<a class="page" href="{PAGE_OF}\1" title="{page_word}">{PLACEHOLDER}</a>', piece)


def key_of(part: str) -> str:
    """Parts with the same key are the same, byte for byte."""
    return sha256(_circumstances() + part.encode()).hexdigest()


@cache
def _circumstances() -> bytes:
    """What else a part's look depends on: libraries, fonts, and the code that lays it out."""
    digest = sha256()
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    digest.update(state_of_fonts().encode())
    for name in _OWN_CODE:
        digest.update((_HERE / name).read_bytes())
    return digest.digest()
