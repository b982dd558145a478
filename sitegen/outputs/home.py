"""The home page: a front page, and after it all articles by date, cut in pages of `page_size`.

The front page shows what its page of the list would: the first leads, the next four stand beside each other, the others
go to the sections of their topics or are listed below. A section takes older articles too, which stand on later pages
as well. So nothing is missing from the list, and nothing stands on the front page twice. The first of a section has its
teaser, those beside it and the others are headlines alone: what has no teaser does not change with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import views
from sitegen.model import Task
from sitegen.outputs.lists import pages_of
from sitegen.parts import Inside, Parts
from sitegen.site import Card, Site, Topic
from sitegen.urls import numbered, output_path
from sitegen.value import Value, replace

SECONDS, IN_A_SECTION, FEWEST, SECTIONS = 4, 4, 2, 6
"""Articles beside each other under the first; in a section at most and at least; sections."""


class Front(Value):
    """What the front page shows: the first article, the next ones, topics with some of theirs, the others."""

    lead: tuple[Card, ...]
    seconds: tuple[Card, ...]
    sections: tuple[tuple[Topic, tuple[Card, ...]], ...]
    others: tuple[Card, ...]


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each page."""
    featured = tuple(card for card in site.cards if card.featured)
    pages = pages_of((card for card in site.cards if not card.featured), site.config.page_size)
    for number, cards in enumerate(pages, 1):
        shown = partial(front, site.topics, (*featured, *cards)) if number == 1 else partial(Front, (), (), (), cards)
        inside = partial(_inside, site, parts, number, len(pages), shown)
        place = output_path(numbered(site.config.at("/"), number))
        yield parts.page(place, "layouts/home.html", "home.html", inside)


def front(topics: tuple[Topic, ...], cards: tuple[Card, ...]) -> Front:
    """Return the front page that shows these cards; topics stand in the order of their newest article not shown yet."""
    lead, seconds, others = cards[:1], cards[1 : 1 + SECONDS], cards[1 + SECONDS :]
    shown = {card.url for card in (*lead, *seconds)}
    sections: list[tuple[Topic, tuple[Card, ...]]] = []
    waiting = list(topics)
    while waiting and len(sections) < SECTIONS:
        left = [(topic, _not_shown(topic, shown)) for topic in waiting]
        left = [(topic, found) for topic, found in left if len(found) >= FEWEST]
        if not left:
            break
        topic, found = min(left, key=lambda each: (-each[1][0].date.timestamp(), each[0].name.id))
        sections.append((topic, found))
        shown |= {card.url for card in found}
        waiting = [each for each, _ in left if each is not topic]
    return Front(lead, seconds, tuple(sections), tuple(card for card in others if card.url not in shown))


def _not_shown(topic: Topic, shown: set[str]) -> tuple[Card, ...]:
    found: list[Card] = []
    for card in topic.cards:
        if card.url not in shown:
            found.append(card)
            if len(found) == IN_A_SECTION:
                break
    return tuple(found)


def _opened(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    return (*cards[:1], *_headlines(cards[1:]))


def _headlines(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    return tuple(replace(card, teaser="") for card in cards)


def _inside(site: Site, parts: Parts, number: int, total: int, shown: partial[Front]) -> Inside:
    page = shown()
    sections = tuple((topic.name, len(topic.cards), len(cards)) for topic, cards in page.sections)
    kicker = next((topic for card in page.lead for topic in parts.articles[card.url].topics), None)
    first = parts.articles[page.lead[0].url] if page.lead else None
    picture = parts.picture(first.meta.image, first.document.path, first.url) if first else None
    versions = site.versions.get(site.config.root, ())
    of = views.HomeOf(number, total, len(site.articles), kicker, sections, picture, versions)
    slots = (
        *parts.cards("lead", page.lead),
        *parts.cards("second", page.seconds),
        *(slot for n, (_, cards) in enumerate(page.sections) for slot in parts.briefs(f"section/{n}", _opened(cards))),
        *(parts.cards("other", page.others) if number > 1 else parts.briefs("other", _headlines(page.others))),
    )
    return of, (*parts.frame, *slots)
