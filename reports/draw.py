"""`python -m reports.draw`: a report's frozen data as JSON on standard input, its charts as JSON on standard output.

A process of its own, for the preview on screen: no web worker ever loads what draws them.
"""

import json
import sys

from reports.data import from_json
from reports.drawing import draw_charts
from reports.languages import speaking
from reports.people_tables import publish


def main() -> int:
    data = from_json(json.load(sys.stdin))
    json.dump(draw_charts(data, publish(data), speaking(data.language)), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
