"""A text becomes lines of about the same length."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Measure = Callable[[str], float]
Piece = tuple[str, float]
"""A part of a text after which a line may end, and how wide it is; a space is one of its own."""

# Chinese and Japanese are broken between any two letters, but for the signs that begin and end no line (JIS X 4051).
_CHINESE = "\u2e80-\u303e\u3041-\u33ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_NOT_FIRST = "、。，．：；！？）］｝〉》」』】〕…—ー・々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％"
_NOT_LAST = "（［｛〈《「『【〔"
_PIECE = re.compile(rf"[{_NOT_LAST}]*[{_CHINESE}][{_NOT_FIRST}]*|[^\s{_CHINESE}]+[{_NOT_FIRST}]*|\s+")


def pieces(text: str, width: float, measure: Measure) -> list[Piece]:
    """Cut a text where a line may end; a word that is wider than a line, between its letters."""
    found = []
    for part in _PIECE.findall(text):
        wide = measure(part)
        if wide <= width or part.isspace():
            found.append((part, wide))
            continue
        while part:
            fits = max((n for n in range(1, len(part) + 1) if measure(part[:n]) <= width), default=1)
            found.append((part[:fits], measure(part[:fits])))
            part = part[fits:]
    return found


def wrapped(parts: Sequence[Piece], width: float) -> list[str]:
    """Return the lines of a text that is no wider than `width`, if none of its pieces is."""
    lines, line, end, behind = [], "", 0.0, 0.0
    for part, wide in parts:
        if part.isspace():
            line, behind = line + part, wide
        elif line and end + behind + wide > width:
            lines.append(line.strip())
            line, end, behind = part, wide, 0.0
        else:
            line, end, behind = line + part, end + behind + wide, 0.0
    return [*lines, line.strip()] if line.strip() else lines


def balanced(parts: Sequence[Piece], width: float) -> list[str]:
    """Return as few lines as fit in `width`, and no longer ones than these need: none ends in a lonely word."""
    count = len(wrapped(parts, width))
    low, high = max((wide for _, wide in parts), default=0.0), width
    while count > 1 and high - low > 2:
        middle = (low + high) / 2
        if len(wrapped(parts, middle)) > count:
            low = middle
        else:
            high = middle
    return wrapped(parts, high)


def cut(text: str, width: float, measure: Measure) -> str:
    """Return the text, or as much of it as fits in `width` with an ellipsis."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if measure(_ended(text[:middle])) <= width else (low, middle)
    return _ended(text[:low])


def _ended(text: str) -> str:
    return text.rstrip(" ,;:、，") + "…"
