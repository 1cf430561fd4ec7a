"""What the rules refuse. Each error says in Spanish, to the person who meets it, what is wrong."""


class RuleError(Exception):
    """A rule of the product was not kept; the message is written for the person who meets it."""


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

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
