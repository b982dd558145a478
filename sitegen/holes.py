"""HTML with holes: what an article's body cannot know when it is rendered.

The Markdown step knows one body and nothing else. Where a link leads and what an id is prefixed with depend on
the page that shows the body, so the step leaves holes and `fill` closes them when the page is joined. A hole is
written between two Unicode noncharacters (U+FDD0 and U+FDD1, "intended for process-internal uses", Unicode
23.7), which `documents` takes out of any text that comes in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from markupsafe import Markup

OPEN, CLOSE = "\ufdd0", "\ufdd1"

PREFIX = f"{OPEN}P{CLOSE}"
"""Stands before an id: nothing on the article's own page, `SLUG-` where several articles share a page."""

PAGE = f"{OPEN}U{CLOSE}"
"""Stands before `#`: nothing on the article's own page, the page's absolute URL in a feed."""

_LINK = re.compile(f"{OPEN}L([^{CLOSE}]*){CLOSE}")


def link(target: str) -> str:
    """Return the hole for an internal link or image, as the writer wrote the target; safe in an attribute."""
    return f"{OPEN}L{html.escape(target)}{CLOSE}"


def targets(text: str) -> tuple[str, ...]:
    """Return the distinct targets of the links left open in the text, in their order."""
    found = (html.unescape(m[1]) for m in _LINK.finditer(text))
    return tuple(dict.fromkeys(found))


def fill(text: str, links: Mapping[str, str], *, prefix: str = "", page: str = "") -> Markup:
    """Return finished HTML: each link by its target from `links` (a target that is not there stays as written)."""
    # Most holes are of notes, and on an article's own page nothing is put there.
    text = text.replace(PREFIX, html.escape(prefix)).replace(PAGE, html.escape(page))
    if OPEN not in text:
        return Markup(text)

    def close(hole: re.Match[str]) -> str:
        target = html.unescape(hole[1])
        return html.escape(links.get(target, target))

    return Markup(_LINK.sub(close, text))
