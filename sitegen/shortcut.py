"""The commonest edit: the text of an article changed, and nothing that another page knows of it.

Then no other article needs to be read, and nothing planned: the page and the feeds that show the text are made again by
the orders that the last build left (see `orders`), with the new text in them, and its length where the page says it.
Wherever that is not surely all, there is no shortcut, and the whole is planned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sitegen import digest, entries, orders, views
from sitegen.entries import Reader
from sitegen.files import Tree
from sitegen.memory import Memory
from sitegen.model import Entry, Found, Matter, Task, told
from sitegen.orders import Order
from sitegen.outputs import articles
from sitegen.press import Stage
from sitegen.value import Value, replace
from sitegen.views import minutes

MOST = 16
"""Changed files; with more, planning costs less than finding out."""


class Shortcut(Value):
    """What to make again; `digests` are the addresses of all files now, `swap` the changed texts' keys, old to new."""

    tasks: tuple[Task, ...]
    digests: dict[str, bytes]
    swap: dict[bytes, bytes]
    read: int
    parsed: int


def shortcut(reader: Reader, memory: Memory, tree: Tree, digests: Mapping[str, bytes]) -> Shortcut | None:
    """Return the shortcut to a build, if there is one."""
    changed = memory.retold(tree, digests)
    if not changed or len(changed) > MOST:
        return None
    if memory.built is None or any(problem.path.startswith("seeds/") for problem in memory.built.problems):
        # A seed that waits for an editor may be converted now.
        return None
    files = tuple(file for file in tree.below("content/articles/") if file.path in changed)
    if len(files) < len(changed):
        return None
    loaded = entries.load(reader, files)
    swap: dict[bytes, bytes] = {}
    lengths: dict[str, int] = {}
    for file, (new, _) in zip(files, loaded, strict=True):
        old = entries.known(reader, file.path, changed[file.path])
        if old is None or _face(old) != _face(new) or old.text.key in swap:
            return None
        swap[old.text.key] = new.text.key
        if minutes(new.text.words) != minutes(old.text.words):
            lengths[file.path] = minutes(new.text.words)
    tasks = _tasks(reader, memory, swap, lengths)
    # An article that is not published may have the same text as one that is.
    if tasks is None or any(task.path.endswith(".html") and task.source not in changed for task in tasks):
        return None
    now = {**digests, **_addresses(files, loaded)}
    return Shortcut(tasks, now, swap, len(files), sum(parsed for _, parsed in loaded))


def _addresses(files: tuple[Found, ...], loaded: list[tuple[Entry[Any], bool]]) -> dict[str, bytes]:
    return {file.path: entry.digest for file, (entry, _) in zip(files, loaded, strict=True)}


def _face(entry: Entry[Any]) -> Entry[Any] | None:
    """Return all of an article that shows anywhere but on its own page, and what is wrong with it."""
    if entry.document is None:
        return None
    return replace(entry, digest=b"", text=replace(entry.text, key=b"", words=0))


def _tasks(
    reader: Reader, memory: Memory, swap: Mapping[bytes, bytes], lengths: Mapping[str, int]
) -> tuple[Task, ...] | None:
    rows = memory.kept or {}
    paths: dict[str, None] = {}
    for text in swap:
        shown = memory.showing.get(text, ())
        # A text that stands on two pages is that of two articles, of which one is as it was.
        if sum(path.endswith(".html") for path in shown) > 1:
            return None
        paths |= dict.fromkeys(shown)
    tasks = []
    for path in paths:
        old = orders.find(reader.cache, reader.toolchain, rows[path].key) if path in rows else None
        matter = orders.matter(old, swap) if old else None
        if old and matter and path.endswith(".html") and old.source in lengths:
            matter = _of_length(matter, old, lengths[old.source], memory)
        if old is None or matter is None:
            return None
        tasks.append(told(path, old.source, matter))
    return tuple(tasks)


def _of_length(matter: Matter, old: Order, minutes: int, memory: Memory) -> Matter | None:
    """Return what an article's page is made of with another length on it."""
    from sitegen import layouts

    scene = memory.scene(old.article.card.language) if old.article else None
    if scene is None or memory.inputs is None or old.article is None:
        return None
    known, unread = layouts.load(memory.inputs.theme, memory.cache, memory.tools)
    if unread or articles.LAYOUT not in known:
        return None
    stage = Stage(scene, digest.of(scene))
    article = replace(old.article, minutes=minutes)
    piece = stage.piece(known[articles.LAYOUT], views.article, article, matter.argument.slots, old.source)
    return replace(matter, argument=piece, key=piece.key)
