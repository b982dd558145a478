"""Old paths that lead to where a page is now: a small page each, as no static host is sure to know redirects."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import views
from sitegen.layouts import Sheet, sheet
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Site
from sitegen.urls import absolute, alias_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each alias of an article, author or page."""
    config, layout = site.config, parts.layout("redirect.html")
    moved = [(a.meta.aliases, a.url, a.meta.title, a.document.path) for a in site.articles]
    moved += [(a.document.meta.aliases, a.name.url, a.name.text, a.document.path) for a in site.authors]
    moved += [(p.document.meta.aliases, p.url, p.document.meta.title, p.document.path) for p in site.pages]
    for aliases, url, title, source in moved:
        for alias in aliases:
            view = views.RedirectView(title, views.href(config, url), absolute(url, config.base_url), config.language)
            yield Task(alias_path(alias), sheet, Sheet(layout, view, source), source)
