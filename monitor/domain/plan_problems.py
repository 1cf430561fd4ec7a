"""What is wrong with a plan document or its decisions: every problem at once, each with its row and words."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.errors import RuleError
from monitor.domain.sentences import Sentence, together
from monitor.domain.spanish_text import shortened

_LONGEST_QUOTE = 200


@dataclass(frozen=True)
class Problem:
    """`row` is the row's number in the document, or None; `text` what it says there; `why` a Spanish sentence.

    `table` is the table's place in the document, where it has several.
    """

    row: int | None
    text: str
    why: str
    table: int | None = None

    def __str__(self) -> str:
        where = "" if self.row is None else f"Fila {self.row}: "
        quote = f" Dice: «{shortened(self.text, _LONGEST_QUOTE)}»." if self.text.strip() else ""
        return f"{where}{self.why}{quote}"

    @property
    def sentence(self) -> Sentence:
        """The whole of it, with table and row, for the reader's language."""
        parts: list[str] = []
        if self.row is not None and self.table is not None:
            parts.append(Sentence("Tabla %(table)s, línea %(row)s:", table=self.table, row=self.row))
        elif self.row is not None:
            parts.append(Sentence("Línea %(row)s:", row=self.row))
        parts.append(self.why)
        if self.text.strip():
            parts.append(Sentence("Dice: «%(text)s».", text=shortened(self.text, _LONGEST_QUOTE)))
        return together(*parts)


class PlanDocumentError(RuleError):
    """The plan cannot be read without guessing. Nothing of it may be loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
