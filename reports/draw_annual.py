"""`python -m reports.draw_annual [en]`: an annual report's frozen data on standard input, its PDF on the output."""

import json
import sys


def main() -> int:
    from reports.preload import processors, start_loading

    if processors() > 1:
        start_loading()  # it loads WeasyPrint while this process loads the rest
    # Here and not above: the workers load this module again.
    from reports.__main__ import CANNOT_BUILD, parts_folder
    from reports.annual_data import thaw
    from reports.annual_pdf import build_annual
    from reports.fonts import FontMissing
    from reports.languages import annual_in_language, speaking

    try:
        data = thaw(json.load(sys.stdin))
        data = annual_in_language(data, sys.argv[1] if len(sys.argv) > 1 else data.language)
        pdf = build_annual(data, language=speaking(data.language), kept_in=parts_folder())
    except FontMissing as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_BUILD
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
