"""What an update says, as plain data: what is typed, what is frozen at each submission, what the reader compares."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from monitor.domain import indicators
from monitor.domain.age_bands import AgeBand
from monitor.domain.co_leads import AnswerKind, Endorsed
from monitor.domain.indicators import IndicatorAnswer, IndicatorKind
from monitor.domain.participation import (
    Cell,
    Country,
    Depth,
    Measure,
    Modality,
    NoSplitReason,
    ParticipationRecord,
    Sex,
)
from monitor.domain.updates import DelayReason, Punctuality, Status

SCHEMA = 3
"""Version of the frozen form; a reader of old versions looks at it first.

1: as first built. 2: says how a co-lead answers (`kind`, `endorsed`, `contribution`).
3: says how people were counted (`modality`, `counting_rule`, `correction_reason`) and answers `indicators`.
"""
READABLE = frozenset({1, 2, SCHEMA})


@dataclass(frozen=True)
class MilestoneAnswer:
    """What the group says of one milestone: met on a day, moved to another day with a reason, or nothing."""

    milestone_id: int
    name: str
    done_on: date | None = None
    new_due: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class EvidenceItem:
    title: str
    url: str = ""
    filename: str = ""
    evidence_id: int | None = None


@dataclass(frozen=True)
class UpdateContent:
    """Everything a group answers about one project in one quarter. None is "not answered"."""

    status: Status | None = None
    percent_done: int | None = None
    punctuality: Punctuality | None = None
    delay_reason: DelayReason | None = None
    delay_words: str = ""
    nothing_to_report: bool = False
    nothing_reason: str = ""
    achieved: str = ""
    obstacles: str = ""
    next_steps: str = ""
    womens_role: str = ""
    milestones: tuple[MilestoneAnswer, ...] = ()
    no_participation: bool = False
    no_participation_reason: str = ""
    participation: tuple[ParticipationRecord, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    kind: AnswerKind = AnswerKind.FULL
    endorsed: Endorsed | None = None
    """The coordinating group's version a co-lead stands behind; only of an endorsement."""
    contribution: str = ""
    """What a co-lead adds to the coordinating group's update; only of a contribution."""
    indicators: tuple[IndicatorAnswer, ...] = ()
    """One for each indicator the project asks for, answered or not."""


def as_json(content: UpdateContent) -> dict[str, Any]:
    """The frozen form of a submitted version."""
    return {
        "schema": SCHEMA,
        "status": content.status,
        "percent_done": content.percent_done,
        "punctuality": content.punctuality,
        "delay_reason": content.delay_reason,
        "delay_words": content.delay_words,
        "nothing_to_report": content.nothing_to_report,
        "nothing_reason": content.nothing_reason,
        "achieved": content.achieved,
        "obstacles": content.obstacles,
        "next_steps": content.next_steps,
        "womens_role": content.womens_role,
        "milestones": [
            {
                "milestone_id": answer.milestone_id,
                "name": answer.name,
                "done_on": _iso(answer.done_on),
                "new_due": _iso(answer.new_due),
                "reason": answer.reason,
            }
            for answer in content.milestones
        ],
        "no_participation": content.no_participation,
        "no_participation_reason": content.no_participation_reason,
        "participation": [_record_as_json(record) for record in content.participation],
        "evidence": [
            {"title": item.title, "url": item.url, "filename": item.filename, "evidence_id": item.evidence_id}
            for item in content.evidence
        ],
        "kind": content.kind,
        "endorsed": asdict(content.endorsed) if content.endorsed else None,
        "contribution": content.contribution,
        "indicators": [_indicator_as_json(answer) for answer in content.indicators],
    }


def from_json(data: Mapping[str, Any]) -> UpdateContent:
    """Read a frozen version back. Raises ValueError for a schema this code does not know."""
    if data.get("schema") not in READABLE:
        raise ValueError(f"unknown schema of an update's version: {data.get('schema')!r}")
    return UpdateContent(
        status=Status(data["status"]) if data["status"] else None,
        percent_done=data["percent_done"],
        punctuality=Punctuality(data["punctuality"]) if data["punctuality"] else None,
        delay_reason=DelayReason(data["delay_reason"]) if data["delay_reason"] else None,
        delay_words=data["delay_words"],
        nothing_to_report=data["nothing_to_report"],
        nothing_reason=data["nothing_reason"],
        achieved=data["achieved"],
        obstacles=data["obstacles"],
        next_steps=data["next_steps"],
        womens_role=data["womens_role"],
        milestones=tuple(
            MilestoneAnswer(
                milestone_id=answer["milestone_id"],
                name=answer["name"],
                done_on=_day(answer["done_on"]),
                new_due=_day(answer["new_due"]),
                reason=answer["reason"],
            )
            for answer in data["milestones"]
        ),
        no_participation=data["no_participation"],
        no_participation_reason=data["no_participation_reason"],
        participation=tuple(_record_from_json(record) for record in data["participation"]),
        evidence=tuple(EvidenceItem(**item) for item in data["evidence"]),
        kind=AnswerKind(data.get("kind", AnswerKind.FULL)),
        endorsed=Endorsed(**data["endorsed"]) if data.get("endorsed") else None,
        contribution=data.get("contribution", ""),
        indicators=tuple(_indicator_from_json(answer) for answer in data.get("indicators", ())),
    )


def _record_as_json(record: ParticipationRecord) -> dict[str, Any]:
    return {
        "activity": record.activity,
        "measure": record.measure,
        "depth": record.depth,
        "total": record.total,
        "starts_on": _iso(record.starts_on),
        "ends_on": _iso(record.ends_on),
        "no_split_reason": record.no_split_reason,
        "comment": record.comment,
        "modality": record.modality,
        "counting_rule": record.counting_rule,
        "correction_reason": record.correction_reason,
        "cells": [
            {"sex": cell.sex, "age_band": cell.age_band, "country": cell.country, "value": value}
            for cell, value in sorted(record.cells.items())
        ],
    }


def _record_from_json(data: Mapping[str, Any]) -> ParticipationRecord:
    return ParticipationRecord(
        activity=data["activity"],
        measure=Measure(data["measure"]),
        depth=Depth(data["depth"]),
        total=data["total"],
        starts_on=_day(data["starts_on"]),
        ends_on=_day(data["ends_on"]),
        no_split_reason=NoSplitReason(data["no_split_reason"]) if data["no_split_reason"] else None,
        comment=data["comment"],
        modality=Modality(data["modality"]) if data.get("modality") else None,
        counting_rule=data.get("counting_rule", ""),
        correction_reason=data.get("correction_reason", ""),
        cells={
            Cell(Sex(cell["sex"]), AgeBand(cell["age_band"]), Country(cell["country"])): cell["value"]
            for cell in data["cells"]
        },
    )


def _indicator_as_json(answer: IndicatorAnswer) -> dict[str, Any]:
    plain = {name: getattr(answer, name) for name in _PLAIN_OF_INDICATOR}
    return plain | {"kind": answer.kind, "value": indicators.value_as_json(answer.value)}


def _indicator_from_json(data: Mapping[str, Any]) -> IndicatorAnswer:
    plain = {name: data[name] for name in _PLAIN_OF_INDICATOR}
    return IndicatorAnswer(**plain, kind=IndicatorKind(data["kind"]), value=indicators.value_from_json(data["value"]))


_PLAIN_OF_INDICATOR = (
    "indicator_id",
    "name",
    "unit",
    "by_sex",
    "comment",
    "target",
    "baseline",
    "baseline_year",
    "baseline_source",
)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
