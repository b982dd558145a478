"""Share cards: the picture of 1200 × 630 pixels that stands for an article where somebody passes it on.

A `ShareCard` says all that is on one; `draw` makes the PNG of it, and is imported only where one has to be drawn.
Letters come from fonts that packages bring (the extra `cards`), so a card is the same on any machine.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec

from sitegen import digest, toolchain
from sitegen.value import Value

FOLDER = "cards"
"""Where in the output the cards are."""

WIDTH, HEIGHT = 1200, 630
"""In pixels: what all who show cards ask for (Open Graph)."""

PACKAGES = ("fontpkg_amiri", "fontpkg_noto_serif", "manimgx_fonts", "manimgx_fonts_cjk", "resvg_py")
LIBRARIES = ("pillow", *(name.replace("_", "-") for name in PACKAGES))
EFFORT = 60
"""How much work one is, in pages."""


class Mark(Value):
    """The publication's logo: its path in the site, where it lies on disk, the address of its bytes.

    A wordmark says the publication's name by itself.
    """

    path: str
    file: str
    digest: bytes
    is_wordmark: bool


class ShareCard(Value):
    """What a card says, and in which colours (`#rrggbb`). `names` is the byline, or what a publication says of itself.

    An empty text is left out.

    `language` (BCP 47) chooses among the forms of Chinese letters, `is_rtl` from which side the lines begin.
    """

    title: str
    names: str
    date: str
    publication: str
    mark: Mark | None
    language: str
    is_rtl: bool
    paper: str
    ink: str
    quiet: str
    accent: str

    @property
    def key(self) -> bytes:
        """The address of all that the picture depends on."""
        mark = (self.mark.digest, self.mark.is_wordmark) if self.mark else ()
        words = self.title, self.names, self.date, self.publication, self.language, self.is_rtl
        return digest.of((tools(), words, mark, self.paper, self.ink, self.quiet, self.accent))

    @property
    def path(self) -> str:
        """Its path in the output, which is another for another card."""
        return f"{FOLDER}/{self.key.hex()[:20]}.png"


class CardError(Exception):
    """A card cannot be drawn: why."""


def are_installed() -> bool:
    """Tell whether the extra `cards` is there."""
    return all(find_spec(name) for name in PACKAGES)


@lru_cache(maxsize=1)
def tools() -> bytes:
    """Return the address of what the same card may come out another by: this package, Pillow and the fonts."""
    return toolchain.address_of("cards", LIBRARIES)
