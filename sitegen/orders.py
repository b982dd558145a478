"""What a file was made of, as it is kept in the cache: enough to make it again with another text or part in it.

`Matter` has all that a file could ever be made from, an `Order` what is left once its skeletons are in the cache. It
is kept in the two halves of a page's key (see `press`): what is the page's own, and the parts that it shares with many.
So a new headline in the rail of ten thousand pages is one new `Share`, and no new order.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sitegen import digest, feeds, press
from sitegen.cache import Cache
from sitegen.feeds import Feed, FeedEntry
from sitegen.model import Matter
from sitegen.press import Filling, LostError, Piece, Press, Recipe, Reprint, press_of
from sitegen.value import Value, replace
from sitegen.views import ArticleOf

_MAKERS = {digest.name_of(make): make for make in feeds.FORMATS.values()}


class Order(Value):
    """A page's recipe, or a feed of recipes with the name of the function that makes it.

    `article` is what the view of an article's page was made of: another length of the text shows there.
    """

    source: str
    recipe: Recipe | None = None
    article: ArticleOf | None = None
    feed: Feed[Recipe] | None = None
    maker: str = ""


class Share(Value):
    """What fills the slots of a page but for its texts."""

    fillings: tuple[Filling, ...]


def pieces(matter: Matter) -> tuple[Piece | Recipe, ...]:
    """Return the pieces that a file is made of."""
    if isinstance(matter.argument, Feed):
        return tuple(entry.body for entry in matter.argument.entries)
    if isinstance(matter.argument, Reprint):
        return matter.argument.page, matter.argument.block
    return (matter.argument,) if isinstance(matter.argument, (Piece, Recipe)) else ()


def texts(matter: Matter) -> tuple[bytes, ...]:
    """Return the keys of all texts in a file."""
    return tuple(text for piece in pieces(matter) for text in press.texts(piece))


def keys(toolchain: bytes, key: bytes) -> tuple[bytes, ...]:
    """Return the keys in the cache of the order for a task's key, and of its share if it has one."""
    own = digest.of_bytes(toolchain + b"order" + press.own(key))
    shared = press.shared(key)
    return (own, digest.of_bytes(toolchain + b"share" + shared)) if shared else (own,)


def find(cache: Cache, toolchain: bytes, key: bytes) -> Order | None:
    """Return the order for a task's key, if the cache has all of it."""
    own, *rest = keys(toolchain, key)
    order = cache.get(own, Order)
    if order is None or order.recipe is None or not rest:
        return order
    share = cache.get(rest[0], Share)
    if share is None:
        return None
    known = {filling.name: filling for filling in share.fillings}
    fillings = tuple(known.get(filling.name, filling) for filling in order.recipe.fillings)
    return replace(order, recipe=replace(order.recipe, fillings=fillings))


def matter(old: Order, swap: Mapping[bytes, bytes]) -> Matter | None:
    """Return what a file is made of with other texts in the place of some; None when the order says nothing."""
    if old.recipe is not None:
        recipe = press.with_texts(old.recipe, swap)
        return Matter(press.page, recipe, recipe.key)
    if old.feed is not None and old.maker in _MAKERS:
        entries = tuple(replace(entry, body=press.with_texts(entry.body, swap)) for entry in old.feed.entries)
        feed = replace(old.feed, entries=entries)
        return Matter(_MAKERS[old.maker], feed, feeds.key(old.maker, feed))
    return None


class Clerk:
    """Keeps the orders of what a press makes, and tells what a change of shared parts comes to."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self._shares: dict[bytes, Share | None] = {}
        self._changes: dict[tuple[bytes, bytes], tuple[bytes, bytes] | None] = {}

    def keep(self, source: str, matter: Matter, last: bytes) -> None:
        """Keep the order of a file; that of the last build had the key `last`."""
        shared = press.shared(matter.key)
        is_new = press.own(matter.key) != press.own(last)
        shares = shared and shared != press.shared(last) and self._shares.get(shared) is None
        if not is_new and not shares:
            return
        own, *rest = keys(self.press.toolchain, matter.key)
        if is_new:
            order = _order(source, matter)
            if order is None:
                return
            self.press.cache.put(own, order)
        if shares:
            self._shares[shared] = share = _share(matter.argument)
            self.press.cache.put(rest[0], share)

    def change(self, matter: Matter, last: bytes) -> tuple[bytes, bytes] | None:
        """Return the HTML of the one part that changed since a page was made by the key `last`: as it was, as it is.

        None when it is more than that, or not known.
        """
        if press.own(matter.key) != press.own(last) or not isinstance(matter.argument, (Piece, Recipe)):
            return None
        between = press.shared(last), press.shared(matter.key)
        if between not in self._changes:
            try:
                self._changes[between] = self._change(matter.argument, last)
            except LostError:
                self._changes[between] = None
        return self._changes[between]

    def _change(self, piece: Piece | Recipe, last: bytes) -> tuple[bytes, bytes] | None:
        shared = press.shared(last)
        if shared not in self._shares:
            keys_ = keys(self.press.toolchain, last)
            self._shares[shared] = self.press.cache.get(keys_[1], Share) if shared else None
        before = self._shares[shared]
        if before is None:
            return None
        now = {name: part for name, part in piece.slots if isinstance(part, (Piece, Recipe))}
        then = {filling.name: filling.recipe for filling in before.fillings if filling.recipe}
        if now.keys() != then.keys():
            return None
        others = [name for name in now if now[name].key != then[name].key]
        if len(others) != 1:
            return None
        html = self.press.part(then[others[0]]), self.press.part(now[others[0]])
        # What cannot be rendered is told of where the page is put together.
        return None if self.press.problems else html


@lru_cache(maxsize=8)
def clerk_of(cache: Cache, toolchain: bytes, thread: int) -> Clerk:
    """Return the clerk of a thread's press (see `press_of`)."""
    return Clerk(press_of(cache, toolchain, thread))


def _order(source: str, matter: Matter) -> Order | None:
    argument, maker = matter.argument, digest.name_of(matter.function)
    if isinstance(argument, (Piece, Recipe)):
        slots = (
            Filling(name) if isinstance(part, (Piece, Recipe)) else Filling(name, text=part)
            for name, part in argument.slots
        )
        article = argument.argument if isinstance(argument, Piece) else None
        return Order(
            source,
            recipe=Recipe(argument.skeleton, tuple(slots)),
            article=article if isinstance(article, ArticleOf) else None,
        )
    if isinstance(argument, Feed) and maker in _MAKERS:
        entries = tuple(_kept(entry) for entry in argument.entries)
        return Order(source, feed=replace(argument, entries=entries), maker=maker)
    return None


def _kept(entry: Any) -> FeedEntry[Recipe]:
    """Return an entry of a feed with its recipe, without a picture's place on this machine."""
    enclosure = replace(entry.enclosure, variant=None) if entry.enclosure else None
    made: FeedEntry[Recipe] = replace(entry, body=press.recipe(entry.body), enclosure=enclosure)
    return made


def _share(piece: Piece | Recipe) -> Share:
    return Share(
        tuple(
            Filling(name, recipe=press.recipe(part)) for name, part in piece.slots if isinstance(part, (Piece, Recipe))
        )
    )
