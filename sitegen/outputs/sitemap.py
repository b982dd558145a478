"""What search engines read first: sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sitegen.layouts import Sheet, sheet
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Site
from sitegen.urls import absolute
from sitegen.views import SitemapEntry, SitemapView


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the two tasks. Articles carry the day of their last change, from their front matter."""
    base, zone = site.config.base_url, ZoneInfo(site.config.timezone)
    entries = [SitemapEntry(absolute(url, base), "") for url in ("/", "/authors/", "/topics/", "/archive/")]
    entries += [
        SitemapEntry(
            absolute(a.url, base), max(filter(None, (a.meta.date, a.meta.updated))).astimezone(zone).isoformat()
        )
        for a in site.articles
    ]
    names = [a.name for a in site.authors] + [t.name for t in (*site.topics, *site.regions)]
    entries += [SitemapEntry(absolute(name.url, base), "") for name in names]
    entries += [SitemapEntry(absolute(page.url, base), "") for page in site.pages]
    view = SitemapView(tuple(entries), absolute("/sitemap.xml", base))
    for name in ("sitemap.xml", "robots.txt"):
        yield Task(name, sheet, Sheet(parts.layout(name), view, f"/{name}"), f"layouts/{name}")
