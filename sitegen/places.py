"""How a staged file comes to its place: by one rename, in the ways that file systems do fast.

Each was measured with ten thousand files (see benchmarks/README.md):
- `apart`: ext4 makes a file near its folder, where it looks past every inode that was freed in the last minutes. In
  folders that lie apart from each other it finds free ones at once.
- `read`, `write`: each file is one call to the system, and no buffer.
- `room`: a file of a new folder is staged in a folder, which is renamed as a whole.
- `put`: a file changes places with the one that it follows, which is then deleted, instead of being renamed onto it:
  ext4 would first begin to write each such file to the disk. For readers both are one step. And what was there can be
  put back.
- `delete`: where a disk is told of each block that is free again, it is told of several at a time.

Where a system has one of them not, the usual calls do the same.
"""

from __future__ import annotations

import os
import stat
import struct
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

_LONG = struct.calcsize("l") << 16
_GET_FLAGS, _SET_FLAGS = 0x80006601 | _LONG, 0x40006602 | _LONG
_TOP_OF_TREES = 0x00020000
_PRIVATE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_HERE, _EXCHANGE = -100, 2
_FEW, _AT_ONCE = 16, 4


def apart(folder: str) -> None:
    """Ask for the folders that will be made in this one to lie apart on the disk (as `chattr +T` does).

    Where each lies depends on its name: one of the same name as before comes to lie where files were deleted just now.
    """
    if sys.platform != "linux":
        return
    import fcntl

    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            (flags,) = struct.unpack("l", fcntl.ioctl(opened, _GET_FLAGS, struct.pack("l", 0)))
            fcntl.ioctl(opened, _SET_FLAGS, struct.pack("l", flags | _TOP_OF_TREES))
        finally:
            os.close(opened)


def read(file: str) -> bytes:
    """Return the bytes of a file. Raises OSError."""
    opened = os.open(file, os.O_RDONLY | _PRIVATE)
    try:
        size = os.fstat(opened).st_size
        data = os.read(opened, size + 1)
        while len(data) < size and (more := os.read(opened, size)):
            data += more
        return data
    finally:
        os.close(opened)


def write(file: str, data: bytes) -> None:
    """Write a file. Raises OSError."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _PRIVATE, 0o666)
    try:
        written = os.write(opened, data)
        while written < len(data):
            written += os.write(opened, data[written:])
    finally:
        os.close(opened)


def room(waiting: str, place: str) -> str:
    """Return where a file for a place may wait: `waiting`, or a file in a folder of that name. Raises OSError."""
    folder, _, name = place.rpartition("/")
    if os.path.isdir(folder):
        return waiting
    os.mkdir(waiting)
    return f"{waiting}/{name}"


def put(waiting: str, place: str, *, has_folder: bool) -> str:
    """Put a file that waits, alone in its folder or not, in its place; return where the one that was there waits now.

    That is empty when there was none, or where the system cannot keep it. Others may put files at the same time. A
    folder that is made here may be replaced, while it is empty, by one that was staged with a file: whoever has just
    found it finds nothing then, and looks again. Only an empty one is ever replaced, so that this ends: each folder
    above the file can be missing once, and be replaced once.

    Raises OSError; then nothing has changed but that there may be new folders.
    """
    folder = os.path.dirname(place)
    for _ in range(2 * place.count("/")):
        with suppress(FileNotFoundError):
            if has_folder and _put_folder(os.path.dirname(waiting), folder):
                return ""
            return _put_file(waiting, place)
        with suppress(FileNotFoundError):
            os.makedirs(folder, exist_ok=True)
    return _put_file(waiting, place)


def _put_folder(waiting: str, folder: str) -> bool:
    """Put a folder in its place, with all that is in it; False where one is there already that is not empty.

    Raises FileNotFoundError where the folder above it is missing.
    """
    try:
        os.rename(waiting, folder)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    return True


def _put_file(waiting: str, place: str) -> str:
    kept = ""
    with suppress(FileNotFoundError):
        before = os.lstat(place)
        if stat.S_ISDIR(before.st_mode):
            # It holds but empty folders: see `publishing.foreign`.
            for inner, _, _ in os.walk(place, topdown=False):
                os.rmdir(inner)
        elif _exchange()(waiting, place):
            return waiting
        else:
            kept = _also_at(f"{waiting}-before", place)
    os.replace(waiting, place)
    return kept


def _also_at(other: str, place: str) -> str:
    """Give a file another name, and return it; empty where the system has no such thing."""
    try:
        os.link(place, other, follow_symlinks=False)
    except (OSError, NotImplementedError):
        return ""
    return other


def delete(files: Sequence[str]) -> None:
    """Delete files, several at a time: on some disks each one is waited for. Raises OSError."""
    if len(files) < _FEW:
        _unlink(files)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        for _ in threads.map(_unlink, [files[start::_AT_ONCE] for start in range(_AT_ONCE)]):
            pass


def _unlink(files: Iterable[str]) -> None:
    for file in files:
        os.unlink(file)


@lru_cache(maxsize=1)
def _exchange() -> Callable[[str, str], bool]:
    """Return what lets two files change places in one step (renameat2 of Linux), and says whether it could."""
    call: Any = None
    if sys.platform == "linux":
        import ctypes

        call = getattr(ctypes.CDLL(None), "renameat2", None)
    if call is None:
        return lambda one, other: False
    return lambda one, other: call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
