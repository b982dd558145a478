"""The feeds: of the publication, and of every author, topic and region, in every format of `feeds.FORMATS`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from sitegen import dates, digest, feeds
from sitegen.feeds import Feed, FeedAuthor, FeedEntry
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.press import Piece, Press
from sitegen.site import Article, Card, Site
from sitegen.urls import absolute, output_path
from sitegen.views import href

SHEET = "static/theme/feed/feed.css"
"""What a feed looks like in a browser. What it says there is in a sheet of its own, for each language."""


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each feed, and for the sheet that says what a feed is."""
    config = site.config
    about = _about(parts)
    if about:
        text = str(parts.words.first.table["feed_about"]), dates.direction(config.language)
        yield Task(output_path(about), SHEET, partial(_said, text))
    lists = [(config.at("/"), config.title, config.description, site.cards)]
    lists += [(a.name.url, f"{a.name.text} · {config.title}", "", a.cards) for a in site.authors]
    lists += [(t.name.url, f"{t.name.text} · {config.title}", t.description, t.cards) for t in site.topics]
    lists += [(r.name.url, f"{r.name.text} · {config.title}", "", r.cards) for r in site.regions]
    entries = _Entries(parts)
    for url, title, description, cards in lists:
        newest: tuple[Card, ...] = cards[: config.feed_length]
        # The formats of a list stand together, so that the texts in them are put together once.
        weight = -(-len(newest) // len(feeds.FORMATS))
        for name, make in feeds.FORMATS.items():
            matter = partial(_matter, entries, make, (title, description), url, name, newest)
            yield Task(output_path(f"{url}{name}"), config.file, matter, weight=max(1, weight))


class _Entries:
    """What the feeds of a list carry, the same in every format; remembered of the last list, as there are many."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._last: tuple[tuple[Card, ...], tuple[FeedEntry[Piece], ...], bytes] = (), (), feeds.address(())

    def of(self, cards: tuple[Card, ...]) -> tuple[tuple[FeedEntry[Piece], ...], bytes]:
        """Return the entries of articles, the newest first, and their address."""
        last = self._last
        if last[0] is not cards:
            found = tuple(_entry(self.parts, self.parts.articles[card.url]) for card in cards)
            self._last = last = cards, found, feeds.address(found)
        return last[1:]


def _matter(
    entries: _Entries,
    make: Callable[[Feed[Piece], Press], bytes],
    texts: tuple[str, str],
    url: str,
    name: str,
    cards: tuple[Card, ...],
) -> Matter:
    config, site = entries.parts.site.config, entries.parts.site
    page, own = absolute(url, config.base_url), absolute(f"{url}{name}", config.base_url)
    about = _about(entries.parts)
    sheets = tuple(href(config, url) for url in (about, site.files[SHEET])) if about else ()
    found, address = entries.of(cards)
    feed = Feed(*texts, page, own, config.language, config.timezone, found, config.websub, sheets)
    return Matter(make, feed, feeds.key(digest.name_of(make), feed, address))


def _about(parts: Parts) -> str:
    """Return the URL path of the sheet that says what a feed is; nothing where feeds have no looks."""
    look = parts.site.files.get(SHEET)
    return f"{look.rpartition('/')[0]}/{parts.site.config.language.lower()}.css" if look else ""


def _said(text: tuple[str, str]) -> Matter:
    return Matter(about_sheet, text, digest.of((digest.name_of(about_sheet), text)))


def about_sheet(text: tuple[str, str], press: Press) -> bytes:
    """Return a style sheet with what is said of a feed, and the direction of the language."""
    words, direction = text
    quoted = re.sub(r'["\\\n]', lambda sign: f"\\{ord(sign[0]):x} ", words)
    return f':root {{ --about: "{quoted}"; direction: {direction}; }}\n'.encode()


def _entry(parts: Parts, article: Article) -> FeedEntry[Piece]:
    meta, base = article.meta, parts.site.config.base_url
    return FeedEntry(
        article.id,
        meta.title,
        absolute(article.url, base),
        meta.date,
        max(filter(None, (meta.date, meta.updated, *(c.date for c in meta.corrections)))),
        tuple(FeedAuthor(a.text, absolute(a.url, base)) for a in article.card.authors),
        article.card.teaser,
        tuple(t.text for t in article.topics),
        article.card.language,
        parts.feed_body(article),
        *parts.enclosure(article),
    )
