"""How far a long build is, on a terminal: nothing for the first second, then one line that goes when the build ends.

The only importer of rich, and it is imported when there is something to show. Nothing is drawn by another thread, since
processes are started meanwhile.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0
"""Seconds before anything is shown."""


class Gauge:
    """Shows a build's steps; told of them by the build (`Hooks`). Does nothing when nobody looks."""

    def __init__(self, *, shown: bool) -> None:
        self._began = time.monotonic()
        self._shown = shown
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._step, self._done = "", 0
        self._total: int | None = 0

    def __enter__(self) -> Gauge:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, name: str, total: int | None) -> None:
        """Begin a step, as `texts`, of so many things; one that cannot count them takes its time, and shows at once."""
        self._step, self._total, self._done = name, total, 0
        self._draw()

    def done(self, count: int) -> None:
        """Note that so many more are done."""
        self._done += count
        self._draw()

    def _draw(self) -> None:
        is_soon = self._total is not None and time.monotonic() - self._began < _PATIENCE
        if not self._shown or self._total == 0 or is_soon:
            return
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task(self._step, total=None, count="")
        assert self._task is not None
        count = f"{self._done}/{self._total}" if self._total else ""
        # Without a count a bar that is at its beginning: one that moves would stand still.
        self._bar.update(self._task, description=self._step, total=self._total or 1, completed=self._done, count=count)
        self._bar.refresh()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    count = TextColumn("{task.fields[count]}")
    columns = TextColumn("{task.description}"), BarColumn(), count, TimeElapsedColumn()
    return Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
