"""`python -m reports.receipts`: the receipt of a response to a survey, from JSON on standard input to a PDF.

The data says every word that is printed, in the reader's language: see `Receipt`.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

HERE = Path(__file__).resolve().parent
CANNOT_BUILD = 3


@dataclass(frozen=True)
class Row:
    label: str
    value: str


@dataclass(frozen=True)
class ReceiptSection:
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Receipt:
    language: str
    title: str
    """What the document is: "Comprobante de respuesta"."""
    survey: str
    facts: Sequence[Row]
    """Who, when, folio: printed at the top."""
    seal: Row
    """The hash, with its name."""
    note: str
    sections: Sequence[ReceiptSection]
    notice: str = ""
    """On every page, where the data are fictitious."""


def as_json(receipt: Receipt) -> dict[str, Any]:
    return asdict(receipt)


def from_json(data: Mapping[str, Any]) -> Receipt:
    sections = [ReceiptSection(each["title"], [Row(**row) for row in each["rows"]]) for each in data["sections"]]
    return Receipt(
        **{
            **data,
            "facts": [Row(**row) for row in data["facts"]],
            "seal": Row(**data["seal"]),
            "sections": sections,
        }
    )


def html_of(receipt: Receipt) -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    css = (HERE / "static" / "receipt.css").read_text(encoding="utf-8")
    return environment.get_template("receipt.html").render(
        receipt=receipt,
        css=Markup(css),  # noqa: S704 - the product's own file
    )


def pdf_of(receipt: Receipt) -> bytes:
    """Accessible (PDF/UA-1), with the report's own font. Raises FontMissing."""
    from weasyprint import HTML

    from reports.fonts import require_fonts

    require_fonts()
    pdf: bytes = HTML(string=html_of(receipt), url_fetcher=refuse).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def refuse(url: str, *_rest: Any, **_more: Any) -> Any:
    raise ValueError(f"a receipt fetches nothing: {url}")


def main() -> int:
    from reports.fonts import FontMissing

    try:
        pdf = pdf_of(from_json(json.load(sys.stdin)))
    except FontMissing as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_BUILD
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
