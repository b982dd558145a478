"""Where an article stands among others: its part of a series, and what comes before and after it.

A `Site` goes in; values for each article's page come out. The neighbours are those in the series, else by date in
the first topic, else in the whole publication, wherever there are others. So an article that comes out changes the page
that was the last in each of its lists until then, and, in a series, how many parts the others say there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.site import Card, Headline, Name, Series, Site, Topic, headline
from sitegen.value import Value


class Part(Value):
    """Which part of a series an article is, of how many that are published; both count from 1."""

    series: Name
    number: int
    total: int


class Neighbours(Value):
    """What comes before and after an article in the list of a series or topic, or, with neither, in all there is.

    In a series that is the part before and the part after, else the older and the newer article.
    """

    topic: Name | None
    series: Name | None
    before: Headline | None
    after: Headline | None


def parts(site: Site) -> dict[str, Part]:
    """Return which part of a series each article is, by its URL path. What is not published yet does not count."""
    return {
        card.url: Part(series.name, number, len(series.cards))
        for series in site.series
        for number, card in enumerate(series.cards, 1)
    }


def neighbours(site: Site) -> dict[str, Neighbours]:
    """Return the neighbours of each article that has any, by its URL path."""
    series = {s.name.id: s for s in site.series if len(s.cards) > 1}
    topics = {t.name.id: t for t in site.topics if len(t.cards) > 1}
    chosen: dict[str, Series | Topic | None] = {}
    for article in site.articles:
        topic = next((topics[t.id] for t in article.topics if t.id in topics), None)
        chosen[article.url] = series.get(article.series.id, topic) if article.series else topic
    found: dict[str, Neighbours] = {}
    for one in series.values():
        found.update(_along(one.cards, chosen, one))
    for topic in topics.values():
        found.update(_along(topic.cards[::-1], chosen, topic))
    found.update(_along(site.cards[::-1], chosen, None))
    return found


def _along(
    cards: tuple[Card, ...], chosen: Mapping[str, Series | Topic | None], of: Series | Topic | None
) -> Iterator[tuple[str, Neighbours]]:
    """Give the neighbours of those articles that have chosen this list, of which `cards` are in order."""
    topic, series = of.name if isinstance(of, Topic) else None, of.name if isinstance(of, Series) else None
    for before, card, after in zip((None, *cards), cards, (*cards[1:], None), strict=False):
        if chosen[card.url] is of and (before or after):
            ends = (headline(other) if other else None for other in (before, after))
            yield card.url, Neighbours(topic, series, *ends)
