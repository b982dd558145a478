"""The ledger of entry ids: what each article was published as, so that no feed reader ever shows it as new again.

`content/ids.txt` has a line for each article that was ever published: its file below `content/`, two spaces, its id. A
build adds what is new; nothing that is there is changed but by an editor, or when an article's file was moved. Text
goes in and comes out; nothing is read or written here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from sitegen.files import LEDGER
from sitegen.model import Document, Meta, Source
from sitegen.problems import Problem, error
from sitegen.value import Value

_HEAD = """\
# What each article was published as: its file, and the id by which feed readers know that they have seen it.
# sitegen adds to this list; keep it with the content. See docs/feeds.md, "Seen once".
"""
_ROW = re.compile(r"(?P<path>\S.*?)(?:[ ]{2,}|\t+)(?P<id>\S.*?)\s*")


class Row(Value):
    """A line: an article's path in the site, its id, the line's number."""

    path: str
    id: str
    line: int = 0


class Ledger(Value):
    """The lines of a ledger."""

    rows: tuple[Row, ...] = ()


class Ids(Value):
    """What articles were published as: by their path, and of those whose file is gone by what their id ends in."""

    by_path: Mapping[str, str]
    by_end: Mapping[str, str]

    def of(self, path: str, end: str) -> str:
        """Return the id of an article that its file does not name; empty if it has none yet. See `minted`."""
        return self.by_path.get(path) or self.by_end.get(end, "")


NO_IDS = Ids({}, {})


def minted(domain: str, end: str) -> str:
    """Return a new id (RFC 4151, the tag scheme): it ends in day and slug, which tell a moved file."""
    return f"tag:{domain},{end}"


def read(source: Source) -> tuple[Ledger, tuple[Problem, ...]]:
    """Return what a ledger says, and a problem for each line that says nothing."""
    rows: dict[str, Row] = {}
    problems = []
    for line, text in enumerate(source.data.decode("utf-8", "replace").lstrip("\ufeff").splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        found = _ROW.fullmatch(text)
        if found is None:
            what, hint = "this line names no file with an id", "write a file below content/, two spaces, and its id"
            if re.match(r"<{7}|={7}|>{7}|\|{7}", text):
                what, hint = "here two versions were put together and left so", "keep the lines of both"
            problems.append(error(LEDGER, line, 1, what, hint))
            continue
        row = Row(f"content/{found['path']}", found["id"], line)
        first = rows.setdefault(row.path, row)
        if first.id != row.id:
            what = f"another id for this article is in line {first.line}"
            problems.append(error(LEDGER, line, 1, what, "keep the one that was published first"))
    return Ledger(tuple(rows.values())), tuple(problems)


def ids(ledger: Ledger, paths: Collection[str]) -> Ids:
    """Return the ids of a ledger; `paths` are the files that there are."""
    gone = (row.id for row in ledger.rows if row.path not in paths)
    return Ids({row.path: row.id for row in ledger.rows}, {id.partition(",")[2]: id for id in gone if "," in id})


def renewed(ledger: Ledger, published: Mapping[str, str], paths: Collection[str]) -> Ledger | None:
    """Return a ledger with what is published now (path to id), or None if nothing of that is new.

    A line goes only when its article has another file, which takes its id over.
    """
    before = {row.path: row.id for row in ledger.rows}
    gone = {id for path, id in before.items() if path not in paths}
    taken = gone & set(published.values())
    stay = {
        path: id
        for path, id in before.items()
        if (published.get(path) not in taken if path in paths else id not in taken)
    }
    after = {**published, **stay}
    first = _HEAD.count("\n") + 1
    rows = tuple(Row(path, id, line) for line, (path, id) in enumerate(sorted(after.items()), first))
    return Ledger(rows) if after != before else None


def text(ledger: Ledger) -> bytes:
    """Return a ledger as the file has it."""
    rows = "".join(f"{row.path.removeprefix('content/')}  {row.id}\n" for row in ledger.rows)
    return (_HEAD + rows).encode("utf-8", "surrogatepass")


def faults(
    ledger: Ledger, articles: Iterable[Document[Meta]], published: Mapping[str, str], paths: Collection[str]
) -> Iterator[Problem]:
    """Give a problem for every article that readers would see as new, or that is gone, though it was published.

    `published` has the ids of what is published now, `paths` all files that there are.
    """
    known = {row.path: row for row in ledger.rows}
    gone = {row.id for row in ledger.rows if row.path not in paths}
    named = set(published.values())
    for document in articles:
        id, row = document.meta.id, known.get(document.path)
        named.add(id)
        if row and id and id != row.id and id not in gone:
            what = f"was published as `{row.id}`: with another `id` every feed reader shows it as new"
            hint = f"write `id: {row.id}` again; or, if it is meant to be new, write the new one in {LEDGER}:{row.line}"
            yield error(document.path, document.line_of("id"), 1, what, hint)
    for row in ledger.rows:
        if row.path not in paths and row.id not in named:
            what = f"{row.path}, which was published, is gone"
            hint = f"if it has another file now, write `id: {row.id}` there; if it is gone for good, take this line out"
            yield error(LEDGER, row.line, 1, what, hint)
