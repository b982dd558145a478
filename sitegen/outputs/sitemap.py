"""What search engines read first: sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen.model import Task
from sitegen.parts import Inside, Parts
from sitegen.site import Site


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the two tasks."""
    for name in ("sitemap.xml", "robots.txt"):
        yield parts.page(name, f"layouts/{name}", name, partial(_inside, site))


def _inside(site: Site) -> Inside:
    """Return all pages. Articles carry the time of their last change, from their front matter."""
    names = [a.name for a in site.authors] + [t.name for t in (*site.topics, *site.regions)]
    names += [s.name for s in site.series]
    pages = (
        *((url, None) for url in ("/", "/authors/", "/topics/", "/archive/")),
        *((a.url, max(filter(None, (a.meta.date, a.meta.updated)))) for a in site.articles),
        *((name.url, None) for name in names),
        *((page.url, None) for page in site.pages),
    )
    return pages, ()
