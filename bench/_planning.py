"""Plan once in a process of its own, so that its peak of memory is the planning's. Prints seconds, MiB and rows."""

import json
import resource
import sys
from datetime import datetime
from time import perf_counter

from sqlalchemy.orm import Session

from bench._databases import connect
from monitor.services.reminders import plan_reminders


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(address: str, moment: str) -> None:
    engine = connect(address)
    before, started = peak_mib(), perf_counter()
    with Session(engine) as session:
        planned = plan_reminders(session, now=datetime.fromisoformat(moment)).planned
        session.commit()
    figures = {"plan_s": perf_counter() - started, "plan_peak_mib": peak_mib(), "plan_idle_mib": before}
    sys.stdout.write(json.dumps(figures | {"planned": planned}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
