"""The default questionnaire, answers to it, and strategies that make up expressions."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from monitor.domain.answers import Answers
from monitor.domain.expressions import (
    FUNCTIONS,
    LEVELS,
    Binary,
    Call,
    Current,
    Expression,
    Negative,
    Number,
    Reference,
    Text,
)
from monitor.domain.questionnaire import Questionnaire
from monitor.domain.questionnaire_json import from_json

DEFAULT_QUESTIONNAIRE = Path(__file__).resolve().parents[1] / "plans" / "survey" / "encuesta-genero.json"
TODAY = date(2021, 9, 20)


@cache
def default_questionnaire() -> Questionnaire:
    return from_json(json.loads(DEFAULT_QUESTIONNAIRE.read_text(encoding="utf-8")))


def whole_answers(**changes: Any) -> Answers:
    """Everything required, answered by a group whose people attended a webinar; `changes` by question, None removes."""
    values: dict[str, Any] = {
        "a1": "GTPA",
        "a2": ["CL", "PE"],
        "a3": "coord_grupo",
        "a4": {"cl": {"m": 3, "h": 4}, "pe": {"m": 2, "h": 1, "sd": 1}},
        "a5": {"cl": {"m": 1}, "pe": {"h": 1}},
        "a6": "directorio",
        "a7": "2021-08-31",
        "b1": "n2",
        "b2": "n1",
        "b3": "n1",
        "b4": "n2",
        "b5": ["nacional"],
        "b6": "n3",
        "c1": 8,
        "c2": 3,
        "c3": "n1",
        "c4": "na",
        "c5": "n2",
        "c6": "n3",
        "c7": ["2", "5"],
        "c8": ["horario", "virtual"],
        "d1": "n2",
        "d2": ["edad"],
        "d3": ["tercero"],
        "d4": "n1",
        "d5": "n0",
        "d6": "n1",
        "e1": {"w1": {"m": 3, "h": 1}, "w3": {"m": 2}},
        "e2": "n2",
        "e3": ["formulario"],
        "e4": {
            "brechas": {"antes": "2", "hoy": "4"},
            "proyectos": {"antes": "2", "hoy": "3"},
            "datos": {"antes": "1", "hoy": "3"},
        },
        "e5": ["tiempo", "datos"],
        "e6": ["plantillas"],
        "e7": "Registramos por primera vez a las recolectoras de orilla.",
        "e8": "si",
    }
    values.update(changes)
    return Answers({key: value for key, value in values.items() if value is not None})


def _calls(children: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def call(name: str) -> st.SearchStrategy[Expression]:
        fewest, most = FUNCTIONS[name]
        return st.lists(children, min_size=fewest, max_size=most).map(lambda given: Call(name, tuple(given)))

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


def expressions() -> st.SearchStrategy[Expression]:
    operators = st.sampled_from([operator for level in LEVELS for operator in level])
    numbers = st.decimals(0, 99999, places=2, allow_nan=False, allow_infinity=False) | st.integers(0, 9999).map(Decimal)
    texts = st.text(st.characters(exclude_characters="'", exclude_categories=["Cs"]), max_size=8)
    leaves = st.one_of(
        st.sampled_from(["a1", "c1", "a4__cl__m", "e1__total"]).map(Reference),
        st.just(Current()),
        numbers.map(Number),
        texts.map(Text),
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(Negative, inner) | st.builds(Binary, operator=operators, left=inner, right=inner) | _calls(inner)
        ),
        max_leaves=12,
    )
