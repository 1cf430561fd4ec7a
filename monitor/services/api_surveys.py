"""What the read API says of surveys: the frozen results that the GTG published, as exact as they are printed."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from monitor.domain import api_surveys as shapes
from monitor.domain.rounding import halves_up
from monitor.domain.waves import DocumentKind
from monitor.models import Survey, SurveyDocument, Wave
from monitor.services import survey_prints
from monitor.services.api_portfolio import Part, part_of
from monitor.services.survey_report import HIDDEN

Address = Callable[[SurveyDocument], str]


def published_results(
    session: Session, *, pdf: Address, url: Address, after: int, limit: int
) -> Part[shapes.SurveyResults]:
    """By the order in which they were asked for."""
    query = (
        select(SurveyDocument)
        .where(
            SurveyDocument.kind == DocumentKind.RESULTS,
            SurveyDocument.published_at.is_not(None),
            SurveyDocument.id > after,
        )
        .options(
            undefer(SurveyDocument.data),
            joinedload(SurveyDocument.wave).joinedload(Wave.survey).joinedload(Survey.plan),
        )
        .order_by(SurveyDocument.id)
        .limit(limit + 1)
    )
    part = part_of(session.scalars(query).all(), lambda document: document.id, limit)
    return Part([_about(each, pdf(each), url(each)) for each in part.items], part.next_after)


def results_in_full(session: Session, document_id: int, *, pdf: Address, url: Address) -> shapes.SurveyResultsInFull:
    """Raises NotFound for what is not published."""
    document = survey_prints.published(session, document_id)
    data = _data(document)
    return shapes.SurveyResultsInFull(
        about=_about(document, pdf(document), url(document)),
        indices=tuple(
            shapes.SurveyIndex(
                key=each["key"],
                label=each["label"],
                weight=each["weight"],
                n=each["n"],
                band=each["band"],
                **{name: _points(each[name]) for name in ("mean", "median", "lowest", "highest")},
            )
            for each in data["indices"]
        ),
        people=tuple(_people(each) for each in data["people"]),
        questions=tuple(
            _question(section["label"], each) for section in data["sections"] for each in section["results"]
        ),
        quotations=tuple(
            shapes.SurveyQuotation(each["group"], each["question"], each["text"]) for each in data["texts"]
        ),
    )


def _data(document: SurveyDocument) -> dict[str, Any]:
    return document.data or {}


def _about(document: SurveyDocument, pdf: str, url: str) -> shapes.SurveyResults:
    wave, data = document.wave, _data(document)
    assert document.published_at is not None
    return shapes.SurveyResults(
        id=document.id,
        plan=wave.survey.plan.key,
        survey=wave.survey.key,
        survey_name=data["survey"],
        wave=data["number"],
        wave_name=data["wave"],
        language=document.language,
        opened_on=wave.opens_on,
        closes_on=wave.closes_on,
        published_at=document.published_at,
        asked=data["asked"],
        answered=data["answered"],
        declined=data["declined"],
        sha256=document.sha256,
        pdf=pdf,
        url=url,
    )


def _people(each: dict[str, Any]) -> shapes.SurveyPeople:
    return shapes.SurveyPeople(
        index=each["index"],
        bodies=each["bodies"],
        women=each["women"],
        known=each["known"],
        share_of_women=_share(each["share_of_women"]),
        parity_index=each["parity_index"],
        countries=tuple(
            shapes.SurveyCountry(own["country"], float(halves_up(own["share_of_women"]))) for own in each["countries"]
        ),
    )


def _question(section: str, each: dict[str, Any]) -> shapes.SurveyQuestion:
    numbers = each["numbers"]
    names = ("mean", "median", "lowest", "highest")
    return shapes.SurveyQuestion(
        section=section,
        key=each["key"],
        label=each["label"],
        type=each["type"],
        asked=each["asked"],
        not_applicable=each["not_applicable"],
        n=each["n"],
        withheld=each["withheld"],
        options=_options(each["options"]),
        mean_score=_points(each["mean_score"]),
        lines=tuple(
            shapes.SurveyLine(
                own["label"], own["asked"], own["n"], _options(own["options"]), _points(own["mean_score"])
            )
            for own in each["lines"]
        ),
        cells=tuple(_cells(each["grid"])) if each["grid"] else (),
        numbers=shapes.SurveyNumbers(**{name: float(halves_up(numbers[name], 1)) for name in names})
        if numbers
        else None,
    )


def _cells(grid: dict[str, Any]) -> Iterator[shapes.SurveyCell]:
    columns = [*grid["columns"], ""]
    for row in grid["rows"]:
        for column, value in zip(columns, row["cells"], strict=True):
            hidden = value == HIDDEN
            yield shapes.SurveyCell(row["label"], column, None if hidden else value, hidden)


def _options(options: list[dict[str, Any]]) -> tuple[shapes.SurveyOption, ...]:
    return tuple(shapes.SurveyOption(each["label"], each["count"], _share(each["share"])) for each in options)


def _share(share: float | None) -> float | None:
    return None if share is None else float(halves_up(share))


def _points(points: float | None) -> float | None:
    return None if points is None else float(halves_up(points, 1))
