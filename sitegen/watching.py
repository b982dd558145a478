"""Who changed something in a site's folders: told at once, many changes together; the only importer of watchfiles.

watchfiles asks the system (inotify and its like), where livereload would look at every file again and again. Where the
system tells nothing, as on some network mounts (`poll`), or has no room for so many watches, it looks itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

FOLDERS = "content", "seeds", "layouts", "static"
FILES = "site.toml", "pyproject.toml"

_QUIET, _LONGEST = 50, 1600
"""Milliseconds: without a change for so long, all are told; in a long row of changes, every so often."""
_SECOND = 1.2
_ENDS = "~", ".swp", ".swx", ".tmp", ".sitegen-tmp", "4913"
"""How the names end that editors give to files of their own, beside those that begin with a dot."""


class Watcher:
    """Calls `told` with the changed paths, relative to the site, from a thread of its own, until it is ended."""

    def __init__(self, site: Path, told: Callable[[frozenset[str]], None], *, poll: bool = False) -> None:
        self._site, self._told, self._poll = site.resolve(), told, poll
        self._end, self._again = threading.Event(), threading.Event()
        self._ready = [threading.Event(), threading.Event()]
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._watch_folders, self._watch_site)]

    def begin(self) -> None:
        """Begin to watch; every change after this is told."""
        for thread in self._threads:
            thread.start()
        for ready in self._ready:
            ready.wait(10)

    def end(self) -> None:
        """End, and wait for the threads."""
        self._end.set()
        self._again.set()
        for thread in self._threads:
            thread.join()

    def _watch_folders(self) -> None:
        """Watch all that is in the folders; those that come later are watched when the site's own folder changed."""
        while not self._end.is_set():
            self._again.clear()
            there = [self._site / name for name in FOLDERS if (self._site / name).is_dir()]
            if not there:
                self._ready[0].set()
                self._again.wait()
            elif self._changes(there, self._again, self._ready[0], recursive=True):
                # What came with a new folder before it was watched.
                self._told(frozenset(FOLDERS))

    def _watch_site(self) -> None:
        """Watch the settings, and the folders that come and go."""
        self._changes([self._site], self._end, self._ready[1], recursive=False)

    def _changes(
        self, places: Sequence[Path], stop: threading.Event, ready: threading.Event, *, recursive: bool
    ) -> bool:
        """Tell of changes until `stop`; return whether that was another reason than the end of all."""
        try:
            self._watch(places, stop, ready, recursive=recursive)
        except OSError:
            if self._poll:
                raise
            self._poll = True
            self._watch(places, stop, ready, recursive=recursive)
        return not self._end.is_set()

    def _watch(self, places: Sequence[Path], stop: threading.Event, ready: threading.Event, *, recursive: bool) -> None:
        from watchfiles import watch

        for changes in watch(
            *places,
            watch_filter=None,
            debounce=_LONGEST,
            step=_QUIET,
            stop_event=stop,
            rust_timeout=200,
            yield_on_timeout=True,
            recursive=recursive,
            force_polling=self._poll or None,
            raise_interrupt=False,
        ):
            ready.set()
            paths = frozenset(filter(None, (self._path(path) for _, path in changes)))
            if not recursive:
                paths = frozenset(path for path in paths if path in (*FOLDERS, *FILES))
                if not paths.isdisjoint(FOLDERS):
                    self._again.set()
            if paths:
                self._told(paths)
                if self._poll:
                    # Looking at files knows no parts of a second: one that is saved again within it is not told.
                    again = threading.Timer(_SECOND, self._told, (paths,))
                    again.daemon = True
                    again.start()

    def _path(self, path: str) -> str:
        """Return a path relative to the site; empty for a file that only an editor wants."""
        place = Path(path)
        if place.name.startswith((".", "#")) or place.name.endswith(_ENDS):
            return ""
        return place.relative_to(self._site).as_posix() if place.is_relative_to(self._site) else ""
