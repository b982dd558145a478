"""Raw HTML in an article: what of it may stay.

Goes in: a whole rendered body, so that a tag opened in one place and closed in another is seen as one element.
Comes out: the same with nothing in it that runs, frames, submits or restyles. `faults` names what goes, from the
text as it was written. Never cleans a fragment, and is not asked about bodies without raw HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sitegen.markdown import weblinks

AttributeFilter = Callable[[str, str, str], str | None]

# fmt: off
TAGS = frozenset(
    {
        "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite",
        "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
        "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q",
        "rp", "rt", "ruby", "s", "samp", "section", "small", "source", "span", "strong", "sub", "summary", "sup",
        "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "video", "wbr",
    }
)
# fmt: on

ATTRIBUTES = {
    "*": frozenset({"aria-hidden", "aria-label", "class", "dir", "id", "lang", "role", "tabindex", "title"}),
    "a": frozenset({"href", "hreflang"}),
    "audio": frozenset({"controls", "src"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"alt", "height", "loading", "src", "width"}),
    "ins": frozenset({"datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "source": frozenset({"src", "type"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"abbr", "colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "video": frozenset({"controls", "height", "src", "width"}),
}
"""What each element may carry; `*` is any of them. It covers all that `tokens` writes."""

# Elements that go with what is in them, and how each ends. ASCII alone: lower case may be longer than the text.
_WITH_THEIR_TEXT = {tag: re.compile(f"</{tag}", re.IGNORECASE | re.ASCII) for tag in ("script", "style")}
_HINTS = {
    "h1": "the page's title is its h1: use <h2>, or # in Markdown",
    "iframe": "link to the page instead of framing it",
    "script": "articles run no scripts",
    "style": "looks belong in static/: give the element a class",
}
_NONCHARACTER = re.compile(r"&#(?:x0*fdd[01]|0*6497[67])(?![0-9a-f]);?", re.IGNORECASE)
_START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)")
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*>?"
    r"|(?P<stray></)(?![A-Za-z])|<(?P<slash>/?)(?P<tag>[A-Za-z][^\s/>]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*(?P<end>>?)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
_ALT = re.compile(r"\balt(?=[\s=/]|\Z)", re.IGNORECASE)
_OTHER = re.compile(r"<(\?|!\[CDATA\[|![A-Za-z]+|!--)")
# Elements that end by themselves, and so do not nest however many there are.
_NEVER_DEEP = frozenset({"br", "dd", "dt", "hr", "img", "li", "p", "source", "td", "th", "tr", "wbr"})
_DEEPEST = 256
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_OPENED = re.compile(r"<([a-z][a-z0-9]*)")


def too_deep(text: str) -> bool:
    """Tell whether tags in the text nest deeper than anyone writes; the time to clean them grows with the square."""
    depth = 0
    for m in _TAG.finditer(text):
        if m[2].lower() not in _NEVER_DEEP:
            depth = max(depth - 1, 0) if m[1] else depth + 1
            if depth > _DEEPEST:
                return True
    return False


def self_contained(raw: str) -> str:
    """Return one piece of raw HTML so that it can swallow nothing of what follows it.

    Not for safety (that is `clean`), but so that no word of the article is lost in an element that has to go: a
    script goes with its text if it ends here, an unknown tag goes alone, a tag without its `>` is text.
    """
    kept, done, unclosed = [], 0, set[str]()
    while piece := _PIECE.search(raw, done):
        start, end = piece.span()
        kept.append(raw[done:start])
        tag = (piece["tag"] or "").lower()
        if piece["stray"] or (tag and not piece["end"]):
            kept.append(piece[0].replace("<", "&lt;"))
        elif tag in TAGS:
            kept.append(piece[0])
        elif tag in _WITH_THEIR_TEXT and tag not in unclosed and not piece["slash"]:
            closing = _WITH_THEIR_TEXT[tag].search(raw, end)
            if closing:
                end = raw.find(">", closing.end()) + 1 or len(raw)
            else:
                unclosed.add(tag)
        done = end
    return "".join(kept) + raw[done:]


def may_have_scripts(text: str) -> bool:
    """Tell whether `without_scripts` could find anything in the text."""
    return "<s" in text or "<S" in text


def without_scripts(tokens: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a block's inline tokens without those between the tags of a script or style."""
    kept: list[dict[str, Any]] = []
    opened: tuple[str, int] | None = None
    for token in tokens:
        kept.append(token)
        tag = _TAG.match(token["raw"]) if token["type"] == "inline_html" else None
        name = tag[2].lower() if tag else ""
        if tag and name in _WITH_THEIR_TEXT:
            if not tag[1]:
                opened = opened or (name, len(kept))
            elif opened and opened[0] == name:
                del kept[opened[1] - 1 :]
                opened = None
    return kept


