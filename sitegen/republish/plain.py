"""A block as plain text and as Markdown: the only importer of markdownify, which walks the HTML.

Notes are footnotes in Markdown (`[^1]`), and numbers in brackets with a list in plain text; their ways back go.
"""

from __future__ import annotations

import re
from typing import Any

_NOTE = re.compile(r".*\bfn-(\d+)$")
_MARKER = re.compile(r".*\bfnref-\d+(?:-\d+)?$")


def markdown(block: str) -> str:
    """Return a block as Markdown."""
    return _tidy(_converter(plain=False).convert(block))


def text(block: str) -> str:
    """Return a block as plain text: links with their addresses, pictures by what they show."""
    return _tidy(_converter(plain=True).convert(block))


def _tidy(made: str) -> str:
    rows = [row.rstrip() for row in made.replace("\u00a0", " ").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip() + "\n"


def _converter(*, plain: bool) -> Any:
    from markdownify import ATX, MarkdownConverter

    # It finds its methods by name.
    base: Any = MarkdownConverter

    class Markdown(base):  # type: ignore[misc]
        """Writes notes as footnotes."""

        def escape(self, text: str, parent_tags: set[str]) -> str:
            made: str = super().escape(text, parent_tags)
            # A number with a full stop begins a list at the beginning of a line alone.
            return re.sub(r"(?<=[^\s\d])(\s*\d+)\\(?=[.)])", r"\1", made).replace("\\=", "=")

        def convert_sup(self, el: Any, text: str, parent_tags: set[str]) -> str:
            link = el.find("a")
            if link is None or not _MARKER.fullmatch(link.get("id") or ""):
                return text
            number = link.get_text().strip()
            return f"[{number}]" if plain else f"[^{number}]"

        def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
            target = el.get("href") or ""
            if target.startswith("#"):
                return "" if _MARKER.fullmatch(target) else text
            if plain:
                return text if text.strip() == target or not target else f"{text} ({target})"
            made: str = super().convert_a(el, text, parent_tags)
            return made

        def convert_li(self, el: Any, text: str, parent_tags: set[str]) -> str:
            note = _NOTE.fullmatch(el.get("id") or "")
            if note is None:
                made: str = super().convert_li(el, text, parent_tags)
                return made
            rows = text.strip().split("\n")
            more = "".join(f"\n    {row}" if row.strip() else "\n" for row in rows[1:])
            return f"[{'' if plain else '^'}{note[1]}]{'' if plain else ':'} {rows[0]}{more}\n\n"

        def convert_hN(self, n: int, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: N802
            if plain:
                return f"\n\n{text.strip()}\n\n"
            notes = el.find_next_sibling()
            if notes is not None and notes.find("li", id=_NOTE):
                # Whoever shows Markdown gives footnotes their own heading.
                return "\n\n"
            return str(super().convert_hN(n, el, text, parent_tags))

        def convert_em(self, el: Any, text: str, parent_tags: set[str]) -> str:
            return text if plain else str(super().convert_em(el, text, parent_tags))

        def convert_strong(self, el: Any, text: str, parent_tags: set[str]) -> str:
            return text if plain else str(super().convert_strong(el, text, parent_tags))

        convert_i, convert_b = convert_em, convert_strong

        def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
            return f"[{el.get('alt') or ''}]" if plain else str(super().convert_img(el, text, parent_tags))

    signs = not plain
    options = {"escape_asterisks": signs, "escape_underscores": signs, "escape_misc": signs}
    return Markdown(heading_style=ATX, bullets="-", **options)
