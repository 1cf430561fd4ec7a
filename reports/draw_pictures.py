"""`python -m reports.draw_pictures`: a report's frozen data on standard input, its charts as PNG on standard output.

As JSON, name → base64, in the language of the data. A process of its own, as of `reports.draw`.
"""

import base64
import json
import sys

from reports.data import from_json
from reports.drawing import draw_pictures
from reports.languages import speaking
from reports.people_tables import publish


def main() -> int:
    data = from_json(json.load(sys.stdin))
    pictures = draw_pictures(data, publish(data), speaking(data.language))
    json.dump({name: base64.b64encode(png).decode() for name, png in pictures.items()}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
