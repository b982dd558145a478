"""Draws the two pictures of the demonstration publication that lie beside its articles, always the same.

.venv/bin/python docs/draw_pictures.py
"""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw

ARTICLES = Path(__file__).resolve().parent.parent / "content" / "articles"
YEARS, PASSED = 16, 5
WIDTH, HEIGHT, FINE = 1600, 900, 3
SEA, ICE, DEEP, LINE, LAST = "#0d2b31", "#dcebec", "#8fbcc2", "#5d979e", "#e3c27a"

Point = tuple[float, float]


def ring(year: float) -> list[Point]:
    """Return the outline of the ice in a year: rounder near the Pole, as a tree is near its heart."""
    points = []
    for step in range(720):
        angle = math.tau * step / 720
        rough = sum(
            math.sin(waves * angle + phase + 0.11 * year) / waves
            for waves, phase in ((2, 0.4), (3, 2.1), (5, 4.0), (7, 1.3), (11, 5.2), (17, 3.3))
        )
        radius = (22 + 25 * year) * (1 + 0.035 * rough * min(1, year / 4))
        x, y = 0.5 * WIDTH + 1.74 * radius * math.cos(angle), 0.5 * HEIGHT + radius * math.sin(angle)
        points.append((FINE * x, FINE * y))
    return points


def dotted(draw: ImageDraw.ImageDraw, points: list[Point], colour: str, gap: float, size: float) -> None:
    """Draw dots along an outline, as far from each other as they are told."""
    left = 0.0
    for (x, y), (to_x, to_y) in zip(points, [*points[1:], points[0]], strict=True):
        length = math.dist((x, y), (to_x, to_y))
        while left <= length:
            share = left / length
            middle = x + share * (to_x - x), y + share * (to_y - y)
            draw.ellipse([middle[0] - size, middle[1] - size, middle[0] + size, middle[1] + size], fill=colour)
            left += gap
        left -= length


def sixteen_years() -> Image.Image:
    """Return sixteen rings around the Pole: five are whole, eleven are still to be drawn."""
    image = Image.new("RGB", (FINE * WIDTH, FINE * HEIGHT), SEA)
    draw = ImageDraw.Draw(image)
    for year in range(YEARS, PASSED, -1):
        dotted(draw, ring(year), LAST if year == YEARS else LINE, FINE * 14, FINE * (2.8 if year == YEARS else 1.8))
    for year in range(PASSED, 0, -1):
        share = (PASSED - year) / (PASSED - 1)
        fill = _mixed(share)
        draw.polygon(ring(year), fill=fill)
        draw.line([*ring(year), ring(year)[0]], fill=SEA, width=FINE * 2, joint="curve")
    draw.ellipse(
        [FINE * (0.5 * WIDTH - 6), FINE * (0.5 * HEIGHT - 6), FINE * (0.5 * WIDTH + 6), FINE * (0.5 * HEIGHT + 6)],
        fill=SEA,
    )
    # Its own colours, and one between each and the sea: more would be for the edges alone.
    inks = [ICE, DEEP, LINE, LAST, *(_hex(_mixed(share / 4)) for share in (1, 2, 3))]
    mixed = [_hex(tuple((a + b) // 2 for a, b in zip(_rgb(ink), _rgb(SEA), strict=True))) for ink in inks]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for ink in (SEA, *inks, *mixed) for part in _rgb(ink)])
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return small.quantize(palette=palette, dither=Image.Dither.NONE)


def _mixed(share: float) -> tuple[int, ...]:
    return tuple(round(a + share * (b - a)) for a, b in zip(_rgb(DEEP), _rgb(ICE), strict=True))


def _hex(colour: tuple[int, ...]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def two_counts() -> str:
    """Return two treaties as rows of circles, one for each ratification that they need."""
    rows = (
        (
            "Goods: the Free Trade Area",
            "22 needed, reached in little more than a year; in force since May 2019",
            22,
            22,
        ),
        ("People: the protocol on free movement", "15 needed, 4 reached in seven years", 15, 4),
    )
    title = "Ratifications that two African treaties need, and those that they had in February 2025"
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 400" width="960" height="400" role="img"'
        ' aria-labelledby="title" font-family="Georgia, \'Times New Roman\', serif">',
        f'  <title id="title">{title}</title>',
        '  <rect width="960" height="400" fill="#f4f7f7"/>',
    ]
    for number, (name, words, needed, reached) in enumerate(rows):
        top = 64 + 176 * number
        parts.append(f'  <text x="48" y="{top}" font-size="27" fill="#14191d">{name}</text>')
        parts.append(f'  <text x="48" y="{top + 32}" font-size="19" fill="#4b545c">{words}</text>')
        for n in range(needed):
            x, y = 62 + 39.2 * n, top + 74
            looks = 'fill="#0c5660"' if n < reached else 'fill="none" stroke="#0c5660" stroke-width="2"'
            parts.append(f'  <circle cx="{x:.1f}" cy="{y}" r="{14 if n < reached else 13}" {looks}/>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    sixteen_years().save(ARTICLES / "sixteen-years.png", optimize=True)
    (ARTICLES / "two-counts.svg").write_text(two_counts(), "utf-8")
