"""Pages such as about, and the page that a host shows when there is none (404)."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import views
from sitegen.layouts import Sheet, sheet
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Site
from sitegen.urls import output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each page, and the one for 404."""
    rail = parts.rail()
    for page in site.pages:
        path = page.document.path
        view = views.page(site, parts.frame, page, rail)
        yield Task(output_path(page.url), sheet, Sheet(parts.layout("page.html"), view, path), path)
    head = views.Head(f"Page not found · {site.config.title}", "", "", index=False)
    missing = views.PageView(parts.frame, head, "Page not found", "", "", "", None, rail)
    yield Task("404.html", sheet, Sheet(parts.layout("404.html"), missing, "/404.html"), "layouts/404.html")
