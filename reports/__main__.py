"""`python -m reports`: a report's frozen data as JSON on standard input, its PDF on standard output.

A process of its own, so that no web worker ever loads WeasyPrint and its memory is given back. Ends with 3 and a
sentence on standard error when a font is missing.
"""

import json
import sys

from reports.data import from_json
from reports.fonts import FontMissing
from reports.pdf import build_pdf

CANNOT_BUILD = 3


def main() -> int:
    try:
        pdf = build_pdf(from_json(json.load(sys.stdin)))
    except FontMissing as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_BUILD
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
