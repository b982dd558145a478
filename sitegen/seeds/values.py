"""What the steps of the converter hand to each other. Values only: nothing here reads or decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sitegen.model import Teaser
from sitegen.problems import Problem
from sitegen.value import Value

Kind = Literal["recognised", "guessed", "left out"]


class Line(NamedTuple):
    """A line of a seed: its number from 1, its text without the space around it, and how far it is indented.

    `raw` is the line as it stood; columns are counted in it. Named tuples are made much faster than dataclasses,
    and a long seed has many lines.
    """

    number: int
    text: str
    indent: int = 0
    raw: str = ""


class Remark(Value):
    """A line of the report: what was recognised, guessed or left out, and where (line 0 is the whole seed)."""

    kind: Kind
    line: int
    text: str
    last_line: int = 0


class Author(Value):
    """A person that the seed names: the name as written, the bio as Markdown (empty if there is none).

    `rows` are the lines that the bio was made of, each with its number.
    """

    name: str
    bio: str
    line: int
    rows: tuple[tuple[int, str], ...] = ()


class Conversion(Value):
    """What one seed says, before it meets the site.

    `text` is the body as Markdown, note definitions at its end. `left_out` holds, verbatim and with its line, all
    that stands neither there nor in another field; a line that was used but not copied (a date, a byline) is
    among it, so that each word of the seed is somewhere. With an error among `problems` the rest is empty.
    """

    title: str = ""
    date: dt.date | None = None
    updated: dt.date | None = None
    authors: tuple[Author, ...] = ()
    summary: str = ""
    text: str = ""
    latest_seen: tuple[Teaser, ...] = ()
    remarks: tuple[Remark, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Findings:
    """What the steps note while they read one seed; made and thrown away inside `parse`."""

    path: str
    remarks: list[Remark] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def recognised(self, line: int, text: str, last_line: int = 0) -> None:
        """Note something that was certain."""
        self.remarks.append(Remark("recognised", line, text, last_line))

    def guessed(self, line: int, text: str, last_line: int = 0) -> None:
        """Note a decision that a person should look at."""
        self.remarks.append(Remark("guessed", line, text, last_line))

    def leave_out(self, *lines: Line) -> None:
        """Put lines into the printed list, as they stand."""
        self.left_out.extend((line.number, line.text) for line in lines if line.text)


def plain(text: str) -> str:
    """Return the text on one line, with single plain spaces."""
    return " ".join(text.split())


def quote(text: str, longest: int = 60) -> str:
    """Return the beginning of a text in quotation marks, for a report."""
    text = plain(text).strip('“”"«»„')
    if len(text) > longest:
        text = text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return f"“{text}”"


def each(words: str, apart: str | None = None) -> frozenset[str]:
    """Return the words of a text, or its phrases where the sign between them is given."""
    return frozenset(" ".join(word.split()) for word in words.split(apart) if word.strip())
