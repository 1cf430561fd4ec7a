"""One row of a sheet as it is written, and how numbers and feeds stand in a cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.domain.questionnaire import Feed, Texts
from monitor.domain.xlsform_table import number_text


@dataclass
class RowOut:
    """Values by column; an empty text is an empty cell. Texts by column and language."""

    values: dict[str, str | float]
    texts: Mapping[str, Texts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = {name: value for name, value in self.values.items() if value != ""}
        self.texts = {name: texts for name, texts in self.texts.items() if any(texts.values())}


def feeds_text(feeds: tuple[Feed, ...]) -> str:
    """`GOB` or `GOB:0.5 PLAN`."""
    return " ".join(f"{feed.index}:{number_text(feed.weight)}" if feed.weight != 1 else feed.index for feed in feeds)
