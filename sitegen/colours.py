"""Colours as text, `#rrggbb`, and how well one can be read on another (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable

READABLE, EASY = 4.5, 7.0
"""The contrast that letters need (WCAG 2.2, 1.4.3, level AA), and one that leaves nothing to wish (1.4.6, AAA)."""


def parse(text: str) -> str:
    """Return a colour written `#rgb` or `#rrggbb` in the second form, or the empty text for anything else."""
    found = re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", text.lower())
    if not found:
        return ""
    return f"#{''.join(digit * 2 for digit in found[1])}" if len(text) == 4 else text.lower()


def contrast(one: str, two: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, two: str, share: float) -> str:
    """Return the colour that lies between two, at a share of the way from the first to the second."""
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}" for a, b in zip(_channels(one), _channels(two), strict=True)
    )


def readable(colour: str, grounds: Iterable[str], least: float = READABLE) -> str:
    """Return the colour, or the one next to it towards black or white that has a contrast with all grounds, if any."""
    behind = tuple(grounds)
    end = max(("#000000", "#ffffff"), key=lambda end: min(contrast(end, ground) for ground in behind))
    steps = (mix(colour, end, step / 50) for step in range(51))
    return next((c for c in steps if all(contrast(c, ground) >= least for ground in behind)), end)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, "relative luminance")."""
    parts = (channel / 255 for channel in _channels(colour))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
