"""The rules as the GTG edits them: moments with their recipients, and the pace that holds for all."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.domain.errors import Incomplete
from monitor.domain.reminder_pace import Pace
from monitor.domain.reminders import DEFAULT_RULES, OWN, About, Anchor, Recipient, Rule
from monitor.domain.words import N_

MOST_DAYS = 60
MOST_GAP, MOST_PER_THING = 14, 20


@dataclass(frozen=True)
class Kind:
    """What rules can be about: a date of a thing, how far from it they may speak, and to whom."""

    about: About
    anchor: Anchor
    title: str
    earliest: int
    latest: int
    recipients: tuple[Recipient, ...] = tuple(Recipient)

    @property
    def key(self) -> str:
        return f"{self.about}.{self.anchor}"


KINDS = (
    Kind(About.UPDATE_DUE, Anchor.OPENS_ON, N_("Cuando se abre el período"), 0, MOST_DAYS),
    Kind(About.UPDATE_DUE, Anchor.DUE_ON, N_("Fecha límite del avance"), -MOST_DAYS, MOST_DAYS),
    Kind(About.CORRECTION_DUE, Anchor.CORRECT_BY, N_("Fecha para corregir un avance devuelto"), -MOST_DAYS, MOST_DAYS),
    Kind(About.MILESTONE_DUE, Anchor.DUE_ON, N_("Fecha de un hito"), -MOST_DAYS, 30),
    Kind(
        About.REVIEW_WAITING,
        Anchor.SUBMITTED_ON,
        N_("Avance enviado que espera revisión"),
        0,
        MOST_DAYS,
        (Recipient.GTG,),
    ),
    Kind(
        About.PROJECT_UNDATED,
        Anchor.MONTH_START,
        N_("Proyectos sin fecha, cada mes"),
        0,
        27,
        (Recipient.GTG,),
    ),
    Kind(
        About.SURVEY_DUE,
        Anchor.OPENS_ON,
        N_("Cuando se abre una encuesta"),
        0,
        MOST_DAYS,
        (Recipient.LEAD, Recipient.CONTRIBUTOR),
    ),
    Kind(
        About.SURVEY_DUE,
        Anchor.DUE_ON,
        N_("Último día para responder una encuesta"),
        -MOST_DAYS,
        0,
        (Recipient.LEAD, Recipient.CONTRIBUTOR),
    ),
)
KIND_BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class Moment:
    """So many days before (negative) or after (positive) the date of a kind, these people are told."""

    kind: Kind
    offset_days: int
    recipients: frozenset[Recipient]
    is_on: bool = True


@dataclass(frozen=True)
class RuleSet:
    moments: tuple[Moment, ...]
    pace: Pace

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that speak, numbered for who only wants to see what would happen."""
        shapes = [
            (each.kind.about, each.kind.anchor, each.offset_days, recipient)
            for each in self.moments
            if each.is_on
            for recipient in Recipient
            if recipient in each.recipients
        ]
        return tuple(Rule(*shape, id=number) for number, shape in enumerate(shapes, start=1))

    @property
    def fingerprint(self) -> str:
        """The same for two sets that would do the same: shows whether somebody applies what they have seen."""
        said = sorted(map(str, (rule.shape for rule in self.rules)))
        return hashlib.sha256(f"{said} {self.pace}".encode()).hexdigest()[:16]


def moments_of(rules: Iterable[tuple[Rule, bool]]) -> tuple[Moment, ...]:
    """Rules, and whether each is active, as moments in their order. A moment with no active rule is off."""
    active: dict[tuple[str, int], set[Recipient]] = defaultdict(set)
    sleeping: dict[tuple[str, int], set[Recipient]] = defaultdict(set)
    for rule, is_active in rules:
        (active if is_active else sleeping)[f"{rule.about}.{rule.anchor}", rule.offset_days].add(rule.recipient)
    keys = list(KIND_BY_KEY)
    places = sorted(active.keys() | sleeping.keys(), key=lambda place: (keys.index(place[0]), place[1]))
    return tuple(
        Moment(KIND_BY_KEY[key], days, frozenset(active[key, days] or sleeping[key, days]), bool(active[key, days]))
        for key, days in places
    )


DEFAULTS = RuleSet(moments_of((rule, True) for rule in DEFAULT_RULES), Pace())


def check(rule_set: RuleSet) -> None:
    """Raises Incomplete for rules that cannot work."""
    seen: set[tuple[str, int]] = set()
    for each in rule_set.moments:
        if (each.kind.key, each.offset_days) in seen:
            raise Incomplete("Hay dos reglas para el mismo momento. Júntelas en una, con todas sus personas.")
        seen.add((each.kind.key, each.offset_days))
        if not each.kind.earliest <= each.offset_days <= each.kind.latest:
            raise Incomplete(
                "Una regla habla demasiado lejos de su fecha: caben %(before)s días antes y %(after)s después.",
                before=-each.kind.earliest,
                after=each.kind.latest,
            )
        if not each.recipients or not each.recipients <= set(each.kind.recipients):
            raise Incomplete("Elija a quién le llega cada regla.")
    if not 1 <= rule_set.pace.gap_days <= MOST_GAP or not 1 <= rule_set.pace.most_per_thing <= MOST_PER_THING:
        raise Incomplete("Revise el ritmo: el mínimo entre correos y el máximo por asunto son números pequeños.")
    if not any(each.is_on and each.recipients & OWN for each in rule_set.moments):
        raise Incomplete("Con estas reglas ningún grupo recibiría nada. Deje activa al menos una.")
