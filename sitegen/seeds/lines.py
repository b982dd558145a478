"""The bytes of a seed become lines of text, or the one problem that keeps them from it.

Encodings: UTF-8 with or without byte-order mark, UTF-16 with one, else Windows-1252. What no reader can see is
taken out here (zero-width spaces, control characters, noncharacters), so that later steps never meet it. It
never judges what a line means.
"""

from __future__ import annotations

import codecs
import re

from sitegen.problems import Problem, error, warning
from sitegen.seeds.values import Findings, Line

LONGEST = 1 << 20
"""Bytes of the longest seed: about 170,000 words, a book of 500 pages."""
MOST_LINES = 60_000

_LINE_END = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_ZERO_WIDTH = "\u200b\u2060\ufeff"
_SPACES = "\t\x1c\x1d\x1e\x1f\u1680\u2000-\u200a\u205f\u3000"
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
_SPACE = re.compile(f"[{_SPACES}]")
_CONTROLS = re.compile(f"[{_CONTROL}]")
_UNUSUAL = re.compile(f"[{_ZERO_WIDTH}{_SPACES}{_CONTROL}\u00a0\u202f]")
_UNSEEN = re.compile(f"[{_ZERO_WIDTH}{_CONTROL}]")
# A no-break space holds two words together; anywhere else it is layout.
_STRAY_NO_BREAK = re.compile("(?<=\\s)[\u00a0\u202f]|[\u00a0\u202f](?=\\s)|^[\u00a0\u202f]|[\u00a0\u202f]$")
# Bytes that are not UTF-8 as `surrogateescape` leaves them (PEP 383), and what they are in Windows-1252.
_STRAY = re.compile("[\udc80-\udcff]")
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0x100)}
_WINDOWS = {stray: character for stray, character in _WINDOWS.items() if character}
_HINT = "save it again as plain text with the encoding UTF-8"


def read(path: str, data: bytes, found: Findings) -> list[Line] | Problem:
    """Return the lines of a seed, blank ones with an empty text, or what keeps it from being read."""
    if len(data) > LONGEST:
        size = f"{len(data) / 1_000_000:.1f} MB"
        return error(path, 1, 1, f"{size} is too long for one article", "cut it into parts of at most 1 MB")
    text = _decoded(path, data, found)
    if isinstance(text, Problem):
        return text
    rows = _LINE_END.split(text)
    if len(rows) > MOST_LINES:
        hint = f"a seed has at most {MOST_LINES:,} lines"
        return error(path, 1, 1, f"{len(rows):,} lines are too many for one article", hint)
    return _clean(path, rows, found)


def column(line: Line, offset: int) -> int:
    """Return the column, from 1, in the line as it stood, of a place in its text."""
    skip = line.indent + offset
    if not _UNSEEN.search(line.raw):
        return skip + 1
    for at, character in enumerate(line.raw):
        if _UNSEEN.match(character):
            continue
        if skip == 0:
            return at + 1
        skip -= 1
    return len(line.raw) + 1


def cells(line: Line) -> list[Line]:
    """Return what stands between the tabs of a line, each as a line; one alone where there is no tab."""
    row = _UNSEEN.sub("", line.raw).rstrip() if "\t" in line.raw else ""
    if _SPACE.sub(" ", row).strip() != line.text:
        # It has changed since it was read, or has no tab.
        return [line]
    found, at = [], 0
    for cell in row.split("\t"):
        text = _SPACE.sub(" ", cell)
        found.append(line._replace(text=text.strip(), indent=at + len(text) - len(text.lstrip())))
        at += len(cell) + 1
    return found


def _decoded(path: str, data: bytes, found: Findings) -> str | Problem:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found.recognised(0, "encoding UTF-16")
        text = data.decode("utf-16", "replace")
        if "\ufffd" in text:
            found.problems.append(warning(path, 1, 1, "some of it is not valid UTF-16 and shows as �", _HINT))
        return text
    if b"\x00" in data:
        text = "it holds NUL bytes: a binary file, or UTF-16 without byte-order mark"
        return error(path, data[: data.index(b"\x00")].count(b"\n") + 1, 1, text, _HINT)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        mixed = _mixed(path, data, found)
        if isinstance(mixed, Problem):
            return mixed
        text = mixed
    controls = len(_CONTROLS.findall(text))
    if controls > 10 and controls * 50 > len(text):
        return error(path, 1, 1, f"{controls:,} control characters: this is not plain text", _HINT)
    return text


def _mixed(path: str, data: bytes, found: Findings) -> str | Problem:
    """Read Windows-1252, or UTF-8 into which some bytes of Windows-1252 were pasted."""
    text = data.decode("utf-8-sig", "surrogateescape")
    strays = len(_STRAY.findall(text))
    good = sum(1 for character in text if character > "\x7f") - strays
    if good > strays:
        undefined = next((m for m in _STRAY.finditer(text) if ord(m[0]) not in _WINDOWS), None)
        if undefined is None:
            found.guessed(0, f"encoding UTF-8, with {strays} byte{'s' * (strays > 1)} of Windows-1252 in it")
            return text.translate(_WINDOWS)
        line = text.count("\n", 0, undefined.start()) + 1
    else:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as fault:
            line = data.count(b"\n", 0, fault.start) + 1
        else:
            found.guessed(0, "encoding Windows-1252")
            return text
    return error(path, line, 1, "neither UTF-8 nor Windows-1252: this is not plain text", _HINT)


def _clean(path: str, rows: list[str], found: Findings) -> list[Line]:
    lines = []
    removed = first = 0
    for number, raw in enumerate(rows, 1):
        row = raw
        if _UNUSUAL.search(raw):
            row, count = _CONTROLS.subn("", raw)
            if count:
                removed, first = removed + count, first or number
            row = _STRAY_NO_BREAK.sub(" ", _SPACE.sub(" ", _UNSEEN.sub("", row)))
        text = row.strip()
        # A tab is indented as far as four spaces are, which is all that anyone asks of it.
        indent = len(row) - len(row.lstrip()) if text else 0
        lines.append(Line(number, text, indent, raw))
    if removed:
        what = f"{removed} invisible control character{'s were' if removed > 1 else ' was'} removed"
        found.problems.append(warning(path, first, 1, what, "look whether a letter is missing there"))
    return lines
