"""What a receipt of a response to a survey prints, as plain data: every word, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    label: str
    value: str


@dataclass(frozen=True)
class ReceiptSection:
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Receipt:
    language: str
    title: str
    """What the document is: "Comprobante de respuesta"."""
    survey: str
    facts: Sequence[Row]
    """Who, when, folio: printed at the top."""
    seal: Row
    """The hash, with its name."""
    note: str
    sections: Sequence[ReceiptSection]
    notice: str = ""
    """On every page, where the data are fictitious."""


def as_json(receipt: Receipt) -> dict[str, Any]:
    return asdict(receipt)


def from_json(data: Mapping[str, Any]) -> Receipt:
    sections = [ReceiptSection(each["title"], [Row(**row) for row in each["rows"]]) for each in data["sections"]]
    return Receipt(
        **{
            **data,
            "facts": [Row(**row) for row in data["facts"]],
            "seal": Row(**data["seal"]),
            "sections": sections,
        }
    )
