"""Which font has the letters of a text. The fonts are those of the extra `cards`, all under the SIL Open Font License.

A text is set in the first font that has most of its letters; what that one has not is taken from the others, and what
none has is left out: there is never an empty box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

from sitegen.value import Value

Font = ImageFont.FreeTypeFont

_OF_CHINESE = {"ja": 0, "ko": 1, "zh": 2, "zh-hant": 3, "zh-tw": 3, "zh-mo": 3, "zh-hk": 4}
"""Which of the fonts in the file of Chinese letters is that of a language."""

_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


class Face(Value):
    """A font file with how heavy it is to be: `weight` as in CSS, 0 for a file of one weight.

    `index` is that in a collection; a `wide` one has an axis of widths too.
    """

    file: str
    weight: int = 0
    index: int = 0
    wide: bool = False


class Run(Value):
    """A piece of a line that is set in one font."""

    text: str
    face: Face


@lru_cache(maxsize=64)
def faces(language: str, *, serif: bool, weight: int) -> tuple[Face, ...]:
    """Return the fonts for texts of a language, in the order in which they are asked."""
    noto, chinese = _folder("manimgx_fonts"), _folder("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc"
    latin = Face(str(noto / "NotoSans[wght].ttf"), weight)
    if serif:
        latin = Face(str(_folder("fontpkg_noto_serif") / "files/NotoSerif[wdth,wght].ttf"), weight, wide=True)
    bold = "Bold" if weight > 500 else "Regular"
    arabic = Face(str(_folder("fontpkg_amiri") / f"files/Amiri-{bold}.ttf"))
    arabic_sans = Face(str(noto / "NotoSansArabic[wght].ttf"), weight)
    tag = language.lower()
    index = _OF_CHINESE.get(tag, _OF_CHINESE.get(tag.partition("-")[0], 2))
    others = (
        f for f in sorted(noto.glob("NotoSans*.ttf")) if "Italic" not in f.name and f.name != "NotoSans[wght].ttf"
    )
    emoji = Face(str(noto / "NotoEmoji[wght].ttf"), weight)
    own = (latin, arabic, arabic_sans) if serif else (latin, arabic_sans)
    return (*own, Face(str(chinese), weight, index), *(Face(str(file), weight) for file in others), emoji)


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise OSError(f"the package {package} is not there")
    return Path(found.origin).parent


@lru_cache(maxsize=256)
def font(face: Face, size: int) -> Font:
    """Return a font in a size, in pixels."""
    made = ImageFont.truetype(face.file, size, index=face.index, layout_engine=ImageFont.Layout.RAQM)
    if face.weight:
        made.set_variation_by_axes([face.weight, 100] if face.wide else [face.weight])
    return made


@lru_cache(maxsize=16384)
def has(face: Face, letter: str) -> bool:
    """Tell whether a font has a letter: what it draws for one that no font can have is its empty box."""
    made = font(face, 24)
    mask, box = made.getmask(letter), made.getmask("\uffff")
    return mask.size != box.size or bytes(mask) != bytes(box)


def base(text: str, among: tuple[Face, ...]) -> Face:
    """Return the font that has most letters of a text, the first among equals."""
    letters = [letter for letter in text if letter.isalnum()]
    return max(among, key=lambda face: (sum(has(face, letter) for letter in letters), -among.index(face)))


def runs(text: str, first: Face, among: tuple[Face, ...]) -> tuple[Run, ...]:
    """Cut a text into runs of one font each; what no font has is left out."""
    found: list[tuple[str, Face]] = []
    for cluster in _clusters(text):
        shown = [letter for letter in cluster if letter not in _JOINERS]
        last = found[-1][1] if found else first
        stays = cluster.isspace() or all(unicodedata.category(letter) in {"Mn", "Cf", "Po"} for letter in shown)
        candidates = (last, first, *among) if stays and not cluster.isspace() else (first, *among)
        face = next((face for face in candidates if all(has(face, letter) for letter in shown)), None)
        if face is None:
            continue
        if found and found[-1][1] == face:
            found[-1] = found[-1][0] + cluster, face
        else:
            found.append((cluster, face))
    return tuple(Run(*each) for each in found)


def _clusters(text: str) -> Iterator[str]:
    """Give the letters of a text with the marks on them, and emoji with all that they are joined of."""
    cluster = ""
    for letter in text:
        joined = bool(cluster) and cluster[-1] == "\u200d"
        marks = unicodedata.category(letter) in {"Mn", "Mc", "Me"} or letter in _JOINERS
        if cluster and not (joined or marks or "\U0001f3fb" <= letter <= "\U0001f3ff"):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster
