"""The file of reviewed decisions: sound as it stands, and refused with a sentence where it is not."""

import pytest

from monitor.domain.plan_decisions import read_decisions
from monitor.domain.plan_problems import PlanDocumentError
from tests.domain.plan_files import DECISIONS_TEXT, decisions_with


def test_every_decision_gives_its_reason() -> None:
    decisions = read_decisions(DECISIONS_TEXT)
    reasons = [body.reason for body in decisions.bodies] + [alias.reason for alias in decisions.aliases]
    reasons += [link.reason for link in decisions.links]
    assert len(reasons) > 30
    assert min(map(len, reasons)) > 10


def test_participation_may_be_required_of_a_row_with_a_reason() -> None:
    added = '\n[[participation]]\nrow = 18\nreason = "Su fin es la participación paritaria."\n'
    (required,) = read_decisions(DECISIONS_TEXT + added).required_participation
    assert (required.row, required.reason) == (18, "Su fin es la participación paritaria.")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("[plan]", "[plan", "no es TOML válido"),
        ("[plan]", "[planes]", "una parte que no se conoce: «planes»"),
        ('kind = "fund"', 'kind = "club"', "No se conoce la clase de grupo."),
        ('kind = "overlaps"', 'kind = "near"', "No se conoce la clase de relación entre proyectos."),
        ('kind = "fund"\nreason', 'kind = "fund"\nmotivo', "le falta «reason»"),
        ("row = 2\n", 'row = "2"\n', "El dato «row» de una decisión de «links» no es válido."),
        ("row = 2\n", "row = 2\nwhy = 1\n", "tiene un dato que no se conoce: «why»"),
        ("America/Bogota", "America/Macondo", "No se conoce la zona horaria del plan."),
        ("end = 2023-12-31", "end = 2020-12-31", "El plan termina antes de empezar."),
        ("[titles.rows]\n1 =", "[titles.rows]\nuno =", "Un título debe llevar el número de su fila."),
    ],
)
def test_a_decisions_file_that_is_not_sound_is_reported(old: str, new: str, why: str) -> None:
    with pytest.raises(PlanDocumentError) as refusal:
        read_decisions(decisions_with(old, new))
    assert why in str(refusal.value)
