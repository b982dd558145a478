"""The HTML that others may put on their pages, made of an article as it is rendered for one."""

from __future__ import annotations

import re

from sitegen.markdown.sanitise import common
from sitegen.republish import licence

_FIGURE = re.compile(r"<figure\b.*?</figure>\n?", re.DOTALL)
_CREDIT = re.compile(r"<small>(.*?)</small>", re.DOTALL)
_PICTURE = re.compile(r"<img\b(?:[^>\"]|\"[^\"]*\")*>")
_DRAWING = re.compile(r"<svg\b.*</svg>\n?", re.DOTALL)
_DETAILS = re.compile(r"</?details>\n?|<summary>.*?</summary>\n?", re.DOTALL)
_EMPTY = re.compile(r"<p>\s*</p>\n?")


def block(html: str, prefix: str) -> str:
    """Return an article's HTML with what any site can take up: see `sanitise.common`.

    A picture stays where the words under it name a licence that allows it, of a chart its table. Ids of notes and
    headings begin with `prefix`, so that two articles can stand on one page.
    """
    kept: list[str] = []

    def figure(found: re.Match[str]) -> str:
        chart = _DRAWING.sub("", found[0])
        if chart != found[0]:
            # Of a chart its numbers go along, which need no drawing.
            kept.append(_DETAILS.sub("", chart))
            return f"\ufdd0{len(kept) - 1}\ufdd1"
        if not _is_licensed(found[0]):
            return ""
        kept.append(found[0])
        return f"\ufdd0{len(kept) - 1}\ufdd1"

    text = _PICTURE.sub("", _FIGURE.sub(figure, html))
    text = re.sub("\ufdd0(\\d+)\ufdd1", lambda found: kept[int(found[1])], text)
    made = common(text, prefix)
    return re.sub(r"\n{2,}", "\n", _EMPTY.sub("", made)).strip() + "\n"


def _is_licensed(figure: str) -> bool:
    credit = _CREDIT.search(figure)
    words = re.split(r"[,;\s]+", re.sub(r"<[^>]*>", " ", credit[1])) if credit else []
    return any(licence.allows(word) for word in words)
