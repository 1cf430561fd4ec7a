"""What was read from a plan's file, as it is kept between two visits of who brings it in."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from monitor.domain.plan_document import Abbreviation, Action, Area
from monitor.domain.plan_problems import Problem
from monitor.domain.plan_tables import PlanSource, SourceRow
from monitor.domain.sentences import Sentence


def source_as_json(source: PlanSource) -> dict[str, Any]:
    """Plain values. Problems keep their sentence and what it was filled with, to be said in any language."""
    data = asdict(source)
    for stored, problem in zip(data["problems"], source.problems, strict=True):
        stored["why"] = _sentence(problem.why)
    return data


def _sentence(text: Any) -> Any:
    if isinstance(text, Sentence):
        return {"message": text.message, "values": {name: _sentence(value) for name, value in text.values.items()}}
    return text


def source_from_json(data: Mapping[str, Any]) -> PlanSource:
    return PlanSource(
        heading=data["heading"],
        rows=tuple(SourceRow(**row) for row in data["rows"]),
        areas=tuple(
            Area(area["number"], area["name"], tuple(Action(**action) for action in area["actions"]))
            for area in data["areas"]
        ),
        abbreviations=tuple(Abbreviation(**each) for each in data["abbreviations"]),
        stated_total=data["stated_total"],
        problems=tuple(
            Problem(each["row"], each["text"], _said(each["why"]), each["table"]) for each in data["problems"]
        ),
    )


def _said(stored: Any) -> Any:
    if isinstance(stored, Mapping):
        return Sentence(stored["message"], **{name: _said(value) for name, value in stored["values"].items()})
    return stored
