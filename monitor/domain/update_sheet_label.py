"""The signed label that a sheet carries, hidden: what it holds, for whom, and how it looked when it was made."""

import hmac
import json
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Depth
from monitor.domain.sentences import SPANISH, Sentence, Tongue
from monitor.domain.update_sheet import SCHEMA, ActivitySpec, BookSpec, MilestoneSpec, SheetSpec
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.domain.update_sheet_rows import rows

NOT_OURS = Sentence(
    "Este archivo no es una planilla descargada de este sitio, o le cambiaron sus datos "
    "internos. Descargue una planilla nueva y copie en ella sus respuestas."
)
OLD_FORM = Sentence(
    "Esta planilla se descargó antes de un cambio del formulario. Descargue una nueva y copie en ella sus respuestas."
)


def write_label(book: BookSpec, *, secret: str) -> str:
    """The label as text, signed."""
    body = json.dumps(_as_json(book), ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return f"{_signature(body, secret)}.{body}"


def read_label(text: str, *, secret: str, tongues: Callable[[str], Tongue] = lambda _language: SPANISH) -> BookSpec:
    """What a sheet says it is. Raises SheetRefused if this product did not write it, or wrote another form.

    `tongues` gives the language that the sheet was written in.
    """
    signature, _dot, body = text.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(body, secret).encode()):
        raise SheetRefused(NOT_OURS)
    data = json.loads(body)
    if data["schema"] != SCHEMA:
        raise SheetRefused(OLD_FORM)
    book = _from_json(data, tongues(data["language"]))
    if data["form"] != form_digest(book):
        raise SheetRefused(OLD_FORM)
    return book


def form_digest(book: BookSpec) -> str:
    """The same while the rows of these forms and their words are the same."""
    drawn = [
        [row.text, sorted(row.fixed.items()), [[each.key, each.column, list(each.choices)] for each in row.questions]]
        for sheet in book.sheets
        for row in rows(sheet)
    ]
    return sha256(json.dumps(drawn, sort_keys=True).encode()).hexdigest()


def _signature(body: str, secret: str) -> str:
    key = sha256(b"planilla de avances:" + secret.encode()).digest()
    return hmac.new(key, body.encode(), sha256).hexdigest()


def _as_json(book: BookSpec) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "form": form_digest(book),
        "language": book.language,
        "group_id": book.group_id,
        "group": book.group,
        "period_id": book.period_id,
        "period": book.period,
        "made_on": book.made_on.isoformat(),
        "sheets": [
            {
                "name": sheet.name,
                "update_id": sheet.update_id,
                "lock_version": sheet.lock_version,
                "title": sheet.title,
                "subtitle": sheet.subtitle,
                "milestones": [[each.id, each.name, each.due] for each in sheet.milestones],
                "activities": [[each.id, each.depth, each.bands] for each in sheet.activities],
                "people_required": sheet.people_required,
                "marks": sheet.marks,
            }
            for sheet in book.sheets
        ],
    }


def _from_json(data: Mapping[str, Any], tongue: Tongue) -> BookSpec:
    return BookSpec(
        group_id=data["group_id"],
        group=data["group"],
        period_id=data["period_id"],
        period=data["period"],
        made_on=date.fromisoformat(data["made_on"]),
        sheets=tuple(_sheet_from_json(sheet, tongue) for sheet in data["sheets"]),
        language=data["language"],
    )


def _sheet_from_json(sheet: Mapping[str, Any], tongue: Tongue) -> SheetSpec:
    return SheetSpec(
        name=sheet["name"],
        update_id=sheet["update_id"],
        lock_version=sheet["lock_version"],
        title=sheet["title"],
        subtitle=sheet["subtitle"],
        milestones=tuple(MilestoneSpec(id_, name, due) for id_, name, due in sheet["milestones"]),
        activities=tuple(
            ActivitySpec(id_, Depth(depth) if depth else None, tuple(map(AgeBand, bands)))
            for id_, depth, bands in sheet["activities"]
        ),
        people_required=sheet["people_required"],
        marks=sheet["marks"],
        tongue=tongue,
    )
