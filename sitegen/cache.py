"""What was worked out before, on disk: address → value. Bounded, shared by processes, safe to delete at any time.

The rules, all of them:
- A key is an address (see `digest`) of the function, the toolchain and the one argument. No entry depends on another
  file, a path of the machine or a time, so a folder `.sitegen/` from elsewhere is as good as one's own.
- The file has the first eight bytes of a key, as a number: that keeps its index, which is written again with every
  few hundred values, a third as large. The whole key is in the value's checksum.
- A value is MessagePack, read back into the type that is asked for and into nothing else. Nothing in a cache is
  ever run. A value that does not fit its type, its key or its checksum is not there.
- What is wrong with the file as a whole (another version, torn, no database, a folder, no right to write) costs
  work and never a build: then a private one is used that ends with the process.
- SQLite keeps two builds apart and survives being killed. Its own durability is off: power that fails may lose the
  cache, never the site.
- `sweep` bounds the size: what this build did not use goes, the oldest first, once it outweighs what it did use.

`notes` are what one site remembers of its last build: names instead of addresses, and never shared by two sites.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_origin

T = TypeVar("T")

FILE = "cache.sqlite"
FORMAT = 2
PAGE = 1 << 15
"""Bytes of a page of the file: most values are pages and texts of some ten kilobytes, and fit into one."""
SLACK = 32 << 20
"""Bytes that unused entries may take before any is swept."""

_AT_ONCE = 500
_VALUE = "SELECT sum, value FROM values_ WHERE key = ?"
WAITING = 512
"""How many values wait to be written together: each time, most pages of the index are written again."""

_SCHEMA = f"""
PRAGMA page_size = {PAGE};
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA user_version = {FORMAT};
CREATE TABLE values_ (
    number INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, sum INTEGER NOT NULL, value BLOB NOT NULL
);
CREATE TABLE notes (name TEXT PRIMARY KEY, sum INTEGER NOT NULL, value BLOB NOT NULL);
"""
_OF_PLACE = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_FULL,
}
_FAULTS = (sqlite3.Error, ValueError)
"""What a torn file makes SQLite raise: a message with bytes from it may be no text (UnicodeDecodeError)."""
_SWEPT = "size after the last sweep"
_OBJECTS = [("table", "notes"), ("table", "values_")]


class Cache:
    """A cache in one file. `fault` says why it is a private one, which goes when it is closed. See `opened`."""

    def __init__(self, file: Path, *, fault: str = "") -> None:
        self.file = file
        self.fault = fault
        self._waiting: dict[bytes, tuple[int, bytes]] = {}
        self._fetched: dict[bytes, tuple[int, bytes] | None] = {}
        self._lock = threading.RLock()
        self._torn = False
        self._connection: sqlite3.Connection | None = _connect(file)
        self._process = os.getpid()

    def __reduce__(self) -> tuple[Callable[[Path], Cache], tuple[Path]]:
        # Another process works on the same file through a connection of its own.
        return _at, (self.file,)

    @property
    def _database(self) -> sqlite3.Connection:
        if self._connection is None or self._process != os.getpid():
            self._connection, self._process = _connect(self.file), os.getpid()
        return self._connection

    def get(self, key: bytes, kind: type[T]) -> T | None:
        """Return the value of a key as the type that it was put in as, or None."""
        row = self._waiting.get(key)
        if row is None:
            row = self._fetched[key] if key in self._fetched else self._row(_VALUE, _short(key))
        return None if row is None else _decoded(row, key, kind)

    def fetch(self, keys: Iterable[bytes]) -> None:
        """Look up many values at once; `get` finds them then, and what is not there, until others are fetched."""
        found: dict[bytes, tuple[int, bytes] | None] = dict.fromkeys(keys)
        names = {_short(key): key for key in found}
        wanted = list(names)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = f"SELECT key, sum, value FROM values_ WHERE key IN ({', '.join('?' * len(some))})"
            for short, total, value in self._rows(query, some):
                if isinstance(total, int) and isinstance(value, bytes) and short in names:
                    found[names[short]] = total, value
        self._fetched = found

    def is_empty(self) -> bool:
        """Tell whether no value was ever kept; False where that cannot be told."""
        try:
            with self._lock:
                return not self._waiting and self._database.execute("SELECT 1 FROM values_ LIMIT 1").fetchone() is None
        except _FAULTS as fault:
            self._failed(fault)
            return False

    def put(self, key: bytes, value: Any) -> None:
        """Keep a value; it is on disk after `flush`."""
        data = _codec().encode(value)
        with self._lock:
            self._waiting[key] = _sum(data, key, type(value)), data
            self._fetched.pop(key, None)
        if len(self._waiting) >= WAITING:
            self.flush()

    def flush(self) -> None:
        """Write what waits, in one transaction."""
        with self._lock:
            rows = [(_short(key), *row) for key, row in self._waiting.items()]
            self._waiting = {}
        if rows:
            self._write("INSERT OR REPLACE INTO values_ (key, sum, value) VALUES (?, ?, ?)", rows)

    def note(self, name: str, kind: type[T]) -> T | None:
        """Return what was noted under a name as a type, or None."""
        row = self._row("SELECT sum, value FROM notes WHERE name = ?", name)
        return None if row is None else _decoded(row, name.encode(), kind)

    def set_note(self, name: str, value: Any) -> None:
        """Note a value under a name."""
        data = _codec().encode(value)
        row = (name, _sum(data, name.encode(), type(value)), data)
        self._write("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", [row])

    def has_grown(self) -> bool:
        """Tell whether it is time to sweep: the file has doubled since, and more."""
        try:
            return self._size() > 2 * (self.note(_SWEPT, int) or 0) + SLACK
        except _FAULTS:
            return False

    def sweep(self, used: Callable[[], Collection[bytes]]) -> int:
        """When it is time, delete old entries that are not among the used while they outweigh those; return how many.

        The first time, all there is belongs to the build that kept it.
        """
        try:
            if self.note(_SWEPT, int) is None:
                self.set_note(_SWEPT, self._size())
            if not self.has_grown():
                return 0
            rows = self._database.execute("SELECT number, key, length(value) FROM values_ ORDER BY number").fetchall()
            known = frozenset(map(_short, used()))
            kept = sum(length for _, key, length in rows if key in known)
            spare = sum(length for _, key, length in rows if key not in known)
            gone = []
            for number, key, length in rows:
                if spare <= kept + SLACK:
                    break
                if key not in known:
                    gone.append((number,))
                    spare -= length
            if gone:
                self._write("DELETE FROM values_ WHERE number = ?", gone)
                # As a script: `execute` takes one step, which frees one page.
                self._database.executescript("PRAGMA incremental_vacuum")
            self.set_note(_SWEPT, self._size())
            return len(gone)
        except _FAULTS:
            return 0

    def _size(self) -> int:
        (pages,) = self._database.execute("PRAGMA page_count").fetchone()
        (size,) = self._database.execute("PRAGMA page_size").fetchone()
        return int(pages) * int(size)

    def release(self) -> None:
        """Write what waits and let the file go until it is next used: SQLite must not be carried over a fork."""
        self.flush()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Write what waits and let the file go, whole and alone."""
        self.release()
        if self.fault:
            shutil.rmtree(self.file.parent, ignore_errors=True)
        elif self._torn:
            _delete(self.file)

    def discard(self) -> None:
        """Let the file go and delete it."""
        self._waiting, self._fetched = {}, {}
        self.close()
        _delete(self.file)

    def _row(self, query: str, name: int | str) -> tuple[int, bytes] | None:
        row = next(iter(self._rows(query, (name,))), None)
        return row if row and isinstance(row[0], int) and isinstance(row[1], bytes) else None

    def _rows(self, query: str, values: Sequence[int | str]) -> list[Any]:
        try:
            with self._lock:
                return self._database.execute(query, values).fetchall()
        except _FAULTS as fault:
            self._failed(fault)
            return []

    def _write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self._lock:
            try:
                database = self._database
                database.execute("BEGIN IMMEDIATE")
                database.executemany(statement, rows)
                database.execute("COMMIT")
            except _FAULTS as fault:
                # A cache that cannot take a value (a full disk, a torn file) is only slower: it is made again.
                self._failed(fault)
                with suppress(sqlite3.Error):
                    if self._connection is not None and self._connection.in_transaction:
                        self._connection.rollback()

    def _failed(self, fault: Exception) -> None:
        """Give a torn file up when it is closed: the next build begins another. What is only locked or full stays."""
        self._torn = self._torn or not _is_of_place(fault, self.file)


