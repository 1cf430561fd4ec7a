"""Processes that lay out parts and write them down, side by side."""

import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

from reports.binding import Bound, Placement, bind
from reports.part_cache import PartCache
from reports.part_file import Summary

FEW = 16
"""So few parts are written down sooner than sent to another process and back."""


def render_into(folder: Path, key: str, html: str) -> Summary:
    """Lay out a part and keep it."""
    from reports.render import render_part

    part = render_part(html, prefix=key[:10])
    PartCache(folder).put(key, part)
    summary = part.summary()
    del part
    gc.collect()  # once, when it is all garbage
    return summary


def bind_from(folder: Path, key: str, placement: Placement) -> Bound:
    return bind(PartCache(folder).get(key), placement)


class Workers:
    """So many processes, which get ready at once; with 1 the work is done in this process."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count or len(os.sched_getaffinity(0))
        self._pool: ProcessPoolExecutor | None = None
        if self.count > 1:
            # Started afresh, not forked: the libraries below WeasyPrint have threads and locks of their own.
            self._pool = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"), initializer=_get_ready)
            for _ in range(self.count):
                self._pool.submit(_nothing)  # each starts one process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, folder: Path, key: str, html: str) -> "Future[Summary]":
        if self._pool is None:
            done: Future[Summary] = Future()
            done.set_result(render_into(folder, key, html))
            return done
        return self._pool.submit(render_into, folder, key, html)

    def bind(self, folder: Path, keys: Sequence[str], placements: Sequence[Placement]) -> Iterator[Bound]:
        """The parts written down, in order; few at a time are in memory."""
        pairs = zip(keys, placements, strict=True)
        if self._pool is None or len(keys) < FEW:
            yield from (bind_from(folder, key, placement) for key, placement in pairs)
            return
        waiting = [self._pool.submit(bind_from, folder, *pair) for pair in islice(pairs, 2 * self.count)]
        while waiting:
            bound = waiting.pop(0).result()
            waiting += [self._pool.submit(bind_from, folder, *pair) for pair in islice(pairs, 1)]
            yield bound


def _nothing() -> None:
    pass


def _get_ready() -> None:
    import reports.render  # noqa: F401 - loaded while the first parts are still being written

    gc.freeze()
    gc.disable()
