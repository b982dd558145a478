"""The feeds: of the publication, and of every author and topic, in every format of `FORMATS`.

Another format (Atom, JSON Feed) is one more line in `FORMATS` and one more function in `sitegen.feeds`.
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sitegen import feeds
from sitegen.feeds import Feed, FeedEntry
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Article, Card, Site
from sitegen.urls import absolute, output_path

FORMATS = (("feed.xml", feeds.rss),)


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each feed."""
    config = site.config
    lists = [("/", config.title, config.description, site.cards)]
    lists += [(a.name.url, f"{a.name.text} · {config.title}", "", a.cards) for a in site.authors]
    lists += [(t.name.url, f"{t.name.text} · {config.title}", t.description, t.cards) for t in site.topics]
    articles = {a.url: a for a in site.articles}
    for url, title, description, cards in lists:
        newest: tuple[Card, ...] = cards[: config.feed_length]
        entries = tuple(_entry(site, parts, articles[card.url]) for card in newest)
        page = absolute(url, config.base_url)
        for name, make in FORMATS:
            own = absolute(f"{url}{name}", config.base_url)
            feed = Feed(title, description, page, own, config.language, entries)
            yield Task(output_path(f"{url}{name}"), make, feed, "site.toml")


def _entry(site: Site, parts: Parts, article: Article) -> FeedEntry:
    meta, zone = article.meta, ZoneInfo(site.config.timezone)
    return FeedEntry(
        article.id,
        meta.title,
        absolute(article.url, site.config.base_url),
        meta.date.astimezone(zone),
        max(filter(None, (meta.date, meta.updated, *(c.date for c in meta.corrections)))).astimezone(zone),
        tuple(a.text for a in article.card.authors),
        article.card.teaser,
        str(parts.feed_body(article)),
        tuple(t.text for t in article.topics),
    )
