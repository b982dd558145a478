"""The only disk access: read a site's tree, write an output tree, write content.

Reading gives sorted `Source`s and `StaticFile`s, and a problem for whatever cannot be read. Writing leaves equal
files untouched, replaces others whole by rename, and removes only what an earlier build wrote: the manifest in the
output folder says what that is. Nothing here knows what a file means.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sitegen.model import Artifact, Source, StaticFile
from sitegen.problems import Problem, error, in_order, warning

MANIFEST = ".sitegen-manifest"
_TEMPORARY = ".sitegen-tmp"
_HEADER = "# Files that sitegen wrote here. It removes no others.\n"
_CHUNK = 1 << 20


# Reading ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tree:
    """What a site's folders hold: `sources` of content, seeds and layouts; `statics` still on disk."""

    sources: tuple[Source, ...]
    statics: tuple[StaticFile, ...]
    problems: tuple[Problem, ...]

    def below(self, folder: str, ending: str = "") -> tuple[Source, ...]:
        """Return the sources below a folder such as `content/articles/`."""
        return tuple(s for s in self.sources if s.path.startswith(folder) and s.path.lower().endswith(ending))


def read_text(path: Path) -> str | None:
    """Return a small text file, or None when it is not there. Raises ValueError when it is not UTF-8."""
    if path.exists() and not path.is_file():
        raise OSError(f"{path.name} is not a file")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_tree(site: Path, theme: Path) -> Tree:
    """Read a site's content, seeds, layouts and static files, with the theme's where the site has none of its own."""
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    statics: dict[str, StaticFile] = {}
    if theme.resolve() != site.resolve():
        for path, file in _walk(theme, "layouts", problems):
            sources[path] = Source(path, file.read_bytes(), packaged=True)
        for path, file in _walk(theme, "static/theme", problems):
            statics[path] = StaticFile(path.removeprefix("static/"), str(file))
    for folder in ("content", "seeds", "layouts"):
        for path, file in _walk(site, folder, problems):
            if folder == "content" and not path.lower().endswith(".md"):
                what = "not a Markdown file (.md), so it is not published"
                problems.append(warning(path, 1, 1, what, "move it to static/ to publish it as it is, or take it away"))
                continue
            if folder == "seeds" and not path.lower().endswith(".txt"):
                what = "not a plain-text file (.txt), so it is not converted"
                problems.append(warning(path, 1, 1, what, "save it as plain text, or take it away"))
                continue
            try:
                sources[path] = Source(path, file.read_bytes())
            except OSError as fault:
                problems.append(_unreadable(path, fault))
    for path, file in _walk(site, "static", problems):
        statics[path] = StaticFile(path.removeprefix("static/"), str(file))
    return Tree(
        tuple(sources[p] for p in sorted(sources)), tuple(statics[p] for p in sorted(statics)), in_order(problems)
    )


