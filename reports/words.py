"""What a report says, however its pages fall: the words of its one HTML page, without charts and page numbers."""

import hashlib
import re
from html import unescape

from reports.annual_data import AnnualData
from reports.annual_html import render_annual
from reports.data import ReportData
from reports.html import render_html
from reports.languages import speaking

_UNSEEN = re.compile(r"<(style|title)>.*?</\1>|<!--.*?-->", re.DOTALL)


def words_of(page: str) -> str:
    """The text of a page, blanks made single."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", _UNSEEN.sub("", page))).split())


def text_hash(data: ReportData) -> str:
    """SHA-256 of what the report says in its language: the same whatever the layout and the libraries become."""
    page = render_html(data, charts={}, language=speaking(data.language))
    return hashlib.sha256(words_of(page).encode()).hexdigest()


def annual_text_hash(data: AnnualData) -> str:
    """The same of an annual report."""
    page = render_annual(data, charts={}, language=speaking(data.language))
    return hashlib.sha256(words_of(page).encode()).hexdigest()
