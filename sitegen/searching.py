"""The search index: what readers can search, as records, and the files that Pagefind makes of them.

Records go in, files come out, the same for the same records. Only `index` runs Pagefind, and only where the records are
others than ever before: the files are kept in the cache by the address of the records. The only importer of pagefind.
"""

from __future__ import annotations

import asyncio
import gzip
import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from sitegen import digest, holes
from sitegen.cache import Cache
from sitegen.model import Prose
from sitegen.value import Value

FOLDER = "pagefind"
"""Where in the output the files are."""

FACETS, FACET_NAMES = "facets.json", ("topic", "region", "author", "year", "language")

_UNUSED = re.compile(r"pagefind-(?:ui|modular-ui|component-ui|highlight)\.")
_TAG = re.compile(r"<[^>]*>")
_LINK_OF_NOTE = re.compile(
    r'<a role="doc-backlink".*?</a>|<sup><a id="[^"]*" href="[^"]*" role="doc-noteref".*?</sup>', re.DOTALL
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
        # A thread of its own, so that whoever calls may have a loop already.
        with ThreadPoolExecutor(1) as one:
            made = one.submit(asyncio.run, _files(records, bodies)).result()
    except Exception as fault:
        # A program of its own, which may fail in any way.
        raise SearchError(str(fault) or type(fault).__name__) from fault
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
    words = _TAG.sub(" ", _LINK_OF_NOTE.sub("", b" ".join((body, *notes)).decode()))
    return " ".join(html.unescape(words).split())


async def _files(records: Sequence[Record], bodies: Iterable[str]) -> list[tuple[str, bytes]]:
    from pagefind.index import PagefindIndex

    found: list[tuple[str, bytes]] = []
    made = PagefindIndex()
    await made._start()
    try:
        for record, body in zip(records, bodies, strict=True):
            await made.add_custom_record(
                url=record.url,
                content=body,
                language=record.language,
                meta=dict(_meta(record)),
            )
        for file in await made.get_files():
            if not _UNUSED.match(file["path"]):
                found.append((file["path"], _steady(file["path"], file["content"])))
        found.append((FACETS, _facets(records, found)))
    finally:
        service = made._service
        if service is not None:
            await service.close()
    return sorted(found)


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
