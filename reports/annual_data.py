"""What an annual report is made of: the published snapshots of its quarters, whole, and which of them are missing.

It holds nothing else: what the four editions did not say, the annual report cannot say either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from monitor.translations import DEFAULT
from reports.codec import from_plain, to_plain
from reports.data import EarlierEdition, ReportData, from_json, snapshot_hash
from reports.said import Said

SCHEMA = 1
"""Version of the frozen form of an annual report; each quarter's snapshot keeps a schema of its own."""


@dataclass(frozen=True)
class QuarterEdition:
    """One quarter as its last edition told it when the annual report was made."""

    period: str
    number: str
    sha256: str
    """Of the snapshot: the hash that the quarterly report itself prints."""
    published_at: datetime
    erratum: str
    data: ReportData = field(metadata={"frozen": False})


@dataclass(frozen=True)
class AnnualData:
    """A whole annual report. Every time carries its zone."""

    year: int
    plan_name: str
    plan_short: str
    publisher: str
    number: str
    """`1.0`, and `1.1` for the first correction."""
    generated_at: datetime
    periods: tuple[str, ...]
    """Every quarter of the year in which the plan runs, the earliest first, published or not."""
    quarters: tuple[QuarterEdition, ...] = field(metadata={"frozen": False})
    """Those that were published, the earliest first; at least one."""
    language: str = "es"
    erratum: str = ""
    earlier: tuple[EarlierEdition, ...] = ()
    page_url: str = ""
    """The public page, where the QR code leads."""
    fictional: bool = False
    fingerprint: str = field(default="", compare=False, metadata={"frozen": False})
    """Of the snapshot it was read from."""

    def __post_init__(self) -> None:
        if not self.quarters:
            raise ValueError("an annual report needs at least one published quarter")

    @property
    def missing(self) -> list[str]:
        """The quarters without an edition."""
        published = {quarter.period for quarter in self.quarters}
        return [period for period in self.periods if period not in published]

    @property
    def last(self) -> ReportData:
        """The latest word of the year."""
        return self.quarters[-1].data

    def said(self, text: str) -> Said:
        """A text that somebody wrote, as this report prints it."""
        known = next((own.data.said(text) for own in self.quarters if own.data.said(text).language != DEFAULT), None)
        return known or Said(text)

    def of(self, period: str) -> QuarterEdition | None:
        return next((quarter for quarter in self.quarters if quarter.period == period), None)


def freeze(data: AnnualData, snapshots: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The frozen form. `snapshots` are those of its quarters, in their order, as they were published."""
    quarters = [
        {**to_plain(quarter), "snapshot": snapshot} for quarter, snapshot in zip(data.quarters, snapshots, strict=True)
    ]
    return {"schema": SCHEMA, **to_plain(data), "quarters": quarters}


def thaw(plain: Mapping[str, Any]) -> AnnualData:
    """Read a frozen annual report. Raises ValueError for an unknown schema, or a quarter that is not what it was."""
    if plain.get("schema") != SCHEMA:
        raise ValueError(f"unknown schema of an annual report: {plain.get('schema')!r}")
    quarters = tuple(_quarter(each) for each in plain["quarters"])
    given: dict[str, Any] = {}
    for each in fields(AnnualData):
        if each.metadata.get("frozen", True) and each.name in plain:
            given[each.name] = plain[each.name]
    given["generated_at"] = datetime.fromisoformat(plain["generated_at"])
    given["periods"] = tuple(plain["periods"])
    given["earlier"] = tuple(from_plain(EarlierEdition, each) for each in plain.get("earlier", ()))
    return AnnualData(**given, quarters=quarters, fingerprint=snapshot_hash(plain))


def _quarter(plain: Mapping[str, Any]) -> QuarterEdition:
    if snapshot_hash(plain["snapshot"]) != plain["sha256"]:
        raise ValueError(f"the snapshot of {plain['period']} is not the one that was published")
    return QuarterEdition(
        period=plain["period"],
        number=plain["number"],
        sha256=plain["sha256"],
        published_at=datetime.fromisoformat(plain["published_at"]),
        erratum=plain["erratum"],
        data=from_json(plain["snapshot"]),
    )
