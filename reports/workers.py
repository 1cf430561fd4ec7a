"""Processes that lay out parts and write them down, side by side."""

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from reports.binding import Bound, Placement, bind
from reports.part_cache import PartCache
from reports.part_file import Summary
from reports.preload import processors, start_loading

FEW = 16
"""So few parts are written down sooner than sent to another process and back."""

MANY_PAGES = 16
"""What they leave behind, some 70 MB, is looked for and freed together."""


def render_into(folder: Path, key: str, html: str) -> Summary:
    """Lay out a part and keep it."""
    from reports.render import render_part

    part = render_part(html, prefix=key[:10])
    PartCache(folder).put(key, part)
    summary = part.summary()
    del part
    _free_after(summary.pages)
    return summary


_pages_since = [0]


def _free_after(pages: int) -> None:
    """Free what layout left behind, once it is that of many pages: looking for it costs as much for one as for ten."""
    _pages_since[0] += pages
    if _pages_since[0] >= MANY_PAGES:
        _pages_since[0] = 0
        gc.collect()


def bind_from(folder: Path, key: str, placement: Placement) -> Bound:
    return bind(PartCache(folder).get(key), placement)


class Workers:
    """So many processes, which get ready at once; with 1 the work is done in this process."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count or processors()
        self._started: ProcessPoolExecutor | None = None
        # Processes start one after the other, and each start waits: the page is written meanwhile.
        self._starting = Thread(target=self._start)
        if self.count > 1:
            self._starting.start()

    def _start(self) -> None:
        start_loading()
        self._started = ProcessPoolExecutor(self.count, mp_context=get_context("forkserver"), initializer=gc.disable)
        for _ in range(self.count):
            self._started.submit(_nothing)  # each starts one process

    @property
    def _pool(self) -> ProcessPoolExecutor | None:
        if self.count > 1:
            self._starting.join()
        return self._started

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pool = self._pool
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, folder: Path, key: str, html: str) -> "Future[Summary]":
        pool = self._pool
        if pool is None:
            done: Future[Summary] = Future()
            done.set_result(render_into(folder, key, html))
            return done
        return pool.submit(render_into, folder, key, html)

    def bind(self, folder: Path, keys: Sequence[str], placements: Sequence[Placement]) -> Iterator[Bound]:
        """The parts written down, in order; few at a time are in memory."""
        pairs = zip(keys, placements, strict=True)
        pool = self._pool
        if pool is None or len(keys) < FEW:
            yield from (bind_from(folder, key, placement) for key, placement in pairs)
            return
        waiting = [pool.submit(bind_from, folder, *pair) for pair in islice(pairs, 2 * self.count)]
        while waiting:
            bound = waiting.pop(0).result()
            waiting += [pool.submit(bind_from, folder, *pair) for pair in islice(pairs, 1)]
            yield bound


def _nothing() -> None:
    pass
