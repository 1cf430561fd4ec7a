"""What the rules refuse. Each error says, to the person who meets it, what is wrong."""

from typing import Any

from monitor.domain.sentences import Sentence


class RuleError(Exception):
    """A rule of the product was not kept; the message is written for the person who meets it.

    `WrongState("El período %(key)s ya se cerró.", key=…)`: values as in `Sentence`. `str(error)` is the Spanish text,
    `error.sentence` what the edges translate.
    """

    def __init__(self, message: str = "", /, **values: Any) -> None:
        self.sentence = message if isinstance(message, Sentence) else Sentence(message, **values)
        super().__init__(self.sentence)


class NotAllowed(RuleError):
    """The actor may not do this."""


class NotFound(RuleError):
    """There is no such thing, or the actor may not know of it."""


class WrongState(RuleError):
    """The thing is in a state in which this cannot be done."""


class StaleVersion(RuleError):
    """Somebody else saved in the meantime."""


class Incomplete(RuleError):
    """Something required is missing. `field` names it where there is one field to name."""

    def __init__(self, message: str, /, *, field: str | None = None, **values: Any) -> None:
        super().__init__(message, **values)
        self.field = field
