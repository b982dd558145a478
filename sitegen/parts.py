"""What many pages share, rendered once: the masthead and footer, each article's card, the rail, feed bodies."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from markupsafe import Markup

from sitegen import views
from sitegen.layouts import Layout, LayoutError, Layouts, render
from sitegen.model import Meta
from sitegen.problems import Problem, error
from sitegen.site import Article, Card, Site

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Parts:
    """Rendered parts of one site at one instant. Each is rendered when it is first asked for, then remembered.

    A part that cannot be rendered is empty and among the `problems`, so that what else is wrong is found too.
    """

    site: Site
    layouts: Layouts
    stylesheet: str
    favicon: str
    problems: list[Problem] = field(default_factory=list, compare=False)
    _cards: dict[str, Markup] = field(default_factory=dict, compare=False)
    _rails: dict[tuple[views.RailItem, ...], Markup] = field(default_factory=dict, compare=False)
    _feed_bodies: dict[str, Markup] = field(default_factory=dict, compare=False)

    @cached_property
    def frame(self) -> views.Frame:
        """What stands around every page."""
        publication = views.publication(self.site, self.stylesheet, self.favicon)
        masthead = self._part("parts/masthead.html", views.MastheadView(publication), "the masthead")
        footer = self._part("parts/footer.html", views.FooterView(publication), "the footer")
        return views.Frame(publication, masthead, footer)

    def cards(self, cards: Iterable[Card]) -> tuple[Markup, ...]:
        """Return articles as lists show them."""
        return tuple(_once(self._cards, card.url, partial(self._card, card)) for card in cards)

    def rail(self, article: Article | None = None) -> Markup:
        """Return the rail beside an article, or beside a page that is none."""
        items = rail_items(self.site, article)
        if not items:
            return Markup()
        return _once(self._rails, items, lambda: self._part("parts/latest.html", views.RailView(items), "the rail"))

    def feed_body(self, article: Article) -> Markup:
        """Return an article's full text as a feed carries it: every link absolute, ids with the slug."""
        return _once(self._feed_bodies, article.url, lambda: self._feed_body(article))

    def _card(self, card: Card) -> Markup:
        view = views.CardPartView(views.card(self.site.config, card))
        return self._part("parts/card.html", view, f"the card of “{card.title}”")

    def _feed_body(self, article: Article) -> Markup:
        path = article.document.path
        view = views.FeedBodyView(
            views.image(self.site, article.meta.image, path, article.url, full=True),
            views.body(self.site, article.body, path, article.url, prefix=f"{article.slug}-", full=True),
            views.corrections(self.site.config, article),
        )
        return self._part("parts/feed-body.html", view, path)

    def _part(self, name: str, view: object, subject: str) -> Markup:
        try:
            return Markup(render(self.layout(name), view, subject))
        except LayoutError as fault:
            self.problems.append(fault.problem)
            return Markup()

    def layout(self, name: str) -> Layout:
        """Return a page's layout. Raises LayoutError when the site and the theme have none of that name."""
        if name not in self.layouts:
            hint = "the program needs it: take it from the packaged theme"
            raise LayoutError(error(f"layouts/{name}", 1, 1, "this layout is missing", hint))
        return self.layouts[name]


def rail_items(site: Site, article: Article | None) -> tuple[views.RailItem, ...]:
    """Return the newest other articles; while they are too few, also the headlines that the article's seed showed."""
    config = site.config
    own = article.url if article else ""
    cards = [a.card for a in site.articles[: config.latest_count + 1] if a.url != own][: config.latest_count]
    items = [views.rail_item(config, card) for card in cards]
    if article is None or len(items) >= config.latest_count:
        return tuple(items)
    return tuple(
        (items + _seen(article.meta, {_folded(c.title) for c in (*cards, article.card)}))[: config.latest_count]
    )


def _seen(meta: Meta, shown: Iterable[str]) -> list[views.RailItem]:
    """Return the headlines of the seed's page that no article of the publication has (those are in the rail)."""
    known = set(shown)
    return [
        views.RailItem(seen.title, "", None, (), seen.teaser, "", "")
        for seen in meta.latest_seen
        if _folded(seen.title) not in known
    ]


def _folded(title: str) -> str:
    """Return a headline without case, accents, spaces and punctuation, to compare."""
    letters = unicodedata.normalize("NFKD", title).casefold()
    return "".join(c for c in letters if c.isalnum())


def _once(memory: dict[Key, Markup], key: Key, make: Callable[[], Markup]) -> Markup:
    if key not in memory:
        memory[key] = make()
    return memory[key]