def read_paths(paths: Iterable[Path], site: Path) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Read the seeds that a person named: files, or folders with all `.txt` files in them.

    A seed in the site has its path there; one from elsewhere has its name alone, so that no path of a machine gets
    into the content, and its place for messages.
    """
    problems: list[Problem] = []
    found: dict[str, Source] = {}
    root = site.resolve()
    for path in paths:
        inside = sorted(p for p in path.rglob("*.txt") if not p.name.startswith(".")) if path.is_dir() else [path]
        if not inside:
            problems.append(
                error(str(path.resolve()), 1, 1, "no .txt file in this folder", "name a folder with seeds in it")
            )
        for file in inside:
            try:
                data = file.read_bytes()
            except OSError as fault:
                problems.append(_unreadable(str(file.resolve()), fault))
                continue
            real = file.resolve()
            if real.is_relative_to(root):
                source = Source(real.relative_to(root).as_posix(), data)
            else:
                source = Source(file.name, data, place=real.as_posix())
            name = source.path
            found[name if name not in found or found[name].data == data else str(file)] = source
    return tuple(found.values()), tuple(problems)


def _walk(root: Path, folder: str, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Give every file below a folder as (path relative to root, path on disk), sorted; hidden ones left out."""
    top = root / folder
    if not top.exists():
        if top.is_symlink():
            problems.append(_outside(folder, "leads nowhere"))
        return
    real_root = root.resolve()
    if not _is_inside(top, real_root):
        problems.append(_outside(folder, "leads out of the site"))
        return
    seen: set[str] = set()

    def visit(directory: Path, relative: str) -> Iterator[tuple[str, Path]]:
        real = str(directory.resolve())
        if real in seen:
            return
        seen.add(real)
        try:
            entries = sorted(os.scandir(directory), key=lambda e: e.name)
        except OSError as fault:
            problems.append(_unreadable(relative, fault))
            return
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith("~"):
                continue
            path = f"{relative}/{entry.name}"
            file = directory / entry.name
            if not _is_text(entry.name):
                shown = "".join(c if c.isprintable() else "?" for c in path)
                what = "the file's name has a character that no address can hold"
                problems.append(error(shown, 1, 1, what, "rename the file"))
            elif entry.is_symlink() and not file.exists():
                problems.append(_outside(path, "leads nowhere"))
            elif entry.is_symlink() and not _is_inside(file, real_root):
                problems.append(_outside(path, "leads out of the site"))
            elif entry.is_dir():
                yield from visit(file, path)
            elif entry.is_file():
                # A static file is opened only when it is copied: too late to leave the output as it was.
                if os.access(file, os.R_OK):
                    yield path, file
                else:
                    problems.append(_unreadable(path, PermissionError(errno.EACCES, "permission denied")))
            else:
                problems.append(error(path, 1, 1, "not a file that can be read", "take it away"))

    try:
        yield from visit(top, folder) if top.is_dir() else ()
    except OSError as fault:
        problems.append(_unreadable(folder, fault))


