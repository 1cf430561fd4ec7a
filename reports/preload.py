"""The process that all workers come from: it loads WeasyPrint and does nothing else.

So WeasyPrint is loaded once, and no lock or thread of the process that asks is copied. Loading takes longer than all
that a build does before it needs it: a program that builds starts it first, even before it loads its own modules.
"""

import os
from multiprocessing import forkserver, set_forkserver_preload


def start_loading() -> None:
    """Start the process, unless it runs already, and return without waiting for it."""
    set_forkserver_preload(["reports.ready"])
    forkserver.ensure_running()


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
