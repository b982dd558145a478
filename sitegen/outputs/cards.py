"""The share cards: of the publication, and of each article that names no picture of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import cards, making
from sitegen.cards import ShareCard
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.site import Site


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each card, if the settings want some. Two articles may have the same one."""
    if parts.site_card is None:
        return
    found = {parts.site_card.path: (parts.site_card, site.config.file)}
    for article in site.articles:
        if not article.meta.card:
            card = parts.card(article)
            found.setdefault(card.path, (card, article.document.path))
    for path, (card, source) in found.items():
        yield Task(path, source, partial(_matter, card), weight=cards.EFFORT, is_alone=True)


def _matter(card: ShareCard) -> Matter:
    return Matter(making.drawn, card, card.key)
