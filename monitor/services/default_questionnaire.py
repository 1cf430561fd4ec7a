"""The product's own questionnaire, as it stands in plans/survey/."""

import json
from functools import cache
from pathlib import Path

from monitor.domain.questionnaire import Questionnaire
from monitor.domain.questionnaire_json import from_json

PATH = Path(__file__).resolve().parents[2] / "plans" / "survey" / "encuesta-genero.json"


@cache
def default_questionnaire() -> Questionnaire:
    return from_json(json.loads(PATH.read_text(encoding="utf-8")))
