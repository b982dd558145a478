"""The output folder: what changed is staged whole beside it, then put in place; the only writer there.

First every changed file is made in a folder of its own inside the output folder (`stage`, in any number of
processes), so that an error in a page, or a full disk, is met before a single published file was touched. Then
(`commit`) each is moved to its place by rename (`places`), and what an earlier build left is taken away. What was there
is deleted only when all is done, and put back if a file cannot come to its place (`undo`). The manifest in the output
folder names the files that are sitegen's own, old and new ones before the first move, so that a build killed at any
moment leaves nothing that the next one would take for another's.

A `Row` is what was written last time: the address of what a file was made of, that of its bytes, and its stamp. A
file whose stamp is as it was needs no look.
"""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sitegen import orders, places
from sitegen.cache import Cache
from sitegen.digest import of_bytes
from sitegen.files import file_digest, stamp_of
from sitegen.layouts import LayoutError
from sitegen.model import Matter, Stamp, StaticFile, Task
from sitegen.orders import Clerk
from sitegen.problems import Problem, error, in_order
from sitegen.value import Value

MANIFEST = ".sitegen-manifest"
TEMPORARY = ".sitegen-tmp"
_LOOKED_UP = 128
_BESIDE = 16
"""So many files wait in one folder: each folder lies in another part of the disk (see `places.apart`)."""
_BEGINNING = 64
_BOTH, _NEW, _GONE = "manifest-of-both", "manifest", "gone"
_HEADER = "# Files that sitegen wrote here. It removes no others.\n"


class Row(NamedTuple):
    """A file as it was written: its path, the address of what it was made of (of a copy: of its bytes), its stamp."""

    path: str
    key: bytes
    stamp: Stamp


class Job(Value):
    """A file to be made, if need be; `last` is what was written last time, if that is surely on disk."""

    number: int
    task: Task | StaticFile
    last: Row | None


class Staged(NamedTuple):
    """A file that is made: the key of its row, and where it waits in the temporary folder (empty: it is there).

    `texts` are the keys of the texts in a page. `is_as_it_was` says that nothing had to be made. `faults` say what is
    wrong instead; `rendered`, in the first of a bundle, counts the layouts that were run.
    """

    key: bytes = b""
    waits: str = ""
    faults: tuple[Problem, ...] = ()
    rendered: int = 0
    texts: tuple[bytes, ...] = ()
    is_as_it_was: bool = False


class Written(Value):
    """What a build did to the output folder: paths relative to it, sorted."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()


NOTHING = Written()


class Moved(NamedTuple):
    """A file that was put in place: its stamp there (None: it was not), and where the one before it waits now.

    That is a path in the temporary folder, empty where there was none. `fault` is what kept it from its place.
    """

    stamp: Stamp | None
    before: str
    fault: OSError | None = None


Mover = Callable[[Sequence[tuple[str, str]]], Sequence[Moved]]


class Claim(NamedTuple):
    """The files in the output folder that are sitegen's own, before a commit and after it."""

    old: frozenset[str]
    new: frozenset[str]


class Committed(NamedTuple):
    """What a commit did: the files that it removed, the stamps of those that it put in place.

    `replaced` are those that were there before: they wait in the temporary folder to be deleted. `steps` are what was
    done, in order, for `undo`: a path, and where the file that was there waits now (empty: there was none).
    """

    removed: tuple[str, ...]
    stamps: Mapping[str, Stamp]
    replaced: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]


