"""The tables of a web page, as a word processor or a site writes them: text only, nothing is fetched or run."""

from html.parser import HTMLParser

from monitor.domain.plan_tables import RawDocument, Table

_BREAKS = {"p", "div", "li", "br", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"}
_UNSEEN = {"script", "style", "head", "template", "noscript"}
_MOST_SPAN = 3000
_MOST_CELLS = 200_000


def read_page(text: str) -> RawDocument:
    """The page's paragraphs outside tables and its tables. Tables inside a cell are read as the cell's text."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end_paragraph()
    return RawDocument(tuple(page.paragraphs[0]), tuple(page.tables), tuple(page.paragraphs[1]))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: tuple[list[str], list[str]] = ([], [])
        self.tables: list[Table] = []
        self._text: list[str] = []
        self._depth = 0
        self._unseen = 0
        self._in_cell = False
        self._span = (1, 1)
        self._grid: dict[tuple[int, int], str] = {}
        self._row = -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._start_table()
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._row += 1
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            said = dict(attrs)
            self._in_cell, self._span = True, (_number(said.get("rowspan")), _number(said.get("colspan")))
        elif tag in _BREAKS or tag in ("td", "th", "tr"):
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table" and self._depth:
            self._end_cell() if self._depth == 1 else self._break()
            self._depth -= 1
            if not self._depth:
                self._end_table()
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unseen and (self._in_cell or not self._depth):
            self._text.append(" ".join(data.split()) if data.strip() else " ")
            if data[-1:].isspace():
                self._text.append(" ")

    def _break(self) -> None:
        self._text.append("\n") if self._depth else self.end_paragraph()

    def end_paragraph(self) -> None:
        said = " ".join("".join(self._text).split())
        self._text = []
        if said:
            self.paragraphs[bool(self.tables)].append(said)

    def _start_table(self) -> None:
        if not self._depth:
            self.end_paragraph()
            self._grid, self._row = {}, -1
        else:
            self._break()
        self._depth += 1

    def _end_cell(self) -> None:
        """Put the cell's text in every place that it covers."""
        if not self._in_cell:
            return
        lines = (" ".join(line.split()) for line in "".join(self._text).splitlines())
        said = "\n".join(line for line in lines if line)
        self._text, self._in_cell = [], False
        column = 0
        while (self._row, column) in self._grid:
            column += 1
        rows, columns = self._span
        if len(self._grid) + rows * columns > _MOST_CELLS:
            raise ValueError("a table with more cells than a plan has")
        self._grid |= {(self._row + down, column + right): said for down in range(rows) for right in range(columns)}

    def _end_table(self) -> None:
        height = self._row + 1
        width = max((column for _, column in self._grid), default=-1) + 1
        rows = (tuple(self._grid.get((row, column), "") for column in range(width)) for row in range(height))
        self.tables.append(tuple(rows))
        self._text = []


def _number(said: str | None) -> int:
    return min(int(said), _MOST_SPAN) if said and said.isascii() and said.isdigit() and int(said) > 0 else 1