def clean(html: str, keep: AttributeFilter) -> str:
    """Return the HTML with only `TAGS` and `ATTRIBUTES`; `keep` may change or drop (None) each attribute left."""
    import nh3

    return nh3.clean(
        # A reference must not become the character that holes are made of.
        _NONCHARACTER.sub("", html),
        tags=set(TAGS),
        clean_content_tags=set(_WITH_THEIR_TEXT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=keep,
        link_rel=None,
        url_schemes=set(weblinks.SCHEMES),
    )


def faults(masked: str) -> Iterator[tuple[int, str, str]]:
    """Yield offset, what is wrong and what to do, from a text with its code masked (`Places.masked`)."""
    for m in _OTHER.finditer(masked):
        if m[1] == "!--":
            yield m.start(), "a comment is never closed, and hides what follows", "close it with -->"
        else:
            yield m.start(), f"<{m[1]}…> was removed: it has no place in an article", "take it out"
    end, unclosed = 0, set[str]()
    for m in _START_TAG.finditer(masked):
        tag = m[1].lower()
        if m.start() < end:
            continue
        if tag not in TAGS:
            yield (
                m.start(),
                f"<{tag}> was removed: it may not stand in an article",
                _HINTS.get(tag, "say it in Markdown"),
            )
            if tag in _WITH_THEIR_TEXT and tag not in unclosed:
                closing = _WITH_THEIR_TEXT[tag].search(masked, m.end())
                if closing:
                    end = closing.start()
                else:
                    unclosed.add(tag)
            continue
        if tag == "img" and not _ALT.search(m[2]):
            yield m.start(), NO_ALT, NO_ALT_HINT
        for attribute in _ATTRIBUTE.finditer(m[2]):
            name, value = attribute[1].lower(), (attribute[2] or "").strip("\"'")
            at = m.start(2) + attribute.start()
            if name not in ATTRIBUTES["*"] and name not in ATTRIBUTES.get(tag, ()):
                yield at, f"{name} was removed from <{tag}>", _HINTS.get(name, "take it out")
            elif (
                name in {"href", "src"} and weblinks.kind(weblinks.encode(value.strip(), entities=True)) == "forbidden"
            ):
                yield at, f"the target was removed from <{tag}>: {forbidden(value)}", FORBIDDEN_HINT


def misplaced(before: str, after: str) -> tuple[str, ...]:
    """Return the allowed tags of which fewer came out than went in: HTML allows them elsewhere only."""
    went, came = Counter(_OPENED.findall(before.lower())), Counter(_OPENED.findall(after))
    return tuple(sorted(tag for tag, count in went.items() if tag in TAGS and came[tag] < count))


NO_ALT = "an image has no alternative text"
NO_ALT_HINT = 'say in the square brackets what the picture shows; mere decoration is <img src="…" alt="">'
FORBIDDEN_HINT = f"link with one of {', '.join(sorted(weblinks.SCHEMES))}, or to a page of the site"


def forbidden(target: str) -> str:
    """Say that a target's scheme is not allowed."""
    return f"{weblinks.scheme(target)}: links are not allowed"


# What any site can take up --------------------------------------------------------------------------------------

# fmt: off
COMMON = frozenset(
    {
        "a", "b", "blockquote", "br", "caption", "code", "dd", "dl", "dt", "em", "figcaption", "figure", "h1", "h2",
        "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "ul",
    }
)
# fmt: on
_OF_COMMON = {
    "*": {"dir", "id", "lang"},
    "a": {"href"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


def common(html: str, ids: str) -> str:
    """Return HTML with only the elements that any site allows, without classes, roles, and ids but those that begin so.

    What is in another element stays without it.
    """
    import nh3

    def keep(tag: str, name: str, value: str) -> str | None:
        return None if name == "id" and not value.startswith(ids) else value

    return nh3.clean(
        html,
        tags=set(COMMON),
        attributes={tag: set(names) for tag, names in _OF_COMMON.items()},
        attribute_filter=keep,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )
