"""What a file was made of, as it is kept in the cache: enough to make it again with another text in it, and no more.

A `Task` has all that its file could ever be made from, an `Order` what is left once its skeletons are in the cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sitegen import digest, feeds, press
from sitegen.feeds import Feed
from sitegen.model import Task
from sitegen.press import Piece, Recipe

_MAKERS = {digest.name_of(make): make for make in (feeds.rss,)}


@dataclass(frozen=True, slots=True)
class Order:
    """A page's recipe, or a feed of recipes with the name of the function that makes it."""

    source: str
    recipe: Recipe | None = None
    feed: Feed[Recipe] | None = None
    maker: str = ""


def order(task: Task, known: dict[bytes, Recipe]) -> Order | None:
    """Return a task's order; None for a kind of task that has none. `known` is that of `press.recipe`."""
    argument, maker = task.argument, digest.name_of(task.function)
    if isinstance(argument, (Piece, Recipe)):
        return Order(task.source, recipe=press.recipe(argument, known))
    if isinstance(argument, Feed) and maker in _MAKERS:
        entries = tuple(replace(entry, body=press.recipe(entry.body, known)) for entry in argument.entries)
        return Order(task.source, feed=replace(argument, entries=entries), maker=maker)
    return None


def order_key(toolchain: bytes, task_key: bytes) -> bytes:
    """Return the key of an order in the cache."""
    return digest.of_bytes(toolchain + b"order" + task_key)


def pieces(task: Task) -> tuple[Piece | Recipe, ...]:
    """Return what a file is made of."""
    if isinstance(task.argument, Feed):
        return tuple(entry.body for entry in task.argument.entries)
    return (task.argument,) if isinstance(task.argument, (Piece, Recipe)) else ()


def texts(task: Task) -> Iterator[bytes]:
    """Give the keys of all texts in what a task makes."""
    for piece in pieces(task):
        yield from press.texts(piece)


def task(path: str, old: Order, swap: Mapping[bytes, bytes]) -> Task | None:
    """Return the task of a file with other texts in the place of some; None when the order says nothing."""
    if old.recipe is not None:
        recipe = press.with_texts(old.recipe, swap)
        return Task(path, press.page, recipe, old.source, recipe.key)
    if old.feed is not None and old.maker in _MAKERS:
        entries = tuple(replace(entry, body=press.with_texts(entry.body, swap)) for entry in old.feed.entries)
        feed = replace(old.feed, entries=entries)
        return Task(path, _MAKERS[old.maker], feed, old.source, feeds.key(old.maker, feed))
    return None
