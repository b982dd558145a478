"""A citation in a plain style of our own: who, what, where, when, and the address. It needs nothing beside."""

from __future__ import annotations

import html

from markupsafe import Markup

from sitegen.citing import Cited


def plain(of: Cited, day: str) -> Markup:
    """Return a citation as HTML; `day` is the day of publication in words. All authors are named as they sign."""
    names = [author.name for author in of.authors]
    who = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    who, title, publication, address = map(html.escape, (who, of.title, of.publication, of.address))
    link = f'<a href="{address}">{address}</a>'
    parts = who, f"“{title}”", f"<cite>{publication}</cite>", html.escape(day), link
    return Markup(", ".join(part for part in parts if part) + ".")
