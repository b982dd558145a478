"""A citation in a plain style of our own: who, what, where, when, and the address. It needs nothing beside."""

from __future__ import annotations

from markupsafe import Markup, escape

from sitegen.citing import Cited


def plain(of: Cited, day: str) -> Markup:
    """Return a citation as HTML; `day` is the day of publication in words. All authors are named as they sign."""
    names = [author.name for author in of.authors]
    who = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    link = Markup('<a href="{0}">{0}</a>').format(of.address)
    title, publication = Markup("“{}”").format(of.title), Markup("<cite>{}</cite>").format(of.publication)
    return Markup(", ").join(part for part in (escape(who), title, publication, escape(day), link) if part) + "."
