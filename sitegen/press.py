"""Pieces of HTML, put together from what was rendered before.

A `Piece` is a layout, the argument that its view is made of, and what stands in the view's *slots*: finished pieces
and texts. The layout sees a slot as a token that it may put where it likes, so what it renders, the skeleton, is the
same whatever the slot holds. A changed rail is a new join of old skeletons, and a changed text runs no layout.

Skeletons are kept in the cache by the address of layout and argument. Nothing here reads a file or knows a site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from sitegen import digest, holes
from sitegen.cache import Cache
from sitegen.layouts import Layout, LayoutError, render
from sitegen.model import Prose
from sitegen.problems import Problem, error
from sitegen.value import Value, replace

_SLOT = re.compile(f"{holes.OPEN}S([^{holes.CLOSE}]*){holes.CLOSE}")
_MARKS = holes.OPEN, holes.CLOSE
_REMEMBERED, _RECENT = 4096, 600


class Shown(Value):
    """A rendered text on a page: its key in the cache, and what closes its holes (see `holes`).

    `links` has what stands in HTML for each target, `pictures` for each that is a picture of the site. `notes`,
    `beside` and `is_empty` say what a view needs to know.
    """

    text: bytes
    notes: int
    beside: bool
    is_empty: bool
    links: tuple[tuple[str, str], ...] = ()
    prefix: str = ""
    page: str = ""
    pictures: tuple[tuple[str, tuple[str, str, str, str]], ...] = ()
    labels: holes.Labels = ()

    @property
    def key(self) -> bytes:
        """All that the shown text depends on."""
        around = self.links, self.prefix, self.page, self.pictures, self.labels
        return digest.of((self.text, *around)) if any(around) else self.text


class Slots(Value):
    """What a view knows of its slots: which there are, and the shape of those that are texts.

    A shape is how many notes the text has, if they fit beside it, if it is empty, and if its ids have a prefix.
    """

    shapes: tuple[tuple[str, tuple[int, bool, bool, bool] | None], ...]

    def has(self, name: str) -> bool:
        """Tell whether there is a slot of that name."""
        return any(known == name for known, _ in self.shapes)

    def one(self, name: str) -> Markup:
        """Return the token of a slot; empty when there is none of that name."""
        return token(name) if self.has(name) else Markup()

    def many(self, name: str) -> tuple[Markup, ...]:
        """Return the tokens of the slots `name/0`, `name/1` and so on."""
        return tuple(token(known) for known, _ in self.shapes if known.rpartition("/")[0] == name)

    def text(self, name: str) -> tuple[Markup, tuple[Markup, ...], Markup]:
        """Return the tokens of a text and of its notes, and of the prefix of its ids if it has one."""
        shape = next((shape for known, shape in self.shapes if known == name), None)
        if shape is None:
            return Markup(), (), Markup()
        notes, _, is_empty, has_prefix = shape
        tokens = tuple(token(f"{name}:{n}") for n in range(notes))
        return Markup() if is_empty else token(name), tokens, token(f"{name}:prefix") if has_prefix else Markup()

    def facts(self, name: str) -> tuple[str, str]:
        """Return the tokens of what is told of a text, both JSON: how many words it has, what its notes cite."""
        shape = next((shape for known, shape in self.shapes if known == name), None)
        notes, is_empty = (shape[0], shape[2]) if shape else (0, True)
        words, sources = (f"{holes.OPEN}S{name}:{fact}{holes.CLOSE}" for fact in ("words", "sources"))
        return "" if is_empty else words, sources if notes else ""

    def beside(self, name: str) -> bool:
        """Tell whether the notes of a text can stand beside it."""
        return any(known == name and shape is not None and shape[1] for known, shape in self.shapes)


View = Callable[[Any, Any, Slots], Value]


class Piece(Value):
    """A layout, the function that makes its view from scene and argument, and what fills the view's slots.

    `subject` says what it is, for messages alone. `skeleton` is the address of all but what the slots hold, `key` has
    two (see `own`, `shared`).
    """

    layout: Layout
    view: View
    scene: Any
    argument: Any
    slots: tuple[tuple[str, Piece | Recipe | Shown], ...]
    subject: str
    skeleton: bytes
    key: bytes

    @property
    def seen(self) -> Slots:
        """What the view may know of the slots."""
        return _seen(self.slots)


class Reprint(Value):
    """A page that shows a piece as text, in several forms; the piece's notes have ids that begin with `prefix`."""

    page: Piece
    block: Piece
    prefix: str


class Filling(Value):
    """What fills a slot of a recipe: a text, or another recipe."""

    name: str
    recipe: Recipe | None = None
    text: Shown | None = None


