"""`python -m reports.draw_extracts`: an edition's frozen data on standard input, extracts of it on standard output.

In: `{"snapshot": …, "address": the edition's public page, "language", "names": which}`. Out: a list of
`{"kind", "about", "name", "title", "pdf"}`, the PDF in base64. Like `python -m reports` otherwise.
"""

import base64
import json
import sys


def main() -> int:
    from reports.preload import processors, start_loading

    if processors() > 1:
        start_loading()  # it loads WeasyPrint while this process loads the rest
    # Here and not above: the workers load this module again.
    from reports.__main__ import CANNOT_BUILD, parts_folder
    from reports.data import from_json
    from reports.extracts_pdf import build_extracts
    from reports.fonts import FontMissing
    from reports.languages import in_language, speaking

    asked = json.load(sys.stdin)
    language = speaking(asked["language"])
    data = in_language(from_json(asked["snapshot"]), language.code)
    try:
        made = [
            {
                "kind": extract.kind,
                "about": extract.about,
                "name": extract.name,
                "title": extract.title,
                "pdf": base64.b64encode(pdf).decode(),
            }
            for extract, pdf in build_extracts(
                data, address=asked["address"], language=language, names=asked["names"], kept_in=parts_folder()
            )
        ]
    except FontMissing as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_BUILD
    json.dump(made, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
