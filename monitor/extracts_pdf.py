"""Make the extracts of published editions, and make one again, in processes of their own."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from monitor import pdf
from monitor.domain.sentences import N_
from monitor.models import Edition
from monitor.services import editions, extracts
from monitor.services.extracts import Made
from monitor.services.reports import CannotBuild
from reports.versions import made_with
from reports.words import text_hash

NO_LONGER_THE_SAME = N_(
    "Hecho otra vez, el informe de %(period)s (edición %(number)s) ya no dice lo mismo que se publicó:"
    " de él no se hace nada más hasta saber por qué."
)


def render_extracts(snapshot: dict[str, Any], *, address: str, language: str, names: Sequence[str]) -> list[Made]:
    """The extracts with these names. Raises CannotBuild or ChildDied."""
    asked = {"snapshot": snapshot, "address": address, "language": language, "names": list(names)}
    made = json.loads(pdf.run_child("reports.draw_extracts", asked))
    return [Made(**(own | {"pdf": base64.b64decode(own["pdf"])})) for own in made]


def page_of(edition: Edition, base_url: str) -> str:
    """The public page of an edition, which the QR code leads to: as frozen, or of an older one, where it is now."""
    frozen: str = edition.snapshot.get("page_url", "")
    period = edition.period
    return frozen or f"{base_url}/publicaciones/{period.plan.key}/{period.key}/{edition.number}"


def check_says_the_same(session: Session, edition: Edition) -> None:
    """Raises CannotBuild unless the edition's snapshot still gives, word for word, what was published."""
    if text_hash(editions.data_of(edition)) != editions.published_text_hash(session, edition):
        raise CannotBuild(NO_LONGER_THE_SAME, period=edition.period.key, number=edition.number)


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

    Killed in between, it leaves whole extracts, and the next run makes the others. Also raises CannotBuild where the
    edition, made again, no longer says what was published: other cells might be hidden now, and both together might
    give one away.
    """
    check_says_the_same(session, edition)
    snapshot, address = edition.snapshot, page_of(edition, base_url)
    portions, count = extracts.names_to_make(session, edition), 0
    session.commit()  # nothing is held while they are being drawn
    for language, names in portions:
        if stopping():
            break
        made = render_extracts(snapshot, address=address, language=language, names=names)
        extracts.keep(
            session, edition, made, language=language, address=address, made_with=made_with(language), now=now()
        )
        commit()
        count += len(made)
    return count
