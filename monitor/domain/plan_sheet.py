"""A plan as a table that people keep in Word or Excel: the columns and the order of the document it came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

HEADINGS = (
    "Área",
    "Acciones en las áreas prioritarias",
    "Grupo o grupos responsables / organizaciones aliadas",
    "Actividad en curso o actividad a ejecutar",
    "Cronograma* (las fechas podrían cambiar)",
)
"""The words of the document itself, which is in Spanish whoever reads it."""
TOTAL = "Total proyectos:"
NAMES = "ABREVIATURAS"


@dataclass(frozen=True)
class SheetRow:
    """The words of one line; paragraphs are parted by line breaks."""

    area: int
    responsible: str
    activity: str
    schedule: str


@dataclass(frozen=True)
class PlanSheet:
    """`areas`: by number, the area's name and its actions, a line each. `names`: name and acronym, or no acronym."""

    name: str
    heading: str
    areas: Mapping[int, tuple[str, ...]]
    rows: tuple[SheetRow, ...]
    names: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """The name, and the heading by which the document is known again where it is not in the name."""
        return self.name if self.heading in self.name else f"{self.name}\n{self.heading}"

    def lines(self) -> Iterator[tuple[str, str, str, str, str]]:
        """The cells of each line. Actions stand at the first line of their area, as in the published plan."""
        told: set[int] = set()
        for row in self.rows:
            actions = () if row.area in told else self.areas.get(row.area, ())
            told.add(row.area)
            yield f"{row.area}.", "\n".join(actions), row.responsible, row.activity, row.schedule
