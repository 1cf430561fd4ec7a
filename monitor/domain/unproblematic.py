"""Which submitted updates may be approved together, without opening each: those about which there is nothing to ask."""

from dataclasses import dataclass

from monitor.domain.updates import Punctuality
from monitor.domain.words import N_


@dataclass(frozen=True)
class ReviewFacts:
    """What is known of one submitted version when somebody looks at the board."""

    open_comments: int = 0
    is_complete: bool = True
    punctuality: Punctuality | None = None
    says_why_delayed: bool = True
    warnings: int = 0
    co_lead_differs: bool = False
    endorses_earlier_version: bool = False


def what_needs_eyes(facts: ReviewFacts) -> tuple[str, ...]:
    """Why the update is to be read on its own page before it is approved; empty where nothing speaks against it."""
    asked = {
        N_("tiene comentarios sin resolver"): facts.open_comments > 0,
        N_("le faltan respuestas"): not facts.is_complete,
        N_("va con retraso y no dice por qué"): facts.punctuality is Punctuality.DELAYED and not facts.says_why_delayed,
        N_("sus cifras piden una mirada"): facts.warnings > 0,
        N_("otro grupo responsable ve otro estado"): facts.co_lead_differs,
        N_("suscribe una versión anterior"): facts.endorses_earlier_version,
    }
    return tuple(reason for reason, holds in asked.items() if holds)
