"""The values that flow through the program: frozen, comparable, picklable, tuples inside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, NewType, TypeVar

from sitegen.problems import Problem
from sitegen.value import Value

M = TypeVar("M")


class Source(Value):
    """A file as it was read: path relative to the site with `/` between its parts, and its bytes.

    `packaged` is true for a layout of the theme that the site does not replace. `place` is where a file lies that is
    not in the site, for messages alone; its `path` is then its name.
    """

    path: str
    data: bytes
    packaged: bool = False
    place: str = ""

    @property
    def shown(self) -> str:
        """The path for messages: relative to the site, or absolute outside it."""
        return self.place or self.path


Stamp = NewType("Stamp", bytes)
"""What the file system says of a file (see `files.stamp`): there are two for each page, so they are packed."""


class Found(Value):
    """A file of a site that was seen and not read: path in the site, where it lies on disk, its stamp."""

    path: str
    file: str
    stamp: Stamp
    packaged: bool = False


class StaticFile(Value):
    """A file that is copied as it is: output path, where it lies on disk, the address of its bytes (see `digest`).

    `beside` is the path in the site of a picture that lies beside a text: of such a one only what pages show is made.
    """

    path: str
    file: str
    digest: bytes
    beside: str = ""

    @property
    def source(self) -> str:
        """The path in the site."""
        return self.beside or f"static/{self.path}"

    @property
    def key(self) -> bytes:
        """What the copy depends on."""
        return self.digest


class Matter(Value):
    """What a file of the output is made of: `function(argument, press)` gives its bytes.

    The argument is frozen and picklable, and all that the file depends on; `key` is its address.
    """

    function: Callable[[Any, Any], bytes]
    argument: Any
    key: bytes


class Task(Value):
    """A file of the output to be made. `source` is the file that claims the path, for messages.

    `matter` tells what the file is made of. Ten thousand pages take their time to tell, so each is asked where it is
    made, in the process that makes it. `weight` says how much work it is, where it is more than a page; `is_alone` that
    it is made once, of nothing that changes.
    """

    path: str
    source: str
    matter: Callable[[], Matter]
    weight: int = 1
    is_alone: bool = False

    def __reduce__(self) -> tuple[Callable[..., Task], tuple[Any, ...]]:
        # What a task would be told from is the whole site.
        return told, (self.path, self.source, self.matter(), self.weight, self.is_alone)


def told(path: str, source: str, matter: Matter, weight: int = 1, is_alone: bool = False) -> Task:
    """Return the task of a file of which it is known already what it is made of."""
    return Task(path, source, partial(_given, matter), weight, is_alone)


def _given(matter: Matter) -> Matter:
    return matter


# Front matter ---------------------------------------------------------------------------------------------


class Image(Value):
    """A picture with the words that go with it. `src` is a URL path below the site, or an absolute URL."""

    src: str
    alt: str
    caption: str = ""
    credit: str = ""
    license: str = ""


REPEATED = "the alternative text repeats the caption, so that some readers hear it twice"
REPEATED_HINT = "say in the one what the picture shows, and in the other what is to be known of it"


def repeats(alt: str, caption: str) -> bool:
    """Tell whether the text that stands for a picture says what its caption says."""
    return bool(alt) and _folded(alt) == _folded(caption)


def _folded(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


class Correction(Value):
    """What was wrong in an article once, and when (in UTC) that was mended."""

    date: dt.datetime
    text: str


class Teaser(Value):
    """A headline in a rail of the page that a seed was copied from, with the text under it."""

    title: str
    teaser: str = ""


class SeedMark(Value):
    """What the converter leaves in an article: the seed's file, and two SHA-256 digests in hex.

    `digest` is that of the seed's bytes; `article` that of the article as the converter wrote it, without the
    `seed` key itself, so that an edit by hand shows.
    """

    file: str
    digest: str
    article: str


class Meta(Value):
    """Front matter of an article. Dates are in UTC; names and ids stay as typed. `part` counts from 1; 0 is none."""

    title: str
    date: dt.datetime
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    series: str = ""
    part: int = 0
    summary: str = ""
    slug: str = ""
    id: str = ""
    updated: dt.datetime | None = None
    expires: dt.datetime | None = None
    draft: bool = False
    language: str = ""
    image: Image | None = None
    card: str = ""
    aliases: tuple[str, ...] = ()
    translation_of: str = ""
    canonical: str = ""
    genre: str = ""
    doi: str = ""
    license: str = ""
    corrections: tuple[Correction, ...] = ()
    featured: bool = False
    seed: SeedMark | None = None
    latest_seen: tuple[Teaser, ...] = ()


class AuthorMeta(Value):
    """Front matter of an author; the bio is the document's text. `family` is the family's part of the name."""

    name: str
    role: str = ""
    image: Image | None = None
    affiliation: str = ""
    orcid: str = ""
    family: str = ""
    organisation: bool = False
    links: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()


class TopicMeta(Value):
    """Front matter of a topic; more about it may stand in the document's text."""

    title: str
    description: str = ""


