"""The indexes: all authors, all topics, and the archive by year."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import views
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Site


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the tasks of the three indexes."""
    authors = tuple((a.name, len(a.cards), a.document.meta.role) for a in site.authors)
    topics = tuple((t.name, len(t.cards), t.description) for t in site.topics)
    for name, title, entries in (("authors", "Authors", authors), ("topics", "Topics", topics)):
        of = views.IndexOf(title, f"/{name}/", entries)
        yield parts.page(f"{name}/index.html", f"layouts/{name}.html", f"{name}.html", views.index, of, parts.frame)
    source = "layouts/archive.html"
    yield parts.page("archive/index.html", source, "archive.html", views.archive, site.cards, parts.frame)
