"""A content file, read: its bytes become an `Entry`, from the cache where they were read before.

In: a file of `content/`. Out: its front matter, what is known of its text, what is wrong with it. The text's HTML goes
to the cache, by a key that knows the text alone: a new headline parses no Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sitegen import holes
from sitegen.cache import Cache
from sitegen.digest import of_bytes
from sitegen.files import read, unreadable
from sitegen.model import AuthorMeta, Entry, Found, Meta, PageMeta, Prose, Source, Text, TopicMeta
from sitegen.problems import error, errors
from sitegen.value import Value, replace

_AT_ONCE = 500
KINDS = {"articles": Meta, "authors": AuthorMeta, "topics": TopicMeta, "pages": PageMeta}
_ENTRIES: dict[str, type[Entry[Any]]] = {name: Entry[kind] for name, kind in KINDS.items()}  # type: ignore[valid-type]


class Reader(Value):
    """What reading depends on beside the file: the cache, the toolchain, the time zone of dates without offset.

    `first` says that nothing was ever read, so that the cache is not asked for each file in vain.
    """

    cache: Cache
    toolchain: bytes
    zone: str
    first: bool = False

    def key(self, path: str, digest: bytes) -> bytes:
        """Return the key of an entry in the cache."""
        return of_bytes(self.toolchain + repr(("entry", path, self.zone, digest)).encode("utf-8", "surrogatepass"))


def known(reader: Reader, path: str, digest: bytes) -> Entry[Any] | None:
    """Return the entry of a file whose bytes have an address, if it was ever read."""
    kind = _ENTRIES.get(path.split("/", 2)[1])
    return None if kind is None else reader.cache.get(reader.key(path, digest), kind)


def all_known(reader: Reader, files: Iterable[tuple[str, bytes]]) -> dict[str, Entry[Any]]:
    """Return the entries, by path, of those files (path, address of the bytes) that were ever read."""
    wanted = list(files)
    found: dict[str, Entry[Any]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        keys = {
            path: (reader.key(path, digest), _ENTRIES[folder])
            for path, digest in wanted[start : start + _AT_ONCE]
            if (folder := path.split("/", 2)[1]) in _ENTRIES
        }
        reader.cache.fetch((key for key, _ in keys.values()), Entry)
        found |= {
            path: entry for path, (key, kind) in keys.items() if (entry := reader.cache.get(key, kind)) is not None
        }
    return found


def load(reader: Reader, files: Sequence[Found]) -> list[tuple[Entry[Any], bool]]:
    """Read files from disk; return their entries, and for each whether its Markdown had to be parsed."""
    loaded = []
    for found in files:
        try:
            loaded.append(of_source(reader, read(found)))
        except OSError as fault:
            loaded.append((Entry(b"", None, Text(), (unreadable(found.path, fault),)), False))
    reader.cache.flush()
    return loaded


def of_source(reader: Reader, source: Source) -> tuple[Entry[Any], bool]:
    """Return the entry of a file's bytes, and whether its Markdown had to be parsed."""
    digest = of_bytes(source.data)
    entry = None if reader.first else known(reader, source.path, digest)
    if entry is not None:
        return entry, False
    from sitegen import documents

    kind = source.path.split("/", 2)[1]
    if kind not in KINDS or source.path.count("/") < 2:
        hint = "move it to content/articles/, content/authors/, content/topics/ or content/pages/"
        fault = error(source.path, 1, 1, "this file is in none of the folders of content", hint)
        return Entry(digest, None, Text(), (fault,)), False
    if kind == "articles":
        document, problems = documents.article(source, reader.zone)
    else:
        document, problems = getattr(documents, kind.removesuffix("s"))(source)
    text, parsed = _text(reader, document.text) if document else (Text(), False)
    if document:
        document = replace(document, text="")
        if isinstance(document.meta, (Meta, PageMeta)) and document.meta.summary:
            # Nobody asks for how a text begins that has a summary.
            text = replace(text, excerpt="")
    whole = not errors(problems)
    entry = Entry(digest, document if whole else None, text, problems, None if whole else document)
    reader.cache.put(reader.key(source.path, digest), entry)
    return entry, parsed


def text_key(toolchain: bytes, text: str) -> bytes:
    """Return the key of a rendered text's HTML in the cache."""
    return of_bytes(toolchain + b"text" + text.encode("utf-8", "surrogatepass"))


def _text(reader: Reader, text: str) -> tuple[Text, bool]:
    """Return what is known of a text, and whether it had to be parsed for that."""
    key = text_key(reader.toolchain, text)
    kept = None if reader.first else reader.cache.get(key, Prose)
    if kept is not None and kept.text.key == key:
        return kept.text, False
    from sitegen import markdown
    from sitegen.metadata.structured import sources

    body = markdown.render(text)
    made = Text(
        key,
        len(body.notes),
        body.beside,
        not body.html,
        " ".join(body.anchors),
        body.links,
        body.excerpt,
        body.words,
        body.problems,
    )
    notes = tuple(note.html for note in body.notes)
    reader.cache.put(key, Prose(holes.cut((body.html, *notes, str(body.words), sources(notes))), made))
    return made, True
