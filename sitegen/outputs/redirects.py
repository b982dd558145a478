"""Old paths that lead to where a page is now: a small page each, as no static host is sure to know redirects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import views
from sitegen.model import Task
from sitegen.parts import Inside, Parts
from sitegen.site import Site
from sitegen.urls import alias_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each alias of an article, author or page."""
    for alias, url, title, source in moved(site):
        yield parts.page(alias_path(alias), source, "redirect.html", partial(_inside, title, url))


def moved(site: Site) -> Iterator[tuple[str, str, str, str]]:
    """Give all old paths: each with the URL path and title of what is elsewhere now, and its file."""
    things = [(a.meta.aliases, a.url, a.meta.title, a.document.path) for a in site.articles]
    things += [(a.document.meta.aliases, a.name.url, a.name.text, a.document.path) for a in site.authors]
    things += [(p.document.meta.aliases, p.url, p.document.meta.title, p.document.path) for p in site.pages]
    for aliases, url, title, source in things:
        for alias in aliases:
            yield alias, url, title, source


def _inside(title: str, url: str) -> Inside:
    return views.RedirectOf(title, url), ()
