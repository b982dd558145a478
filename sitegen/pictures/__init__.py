"""Pictures: what is known of a picture file, and which files are made of it for the pages that show it.

The bytes of a file go in, its `Facts` come out; what pages say of it and what is to be made of it follows from those
alone. Files are not read here. Pillow is in `raster` and SVG in `vector`; both are imported where there is a picture.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from sitegen import digest, toolchain, urls
from sitegen.files import PICTURES
from sitegen.value import Value, replace

FOLDER = "pictures"
"""Where in the output the files are that are made of pictures."""

WIDTHS = {
    "text": (320, 640, 960, 1280),
    "lead": (320, 640, 960, 1280, 1920),
    "portrait": (160, 320),
    "card": (),
}
"""In which widths a picture is made, in pixels, by where it stands; never in one above its own."""

FALLBACK = 1280
"""The width of the one in the picture's own format, at most; of one with few colours, which is small, its own."""

FORMATS = ("avif", "webp")
"""What a picture is made in beside its own format, if the settings want it; browsers take the first that they know."""

CROPS = ((1, 1), (4, 3), (16, 9))
"""The shapes in which search engines and share cards want a lead picture, each cut from its middle."""

WIDEST_CROP = 1200
"""In pixels."""

TALLEST_WEBP = 16_383
"""In pixels: the format has no more."""

_RECIPE = "1"
_ENDINGS = {"jpeg": "jpg"}
_NAMES = {"jpg": "a JPEG", "png": "a PNG", "gif": "a GIF", "webp": "a WebP", "avif": "an AVIF", "svg": "an SVG"}
_OTHERS = (
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"BM", "a BMP"),
    (b"%PDF", "a PDF"),
    (b"\0\0\1\0", "an icon"),
    (b"8BPS", "a Photoshop file"),
)
_EFFORT = 100
"""How much work a picture is, in pages."""


class Facts(Value):
    """What is known of a picture file; `fault` says why it is none that a page can show, `hint` what to do.

    `width` and `height` are as it is shown, its orientation applied, in pixels. `formats` are those that it can be
    made in beside its own; `lossless` tells that it has few colours, so that it is made without loss in its own size,
    `stays` that it is published byte for byte, `has_place` that it says where on Earth it was taken. `removed` is what
    had no place in a picture, `size` how many bytes it has.
    """

    format: str = ""
    width: int = 0
    height: int = 0
    formats: tuple[str, ...] = ()
    lossless: bool = False
    stays: bool = False
    has_place: bool = False
    removed: tuple[str, ...] = ()
    fault: str = ""
    hint: str = ""
    size: int = 0


class Made(Value):
    """A file that was made of a picture, as the cache keeps it."""

    data: bytes


class Size(Value):
    """How many bytes a file has that was made of a picture: feeds want to know."""

    bytes: int


def size_key(key: bytes) -> bytes:
    """Return the key in the cache of the size of a file, by its own."""
    return digest.of((key, "size"))


class Variant(Value):
    """A file to be made of a picture: in which format and size. A width of 0 leaves it as it is but for what goes.

    `file` is where the picture lies on disk, `at` which file of the site shows it first, with line and column.
    """

    file: str
    at: tuple[str, int, int]
    digest: bytes
    source: str
    format: str
    width: int
    height: int
    lossless: bool
    stays: bool

    @property
    def key(self) -> bytes:
        """The address of what the bytes depend on."""
        how = self.source, self.format, self.width, self.height, self.lossless, self.stays
        return digest.of((tools(), "made", self.digest, how))

    @property
    def effort(self) -> int:
        """How much work it is, in pages."""
        return _EFFORT if self.width else 1


