"""What a site remembers of its last build, in its cache: which files it saw, what it wrote, what it was made of.

A remembered stamp saves a look at a file; the addresses of bytes decide. Everything here may be lost at any time:
then files are read and compared again, and the result is the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen import files, publishing
from sitegen.cache import Cache
from sitegen.config import Config
from sitegen.digest import of_bytes
from sitegen.entries import Reader
from sitegen.ledger import Ledger
from sitegen.model import Source, Stamp
from sitegen.problems import Problem
from sitegen.publishing import Row
from sitegen.value import Value, replace

if TYPE_CHECKING:
    from sitegen.planning import Planned
    from sitegen.views import Scene


class Seen(NamedTuple):
    """A file as it was seen: its path in the site, its stamp, the address of its bytes."""

    path: str
    stamp: Stamp
    digest: bytes


class Built(Value):
    """A build without errors: the address of its inputs, from when until when it stands (excluded), what it said."""

    inputs: bytes
    since: dt.datetime | None
    until: dt.datetime | None
    problems: tuple[Problem, ...]


class Inputs(Value):
    """All that a build was made of: enough to plan it again, with the entries that are in the cache."""

    tools: bytes
    config: Config
    files: tuple[tuple[str, bytes], ...]
    theme: tuple[Source, ...]
    now: dt.datetime
    drafts: bool


class Rows(NamedTuple):
    """What is in an output folder, and the toolchain that made it: another may make other pages of the same."""

    tools: bytes
    rows: tuple[Row, ...]


class Memory:
    """What a site with these settings remembers of its last build into this output folder."""

    def __init__(
        self, cache: Cache, site: Path, config: Config, now: dt.datetime, output: Path, drafts: bool, tools: bytes
    ) -> None:
        self.cache, self.config, self.now, self.drafts, self.tools = cache, config, now, drafts, tools
        self.output = output
        self._name = _name(site, output)

    def seen(self) -> dict[str, Seen]:
        """Return the files of the site, by path; nobody holds them, as there are many, and a build asks once."""
        return {row.path: row for row in self.cache.note("seen", tuple[Seen, ...]) or ()}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The files of the output."""
        noted = self.cache.note(f"rows {self._name}", Rows)
        return noted.rows if noted and noted.tools == self.tools else ()

    @cached_property
    def showing(self) -> dict[bytes, tuple[str, ...]]:
        """Which files of the output show a text, by its key."""
        return dict(self.cache.note(f"showing {self._name}", tuple[tuple[bytes, tuple[str, ...]], ...]) or ())

    @cached_property
    def built(self) -> Built | None:
        """The last build, if it stands at this instant."""
        built = self.cache.note(f"built {self._name}", Built)
        if built is None or (built.since and self.now < built.since) or (built.until and self.now >= built.until):
            return None
        return built

    @cached_property
    def untouched(self) -> dict[str, Row]:
        """The files of the output, by path, that are there as they were written."""
        return publishing.untouched(self.output, self.rows)

    @cached_property
    def kept(self) -> dict[str, Row] | None:
        """The same, if that is all that was written, and nothing is half done."""
        whole = len(self.untouched) == len(self.rows) and publishing.manifest(self.output) == self.untouched.keys()
        return self.untouched if whole and not (self.output / publishing.TEMPORARY).exists() else None

    @cached_property
    def inputs(self) -> Inputs | None:
        """What the last build was made of."""
        return self.cache.note(f"inputs {self._name}", Inputs)

    def scene(self, language: str) -> Scene | None:
        """Return the scene of the pages in a language in the last build."""
        from sitegen.views import Scene

        scenes = self.cache.note(f"scenes {self._name}", tuple[Scene, ...]) or ()
        root = self.config.root_of(language)
        return next((scene for scene in scenes if scene.config.root == root), None)

    def same(self, tree: files.Tree, digests: Mapping[str, bytes]) -> Built | None:
        """Return the last build, if this one would be the same and all that it wrote is still there."""
        built = self.built
        if built is None or built.inputs != self._address(tree, digests) or self.kept is None:
            return None
        return built

    def retold(self, tree: files.Tree, digests: Mapping[str, bytes]) -> dict[str, bytes] | None:
        """Return the content files that are others than in the last build, with their addresses then.

        None unless that is all that changed, and all that it wrote is still there.
        """
        built, inputs = self.built, self.inputs
        if built is None or inputs is None or inputs.tools != self.tools:
            return None
        old = dict(inputs.files)
        found = {file.path for file in (*tree.sources, *tree.statics)}
        if found != old.keys() or built.inputs != self._address(tree, old):
            return None
        changed = {path: digest for path, digest in old.items() if digests.get(path) != digest}
        if not all(path.startswith("content/") for path in changed) or self.kept is None:
            return None
        return changed

    def remember_retold(
        self,
        tree: files.Tree,
        digests: Mapping[str, bytes],
        rows: tuple[Row, ...],
        swap: Mapping[bytes, bytes],
        moment: int,
    ) -> None:
        """Note a build in which nothing changed but some texts, by their keys."""
        if self.built is None or self.inputs is None:
            return
        self._see(tree, digests, rows, moment)
        showing: dict[bytes, tuple[str, ...]] = {}
        for text, paths in self.showing.items():
            new = swap.get(text, text)
            showing[new] = (*showing.get(new, ()), *paths)
        self.cache.set_note(f"showing {self._name}", tuple(showing.items()))
        self.cache.set_note(f"built {self._name}", replace(self.built, inputs=self._address(tree, digests)))
        inputs = replace(self.inputs, files=tuple(sorted(digests.items())), now=self.now)
        self.cache.set_note(f"inputs {self._name}", inputs)

    def _see(self, tree: files.Tree, digests: Mapping[str, bytes], rows: tuple[Row, ...], moment: int) -> None:
        """Note the stamps that vouch for files; `moment` is the instant before the site's were seen."""
        found = (Seen(f.path, f.stamp, digests[f.path]) for f in (*tree.sources, *tree.statics))
        self.cache.set_note("seen", tuple(row for row in found if files.is_settled(row.stamp, moment)))
        after = files.instant(self.cache.file.parent)
        rows = tuple(row for row in rows if files.is_settled(row.stamp, after))
        if rows != self.rows:
            self.cache.set_note(f"rows {self._name}", Rows(self.tools, rows))

    def remember(
        self,
        tree: files.Tree,
        digests: Mapping[str, bytes],
        planned: Planned,
        theme: tuple[Source, ...],
        rows: tuple[Row, ...],
        showing: Mapping[str, tuple[bytes, ...]],
        problems: tuple[Problem, ...],
        moment: int,
    ) -> None:
        """Note a build; `showing` are the keys of the texts in each file, `moment` the instant before any was seen."""
        self._see(tree, digests, rows, moment)
        self.cache.set_note(f"showing {self._name}", _turned(showing))
        self.cache.set_note(f"scenes {self._name}", planned.scenes)
        since = max((edge for edge in planned.edges if edge <= self.now), default=None)
        until = min((edge for edge in planned.edges if edge > self.now), default=None)
        self.cache.set_note(f"built {self._name}", Built(self._address(tree, digests), since, until, problems))
        inputs = Inputs(self.tools, self.config, tuple(sorted(digests.items())), theme, self.now, self.drafts)
        self.cache.set_note(f"inputs {self._name}", inputs)
        self.cache.sweep(lambda: self._used(digests, planned))

    def _address(self, tree: files.Tree, digests: Mapping[str, bytes]) -> bytes:
        inputs = self.tools, self.drafts, self.config, sorted(digests.items()), tree.problems
        return of_bytes(repr(inputs).encode("utf-8", "surrogatepass"))

    def _used(self, digests: Mapping[str, bytes], planned: Planned) -> set[bytes]:
        """Return the keys of all that this build is made of."""
        from sitegen import album, orders
        from sitegen.cards import ShareCard
        from sitegen.press import Piece, Shown

        reader = Reader(self.cache, self.tools, self.config.timezone)
        matters = [task.matter() for task in planned.tasks]
        used = {key for matter in matters for key in orders.keys(self.tools, matter.key)}
        used |= set(album.keys(planned.album))
        used |= {matter.argument.key for matter in matters if isinstance(matter.argument, ShareCard)}
        used |= {planned.index.key, *(address for _, address in planned.index.files)}
        used |= {reader.key(path, digest) for path, digest in digests.items() if path.startswith("content/")}
        used |= {_ledger_key(self.tools, digests[path]) for path in (files.LEDGER,) if path in digests}
        todo = [piece for matter in matters for piece in orders.pieces(matter) if isinstance(piece, Piece)]
        while todo:
            piece = todo.pop()
            used.add(of_bytes(self.tools + piece.skeleton))
            for _, part in piece.slots:
                if isinstance(part, Piece):
                    todo.append(part)
                elif isinstance(part, Shown):
                    used.add(part.text)
        return used


def known_ledger(cache: Cache, tools: bytes, digest: bytes) -> Ledger | None:
    """Return what a ledger says, by the address of its bytes, if it was ever read."""
    return cache.get(_ledger_key(tools, digest), Ledger)


def keep_ledger(cache: Cache, tools: bytes, digest: bytes, ledger: Ledger) -> None:
    """Keep what a ledger says."""
    cache.put(_ledger_key(tools, digest), ledger)


def _ledger_key(tools: bytes, digest: bytes) -> bytes:
    return of_bytes(tools + b"ledger" + digest)


def _turned(showing: Mapping[str, tuple[bytes, ...]]) -> tuple[tuple[bytes, tuple[str, ...]], ...]:
    """Return for each text the files that it is in."""
    turned: dict[bytes, dict[str, None]] = {}
    for path, texts in showing.items():
        for text in texts:
            turned.setdefault(text, {})[path] = None
    return tuple((text, tuple(paths)) for text, paths in turned.items())


def _name(site: Path, output: Path) -> str:
    """Return a name for an output folder: its path in the site, or the address of one that lies elsewhere."""
    place, root = output.resolve(), site.resolve()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else of_bytes(str(place).encode()).hex()