def _is_inside(path: Path, real_root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(real_root)
    except (OSError, RuntimeError):
        return False


def _is_text(name: str) -> bool:
    """Tell whether a name is UTF-8 without control characters (Python keeps other bytes as lone surrogates)."""
    return not any(unicodedata.category(c) in {"Cc", "Cs"} for c in name)


def _outside(path: str, what: str) -> Problem:
    return error(path, 1, 1, f"a symbolic link that {what}", "put a copy of the file in its place")


def _unreadable(path: str, fault: OSError) -> Problem:
    what = (fault.strerror or str(fault)).lower()
    return error(path, 1, 1, f"cannot be read: {what}", "check the name and who may read the file")


# One writer at a time --------------------------------------------------------------------------------------


@contextmanager
def alone(site: Path) -> Iterator[None]:
    """Wait until no other build writes this site, and keep others waiting.

    The lock is on the folder itself, so nothing is left behind, and it ends with the process. Where a system or a
    disk has no such locks, nothing is locked.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    folder = os.open(site, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


# Writing content -------------------------------------------------------------------------------------------


def write_sources(site: Path, sources: Iterable[Source]) -> None:
    """Write content files that the converter made, each whole."""
    for source in sources:
        file = site / source.path
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f".{file.name}.sitegen-tmp")
        temporary.write_bytes(source.data)
        temporary.replace(file)


def copy_new(source: Path, target: Path, folders: Iterable[str] = ()) -> tuple[str, ...]:
    """Copy a folder's files into a folder that does not hold any of them, and make empty folders there.

    Returns the paths of the files, sorted, and of the folders with `/` at the end.
    """
    written = []
    for folder in folders:
        (target / folder).mkdir(parents=True, exist_ok=True)
        written.append(f"{folder}/")
    for file in sorted(p for p in source.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        name = file.relative_to(source)
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
        written.append(name.as_posix())
    return tuple(sorted(written))


# Writing the output ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to the output folder: paths relative to it, sorted."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()


NOTHING = Written()


class OutputError(Exception):
    """The output folder cannot be used: message, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def check_output(site: Path, output: Path) -> None:
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


def foreign(output: Path, artifacts: Iterable[Artifact | StaticFile]) -> tuple[Problem, ...]:
    """Return a problem for every file that a build would overwrite although no build wrote it."""
    own = _manifest(output)
    problems = []
    for item in artifacts:
        file = output / item.path
        if item.path in own or not (file.is_symlink() or file.exists()) or _same(file, item):
            continue
        if file.is_dir() and not file.is_symlink():
            if _only_own(output, file, own):
                continue
            what = "a folder with files that sitegen did not write is in the way of a page"
        else:
            what = "this file was not written by sitegen, and a page wants its place"
        problems.append(error(str(file.absolute()), 1, 1, what, "move it away, or choose another folder with --output"))
    for folder in sorted({p for item in artifacts for p in _parents(item.path)}):
        place = output / folder
        if place.is_symlink() and not place.resolve().is_relative_to(output.resolve()):
            problems.append(
                error(
                    str(place.absolute()), 1, 1, "a symbolic link that leads out of the output folder", "take it away"
                )
            )
        elif place.exists() and not place.is_dir() and folder not in own:
            problems.append(
                error(
                    str(place.absolute()),
                    1,
                    1,
                    "this file was not written by sitegen, and a folder wants its place",
                    "move it away",
                )
            )
    return in_order(problems)


def _only_own(output: Path, folder: Path, own: set[str]) -> bool:
    files = (p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir())
    return all(p.relative_to(output).as_posix() in own for p in files)


def write_tree(output: Path, artifacts: Sequence[Artifact | StaticFile]) -> Written:
    """Make the output folder hold the artifacts, and none that an earlier build left.

    The manifest names old and new files before the first one is written, so that a build killed at any moment
    leaves nothing that the next one would take for another's.
    """
    output.mkdir(parents=True, exist_ok=True)
    old = _manifest(output)
    new = {item.path for item in artifacts}
    temporary = output / _TEMPORARY
    if temporary.is_dir():
        shutil.rmtree(temporary)
    changed = [item for item in artifacts if not _same(output / item.path, item)]
    stale = sorted(path for path in old - new if (output / path).is_file() or (output / path).is_symlink())
    if old | new != old or changed:
        temporary.mkdir()
        _write_manifest(output, temporary, old | new)
    _clear_way(output, old - new, new)
    made: set[Path] = set()
    for number, item in enumerate(changed):
        place = output / item.path
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        whole = temporary / str(number)
        _put(whole, item)
        whole.replace(place)
    for path in stale:
        _remove(output, path)
    if old != new or changed:
        temporary.mkdir(exist_ok=True)
        _write_manifest(output, temporary, new)
        shutil.rmtree(temporary)
    return Written(tuple(sorted(i.path for i in changed)), len(artifacts) - len(changed), tuple(stale))


def _manifest(output: Path) -> set[str]:
    try:
        rows = (output / MANIFEST).read_text("utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return set()
    return {row for row in rows[1:] if row and not row.startswith("/") and ".." not in row.split("/")}


def _write_manifest(output: Path, temporary: Path, paths: Iterable[str]) -> None:
    data = (_HEADER + "".join(f"{p}\n" for p in sorted(paths))).encode()
    if (output / MANIFEST).is_file() and (output / MANIFEST).read_bytes() == data:
        return
    (temporary / "manifest").write_bytes(data)
    (temporary / "manifest").replace(output / MANIFEST)


def _same(file: Path, item: Artifact | StaticFile) -> bool:
    """Tell whether a file holds an artifact's bytes already."""
    try:
        info = file.lstat()
        if not stat.S_ISREG(info.st_mode):
            return False
        if isinstance(item, Artifact):
            return info.st_size == len(item.data) and file.read_bytes() == item.data
        return info.st_size == Path(item.file).stat().st_size and _digest(file) == _digest(Path(item.file))
    except OSError:
        return False


def _digest(file: Path) -> bytes:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _put(file: Path, item: Artifact | StaticFile) -> None:
    if isinstance(item, Artifact):
        file.write_bytes(item.data)
        return
    with Path(item.file).open("rb") as source, file.open("wb") as target:
        shutil.copyfileobj(source, target, _CHUNK)


def _clear_way(output: Path, stale: set[str], new: set[str]) -> None:
    """Where a file of an earlier build stands in the way of a folder, or its folder in the way of a file: remove."""
    folders = {parent for path in new for parent in _parents(path)}
    for path in sorted(stale):
        if path in folders or any(parent in new for parent in _parents(path)):
            _remove(output, path)


def _remove(output: Path, path: str) -> None:
    file = output / path
    if file.is_symlink() or file.is_file():
        file.unlink()
    for parent in _parents(path):
        try:
            (output / parent).rmdir()
        except OSError:
            return


def _parents(path: str) -> Iterator[str]:
    """Give the folders of a relative path, the innermost first."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
