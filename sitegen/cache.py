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
- Values of the kinds in `APART`, small ones that are asked for by the thousand, lie in a table of their own: among the
  large ones each would have a page of the file to itself.
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
FORMAT = 3
PAGE = 1 << 15
"""Bytes of a page of the file: most values are pages and texts of some ten kilobytes, and fit into one."""
SLACK = 32 << 20
"""Bytes that unused entries may take before any is swept."""

APART = {"Entry": "entries"}
"""In which table the values of a kind are, by its name; all others are in `values_`."""
_TABLES = ("values_", *APART.values())
_AT_ONCE = 500
WAITING = 512
"""How many values wait to be written together: each time, most pages of the index are written again."""

_SCHEMA = f"""
PRAGMA page_size = {PAGE};
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA user_version = {FORMAT};
{
    "".join(
        f"CREATE TABLE {table} ("
        "number INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, sum INTEGER NOT NULL, value BLOB NOT NULL);"
        for table in _TABLES
    )
}
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
_OBJECTS = sorted(("table", table) for table in ("notes", *_TABLES))


class Cache:
    """A cache in one file. `fault` says why it is a private one, which goes when it is closed. See `opened`."""

    def __init__(self, file: Path, *, fault: str = "") -> None:
        self.file = file
        self.fault = fault
        self._waiting: dict[bytes, tuple[str, int, bytes]] = {}
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
        row: tuple[int, bytes] | None
        if waits := self._waiting.get(key):
            row = waits[1:]
        elif key in self._fetched:
            row = self._fetched[key]
        else:
            row = self._row(f"SELECT sum, value FROM {_table(kind)} WHERE key = ?", _short(key))
        return None if row is None else _decoded(row, key, kind)

    def fetch(self, keys: Iterable[bytes], kind: type | None = None) -> None:
        """Look up many values at once; `get` finds them then, and what is not there, until others are fetched.

        Values of the kinds in `APART` are looked up by themselves.
        """
        table = _table(kind)
        found: dict[bytes, tuple[int, bytes] | None] = dict.fromkeys(keys)
        names = {_short(key): key for key in found}
        wanted = list(names)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = f"SELECT key, sum, value FROM {table} WHERE key IN ({', '.join('?' * len(some))})"
            for short, total, value in self._rows(query, some):
                if isinstance(total, int) and isinstance(value, bytes) and short in names:
                    found[names[short]] = total, value
        self._fetched = found

    def is_empty(self) -> bool:
        """Tell whether no value was ever kept; False where that cannot be told."""
        try:
            with self._lock:
                found = (self._database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in _TABLES)
                return not self._waiting and not any(found)
        except _FAULTS as fault:
            self._failed(fault)
            return False

    def put(self, key: bytes, value: Any) -> None:
        """Keep a value; it is on disk after `flush`."""
        data = _codec().encode(value)
        with self._lock:
            self._waiting[key] = _table(type(value)), _sum(data, key, type(value)), data
            self._fetched.pop(key, None)
        if len(self._waiting) >= WAITING:
            self.flush()

    def flush(self) -> None:
        """Write what waits, in one transaction."""
        with self._lock:
            rows: dict[str, list[tuple[Any, ...]]] = {}
            for key, (table, *row) in self._waiting.items():
                rows.setdefault(table, []).append((_short(key), *row))
            self._waiting = {}
        if rows:
            into = "INSERT OR REPLACE INTO {} (key, sum, value) VALUES (?, ?, ?)"
            self._write(*((into.format(table), rows[table]) for table in rows))

    def note(self, name: str, kind: type[T]) -> T | None:
        """Return what was noted under a name as a type, or None."""
        row = self._row("SELECT sum, value FROM notes WHERE name = ?", name)
        return None if row is None else _decoded(row, name.encode(), kind)

    def set_note(self, name: str, value: Any) -> None:
        """Note a value under a name."""
        data = _codec().encode(value)
        row = (name, _sum(data, name.encode(), type(value)), data)
        self._write(("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", [row]))

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
            rows = [
                (table, *row)
                for table in _TABLES
                for row in self._database.execute(f"SELECT number, key, length(value) FROM {table} ORDER BY number")
            ]
            known = frozenset(map(_short, used()))
            kept = sum(length for _, _, key, length in rows if key in known)
            spare = sum(length for _, _, key, length in rows if key not in known)
            gone: list[tuple[str, int]] = []
            for table, number, key, length in rows:
                if spare <= kept + SLACK:
                    break
                if key not in known:
                    gone.append((table, number))
                    spare -= length
            if gone:
                of = {table: [(number,) for found, number in gone if found == table] for table in _TABLES}
                self._write(*((f"DELETE FROM {table} WHERE number = ?", of[table]) for table in _TABLES))
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

    def _write(self, *statements: tuple[str, Iterable[tuple[Any, ...]]]) -> None:
        """Do something for each of some rows, in one transaction."""
        with self._lock:
            try:
                database = self._database
                database.execute("BEGIN IMMEDIATE")
                for statement, rows in statements:
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
    of_kind, decode = _reading(kind)  # type: ignore[arg-type]
    if zlib.crc32(data, zlib.crc32(name, of_kind)) != total:
        return None
    try:
        value: T = decode(data)
    except (ValueError, RecursionError):
        return None
    return value


def _sum(data: bytes, name: bytes, kind: type) -> int:
    """Return the checksum of a value under a name, and of its type: one with defaults alone would fit any value."""
    return zlib.crc32(data, zlib.crc32(name, zlib.crc32(kind.__name__.encode())))


def _table(kind: type | None) -> str:
    """Return the table that the values of a kind are in."""
    return APART.get(getattr(get_origin(kind) or kind, "__name__", ""), "values_")


def _codec() -> Any:
    from msgspec import msgpack

    return msgpack


@lru_cache(maxsize=64)
def _reading(kind: type) -> tuple[int, Callable[[bytes], Any]]:
    """Return what reads a kind of value: the checksum of its name, and what makes it of its bytes."""
    name: str = (get_origin(kind) or kind).__name__
    return zlib.crc32(name.encode()), _codec().Decoder(kind).decode
