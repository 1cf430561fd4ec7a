"""Make an annual report in a process of its own, and keep it whole; it comes out with it if one person is enough."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from monitor import pdf
from monitor.domain.errors import RuleError
from monitor.extracts_pdf import check_says_the_same
from monitor.models import AnnualRequest, BuildState
from monitor.pdf import BROKEN, ChildDied
from monitor.services import annual_queue, annual_reports, report_desk
from monitor.services.annual_data import gather, last_editions
from monitor.services.annual_queue import Made
from monitor.services.reports import CannotBuild, LostLease
from reports.annual_data import freeze, thaw
from reports.languages import annual_in_language
from reports.versions import made_with
from reports.words import annual_text_hash

log = logging.getLogger(__name__)


def render_annual_snapshot(
    snapshot: dict[str, Any], beat: Callable[[], None] = lambda: None, *, language: str = ""
) -> bytes:
    """The PDF of a frozen annual report, in its own language or another. Raises CannotBuild or ChildDied."""
    made = pdf.run_child("reports.draw_annual", snapshot, beat, language=language)
    if not made.startswith(b"%PDF"):
        log.error("the process of the annual report wrote no PDF: %r", made[:200])
        raise CannotBuild(BROKEN)
    return made


def _made(snapshot: dict[str, Any], language: str, beat: Callable[[], None]) -> Made:
    content = render_annual_snapshot(snapshot, beat, language=language)
    said = annual_text_hash(annual_in_language(thaw(snapshot), language))
    return Made(language, content, said, made_with(language))


def build_annual_report(
    session: Session,
    own: AnnualRequest,
    *,
    now: Callable[[], datetime],
    owner: str,
    fictional: bool,
    base_url: str,
) -> None:
    """Make the one in hand, and commit it whole. Who lost it to another process leaves no trace.

    A process that dies leaves it waiting: the next takes it up, until that has happened too often.
    """

    def beat() -> None:
        annual_queue.renew(session, own.id, now=now(), owner=owner)
        session.commit()

    try:
        gathered = gather(
            session,
            own.plan,
            own.year,
            erratum=own.erratum,
            now=now(),
            fictional=fictional,
            base_url=base_url,
        )
        for edition in last_editions(session, own.plan, own.year, whole=True).values():
            check_says_the_same(session, edition)
        languages = report_desk.other_languages(session, own.plan)
        session.commit()  # nothing is held while it is being drawn
        snapshot = freeze(gathered.data, gathered.snapshots)
        made, *others = [_made(snapshot, language, beat) for language in (gathered.data.language, *languages)]
        annual_queue.renew(session, own.id, now=now(), owner=owner)
        session.refresh(own)
        annual_queue.store(own, gathered, made, others, now=now())
        session.flush()
        if not own.needs_second:
            annual_reports.publish(session, own, actor=own.requested_by, now=now())
    except LostLease:
        session.rollback()
        log.warning("annual report %s was taken by another process", own.id)
        return
    except RuleError as error:
        session.rollback()
        annual_queue.give_up(own, str(error), now=now())
    except ChildDied:
        session.rollback()
        if own.state is BuildState.WAITING and own.lease_owner == owner:
            own.lease_until, own.lease_owner = None, ""
    session.commit()
