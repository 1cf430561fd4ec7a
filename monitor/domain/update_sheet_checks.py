"""Answers of a sheet that do not go together, or that something cannot be without."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain import words
from monitor.domain.participation import Depth, Measure
from monitor.domain.sentences import Sentence, together
from monitor.domain.update_sheet import Question, Row, SheetProblem, SheetSpec, problem_at
from monitor.domain.update_sheet_values import Values
from monitor.domain.updates import Punctuality


@dataclass
class Check:
    """What the checks of answers that go together share."""

    spec: SheetSpec
    values: Values
    written: frozenset[str]
    """Questions in whose cell something stands, readable or not."""
    places: Mapping[str, tuple[int, Row, Question]]
    problems: list[SheetProblem]

    def report(self, key: str, message: str, *, is_error: bool = True) -> None:
        """One error a row is enough: what could not be read is not also missing."""
        number, row, question = self.places[key]
        if not any(each.row == number and each.is_error for each in self.problems):
            self.problems.append(problem_at(self.spec, number, row, question, message, is_error=is_error))

    def status(self) -> None:
        """A reason of a delay means nothing without a delay: as on the web, it is not kept."""
        if "delay_reason" in self.values and self.values.get("punctuality") is not Punctuality.DELAYED:
            del self.values["delay_reason"]
            message = Sentence(
                "El motivo solo se guarda si el proyecto va «Con retraso». Si va con retraso, elíjalo arriba."
            )
            self.report("delay_reason", message, is_error=False)

    def no_people(self) -> None:
        if self.values.get("no_participation") and any(key.startswith("record-") for key in self.written):
            message = Sentence("Marcó «no aplica» y también hay una actividad. Deje solo una de las dos cosas.")
            self.report("no_participation", message)

    def activity(self, slot: int) -> None:
        prefix = f"record-{slot}-"
        is_known = self.spec.activities[slot - 1].id is not None
        if not is_known and not any(key.startswith(prefix) for key in self.written):
            return
        self._answered(prefix, is_known=is_known)
        starts, ends = self.values.get(f"{prefix}starts_on"), self.values.get(f"{prefix}ends_on")
        if starts and ends and ends < starts:
            self.report(
                f"{prefix}ends_on", Sentence("La actividad no puede terminar antes de empezar. Revise las dos fechas.")
            )
        depth, measure = self.values.get(f"{prefix}depth"), self.values.get(f"{prefix}measure")
        if depth is not None:
            self._table(prefix, depth)
        depth = depth or self.spec.activities[slot - 1].depth
        if depth and measure and depth.by_age and not measure.rules.by_age:
            message = "Las empresas no tienen edad: divídalas por quién las lidera, o también por país."
            self.report(f"{prefix}measure", message)
        correction = f"{prefix}correction_reason"
        if correction in self.values and measure is not None and measure is not Measure.UNIQUE_SINCE_START:
            del self.values[correction]
            message = Sentence(
                "La corrección solo se guarda si cuenta «%(measure)s».",
                measure=self.spec.tongue.gettext(words.MEASURE[Measure.UNIQUE_SINCE_START]),
            )
            self.report(correction, message, is_error=False)

    def _answered(self, prefix: str, *, is_known: bool) -> None:
        """What an activity cannot be without."""
        remedy = (
            Sentence("Si quiere quitarla del avance, hágalo en el sitio.")
            if is_known
            else Sentence("Si no hubo actividad, vacíe todo este bloque.")
        )
        for name, message in _WANTED.items():
            key = f"{prefix}{name}"
            if key in self.places and key not in self.values:
                self.report(key, together(message, remedy))

    def _table(self, prefix: str, depth: Depth) -> None:
        """Figures in a table that was not chosen would be lost, and so would a reason for having none."""
        chosen = self.spec.tongue.gettext(words.DEPTH[depth])
        for key in self.values:
            only_at = self.places[key][2].only_at
            if key.startswith(prefix) and only_at is not None and only_at[1] != chosen:
                self.report(
                    key,
                    Sentence(
                        "Esta cifra está en la tabla «%(table)s», pero arriba eligió «%(chosen)s». Pásela "
                        "a la tabla elegida o cambie la elección.",
                        table=only_at[1],
                        chosen=chosen,
                    ),
                )
                return
        reason = f"{prefix}no_split_reason"
        if depth is not Depth.NONE and reason in self.values:
            del self.values[reason]
            message = Sentence(
                "Este motivo solo se guarda si arriba elige «%(depth)s».",
                depth=self.spec.tongue.gettext(words.DEPTH[Depth.NONE]),
            )
            self.report(reason, message, is_error=False)


_WANTED = {
    "activity": Sentence("Escriba el nombre de la actividad."),
    "measure": Sentence("Elija qué va a contar."),
    "depth": Sentence("Elija qué datos tiene de las personas: dice cuál de las tablas de abajo se lee."),
}
