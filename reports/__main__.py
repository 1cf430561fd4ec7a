"""`python -m reports [en]`: a report's frozen data as JSON on standard input, its PDF on standard output.

A language named beside it is the one to print, else it is that of the data.

A process of its own, so that no web worker ever loads WeasyPrint and its memory is given back. Ends with 3 and a
sentence on standard error when a font is missing. Parts that are laid out are kept in the folder that REPORT_PARTS_DIR
names, else in var/report-parts, for the next report in which they are the same.
"""

import json
import os
import sys
from pathlib import Path

CANNOT_BUILD = 3
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    from reports.preload import processors, start_loading

    if processors() > 1:
        start_loading()  # it loads WeasyPrint while this process loads the rest
    # Here and not above: the workers load this module again.
    from reports.data import from_json
    from reports.fonts import FontMissing
    from reports.languages import in_language, speaking
    from reports.pdf import build_pdf

    try:
        data = from_json(json.load(sys.stdin))
        data = in_language(data, sys.argv[1] if len(sys.argv) > 1 else data.language)
        pdf = build_pdf(data, language=speaking(data.language), kept_in=parts_folder())
    except FontMissing as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_BUILD
    sys.stdout.buffer.write(pdf)
    return 0


def parts_folder() -> Path:
    named = os.environ.get("REPORT_PARTS_DIR")
    return Path(named) if named else ROOT / "var" / "report-parts"


if __name__ == "__main__":
    sys.exit(main())
