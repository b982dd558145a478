"""The indexes: all authors, all topics, all series where there are some, and the archive by year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import views
from sitegen.model import Task
from sitegen.parts import Inside, Parts
from sitegen.site import Site
from sitegen.urls import ALL_SERIES, output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the tasks of the indexes."""
    authors = tuple((a.name, len(a.cards), a.document.meta.role) for a in site.authors)
    topics = tuple((t.name, len(t.cards), t.description) for t in site.topics)
    for name, title, entries in (("authors", "Authors", authors), ("topics", "Topics", topics)):
        inside = partial(_inside, parts, views.IndexOf(title, f"/{name}/", "article", entries))
        yield parts.page(f"{name}/index.html", f"layouts/{name}.html", f"{name}.html", inside)
    if site.series:
        series = tuple((s.name, len(s.cards), "; ".join(card.title for card in s.cards)) for s in site.series)
        inside = partial(_inside, parts, views.IndexOf("Series", ALL_SERIES, "part", series))
        yield parts.page(output_path(ALL_SERIES), "layouts/all-series.html", "all-series.html", inside)
    inside = partial(_inside, parts, site.cards)
    yield parts.page("archive/index.html", "layouts/archive.html", "archive.html", inside)


def _inside(parts: Parts, of: object) -> Inside:
    return of, parts.frame