class Picture(Value):
    """A picture of the site that a page shows: its file, what is known of it, and in what it is made beside.

    `url` is the URL path of the file itself where it is published as it is, else empty. `kinds` are the places where it
    stands, as in `WIDTHS`.
    """

    path: str
    file: str
    digest: bytes
    facts: Facts
    formats: tuple[str, ...]
    url: str
    at: tuple[str, int, int]
    kinds: tuple[str, ...]

    @property
    def is_vector(self) -> bool:
        """Whether it has any size."""
        return self.facts.format == "svg"

    @property
    def fallback(self) -> str:
        """The URL path of the one in its own format."""
        as_it_is = self.facts.stays or (self.is_vector and not self.facts.removed)
        return self.url if self.url and as_it_is else f"/{name(self.path, self.digest)}"

    @property
    def whole(self) -> Variant | None:
        """How the one in its own format is made; None where it is published as it is."""
        if self.fallback == self.url:
            return None
        facts = self.facts
        widest = facts.width if facts.lossless else FALLBACK
        return self._variant(facts.format, 0 if self.is_vector or facts.stays else min(facts.width, widest))

    def sources(self, kind: str) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Return format by format what a browser may choose from in a place: URL paths with widths."""
        if self.is_vector or self.facts.stays:
            return ()
        widths = self._widths(kind)
        found = ((made, tuple(width for width in widths if self._fits(made, width))) for made in self.formats)
        return tuple(
            (made, tuple((f"/{name(self.path, self.digest, made, width)}", width) for width in each))
            for made, each in found
            if each
        )

    def crops(self) -> tuple[tuple[str, int, int], ...]:
        """Return the URL paths of what is cut from a lead picture, with width and height, as `CROPS` has them."""
        facts = self.facts
        if "lead" not in self.kinds or self.is_vector or facts.stays:
            return ()
        made = []
        for across, down in CROPS:
            width = max(1, min(WIDEST_CROP, facts.width, facts.height * across // down))
            path = name(self.path, self.digest, facts.format, shape=f"{across}x{down}")
            made.append((f"/{path}", width, max(1, width * down // across)))
        return tuple(made)

    def variants(self) -> Iterator[tuple[str, Variant]]:
        """Give all files that are made of it, by their paths in the output."""
        facts = self.facts
        if self.whole:
            yield self.fallback.lstrip("/"), self.whole
        for url, width, height in self.crops():
            yield url.lstrip("/"), replace(self._variant(facts.format, width), height=height)
        for kind in self.kinds:
            for made, each in self.sources(kind):
                yield from ((url.lstrip("/"), self._variant(made, width)) for url, width in each)

    def _widths(self, kind: str) -> tuple[int, ...]:
        own, wanted = self.facts.width, WIDTHS[kind]
        if not wanted:
            return ()
        return (*(width for width in wanted if width < own), *((own,) if own <= wanted[-1] else ()))

    def _fits(self, made: str, width: int) -> bool:
        return made != "webp" or self._height(width) <= TALLEST_WEBP

    def _height(self, width: int) -> int:
        return max(1, round(self.facts.height * width / self.facts.width)) if width else 0

    def _variant(self, made: str, width: int) -> Variant:
        facts, height = self.facts, self._height(width)
        source = self.file, self.at, self.digest, facts.format
        return Variant(*source, made, width, height, facts.lossless, facts.stays)


class Pictured(Value):
    """A picture of front matter for a page: `src` and what is in `sources` stand as in HTML, types with srcsets.

    `width` and `height` are 0 where they are not known, as for a picture elsewhere in the web.
    """

    src: str
    alt: str
    caption: str = ""
    credit: str = ""
    license: str = ""
    width: int = 0
    height: int = 0
    sources: tuple[tuple[str, str], ...] = ()


Framed = tuple[str, str, str, str]
"""A picture in a text: its source, and the HTML before the element, inside its tag, and after it."""


class PictureError(Exception):
    """A picture cannot be made: what is wrong with it."""


@lru_cache(maxsize=1)
def tools() -> bytes:
    """Return the address of what the same picture may come out another by: this package and Pillow."""
    return toolchain.address_of("pictures", ("pillow",))


def facts_key(path: str, address: bytes) -> bytes:
    """Return the key in the cache of the facts of a file: of the ending of its name, and the address of its bytes."""
    return digest.of((tools(), "facts", path.rpartition(".")[2].lower(), address))


def ending(path: str) -> str:
    """Return the format that a file's name says it has; empty for none of a picture."""
    last = path.rpartition(".")[2].lower()
    return _ENDINGS.get(last, last) if path.lower().endswith(PICTURES) else ""