@lru_cache(maxsize=8)
def _at(file: Path) -> Cache:
    return Cache(file)


def opened(folder: Path | None, fault: str = "not wanted") -> Cache:
    """Return the cache in a site's `.sitegen/`; a private one, with the fault said, where there is none to be had."""
    for attempt in (1, 2):
        if folder is None:
            break
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return Cache(folder / FILE)
        except sqlite3.DatabaseError as error:
            fault = str(error)
            if attempt == 1 and not _is_of_place(error, folder / FILE):
                _delete(folder / FILE)
        except OSError as error:
            fault = (error.strerror or str(error)).lower()
            break
    return Cache(Path(tempfile.mkdtemp(prefix="sitegen-")) / FILE, fault=fault)


def _is_of_place(fault: Exception, file: Path) -> bool:
    """Tell whether a fault is that of the place (no right, no room, another's lock) and not of the file itself.

    A torn file may say of itself that it is read-only, or end too early to be read: then it is its own fault.
    """
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return not (file.is_file() and os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))
    return code in _OF_PLACE


def _connect(file: Path) -> sqlite3.Connection:
    """Open a cache of ours. Raises DatabaseError for any other file, and OperationalError where it cannot be used."""
    database = sqlite3.connect(file, timeout=60, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        found = database.execute("SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        if not found:
            database.executescript(_SCHEMA)
        elif found != _OBJECTS or database.execute("PRAGMA user_version").fetchone() != (FORMAT,):
            raise sqlite3.DatabaseError("made by another version or program")
        database.execute("PRAGMA journal_mode = WAL").fetchone()
        database.execute("PRAGMA synchronous = OFF")
        # Whether it can be written shows here, and not in the middle of a build.
        database.execute("DELETE FROM notes WHERE name = ''")
    except _FAULTS as fault:
        database.close()
        raise fault if isinstance(fault, sqlite3.Error) else sqlite3.DatabaseError("torn") from None
    return database


def _delete(file: Path) -> None:
    for name in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            file.with_name(file.name + name).unlink()


def _short(key: bytes) -> int:
    """Return the number that a key is found by in the file."""
    return int.from_bytes(key[:8], "big", signed=True)


def _decoded(row: tuple[int, bytes], name: bytes, kind: type[T]) -> T | None:
    total, data = row
    if _sum(data, name, get_origin(kind) or kind) != total:
        return None
    try:
        value: T = _decoder(kind).decode(data)  # type: ignore[arg-type]
    except (ValueError, RecursionError):
        return None
    return value


def _sum(data: bytes, name: bytes, kind: type) -> int:
    """Return the checksum of a value under a name, and of its type: one with defaults alone would fit any value."""
    return zlib.crc32(data, zlib.crc32(name, zlib.crc32(kind.__name__.encode())))


def _codec() -> Any:
    from msgspec import msgpack

    return msgpack


@lru_cache(maxsize=64)
def _decoder(kind: type) -> Any:
    return _codec().Decoder(kind)
