"""What a preview shows beside the site: the builds of a process of its own, and what is known of a page.

The builder (`run`) is a process that builds whenever it is asked, and tells what came of it; so a page is served while
a build runs, and no fault of a build ends the server. Only messages pass between the two.
"""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from sitegen import build, toolchain, urls
from sitegen.cache import Cache
from sitegen.digest import of_bytes
from sitegen.entries import Reader, known
from sitegen.inquiry import Hooks
from sitegen.model import Entry
from sitegen.problems import Problem
from sitegen.site import Library, addresses
from sitegen.start import Options, SettingsError, cache_of, config_of
from sitegen.value import Value


class Line(Value):
    """A problem as a page shows it: with the line of the file that it is on, and the file's whole path."""

    severity: str
    path: str
    line: int
    column: int
    message: str
    hint: str
    text: str
    file: str


class State(Value):
    """What came of a build: all problems; `failed` when what is shown is an earlier one.

    `saved` is the URL path of the page of a content file that was saved just before, empty for none.
    """

    problems: tuple[Line, ...] = ()
    failed: bool = False
    saved: str = ""


class About(Value):
    """What is known of a page: the file it is made from, words and notes of its text, and why nobody else sees it."""

    source: str
    file: str
    words: int = 0
    notes: int = 0
    hidden: str = ""


class Made(NamedTuple):
    """What came of a build: its problems, whether it failed, and whether pages are others than before."""

    problems: tuple[Problem, ...]
    failed: bool
    others: bool


class Early(NamedTuple):
    """A page at an output path, as it will be when the build that runs is done."""

    path: str
    data: bytes


class Asked(NamedTuple):
    """A message to the builder: to build, as these paths changed, or to tell of the page at an output path.

    `open` are the output paths of the pages that somebody looks at.
    """

    changed: frozenset[str] = frozenset()
    page: str = ""
    open: frozenset[str] = frozenset()


class Site(NamedTuple):
    """What the builder works with: `make` builds with these hooks and prints, `clock` gives the time."""

    folder: Path
    options: Options
    make: Callable[[Hooks], Made]
    clock: Callable[[], dt.datetime]


def run(site: Site, ends: tuple[Connection, Connection]) -> None:
    """Build once, then whenever asked, until nobody asks any more."""
    # Ctrl+C goes to every process of a terminal: it is the server that ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own, other = ends
    other.close()
    sources: Mapping[str, str] | None = None
    asked = [Asked()]
    try:
        while True:
            changed = frozenset(path for each in asked if not each.page for path in each.changed)
            if any(not each.page for each in asked):
                seen = frozenset(path for each in asked for path in each.open)
                made = site.make(Hooks(urgent=seen, ready=lambda path, data: own.send(Early(path, data))))
                if made.others:
                    sources = None
                texts = (path for path in sorted(changed) if path.startswith("content/") and path.endswith(".md"))
                saved = "" if made.failed else next(filter(None, (address(site, path) for path in texts)), "")
                # What is wrong while more is being saved may be the half of a file: the next build tells.
                if not (made.failed and own.poll()):
                    own.send(State(tuple(_line(site.folder, p) for p in made.problems), made.failed, saved))
            for page in {each.page for each in asked if each.page}:
                if sources is None:
                    sources = pages(site)
                source = sources.get(page, "")
                own.send((page, about(site, source) if source else None))
            # What was asked meanwhile is one more build, however much it is.
            asked = [own.recv()]
            while own.poll():
                asked.append(own.recv())
    except (EOFError, OSError):
        return


def pages(site: Site) -> dict[str, str]:
    """Return the content file that each page is made from, by output path; none where the settings are broken."""
    try:
        planned = build.look(site.folder, site.clock(), site.options)
    except (SettingsError, OSError):
        return {}
    return {task.path: task.source for task in planned.tasks if task.source.startswith("content/")}


def about(site: Site, source: str) -> About:
    """Return what is known of a page that is made from a content file."""
    file = site.folder / source
    entry = _entry(site, source)
    found = About(source, str(file.resolve()))
    if entry is None or entry.document is None:
        return found
    meta, hidden = entry.document.meta, ""
    if getattr(meta, "draft", False):
        hidden = "Draft"
    elif getattr(meta, "date", None) and meta.date > site.clock():
        hidden = "Not out yet"
    return About(source, found.file, entry.text.words, entry.text.notes, hidden)


def address(site: Site, source: str) -> str:
    """Return the URL path of the page that is made from a content file; empty where none is known."""
    entry = _entry(site, source)
    if entry is None or entry.document is None:
        return ""
    library = Library(
        articles=(entry.document,) if source.startswith("content/articles/") else (),
        pages=(entry.document,) if source.startswith("content/pages/") else (),
    )
    try:
        return addresses(config_of(site.folder, ""), library).get(source) or urls.usual_url(source)
    except SettingsError:
        return ""


def _entry(site: Site, source: str) -> Entry[Any] | None:
    """Return what the last build read in a content file, if it is as it was."""
    try:
        zone = config_of(site.folder, "").timezone
        digest = of_bytes((site.folder / source).read_bytes())
    except (SettingsError, OSError):
        return None
    cache: Cache = cache_of(site.folder, site.options)
    try:
        return known(Reader(cache, toolchain.address(), zone), source, digest)
    finally:
        cache.close()


def _line(folder: Path, problem: Problem) -> Line:
    file = folder / problem.path
    text = ""
    try:
        lines = file.read_text("utf-8-sig").splitlines()
        text = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    except (OSError, ValueError):
        pass
    place = str(file.resolve()) if file.exists() else ""
    own = problem.severity, problem.path, problem.line, problem.column, problem.message, problem.hint
    return Line(*own, text[:500], place)


def with_scripts(page: bytes, scripts: tuple[str, ...]) -> bytes:
    """Return a page with scripts at its end, as only the preview has them."""
    tags = "".join(f'<script src="{script}" defer></script>' for script in scripts).encode()
    at = page.rfind(b"</body>")
    return page + tags if at < 0 else page[:at] + tags + page[at:]


def shown(state: State, page: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a page's script is told, as JSON has it."""
    return {"failed": state.failed, "problems": [_plain(line) for line in state.problems], "page": page}


def plain(about: About | None) -> dict[str, Any] | None:
    """Return what is known of a page, as JSON has it."""
    return _plain(about) if about else None


def _plain(value: Value) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}
