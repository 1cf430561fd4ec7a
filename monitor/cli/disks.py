"""What an operator reads when a disk or a database gives no more."""

from sqlalchemy.exc import DBAPIError

from monitor.faults import Fault, fault_of

WORDS = {
    Fault.FULL: "no queda lugar en el disco",
    Fault.CLOSED: "no se puede escribir ahí",
    Fault.AWAY: "la base no responde, u otro proceso la tiene tomada",
}


def why(error: BaseException) -> str:
    """The reason in one line: in plain words where they are known, and what the machine said."""
    said = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    fault = fault_of(error)
    return f"{WORDS[fault]} ({said})." if fault else said
