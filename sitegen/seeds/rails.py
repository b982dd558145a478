"""The end of a page: boxes of other articles and buttons are cut off; headlines and teasers are kept as values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sitegen.model import Teaser
from sitegen.seeds import days, words
from sitegen.seeds.head import ends, matter
from sitegen.seeds.values import Findings, Line, plain

_CUT_SHORT = re.compile(r"(?:\.{3,}|…)[\])\"”’»]*(?:\s*\[?(?:read|learn)? ?more\]?)?[\s»›→]*$", re.IGNORECASE)
_AGO = re.compile(
    r"(?:about |over )?(?:\d+|an?) (?:second|minute|min|hour|day|week|month|year)s? ago|yesterday|today", re.I
)
_NOTE = re.compile(r"\[\^?\d+\]|[¹²³⁴⁵⁶⁷⁸⁹]")
_TAGS, _TAG = 12, 40  # topics under a heading, and characters of one
_FAR = 400  # lines; a rail is never longer
_LONG = 300  # characters; a teaser is never longer


def cut(lines: Sequence[Line], start: int, end: int, found: Findings) -> tuple[int, list[Teaser]]:
    """Return where the text before the last rails ends, and what they hold; the same end if there is none."""
    after = _leftovers(lines, start, end)
    first = _first(lines, start, after)
    if first is None:
        found.leave_out(*lines[after:end])
        return after, []
    teasers = _read(lines[first:after], found)
    found.leave_out(*lines[after:end])
    last = next(line.number for line in reversed(lines[first:after]) if line.text)
    count = f"{len(teasers)} headline{'s' * (len(teasers) != 1)}"
    found.recognised(lines[first].number, f"rail “{plain(lines[first].text)}”: {count}", last)
    return first, teasers


def _leftovers(lines: Sequence[Line], start: int, end: int) -> int:
    """Return the index after which there are only buttons and counters, and lists of topics under their headings."""
    at = last = end
    listed = 0
    while at > start:
        text = lines[at - 1].text
        if text and (words.is_tags_heading(text) if listed else words.is_leftover(text)):
            last, listed = at - 1, 0
        elif text and (listed or not words.is_counter(text)):
            if listed == _TAGS or len(text) > _TAG or ends(text):
                break
            listed += 1
        at -= 1
    # A counter counts only beside a leftover: those above the first leftover are text.
    while last < end and last > start and (not lines[last - 1].text or words.is_counter(lines[last - 1].text)):
        last -= 1
    return last


def _first(lines: Sequence[Line], start: int, end: int) -> int | None:
    """Return the index of the first of the rail headings that have nothing but a rail after them."""
    first = None
    segment: list[Line] = []
    for at in range(end - 1, max(start, end - _FAR) - 1, -1):
        line = lines[at]
        if not line.text:
            continue
        if words.is_rail_heading(line.text) and not _CUT_SHORT.search(line.text):
            if not _is_rail(segment):
                break
            first, segment = at, []
        elif len(line.text) > _LONG or _NOTE.match(line.text):
            break
        else:
            segment.insert(0, line)
    return first


def _is_rail(segment: Sequence[Line]) -> bool:
    texts = [line.text for line in segment]
    if any(one == other for one, other in pairwise(texts)):
        return False
    short = sum(1 for text in texts if _CUT_SHORT.search(text))
    sentences = sum(1 for text in texts if text.endswith((".", "。")) and not _CUT_SHORT.search(text))
    return not sentences or (short >= sentences and len(texts) >= 2 * sentences)


def _read(lines: Sequence[Line], found: Findings) -> list[Teaser]:
    teasers: list[Teaser] = []
    pending = False
    for block in _blocks(lines):
        kept = [line for line in block if not _is_aside(line, found)]
        short = [bool(_CUT_SHORT.search(line.text)) for line in kept]
        if len(kept) > 2 and short[-1] and not any(short[:-1]):
            teasers.append(Teaser(plain(kept[0].text), plain(" ".join(line.text for line in kept[1:]))))
            pending = False
            continue
        for line, is_short in zip(kept, short, strict=True):
            text = plain(line.text.lstrip(f"{words.BULLETS} "))
            if pending and (is_short or text.endswith(".")):
                teasers[-1] = Teaser(teasers[-1].title, text)
                pending = False
                if not is_short:
                    found.guessed(line.number, "a teaser that is not cut short")
            else:
                teasers.append(Teaser(text))
                pending = True
    return teasers


def _is_aside(line: Line, found: Findings) -> bool:
    """Leave out headings, dates, bylines and counters of a rail."""
    text = line.text
    kind = matter(text) if len(text) < 120 else None
    aside = words.is_rail_heading(text) or bool(_AGO.fullmatch(text)) or days.read(text) is not None or kind is not None
    if aside and not ends(text.rstrip(".…")) and not _CUT_SHORT.search(text):
        found.leave_out(line)
        return True
    if aside and (words.is_leftover(text) or kind is not None):
        found.leave_out(line)
        return True
    return False


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if line.text:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]