class PageMeta(Value):
    """Front matter of a page such as about or contact."""

    title: str
    summary: str = ""
    slug: str = ""
    order: int = 0
    draft: bool = False
    language: str = ""
    aliases: tuple[str, ...] = ()


class Document(Value, Generic[M]):
    """A content file, checked: typed front matter, Markdown text, and the line of the file where the text starts.

    `lines` has the line of each front matter key, for problems that show only when files are put together, as the rows
    of a text, `2 title`: ten thousand documents are held at once. `suffix` is the language that the file's name ends in
    (`treaty.fr.md`), or empty.
    """

    path: str
    meta: M
    text: str
    line: int
    lines: str = ""
    suffix: str = ""

    @property
    def stem(self) -> str:
        """The file's name without folder, language and ending."""
        name = self.path.rpartition("/")[2].removesuffix(".md")
        return name.removesuffix(f".{self.suffix}") if self.suffix else name

    def line_of(self, key: str) -> int:
        """The line of a front matter key; 1 when the file does not have it."""
        rows = (row.partition(" ") for row in self.lines.split("\n"))
        return next((int(line) for line, _, name in rows if name == key and line.isdigit()), 1)


# Rendered text --------------------------------------------------------------------------------------------


class Note(Value):
    """A note of a body: K of the contract, and the HTML inside its `<li>`, back-links included, with holes."""

    number: int
    html: str


class Heading(Value):
    """A heading of a body: level 2 to 6, the id without prefix, plain text."""

    level: int
    id: str
    text: str


class Link(Value):
    """An internal link or image as written, and where in the body's text (line and column count from 1)."""

    target: str
    line: int
    column: int
    image: bool = False


class Body(Value):
    """A Markdown text, rendered. `html` and the notes have holes (see `holes`); problems are relative to the text.

    `anchors` are all ids in it, without prefix. `excerpt` is the first paragraph as plain text, without note
    markers. `words` counts the words of the running text. `beside` tells whether the notes can stand beside the text.
    """

    html: str = ""
    notes: tuple[Note, ...] = ()
    beside: bool = False
    headings: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    excerpt: str = ""
    words: int = 0
    problems: tuple[Problem, ...] = ()


class Text(Value):
    """A rendered text as all know it but the page that shows it: a `Body` without its HTML.

    `key` finds the HTML (`Prose`) in the cache. `anchors` are those of the body, with a space between two.
    """

    key: bytes = b""
    notes: int = 0
    beside: bool = False
    is_empty: bool = True
    anchors: str = ""
    links: tuple[Link, ...] = ()
    excerpt: str = ""
    words: int = 0
    problems: tuple[Problem, ...] = ()


class Prose(Value):
    """A rendered text as only the page that shows it needs it (`holes.cut`), and what all know of it.

    The HTML of the text and of its notes, the number of its words, and what its notes cite (JSON).
    """

    parts: tuple[bytes, ...]
    text: Text


class Entry(Value, Generic[M]):
    """A content file, read: its front matter (without the text), what is known of the text, and what is wrong.

    `digest` is the address of the file's bytes. Of a file with an error there is no document but a `torn` one: what
    could be made out of it, which is never published but looked at for what else is wrong.
    """

    digest: bytes
    document: Document[M] | None
    text: Text
    problems: tuple[Problem, ...]
    torn: Document[M] | None = None
