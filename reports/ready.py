"""What the process that all workers come from loads. Imported for its effect alone."""

import gc

import reports.render
import reports.workers

__all__ = ["reports"]

gc.freeze()  # what is loaded stays: no worker looks through it for garbage, and all share its memory
