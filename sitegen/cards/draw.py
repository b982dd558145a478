"""A share card is drawn: above the publication's mark and name, then the headline, below who wrote it and when."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from PIL import Image, ImageDraw

from sitegen.cards import HEIGHT, WIDTH, CardError, ShareCard, fonts
from sitegen.cards.fonts import Face
from sitegen.cards.lines import balanced, cut, pieces, wrapped

_EDGE, _BAR = 72, 14
_TOP, _BOTTOM = 150, 468
_SIZES = (96, 84, 76, 68, 62, 56, 50, 45, 40, 36, 32)
_MARK = 52
_COLOURS = 64
"""So many are enough for four colours and what lies between them."""


def png(card: ShareCard, mark: bytes | None) -> bytes:
    """Return a card as PNG; `mark` are the bytes of the logo. Raises CardError."""
    image = Image.new("RGB", (WIDTH, HEIGHT), card.paper)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, _BAR), fill=card.accent)
    serif = fonts.faces(card.language, serif=True, weight=400)
    bold = fonts.faces(card.language, serif=True, weight=600)
    sans = fonts.faces(card.language, serif=False, weight=400)
    _masthead(image, card, mark, serif)
    _headline(image, card, bold if card.names or card.date else serif)
    if card.names or card.date:
        side = WIDTH - _EDGE if card.is_rtl else _EDGE
        pen.rectangle(
            (side - 96 if card.is_rtl else side, 500, side if card.is_rtl else side + 96, 503), fill=card.accent
        )
        _text(image, card, card.names, sans, (32, 554), card.ink)
        _text(image, card, card.date, sans, (28, 594), card.quiet)
    out = BytesIO()
    image.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _masthead(image: Image.Image, card: ShareCard, mark: bytes | None, among: tuple[Face, ...]) -> None:
    start = 0
    if mark is not None and card.mark:
        drawn = _logo(card, mark)
        x = WIDTH - _EDGE - drawn.width if card.is_rtl else _EDGE
        image.paste(drawn, (x, 62 + (_MARK - drawn.height) // 2), drawn)
        start = drawn.width + 20
        if card.mark.is_wordmark:
            return
    _text(image, card, card.publication, among, (38, 62 + _MARK // 2 + 13), card.ink, start)


def _logo(card: ShareCard, data: bytes) -> Image.Image:
    assert card.mark
    wide = WIDTH - 2 * _EDGE if card.mark.is_wordmark else 3 * _MARK
    try:
        if card.mark.path.lower().endswith(".svg"):
            import resvg_py

            # Thrice as large, then made smaller: as smooth as the letters beside it.
            data = resvg_py.svg_to_bytes(svg_string=data.decode("utf-8-sig"), skip_system_fonts=True, height=3 * _MARK)
        logo = Image.open(BytesIO(data)).convert("RGBA")
        logo.thumbnail((wide, _MARK), Image.Resampling.LANCZOS)
    except Exception as fault:
        # Each decoder has its own kinds.
        raise CardError(f"the logo {card.mark.path} cannot be drawn: {fault}") from None
    return logo


def _headline(image: Image.Image, card: ShareCard, among: tuple[Face, ...]) -> None:
    """Set the headline in the largest letters in which it fits, else cut."""
    first = fonts.base(card.title, among)
    room, wide = (_BOTTOM if card.names or card.date else HEIGHT - 72) - _TOP, WIDTH - 2 * _EDGE
    title = " ".join(card.title.split())
    for size in _SIZES:
        measure = partial(_width, card, first, among, size)
        height = round(size * (1.45 if _is_tall(first) else 1.16))
        most = room // height
        parts = pieces(title, wide, measure)
        if len(wrapped(parts, wide)) <= min(most, 3 if size > 50 else most):
            lines = balanced(parts, wide)
            break
    else:
        lines = wrapped(parts, wide)
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), wide, measure)]
    y = _TOP + (room - height * len(lines)) // 2 + round(size * 0.92)
    for line in lines:
        _line(image, card, line, first, among, size, y, card.ink, 0)
        y += height


def _is_tall(face: Face) -> bool:
    return "Amiri" in face.file


def _text(
    image: Image.Image,
    card: ShareCard,
    text: str,
    among: tuple[Face, ...],
    place: tuple[int, int],
    colour: str,
    start: int = 0,
) -> None:
    """Set a text on one line, or as much of it as fits; `place` is the size and where the letters stand."""
    size, y = place
    first = fonts.base(text, among)
    measure = partial(_width, card, first, among, size)
    text = cut(" ".join(text.split()), WIDTH - 2 * _EDGE - start, measure)
    _line(image, card, text, first, among, size, y, colour, start)


def _line(
    image: Image.Image,
    card: ShareCard,
    text: str,
    first: Face,
    among: tuple[Face, ...],
    size: int,
    y: int,
    colour: str,
    start: int,
) -> None:
    """Set a line from the side where its script begins; `y` is where the letters stand."""
    pen, x = ImageDraw.Draw(image), float(WIDTH - _EDGE - start if card.is_rtl else _EDGE + start)
    for run in fonts.runs(text, first, among):
        font = fonts.font(run.face, size)
        wide = font.getlength(run.text, direction=_direction(card))
        left = x - wide if card.is_rtl else x
        pen.text((left, y), run.text, colour, font, anchor="ls", direction=_direction(card))
        x = left if card.is_rtl else x + wide


def _width(card: ShareCard, first: Face, among: tuple[Face, ...], size: int, text: str) -> float:
    direction = _direction(card)
    return sum(
        fonts.font(run.face, size).getlength(run.text, direction=direction) for run in fonts.runs(text, first, among)
    )


def _direction(card: ShareCard) -> str:
    return "rtl" if card.is_rtl else "ltr"
