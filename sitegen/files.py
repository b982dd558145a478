"""A site's own files on disk: its tree is seen, a file is read, content is written. Nothing here knows what it means.

Seeing gives sorted `Found`s with their stamps, and a problem for whatever cannot be seen. A file is read by who needs
its bytes. `publishing` has the output folder, `cache` its own file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sitegen.model import Found, Source, Stamp
from sitegen.problems import Problem, error, in_order, warning
from sitegen.value import Value, replace

# Reading ---------------------------------------------------------------------------------------------------


THEME = "static/theme/"
LEDGER = "content/ids.txt"
"""What each article was published as: see `ledger`."""
PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
"""How the names of pictures end: they may lie beside the texts that show them."""
_STAMP = struct.Struct("<4Q")
_LARGEST = (1 << 64) - 1


class Tree(Value):
    """What a site's folders hold, by path: `sources` of content, seeds and theme, and `statics`. Nothing is read.

    Among the statics are the pictures that lie beside the texts, below `content/`.
    """

    sources: tuple[Found, ...]
    statics: tuple[Found, ...]
    problems: tuple[Problem, ...]

    @property
    def content(self) -> tuple[Found, ...]:
        """The content files."""
        return tuple(s for s in self.sources if s.path.startswith("content/") and s.path != LEDGER)

    def below(self, folder: str) -> tuple[Found, ...]:
        """Return the sources below a folder such as `content/articles/`."""
        return tuple(s for s in self.sources if s.path.startswith(folder))


def bytes_of(file: str) -> bytes:
    """Return the bytes of a file. Raises OSError."""
    with open(file, "rb") as opened:
        return opened.read()


def read_text(path: Path) -> str | None:
    """Return a small text file, or None when it is not there. Raises ValueError when it is not UTF-8."""
    if path.exists() and not path.is_file():
        raise OSError(f"{path.name} is not a file")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_asset(path: str) -> bool:
    """Tell whether a file of the site is a style sheet or script of its theme, which are put together, not copied."""
    return path.startswith(THEME) and path.count("/") == 2 and path.endswith((".css", ".js"))


def scan(site: Path, theme: Path) -> Tree:
    """See a site's content, seeds, layouts and static files, with the theme's where the site has none of its own."""
    problems: list[Problem] = []
    sources: dict[str, Found] = {}
    statics: dict[str, Found] = {}
    if theme.resolve() != site.resolve():
        for found in _walk(theme, "layouts", problems, packaged=True):
            sources[found.path] = found
        for found in _walk(theme, "static/theme", problems, packaged=True):
            (sources if is_asset(found.path) else statics)[found.path] = found
    for folder, ending, kind, advice in _FOLDERS:
        for found in _walk(site, folder, problems):
            ends = found.path.lower().endswith(ending)
            # A seed may have the name that a very old machine gave it; what has an address is named as all others.
            if found.path == LEDGER or (ends and (folder == "seeds" or found.path.endswith(ending))):
                sources[found.path] = found
            elif folder == "content" and found.path.count("/") > 1 and found.path.lower().endswith(PICTURES):
                statics[found.path] = found
            else:
                hint = f"rename it, so that it ends in {ending} in small letters" if ends else advice
                problems.append(warning(found.path, 1, 1, f"not a {kind}", hint))
    for found in _walk(site, "static", problems):
        (sources if is_asset(found.path) else statics)[found.path] = found
    return Tree(
        tuple(sources[p] for p in sorted(sources)), tuple(statics[p] for p in sorted(statics)), in_order(problems)
    )


def theme(folder: Path) -> tuple[Source, ...]:
    """Read the layouts, sheets and scripts in a folder, which may be the packaged theme's or a site."""
    founds = (found for top in ("layouts", "static/theme") for found in _walk(folder, top, []))
    return tuple(read(found) for found in founds if is_asset(found.path) or not found.path.startswith(THEME))


def write_new(site: Path, source: Source) -> bool:
    """Write a file into a site where there is none; tell whether there was none. Raises OSError."""
    place = site / source.path
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("xb") as file:
            file.write(source.data)
    except FileExistsError:
        return False
    return True


_FOLDERS = (
    (
        "content",
        ".md",
        "Markdown file (.md), so it is not published",
        "move it to static/ to publish it as it is, or take it away",
    ),
    ("seeds", ".txt", "plain-text file (.txt), so it is not converted", "save it as plain text, or take it away"),
    ("layouts", "", "", ""),
)


def read(found: Found) -> Source:
    """Read a file; one that changes while it is read is read again. Raises OSError.

    Its stamp is the one of `scan`, from before: if the file has changed since, it will not fit next time.
    """
    for _ in range(5):
        with open(found.file, "rb") as opened:
            before = os.fstat(opened.fileno())
            data = opened.read()
            after = os.fstat(opened.fileno())
            if stamp_of(after) == stamp_of(before) and len(data) == before.st_size:
                break
    return Source(found.path, data, packaged=found.packaged)


def file_digest(file: str) -> bytes:
    """Return the address of a file's bytes, as `digest.of_bytes` gives it, without holding them all. Raises OSError."""
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def stamp_of(info: os.stat_result) -> Stamp:
    """Return what tells that a file is the one that was seen before."""
    return stamp(info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def stamp(size: int, changed: int, entry: int, inode: int) -> Stamp:
    """Return size in bytes, times of the last change of text and of entry (ns), and inode, as one value."""
    return Stamp(_STAMP.pack(size, changed & _LARGEST, entry & _LARGEST, inode & _LARGEST))


def is_settled(of: Stamp, moment: int) -> bool:
    """Tell whether a stamp vouches for the bytes: a file that changed in the very instant may change again unseen."""
    _, changed, entry, _ = _STAMP.unpack(of)
    return bool(changed < moment and entry < moment)


def instant(folder: Path) -> int:
    """Return the file system's own time, in ns, by touching a file in a folder; 0 where nothing can be written.

    It is compared with stamps alone: the clock of the machine may differ from that of a disk on another one.
    """
    file = folder / "instant"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def read_paths(paths: Iterable[Path], site: Path) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Read the seeds that a person named: files, or folders with all `.txt` files in them.

    A seed in the site has its path there; one from elsewhere has its name alone, so that no path of a machine gets
    into the content, and its place for messages.
    """
    problems: list[Problem] = []
    found: dict[str, Source] = {}
    root = site.resolve()
    for path in paths:
        inside = sorted(filter(_is_seed, path.rglob("*"))) if path.is_dir() else [path]
        if not inside:
            problems.append(
                error(str(path.resolve()), 1, 1, "no .txt file in this folder", "name a folder with seeds in it")
            )
        for file in inside:
            try:
                data = file.read_bytes()
            except OSError as fault:
                problems.append(unreadable(str(file.resolve()), fault))
                continue
            real = file.resolve()
            if real.is_relative_to(root):
                source = Source(real.relative_to(root).as_posix(), data)
            else:
                source = Source(file.name, data, place=real.as_posix())
            name = source.path
            found[name if name not in found or found[name].data == data else str(file)] = source
    return tuple(found.values()), tuple(problems)


def _is_seed(file: Path) -> bool:
    return file.suffix.lower() == ".txt" and not file.name.startswith(".") and file.is_file()


def _walk(root: Path, folder: str, problems: list[Problem], *, packaged: bool = False) -> Iterator[Found]:
    """Give every file below a folder, sorted; hidden ones are left out."""
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

    def visit(directory: str, relative: str) -> Iterator[Found]:
        real = os.path.realpath(directory)
        if real in seen:
            return
        seen.add(real)
        try:
            with os.scandir(directory) as listed:
                entries = sorted(listed, key=lambda e: e.name)
        except OSError as fault:
            problems.append(unreadable(relative, fault))
            return
        for entry in entries:
            name = entry.name
            if name.startswith(".") or name.endswith("~"):
                continue
            path = f"{relative}/{name}"
            if not _is_text(name):
                shown = "".join(c if c.isprintable() else "?" for c in path)
                what = "the file's name has a character that no address can hold"
                problems.append(error(shown, 1, 1, what, "rename the file"))
            elif entry.is_symlink() and not os.path.exists(entry.path):
                problems.append(_outside(path, "leads nowhere"))
            elif entry.is_symlink() and not _is_inside(Path(entry.path), real_root):
                problems.append(_outside(path, "leads out of the site"))
            elif entry.is_dir():
                yield from visit(entry.path, path)
            elif entry.is_file():
                # A static file is opened only when it is copied: too late to leave the output as it was.
                if folder != "content" and not os.access(entry.path, os.R_OK):
                    problems.append(unreadable(path, PermissionError(errno.EACCES, "permission denied")))
                else:
                    yield Found(path, entry.path, stamp_of(entry.stat()), packaged)
            else:
                problems.append(error(path, 1, 1, "not a file that can be read", "take it away"))

    try:
        yield from visit(str(top), folder) if top.is_dir() else ()
    except OSError as fault:
        problems.append(unreadable(folder, fault))


def _is_inside(path: Path, real_root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(real_root)
    except (OSError, RuntimeError):
        return False


def _is_text(name: str) -> bool:
    """Tell whether a name is UTF-8 without control characters (Python keeps other bytes as lone surrogates)."""
    return (name.isascii() and name.isprintable()) or not any(unicodedata.category(c) in {"Cc", "Cs"} for c in name)


def _outside(path: str, what: str) -> Problem:
    return error(path, 1, 1, f"a symbolic link that {what}", "put a copy of the file in its place")


def unreadable(path: str, fault: OSError) -> Problem:
    """Return the problem of a file that the system does not give."""
    what = (fault.strerror or str(fault)).lower()
    return error(path, 1, 1, f"cannot be read: {what}", "check the name and who may read the file")


# One build at a time ---------------------------------------------------------------------------------------


@contextmanager
def alone(site: Path, waiting: Callable[[], object]) -> Iterator[None]:
    """Wait until no other build is at work on this site, and keep others waiting; `waiting` is called if one is.

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
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


# Writing content -------------------------------------------------------------------------------------------


def write_sources(site: Path, sources: Iterable[Source]) -> None:
    """Write content files that the converter made, each whole; on a full disk none. Raises OSError."""
    places = {site / source.path: source.data for source in sources}
    staged = {file: file.with_name(f".{file.name}.sitegen-tmp") for file in places}
    try:
        for file, data in places.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            staged[file].write_bytes(data)
    except OSError:
        for temporary in staged.values():
            with suppress(OSError):
                temporary.unlink()
        raise
    for file, temporary in staged.items():
        temporary.replace(file)


def with_ledger(tree: Tree, site: Path, data: bytes) -> Tree:
    """Write the ledger; return the tree with it as it is now. Raises OSError."""
    write_sources(site, [Source(LEDGER, data)])
    file = str(site / LEDGER)
    found = {**{source.path: source for source in tree.sources}, LEDGER: Found(LEDGER, file, stamp_of(os.stat(file)))}
    return replace(tree, sources=tuple(found[path] for path in sorted(found)))


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
