"""`python -m reports.surveys`: a wave's frozen results as JSON on standard input, their PDF on standard output."""

import json
import sys


def main() -> int:
    # Here and not above: the workers load this module again.
    from reports.__main__ import CANNOT_BUILD, parts_folder
    from reports.fonts import FontMissing
    from reports.survey_pdf import build_survey

    try:
        pdf = build_survey(json.load(sys.stdin), kept_in=parts_folder())
    except FontMissing as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_BUILD
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