class Recipe(Value):
    """How a piece is put together of what is in the cache: all of it but what a skeleton is rendered from."""

    skeleton: bytes
    fillings: tuple[Filling, ...] = ()

    @property
    def slots(self) -> tuple[tuple[str, Recipe | Shown], ...]:
        """The slots as a piece has them."""
        return tuple((f.name, part) for f in self.fillings if (part := f.recipe or f.text) is not None)

    @property
    def key(self) -> bytes:
        """The key of the piece."""
        return _key(self.skeleton, self.slots)


class Skeleton(Value):
    """What a layout rendered, as UTF-8: what stands between the slots, and the slots' names, in turns."""

    parts: tuple[bytes, ...]


def recipe(piece: Piece | Recipe) -> Recipe:
    """Return a piece's recipe."""
    if isinstance(piece, Recipe):
        return piece
    return Recipe(
        piece.skeleton,
        tuple(
            Filling(name, text=part) if isinstance(part, Shown) else Filling(name, recipe=recipe(part))
            for name, part in piece.slots
        ),
    )


def texts(of: Piece | Recipe) -> Iterator[bytes]:
    """Give the keys of all texts in it."""
    for _, part in of.slots:
        if isinstance(part, Shown):
            yield part.text
        else:
            yield from texts(part)


def with_texts(old: Recipe, swap: Mapping[bytes, bytes]) -> Recipe:
    """Return a recipe with other texts in the place of some."""
    return Recipe(
        old.skeleton,
        tuple(
            replace(
                f,
                recipe=with_texts(f.recipe, swap) if f.recipe else None,
                text=replace(f.text, text=swap.get(f.text.text, f.text.text)) if f.text else None,
            )
            for f in old.fillings
        ),
    )


def own(key: bytes) -> bytes:
    """Return the half of a piece's key that is for its skeleton and its texts."""
    return key[: digest.SIZE]


def shared(key: bytes) -> bytes:
    """Return the half of a piece's key that is for the pieces in its slots; empty when there are none."""
    return key[digest.SIZE :]


def _key(skeleton: bytes, slots: Sequence[tuple[str, Piece | Recipe | Shown]]) -> bytes:
    """Return the two halves of a key: see `own` and `shared`. The skeleton's address has the slots' names."""
    texts, parts = b"", b""
    for _, part in slots:
        if isinstance(part, Shown):
            texts += part.key
        else:
            parts += part.key
    first = digest.of_bytes(skeleton + texts) if texts else skeleton
    return first + digest.of_bytes(parts) if parts else first


class Stage(Value):
    """Where pieces of one site are made: the scene of all their views, and its address."""

    scene: Any
    address: bytes

    def piece(
        self,
        layout: Layout,
        view: View,
        argument: Any,
        slots: tuple[tuple[str, Piece | Recipe | Shown], ...] = (),
        subject: str = "",
    ) -> Piece:
        """Return a piece with its addresses."""
        seen = self.address, layout.address, digest.name_of(view), argument, _seen(slots).shapes
        skeleton = digest.of(seen)
        return Piece(layout, view, self.scene, argument, slots, subject, skeleton, _key(skeleton, slots))


def token(name: str) -> Markup:
    """Return what stands in a skeleton for a slot."""
    return Markup(f"{holes.OPEN}S{name}{holes.CLOSE}")


def page(piece: Piece | Recipe, press: Press) -> bytes:
    """Return a piece as the bytes of a file."""
    return press.html(piece)


