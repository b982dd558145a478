"""What an editor got wrong, as a value.

A `Problem` says where, what and what to do about it. Steps return problems beside their results; nothing is
raised, nothing is printed here. `in_order` is the order in which they are shown.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal

from sitegen.value import Value, replace

Severity = Literal["error", "warning"]


class Problem(Value):
    """One thing to mend: `path` is relative to the site, `line` and `column` count from 1."""

    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str = ""

    def at(self, path: str, line: int) -> Problem:
        """Return the problem of a part of a file, placed in the file: the part starts at `line`."""
        return replace(self, path=path, line=self.line + line - 1)

    def __str__(self) -> str:
        """Give the terminal form: `file:line:column: error: message`, then what to do, indented."""
        head = f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.message}"
        return f"{head}\n    {self.hint}" if self.hint else head


def error(path: str, line: int, column: int, message: str, hint: str = "") -> Problem:
    """Return a problem that stops the build."""
    return Problem("error", path, line, column, message, hint)


def warning(path: str, line: int, column: int, message: str, hint: str = "") -> Problem:
    """Return a problem that the site can be published with."""
    return Problem("warning", path, line, column, message, hint)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by file, line and column, each once."""
    return tuple(sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.severity, p.message, p.hint)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those that stop the build."""
    return tuple(p for p in problems if p.severity == "error")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like the given one, or the empty text."""
    folded = {k.casefold(): k for k in sorted(known)}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""
