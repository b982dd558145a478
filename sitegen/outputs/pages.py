"""Pages such as about, and the page that a host shows when there is none (404)."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import views
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Site
from sitegen.urls import output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each page, and the one for 404."""
    around = (*parts.frame, *parts.rail())
    for page in site.pages:
        path, meta = page.document.path, page.document.meta
        description = meta.summary or page.body.excerpt[:300]
        of = views.PageOf(meta.title, meta.summary, description, meta.language, page.url)
        slots = (*around, ("body", parts.shown(page.body, path, page.url)))
        yield parts.page(output_path(page.url), path, "page.html", views.page, of, slots)
    missing = views.PageOf("Page not found", "", "", "", "")
    yield parts.page("404.html", "layouts/404.html", "404.html", views.page, missing, around)
