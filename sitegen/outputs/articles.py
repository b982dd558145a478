"""The page of each article."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import views
from sitegen.layouts import Sheet, sheet
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Site
from sitegen.urls import output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each article."""
    layout = parts.layout("article.html")
    for article in site.articles:
        path = article.document.path
        view = views.article(site, parts.frame, article, parts.rail(article))
        yield Task(output_path(article.url), sheet, Sheet(layout, view, path), path)
