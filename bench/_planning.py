"""Plan once in a process of its own, so that its peak of memory is the planning's. Prints seconds, MiB and rows."""

import json
import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy.orm import Session

from bench._databases import connect
from monitor.services.reminders import plan_reminders


def peak_mib() -> float:
    """The most memory that this process has held. Not what getrusage says: that counts its parent's before it began."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def main(address: str, moment: str) -> None:
    engine = connect(address)
    before, started = peak_mib(), perf_counter()
    with Session(engine) as session:
        planned = plan_reminders(session, now=datetime.fromisoformat(moment), between=session.commit).planned
        session.commit()
    figures = {"plan_s": perf_counter() - started, "plan_peak_mib": peak_mib(), "plan_idle_mib": before}
    sys.stdout.write(json.dumps(figures | {"planned": planned}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