def name(path: str, address: bytes, made: str = "", width: int = 0, shape: str = "") -> str:
    """Return the path in the output of a file made of a picture; of the one in its own format by default.

    `shape` is that of a piece cut from it.
    """
    stem, _, last = path.rpartition("/")[2].rpartition(".")
    mark = digest.of((address, _RECIPE)).hex()[:10]
    size = f"-{width or shape}" if width or shape else ""
    return f"{FOLDER}/{urls.slugify(stem) or 'picture'}-{mark}{size}.{made or _ENDINGS.get(last.lower(), last.lower())}"


def media_type(format: str) -> str:
    """Return the media type of a format (IANA)."""
    return {"jpg": "image/jpeg", "svg": "image/svg+xml"}.get(format, f"image/{format}")


def look(path: str, data: bytes) -> Facts:
    """Return what is known of a picture file, from its header if it has one: nothing is decoded."""
    return replace(_facts(path, data), size=len(data))


def _facts(path: str, data: bytes) -> Facts:
    said, found = ending(path), _format(data)
    if not found:
        other = next((words for magic, words in _OTHERS if data.startswith(magic)), "")
        other = "a HEIC" if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1"} else other
        what = f"is {other}, which browsers do not show" if other else "is no picture" if data else "is empty"
        return Facts(fault=what, hint="save it as JPEG, PNG, WebP or SVG")
    if found != said:
        what = f"is {_NAMES[found]}, but its name ends in .{path.rpartition('.')[2]}"
        return Facts(fault=what, hint=f"rename it to end in .{found}")
    if found == "svg":
        from sitegen.pictures import vector

        return vector.facts(data)
    from sitegen.pictures import raster

    return raster.facts(data, found)


def make(variant: Variant, data: bytes) -> bytes:
    """Return the bytes of a variant of a picture with these bytes. Raises PictureError."""
    if variant.stays:
        return data
    if variant.source == "svg":
        from sitegen.pictures import vector

        return vector.clean(data)
    from sitegen.pictures import raster

    return raster.make(data, variant.source, variant.format, (variant.width, variant.height), lossless=variant.lossless)


def framed(picture: Picture, sizes: str, href: Callable[[str], str]) -> Framed:
    """Return a picture in a text; `href` gives a URL path as it stands in HTML."""
    size = f' width="{picture.facts.width}" height="{picture.facts.height}"'
    sources = srcsets(picture, "text", href)
    if not sources:
        return href(picture.fallback), "", size, ""
    wide = html.escape(sizes)
    found = (f'<source type="{kind}" srcset="{html.escape(each)}" sizes="{wide}">' for kind, each in sources)
    return href(picture.fallback), f"<picture>{''.join(found)}", size, "</picture>"


def srcsets(picture: Picture, kind: str, href: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the media types and srcsets of a picture in a place."""
    return tuple(
        (f"image/{made}", ", ".join(f"{href(url)} {width}w" for url, width in each))
        for made, each in picture.sources(kind)
    )


def _format(data: bytes) -> str:
    """Return what a file is by its first bytes; empty for what browsers do not show."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return "avif"
    return "svg" if b"<svg" in data[:4096].lower() or b":svg" in data[:4096].lower() else ""


def wanted(facts: Facts, formats: Iterable[str]) -> tuple[str, ...]:
    """Return in which formats a picture is made beside its own, where the settings name some."""
    return tuple(made for made in facts.formats if made in formats)
