"""A year of quarterly editions to make annual reports of, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from reports.annual_data import AnnualData, QuarterEdition, freeze, thaw
from reports.data import ReportData, Synthesis, as_json, from_json, snapshot_hash
from tests.reports import samples

PERIODS = ("2021-T1", "2021-T2", "2021-T3", "2021-T4")
ENDS = {"2021-T1": (3, 31), "2021-T2": (6, 30), "2021-T3": (9, 30), "2021-T4": (12, 31)}


def quarter(period: str, data: ReportData | None = None, *, number: str = "1.0") -> dict[str, Any]:
    """The snapshot of one quarter's edition."""
    month, day = ENDS[period]
    end = date(2021, month, day)
    own = replace(
        data or samples.realistic(),
        period=period,
        period_start=date(2021, month - 2, 1),
        period_end=end,
        number=number,
        edition=f"Edición {number}",
        syntheses=(Synthesis(1, f"Lo que el GTG escribió del {period}."),),
    )
    return as_json(own)


def year(*snapshots: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The frozen form of an annual report of these quarters."""
    quarters = tuple(
        QuarterEdition(
            each["period"],
            each["number"],
            snapshot_hash(each),
            datetime(2022, 1, 20, tzinfo=UTC),
            each["erratum"],
            from_json(each),
        )
        for each in snapshots
    )
    last = quarters[-1].data
    facts: dict[str, Any] = {
        "year": 2021,
        "plan_name": last.plan_name,
        "plan_short": last.plan_short,
        "publisher": last.publisher,
        "number": "1.0",
        "generated_at": datetime(2022, 1, 25, 10, 0, tzinfo=samples.BOGOTA),
        "periods": PERIODS,
        "page_url": "https://informes.example.org/publicaciones/anuales/2021/1.0",
        "fictional": True,
    } | values
    return freeze(AnnualData(quarters=quarters, **facts), snapshots)


def annual(*snapshots: dict[str, Any], **values: Any) -> AnnualData:
    return thaw(year(*snapshots, **values))
