"""A citation in a plain style of our own: who, what, where, when, and the address. It needs nothing beside."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable

from markupsafe import Markup

from sitegen.citing import Cited


def plain(of: Cited, day: str, quoted: Callable[..., str], listed: Callable[[Iterable[str]], str]) -> Markup:
    """Return a citation as HTML; `day` is the day of publication in words. All authors are named as they sign.

    `quoted` puts a title in the quotation marks of the language; `listed` lists names.
    """
    who = listed(author.name for author in of.authors)
    who, title, publication, address = map(html.escape, (who, of.title, of.publication, of.address))
    link = f'<a href="{address}">{address}</a>'
    parts = who, quoted(text=title), f"<cite>{publication}</cite>", html.escape(day), link
    return Markup(", ".join(part for part in parts if part) + ".")