class OutputError(Exception):
    """The output folder cannot be used: message, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def check(site: Path, output: Path) -> None:
    """Refuse an output folder that is, holds or lies in a folder of sources. Raises OutputError."""
    hint = 'name a folder of its own, as in output = "public"'
    try:
        root, real = site.resolve(), output.resolve()
    except (OSError, RuntimeError):
        raise OutputError(f"the output folder {output} is a symbolic link that leads in a circle", hint) from None
    if real == root or root.is_relative_to(real):
        raise OutputError(f"the output folder {output} holds the site itself", hint)
    for name in ("content", "layouts", "static", "seeds", ".git"):
        if real.is_relative_to(root / name):
            raise OutputError(f"the output folder {output} lies in the site's folder {name}", hint)
    for place in (output, *output.absolute().parents):
        if place.is_symlink() and not place.exists():
            raise OutputError(f"the output folder {output} cannot be there: {place} is a link that leads nowhere", hint)
        if place.exists() and not place.is_dir():
            raise OutputError(f"the output folder {output} cannot be there: {place} is a file", hint)


def untouched(output: Path, rows: Iterable[Row]) -> dict[str, Row]:
    """Return, by path, the rows whose file is as it was written."""
    root = f"{output}{os.sep}"
    found = {}
    for row in rows:
        try:
            if stamp_of(os.lstat(root + row.path)) == row.stamp:
                found[row.path] = row
        except OSError:
            continue
    return found


def stage(cache: Cache, toolchain: bytes, output: Path | None, jobs: Sequence[Job]) -> list[Staged]:
    """Make files, each whole and none in its place; without an output folder only to see what is wrong.

    Raises OSError, as on a full disk.
    """
    clerk = orders.clerk_of(cache, toolchain, threading.get_ident())
    before = clerk.press.rendered
    folders = _Folders(output, f"{jobs[0].number}-{os.getpid()}") if output else None
    staged = []
    for some in _few(jobs):
        matters = [_matter(job.task) for job in some]
        whole = (
            m for job, m in zip(some, matters, strict=True) if isinstance(m, Matter) and _is_whole(clerk, m, job.last)
        )
        clerk.press.expect(piece for matter in whole for piece in orders.pieces(matter))
        for job, matter in zip(some, matters, strict=True):
            staged.append(_staged(clerk, folders, job, matter))
    cache.flush()
    return [staged[0]._replace(rendered=clerk.press.rendered - before), *staged[1:]]


def urgent(cache: Cache, toolchain: bytes, jobs: Iterable[Job], paths: Container[str]) -> Iterator[tuple[str, bytes]]:
    """Give the bytes of pages at these output paths that are others than last time, and of which nothing is wrong."""
    for job in jobs if paths else ():
        matter = _matter(job.task) if job.task.path in paths else None
        if not isinstance(matter, Matter) or (job.last and job.last.key == matter.key):
            continue
        press = orders.clerk_of(cache, toolchain, threading.get_ident()).press
        data = matter.function(matter.argument, press)
        if not press.problems:
            yield job.task.path, data
        press.problems.clear()


def weight(task: Task | StaticFile) -> int:
    """Return how much work a file is, in pages."""
    return task.weight if isinstance(task, Task) else 0


def effort(job: Job) -> int:
    """Return how much work it is to make a file, in pages: what is made of a picture is made once, and then there.

    A feed counts as one page here: it is so many only where it has to be put together.
    """
    task = job.task
    return task.weight if isinstance(task, Task) and task.is_alone and job.last is None else 1


def _matter(task: Task | StaticFile) -> Matter | Problem | None:
    """Return what a page is made of, or what keeps it from being made; None for what is copied."""
    try:
        return task.matter() if isinstance(task, Task) else None
    except LayoutError as fault:
        return fault.problem


def _few(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    """Give jobs in groups that are not made of too many pieces to be looked up at once: a feed has fifty."""
    group: list[Job] = []
    count = 0
    for job in jobs:
        size = weight(job.task)
        if group and count + size > _LOOKED_UP:
            yield group
            group, count = [], 0
        group.append(job)
        count += size
    if group:
        yield group


class _Folders:
    """Where the files of a bundle wait: some beside each other in a folder, each folder in another part of the disk.

    No two builds use the same names: see `places.apart`.
    """

    def __init__(self, output: Path, bundle: str) -> None:
        self.root = f"{output}{os.sep}"
        self.temporary = f"{output / TEMPORARY}{os.sep}"
        self._bundle = bundle
        self._count = 0

    def room(self, number: int) -> str:
        """Return where the file of a number may wait. Raises OSError."""
        folder = f"{self.temporary}{self._bundle}-{self._count // _BESIDE}"
        if self._count % _BESIDE == 0:
            os.mkdir(folder)
        self._count += 1
        return f"{folder}/{number}"


def _staged(clerk: Clerk, folders: _Folders | None, job: Job, matter: Matter | Problem | None) -> Staged:
    task = job.task
    place = folders.root + task.path if folders else ""
    if isinstance(task, StaticFile):
        if job.last and job.last.key == task.key:
            return Staged(task.key, is_as_it_was=True)
        if folders is None or _holds_file(place, task):
            return Staged(task.key)
        waiting = places.room(folders.room(job.number), place)
        shutil.copyfile(task.file, waiting)
        # What was copied counts: the file may have changed since it was seen.
        return Staged(file_digest(waiting), waiting.removeprefix(folders.temporary))
    if not isinstance(matter, Matter):
        return Staged(faults=(matter,) if matter else ())
    texts = orders.texts(matter)
    if job.last and job.last.key == matter.key:
        return Staged(matter.key, texts=texts, is_as_it_was=True)
    press = clerk.press
    mended = _mended(clerk, place, matter, job.last) if folders and job.last else None
    data = matter.function(matter.argument, press) if mended is None else mended
    if press.problems:
        faults = tuple(press.problems)
        press.problems.clear()
        return Staged(faults=faults)
    if folders is None:
        return Staged(matter.key, texts=texts)
    clerk.keep(task.source, matter, job.last.key if job.last else b"")
    if mended is None and _holds(place, data):
        return Staged(matter.key, texts=texts)
    waiting = folders.room(job.number)
    if job.last is None:
        waiting = places.room(waiting, place)
    places.write(waiting, data)
    return Staged(matter.key, waiting.removeprefix(folders.temporary), texts=texts)


def _is_whole(clerk: Clerk, matter: Matter, last: Row | None) -> bool:
    """Tell whether a page has to be put together: it is not as it was, nor is one of its parts alone another."""
    return last is None or (last.key != matter.key and not clerk.change(matter, last.key))


def _mended(clerk: Clerk, place: str, matter: Matter, last: Row) -> bytes | None:
    """Return the bytes of a page of which one part changed: those on disk, with the new part in the old one's place.

    They are others than before. None where that is not sure.
    """
    change = clerk.change(matter, last.key)
    if change is None or not change[0] or change[0] == change[1]:
        return None
    page, (old, new) = places.read(place), change
    # What it begins with is sought, which takes a tenth of the time.
    first = old[:_BEGINNING]
    start = page.find(first)
    if start < 0 or page.find(first, start + 1) >= 0 or not page.startswith(old, start):
        return None
    return page[:start] + new + page[start + len(old) :]


def _holds(place: str, data: bytes) -> bool:
    """Tell whether a regular file has these bytes already."""
    try:
        info = os.lstat(place)
        if not stat.S_ISREG(info.st_mode) or info.st_size != len(data):
            return False
        return places.read(place) == data
    except (OSError, ValueError):
        return False


def _holds_file(place: str, item: StaticFile) -> bool:
    try:
        return stat.S_ISREG(os.lstat(place).st_mode) and file_digest(place) == item.digest
    except OSError:
        return False


def prepare(output: Path) -> tuple[Path, ...]:
    """Make the folder that `stage` writes in, without what a killed build left there; return the folders made for it.

    Raises OSError.
    """
    discard(output)
    made = tuple(folder for folder in (output, *output.parents) if not folder.exists())
    (output / TEMPORARY).mkdir(parents=True)
    places.apart(str(output / TEMPORARY))
    return made


def discard(output: Path, made: Iterable[Path] = ()) -> None:
    """Take away what is staged, and the folders that were made for it, the innermost first."""
    if (output / TEMPORARY).is_dir():
        shutil.rmtree(output / TEMPORARY)
    for folder in made:
        try:
            folder.rmdir()
        except OSError:
            return


def foreign(output: Path, paths: Iterable[str], kept: Container[str] = ()) -> tuple[Problem, ...]:
    """Return a problem for every path where a file would take the place of one that sitegen did not write.

    `kept` are files that are there as sitegen wrote them.
    """
    wanted = tuple(paths)
    if not wanted or not any(name != TEMPORARY for name in os.listdir(output)):
        return ()
    own = manifest(output)
    problems = []
    for path in wanted:
        mode = 0 if path in kept else _mode(f"{output}{os.sep}{path}")
        if not mode or (_only_own(output, output / path, own) if stat.S_ISDIR(mode) else path in own):
            continue
        what = "this file was not written by sitegen, and a page wants its place"
        if stat.S_ISDIR(mode):
            what = "a folder with files that sitegen did not write is in the way of a page"
        hint = "move it away, or choose another folder with --output"
        problems.append(error(str((output / path).absolute()), 1, 1, what, hint))
    for folder in _folders(wanted):
        place = f"{output}{os.sep}{folder}"
        mode = _mode(place)
        if not mode or stat.S_ISDIR(mode):
            continue
        if stat.S_ISLNK(mode):
            if Path(place).resolve().is_relative_to(output.resolve()):
                continue
            what, hint = "a symbolic link that leads out of the output folder", "take it away"
        elif folder not in own:
            what, hint = "this file was not written by sitegen, and a folder wants its place", "move it away"
        else:
            continue
        problems.append(error(str(Path(place).absolute()), 1, 1, what, hint))
    return in_order(problems)


def _mode(place: str) -> int:
    """Return what kind of file there is; 0 for none."""
    try:
        return os.lstat(place).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _only_own(output: Path, folder: Path, own: frozenset[str]) -> bool:
    files = (p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir())
    return all(p.relative_to(output).as_posix() in own for p in files)


def claim(output: Path, waiting: Mapping[str, str], paths: Iterable[str]) -> Claim:
    """Stage the manifests, the last for which there may be no room, for what waits (path → where) and all `paths`.

    Raises OSError.
    """
    old, new = manifest(output), frozenset(paths)
    if waiting or old != new:
        (output / TEMPORARY).mkdir(parents=True, exist_ok=True)
        for name, owned in ((_BOTH, old | new), (_NEW, new)):
            text = _HEADER + "".join(f"{path}\n" for path in sorted(owned))
            (output / TEMPORARY / name).write_bytes(text.encode())
    return Claim(old, new)


def commit(output: Path, waiting: Mapping[str, str], claim: Claim, move: Mover) -> Committed:
    """Put what is staged in place, and take away what an earlier build wrote and this one did not.

    `move` is `moved` for this folder, run by whoever helps. Then there is something to `delete` and to `discard`.
    Raises OSError, with all as it was before; where a system can neither exchange files nor give one two names, with
    each file as it was or as it should be.
    """
    old, new = claim
    if not waiting and old == new:
        return Committed((), {}, (), ())
    gone = old - new
    stale = sorted(path for path in gone if (output / path).is_file() or (output / path).is_symlink())
    steps: list[tuple[str, str]] = []
    try:
        if (before := _put(output, _BOTH, MANIFEST)) or not old:
            steps.append((MANIFEST, before))
        in_the_way = _in_the_way(gone, new)
        for path in stale:
            if path in in_the_way:
                steps.append((path, _set_aside(output, path)))
        moved = move(tuple(waiting.items()))
        for path, each in zip(waiting, moved, strict=True):
            # Where the system could not keep what was there, the new file is better than none.
            if each.stamp and (each.before or path not in old):
                steps.append((path, each.before))
        for each in moved:
            if each.fault:
                raise each.fault
        for path in stale:
            if path not in in_the_way:
                steps.append((path, _set_aside(output, path)))
        _put(output, _NEW, MANIFEST)
    except ChildProcessError:
        # Nobody knows what a process did that was killed. The manifest names old and new files; the next build repairs.
        raise
    except OSError:
        undo(output, steps)
        raise
    stamps = {path: each.stamp for path, each in zip(waiting, moved, strict=True) if each.stamp}
    replaced = (before for path, before in steps if before and path != MANIFEST)
    return Committed(tuple(stale), stamps, tuple(replaced), tuple(steps))


def undo(output: Path, steps: Sequence[tuple[str, str]]) -> None:
    """Put back what was there before a commit, the last step first; what cannot be is left as it is."""
    for path, before in reversed(steps):
        with suppress(OSError):
            if before:
                (output / path).parent.mkdir(parents=True, exist_ok=True)
                os.replace(output / TEMPORARY / before, output / path)
            else:
                os.unlink(output / path)
                _prune(output, path)


def moved(output: Path, staged: Sequence[tuple[str, str]]) -> list[Moved]:
    """Put staged files in place, up to the first that cannot be."""
    root, temporary = f"{output}{os.sep}", f"{output / TEMPORARY}{os.sep}"
    done: list[Moved] = []
    for path, name in staged:
        try:
            before = places.put(temporary + name, root + path, has_folder=name.count("/") > 1)
            done.append(Moved(stamp_of(os.lstat(root + path)), before.removeprefix(temporary)))
        except OSError as fault:
            return [*done, *(Moved(None, "", fault) for _ in staged[len(done) :])]
    return done


def delete(output: Path, replaced: Sequence[str]) -> Sequence[str]:
    """Delete files that were replaced, and the folders that are then empty; return the files. Raises OSError."""
    temporary = f"{output / TEMPORARY}{os.sep}"
    places.delete([temporary + name for name in replaced])
    for folder in dict.fromkeys(folder for name in replaced if (folder := name.rpartition("/")[0])):
        # Others may be about to delete the rest of it, or have done so.
        with suppress(OSError):
            os.rmdir(temporary + folder)
    return replaced


def stamp(output: Path, path: str) -> Stamp:
    """Return the stamp of a file that is there. Raises OSError."""
    return stamp_of(os.lstat(output / path))


def manifest(output: Path) -> frozenset[str]:
    """Return the files in the output folder that are sitegen's own."""
    try:
        lines = (output / MANIFEST).read_text("utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return frozenset()
    return frozenset(line for line in lines[1:] if line and not line.startswith("/") and ".." not in line.split("/"))


def _in_the_way(gone: frozenset[str], new: frozenset[str]) -> frozenset[str]:
    """Return the files of an earlier build that stand where a folder shall be, or in a folder where a file shall be."""
    folders = frozenset(_folders(new) if gone else ())
    return frozenset(path for path in gone if path in folders or any(parent in new for parent in _parents(path)))


def _put(output: Path, name: str, path: str) -> str:
    """Put a staged file in its place; return where the one before it waits."""
    temporary = f"{output / TEMPORARY}{os.sep}"
    return places.put(temporary + name, f"{output}{os.sep}{path}", has_folder=False).removeprefix(temporary)


def _set_aside(output: Path, path: str) -> str:
    """Take a file out of its place, with the folders that are then empty; return where it waits to be deleted."""
    (output / TEMPORARY / _GONE).mkdir(exist_ok=True)
    name = f"{_GONE}/{of_bytes(path.encode('utf-8', 'surrogateescape')).hex()}"
    os.replace(output / path, output / TEMPORARY / name)
    _prune(output, path)
    return name


def _prune(output: Path, path: str) -> None:
    """Remove the folders above a path that are empty."""
    for parent in _parents(path):
        try:
            (output / parent).rmdir()
        except OSError:
            return


def _folders(paths: Iterable[str]) -> list[str]:
    """Return all folders that paths lie in, sorted."""
    found = {path.rpartition("/")[0] for path in paths}
    return sorted(found.union(*(_parents(folder) for folder in found)) - {""})


def _parents(path: str) -> Iterator[str]:
    """Give the folders of a relative path, the innermost first."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
