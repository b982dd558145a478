"""Whether the notes of a text can stand beside it, in the margin, or have to follow it.

In: where in the text each note is first cited, how long each note is, how long the text is, all in characters. Out: yes
or no. The sheet `notes.css` puts each note beside its marker, or below the note before it; it cannot know whether
the last one ends before the text does. This is a guess on the safe side, of no more than the text, so that a page
depends on nothing else. Fonts matter little: the same letters make the text longer and its notes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

MOST = 30
"""For how many notes `static/theme/notes.css` has rules."""

# Of the setting at its tightest, in characters and rem.
_LINE, _LINE_HEIGHT = 68, 1.6
_NOTE_LINE, _NOTE_LINE_HEIGHT, _NOTE_GAP = 28, 1.11, 1.0
# How far the byline may reach down beside the text.
_BYLINE = 8.0
# A note may stand so far below its marker: not a screen.
_FARTHEST = 30.0


def fit(markers: Sequence[int], notes: Sequence[int], length: int) -> bool:
    """Tell whether notes of these lengths, cited at these places, stand near them and end before the text does."""
    if len(notes) > MOST:
        return False
    bottom = _BYLINE
    for marker, note in zip(markers, notes, strict=True):
        at = _height(marker)
        top = max(at, bottom)
        if bottom > _BYLINE and top - at > _FARTHEST:
            return False
        bottom = top + math.ceil(max(note, 1) / _NOTE_LINE) * _NOTE_LINE_HEIGHT + _NOTE_GAP
    return bottom <= _height(length)


def _height(characters: int) -> float:
    return characters / _LINE * _LINE_HEIGHT
