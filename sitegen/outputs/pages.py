"""Pages such as about, and the page that a host shows when there is none (404)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import views
from sitegen.model import Task
from sitegen.parts import Inside, Parts
from sitegen.site import Page, Site
from sitegen.urls import output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each page, and the one for 404."""
    for page in site.pages:
        inside = partial(_inside, parts, page)
        yield parts.page(output_path(page.url), page.document.path, "page.html", inside)
    if site.is_first:
        yield parts.page("404.html", "layouts/404.html", "404.html", partial(_missing, site, parts))


def _inside(parts: Parts, page: Page) -> Inside:
    path, meta = page.document.path, page.document.meta
    description = meta.summary or page.body.excerpt[:300]
    versions = parts.site.versions.get(page.url, ())
    of = views.PageOf(meta.title, meta.summary, description, meta.language, page.url, versions)
    return of, (*parts.frame, *parts.rail(), ("body", parts.shown(page.body, path, page.url, language=meta.language)))


def _missing(site: Site, parts: Parts) -> Inside:
    sheet = site.files.get(views.SEARCH_SHEET, "") if site.config.search else ""
    return views.MissingOf(tuple(topic.name for topic in site.topics), sheet), (*parts.frame, *parts.rail())
