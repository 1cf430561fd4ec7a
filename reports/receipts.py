"""`python -m reports.receipts`: the receipt of a response to a survey, from JSON on standard input to a PDF.

The data says every word that is printed, in the reader's language: see receipt_data.
"""

import json
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.receipt_data import Receipt, from_json

HERE = Path(__file__).resolve().parent
CANNOT_BUILD = 3


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
    from reports.fonts import require_fonts
    from reports.render import render_alone

    require_fonts()
    return render_alone(html_of(receipt))


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
