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
    for article in site.articles:
        for alias in article.meta.aliases:
            yield alias, article.url, article.meta.title, article.document.path
    for author in site.authors:
        for alias in author.document.meta.aliases:
            yield alias, author.name.url, author.name.text, author.document.path
    for page in site.pages:
        for alias in page.document.meta.aliases:
            yield alias, page.url, page.document.meta.title, page.document.path


def _inside(title: str, url: str) -> Inside:
    return views.RedirectOf(title, url), ()