class Press:
    """Joins pieces, and remembers the small ones that many pages share.

    A piece that cannot be rendered is empty and among the `problems`, so that what else is wrong is found too.
    `rendered` counts the layouts that were run.
    """

    def __init__(self, cache: Cache, toolchain: bytes) -> None:
        self.cache = cache
        self.toolchain = toolchain
        self.problems: list[Problem] = []
        self.rendered = 0
        self._known: dict[bytes, bytes] = {}
        self._recent: dict[tuple[object, bytes], bytes] = {}

    def expect(self, pieces: Iterable[Piece | Recipe]) -> None:
        """Look up at once what will be asked for one by one: it takes half the time."""
        keys: dict[bytes, None] = {}
        todo = list(pieces)
        while todo:
            piece = todo.pop()
            keys[self.key(piece)] = None
            for _, part in piece.slots:
                if isinstance(part, Shown):
                    keys[part.text] = None
                elif part.key not in self._known and self.key(part) not in keys:
                    todo.append(part)
        self.cache.fetch(keys)

    def html(self, piece: Piece | Recipe) -> bytes:
        """Return a piece's HTML. Of a recipe all must be in the cache, else it raises LostError."""
        skeleton = self._skeleton(piece)
        if len(skeleton) == 1:
            return skeleton[0]
        parts: dict[str, Piece | Recipe | Shown] = dict(piece.slots)
        filled: dict[bytes, bytes] = {}
        out = [skeleton[0]]
        for name, text in zip(skeleton[1::2], skeleton[2::2], strict=True):
            if name not in filled:
                slot = name.decode().partition(":")[0]
                part = parts[slot]
                if isinstance(part, Shown):
                    filled |= self._text(slot, part)
                else:
                    filled[name] = self.part(part)
            out += filled[name], text
        return b"".join(out)

    def part(self, part: Piece | Recipe) -> bytes:
        """Return the HTML of a piece that many pieces share."""
        html = self._known.get(part.key)
        if html is None:
            before = len(self.problems)
            html = self.html(part)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            if len(self.problems) == before:
                self._known[part.key] = html
        return html

    def recent(self, make: Callable[[Piece | Recipe, Press], bytes], piece: Piece | Recipe) -> bytes:
        """Return what a function makes of a piece and this press, made once for those who ask one after the other."""
        made = self._recent.get((make, piece.key))
        if made is None:
            before = len(self.problems)
            made = make(piece, self)
            if len(self._recent) >= _RECENT:
                self._recent.clear()
            if len(self.problems) == before:
                self._recent[make, piece.key] = made
        return made

    def _text(self, name: str, shown: Shown) -> dict[bytes, bytes]:
        prose = self.cache.get(shown.text, Prose)
        if prose is None or len(prose.parts) % 2 == 0:
            raise LostError
        around = {"prefix": shown.prefix, "page": shown.page}
        texts = holes.fill(prose.parts, dict(shown.links), dict(shown.pictures), **around, labels=shown.labels)
        if len(texts) != 3 + shown.notes:
            raise LostError
        names = name, *(f"{name}:{number}" for number in range(shown.notes)), f"{name}:words", f"{name}:sources"
        filled = {name.encode(): text for name, text in zip(names, texts, strict=True)}
        return filled | {f"{name}:prefix".encode(): escape(shown.prefix).encode()}

    def _skeleton(self, piece: Piece | Recipe) -> tuple[bytes, ...]:
        """Return what stands between the slots and the slots' names, in turns."""
        key = self.key(piece)
        kept = self.cache.get(key, Skeleton)
        if kept is not None and len(kept.parts) % 2:
            return kept.parts
        if isinstance(piece, Recipe):
            raise LostError
        try:
            html = render(piece.layout, piece.view(piece.scene, piece.argument, piece.seen), piece.subject)
        except LayoutError as fault:
            self.problems.append(fault.problem)
            return _alone(piece)
        self.rendered += 1
        cut = _SLOT.split(html)
        if not _tokens(piece).issuperset(cut[1::2]) or any(mark in text for text in cut[::2] for mark in _MARKS):
            hint = "put `body.html`, `rail` and the like where they belong as they are, without filters"
            self.refuse(piece, "a finished part was cut, searched or changed", hint)
            return _alone(piece)
        made = Skeleton(tuple(part.encode() for part in cut))
        self.cache.put(key, made)
        return made.parts

    def key(self, piece: Piece | Recipe) -> bytes:
        """Return the key of a piece's skeleton in the cache."""
        return digest.of_bytes(self.toolchain + piece.skeleton)

    def refuse(self, piece: Piece | Recipe, what: str, hint: str) -> None:
        """Note that what a layout made of a piece cannot be used. For a recipe, which was used before: LostError."""
        if isinstance(piece, Recipe):
            raise LostError
        path = next(path for name, _, path in piece.layout.sources if name == piece.layout.name)
        self.problems.append(error(path, 1, 1, f"{what} (rendering {piece.subject})", hint))


class LostError(Exception):
    """A text went from the cache between its reading and its printing: the build has to read it again."""


@lru_cache(maxsize=8)
def press_of(cache: Cache, toolchain: bytes, thread: int) -> Press:
    """Return the press of a thread of this process for a cache: what it counts and complains of is one page's."""
    return Press(cache, toolchain)


def _seen(slots: tuple[tuple[str, Piece | Recipe | Shown], ...]) -> Slots:
    return Slots(
        tuple(
            (name, (part.notes, part.beside, part.is_empty, bool(part.prefix)) if isinstance(part, Shown) else None)
            for name, part in slots
        )
    )


def _tokens(piece: Piece) -> set[str]:
    """Return the names that a layout may have put somewhere: of slots, of a text's notes, prefix and facts."""
    found = {name for name, _ in piece.slots}
    for name, part in piece.slots:
        if isinstance(part, Shown):
            found |= {f"{name}:{fact}" for fact in ("prefix", "words", "sources")}
            found |= {f"{name}:{number}" for number in range(part.notes)}
    return found


def _alone(piece: Piece) -> tuple[bytes, ...]:
    """Return the skeleton of a piece that cannot be rendered: its slots alone, so that what is wrong in them is met."""
    return b"", *(part for name, _ in piece.slots for part in (name.encode(), b""))
