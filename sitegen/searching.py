"""The search index: what readers can search, as records, and the files that Pagefind makes of them.

Records go in, files come out, the same for the same records. Only `index` runs Pagefind, and only where the records are
others than ever before: the files are kept in the cache by the address of the records. The only importer of pagefind.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sitegen import digest, holes
from sitegen.cache import Cache
from sitegen.model import Prose
from sitegen.urls import output_path
from sitegen.value import Value

FOLDER = "pagefind"
"""Where in the output the files are."""

NAMED_BY_CONTENT = ("fragment", "index")
"""The folders in it whose files have another name with every change."""

FACETS, FACET_NAMES = "facets.json", ("topic", "region", "author", "year", "language")

_UNUSED = re.compile(r"pagefind-(?:ui|modular-ui|component-ui|highlight)\.")
_TAG = re.compile(r"<[^>]*>")
_UNREAD = re.compile(
    r'<a role="doc-backlink".*?</a>|<sup><a id="[^"]*" href="[^"]*" role="doc-noteref".*?</sup>'
    r'|<svg role="img" .*?</svg>(?=\n<details>)',
    re.DOTALL,
)


class Record(Value):
    """An article as it can be searched: its URL path, its text's key, language (ISO 639), and what is shown of it.

    `filters` are the names of `FACET_NAMES` with their values, as `topic` with topics.
    """

    url: str
    text: bytes
    language: str
    title: str
    standfirst: str
    byline: str
    date: str
    filters: tuple[tuple[str, tuple[str, ...]], ...]


class Indexed(Value):
    """The files of an index: their names below `FOLDER`, with the keys of their bytes in the cache; and its own key."""

    files: tuple[tuple[str, bytes], ...] = ()
    key: bytes = b""


class IndexedFile(Value):
    """A file of an index, as the cache keeps it."""

    data: bytes


class SearchError(Exception):
    """The index cannot be made: why."""


def key(tools: bytes, records: Sequence[Record]) -> bytes:
    """Return the key in the cache of the index of records."""
    return digest.of_bytes(tools + b"search" + digest.of(records))


def known(cache: Cache, tools: bytes, records: Sequence[Record]) -> Indexed | None:
    """Return the index of records if it was ever made."""
    return cache.get(key(tools, records), Indexed)


def index(cache: Cache, tools: bytes, records: Sequence[Record]) -> Indexed:
    """Make the index of records, and keep it. Raises SearchError."""
    bodies = [_text(cache, record.text) for record in records]
    try:
        made = _files(records, bodies)
    except OSError as fault:
        raise SearchError(fault.strerror or str(fault)) from fault
    files = []
    for name, data in made:
        address = digest.of_bytes(b"search file" + data)
        cache.put(address, IndexedFile(data))
        files.append((name, address))
    found = Indexed(tuple(files), key(tools, records))
    cache.put(found.key, found)
    cache.flush()
    return found


def _text(cache: Cache, key: bytes) -> str:
    """Return a text and its notes without markup."""
    prose = cache.get(key, Prose)
    if prose is None:
        raise SearchError("a text is not in the cache")
    body, *notes = holes.fill(prose.parts, {})[:-2]
    words = _TAG.sub(" ", _UNREAD.sub("", b" ".join((body, *notes)).decode()))
    return " ".join(html.unescape(words).split())


def _files(records: Sequence[Record], bodies: Iterable[str]) -> list[tuple[str, bytes]]:
    """Return the files that Pagefind makes of pages which hold what can be searched, and nothing else.

    Pages and not its records, which its package takes ten of in a second.
    """
    from pagefind.service import get_executable

    with TemporaryDirectory() as folder:
        site, made = Path(folder, "site"), Path(folder, "made")
        for record, body in zip(records, bodies, strict=True):
            place = site / output_path(record.url)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(_page(record, body), "utf-8")
        command = [str(get_executable()), "--site", str(site), "--output-path", str(made)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            raise SearchError(" ".join((done.stderr or done.stdout).split()) or f"it ended with {done.returncode}")
        places = sorted(place for place in made.rglob("*") if place.is_file() and not _UNUSED.match(place.name))
        named = [(place.relative_to(made).as_posix(), place.read_bytes()) for place in places]
    found = [(name, _steady(name, data)) for name, data in named]
    return sorted([*found, (FACETS, _facets(records, found))])


def _page(record: Record, body: str) -> str:
    """Return an article as a page for Pagefind: what results show of it is told, and the text is what is searched."""
    told = "".join(f'<p data-pagefind-meta="{name}">{html.escape(text)}</p>' for name, text in _meta(record))
    return (
        f'<!doctype html><html lang="{html.escape(record.language)}"><body data-pagefind-body>'
        f"<div data-pagefind-ignore>{told}</div><p>{html.escape(body)}</p></body></html>"
    )


def _facets(records: Iterable[Record], files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return by what readers may choose among results, as JSON: names, and for each result's id its values.

    Pagefind's own filters would do, but their files have another order in every run.
    """
    by_url = {record.url: [list(values) for _, values in record.filters] for record in records}
    pages = {}
    for path, data in files:
        if path.startswith("fragment/"):
            text = gzip.decompress(data).decode()
            fragment = json.loads(text[text.index("{") :])
            pages[path.removeprefix("fragment/").partition(".")[0]] = by_url[fragment["url"]]
    told = {"names": list(FACET_NAMES), "pages": pages}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _meta(record: Record) -> Iterator[tuple[str, str]]:
    pairs = ("title", record.title), ("standfirst", record.standfirst), ("byline", record.byline), ("date", record.date)
    yield from ((name, text) for name, text in pairs if text)


def _steady(path: str, data: bytes) -> bytes:
    """Return a file as it is in every run: what Pagefind writes of its languages has any order."""
    if path != "pagefind-entry.json":
        return data
    return json.dumps(json.loads(data), sort_keys=True, separators=(",", ":")).encode()
