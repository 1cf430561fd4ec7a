"""Make the extracts of published editions, and make one again, in processes of their own."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from monitor import pdf
from monitor.models import Edition
from monitor.services import extracts
from monitor.services.extracts import Made
from reports.versions import made_with


def render_extracts(snapshot: dict[str, Any], *, address: str, names: Sequence[str]) -> list[Made]:
    """The extracts with these names. Raises CannotBuild or ChildDied."""
    asked = {"snapshot": snapshot, "address": address, "names": list(names)}
    made = json.loads(pdf.run_child("reports.draw_extracts", asked))
    return [Made(**(own | {"pdf": base64.b64decode(own["pdf"])})) for own in made]


def page_of(edition: Edition, base_url: str) -> str:
    """The public page of an edition, which the QR code leads to: as frozen, or of an older one, where it is now."""
    frozen: str = edition.snapshot.get("page_url", "")
    return frozen or f"{base_url}/publicaciones/{edition.period.key}/{edition.number}"


def make_missing(
    session: Session,
    edition: Edition,
    *,
    base_url: str,
    now: Callable[[], datetime],
    commit: Callable[[], None],
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Make what is missing of an edition's extracts, portion by portion. Gives how many. Raises as `render_extracts`.

    Killed in between, it leaves whole extracts, and the next run makes the others.
    """
    snapshot, address = edition.snapshot, page_of(edition, base_url)
    portions, count = extracts.names_to_make(session, edition), 0
    session.commit()  # nothing is held while they are being drawn
    for names in portions:
        if stopping():
            break
        made = render_extracts(snapshot, address=address, names=names)
        extracts.keep(session, edition, made, address=address, made_with=made_with(), now=now())
        commit()
        count += len(made)
    return count
