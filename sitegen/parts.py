"""What many pages share, as pieces: the masthead and footer, each article's card, the rail, bios, feed bodies.

A part is made when it is first asked for, then remembered, so that pages share one value. Nothing is rendered here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeVar

from sitegen import cards, dates, described, digest, holes, look, neighbours, pictures, press, urls, views
from sitegen.assets import Asset
from sitegen.cards import Mark, ShareCard
from sitegen.described import WriterOf
from sitegen.feeds import Enclosure
from sitegen.layouts import Layout, LayoutError, Layouts
from sitegen.model import Image, Matter, Task, Teaser, Text
from sitegen.neighbours import Neighbours, Part
from sitegen.pictures import Picture, Pictured
from sitegen.press import Piece, Shown, Stage
from sitegen.problems import error
from sitegen.related import Related, Relations
from sitegen.searching import Indexed
from sitegen.site import Article, Author, Card, Site
from sitegen.value import replace
from sitegen.words import Tables, Words

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Slot = tuple[str, Piece | Shown]
Inside = tuple[object, tuple[Slot, ...]]
"""What a page is made of beside its layout: the argument of its view, and what fills the slots."""


class Parts:
    """Pieces of one site at one instant."""

    def __init__(
        self,
        site: Site,
        layouts: Layouts,
        assets: tuple[Asset, ...],
        favicon: str,
        album: Mapping[str, Picture],
        index: Indexed,
        words: Tables,
        mark: Mark | None = None,
    ) -> None:
        self.index, self.words, self.mark = index, words, mark
        self.site, self.layouts, self.assets, self.favicon, self.album = site, layouts, assets, favicon, album
        self._cards: dict[str, Piece] = {}
        self._briefs: dict[tuple[str, str], Piece] = {}
        self._rails: dict[tuple[tuple[str, ...], tuple[Teaser, ...]], Piece] = {}
        self._bios: dict[str, Piece] = {}
        self._feed_bodies: dict[str, Piece] = {}
        self._share_cards: dict[str, ShareCard] = {}

    @cached_property
    def stage(self) -> Stage:
        """The scene of all pages."""
        theme = tuple((f"/{asset.path}", asset.is_early) for asset in self.assets)
        scene = views.Scene(
            self.site.config,
            views.publication(self.site, self.words.own, theme, self.favicon),
            described.house(self.site.config, self._shared(self.site_card) if self.site_card else None),
            self.words,
        )
        return Stage(scene, digest.of(scene))

    @cached_property
    def frame(self) -> tuple[Slot, ...]:
        """What stands around every page."""
        return (
            ("masthead", self.piece("parts/masthead.html", None, (), "the masthead")),
            ("footer", self.piece("parts/footer.html", None, (), "the footer")),
        )

    def cards(self, name: str, cards: Iterable[Card]) -> Iterable[Slot]:
        """Return articles as lists show them, as the slots `name/0`, `name/1` …"""
        return ((f"{name}/{number}", _once(self._cards, c.url, self._card, c)) for number, c in enumerate(cards))

    def briefs(self, name: str, cards: Iterable[Card]) -> Iterable[Slot]:
        """Return articles as sections show them, under a heading of their own, as the slots `name/0`, `name/1` …"""
        made = (_once(self._briefs, (card.url, card.teaser), self._brief, card) for card in cards)
        return ((f"{name}/{number}", piece) for number, piece in enumerate(made))

    def rail(self, article: Article | None = None) -> tuple[Slot, ...]:
        """Return the slot of the rail beside an article, or beside a page that is none; nothing if it is empty."""
        cards, seen = rail_items(self.site, article)
        if not cards and not seen:
            return ()
        key = tuple(card.url for card in cards), seen
        return (("rail", _once(self._rails, key, self._rail, (cards, seen))),)

    def bios(self, article: Article) -> Iterable[Slot]:
        """Return who wrote an article, as the slots `bio/0`, `bio/1` …"""
        for number, name in enumerate(article.card.authors):
            yield f"bio/{number}", _once(self._bios, name.id, self._bio, self._authors[name.id])

    def writers(self, article: Article) -> tuple[WriterOf, ...]:
        """Return who wrote an article, as machines are told."""
        return tuple(self._writers[name.id] for name in article.card.authors)

    def feed_body(self, article: Article) -> Piece:
        """Return an article's full text as a feed carries it: every link absolute, ids with the slug."""
        return _once(self._feed_bodies, article.url, self._feed_body, article)

    @cached_property
    def articles(self) -> dict[str, Article]:
        """The articles by their URL paths."""
        return {article.url: article for article in self.site.articles}

    @cached_property
    def part_of(self) -> dict[str, Part]:
        """Which part of a series an article is, by its URL path."""
        return neighbours.parts(self.site)

    @cached_property
    def neighbours_of(self) -> dict[str, Neighbours]:
        """What comes before and after an article, by its URL path."""
        return neighbours.neighbours(self.site)

    @cached_property
    def relations(self) -> Relations:
        """The index of what is related."""
        return Relations(self.site.articles)

    def related(self, article: Article) -> tuple[Related, ...]:
        """Return what else to read, beside the article's neighbours and the other parts of its series."""
        beside = self.neighbours_of.get(article.url)
        ends = (beside.before, beside.after) if beside else ()
        series = self._series[article.series.id] if article.series else ()
        return self.relations.of(article, {*(end.url for end in ends if end), *series} - {article.url})

    @cached_property
    def _series(self) -> dict[str, tuple[str, ...]]:
        return {series.name.id: tuple(card.url for card in series.cards) for series in self.site.series}

    @cached_property
    def _authors(self) -> dict[str, Author]:
        return {author.name.id: author for author in self.site.authors}

    @cached_property
    def _writers(self) -> dict[str, WriterOf]:
        return {author.name.id: _writer(author) for author in self.site.authors}

    def _card(self, card: Card) -> Piece:
        return self.piece("parts/card.html", card, (), f"the card of “{card.title}”")

    def _brief(self, card: Card) -> Piece:
        return self.piece("parts/brief.html", card, (), f"the card of “{card.title}”")

    def _rail(self, items: tuple[tuple[Card, ...], tuple[Teaser, ...]]) -> Piece:
        return self.piece("parts/latest.html", views.RailOf(*items), (), "the rail")

    def _bio(self, author: Author) -> Piece:
        path, url, language = author.document.path, author.name.url, author.language
        shown = self.shown(author.bio, path, url, prefix=f"{author.name.id}-", language=language)
        return self.piece("parts/bio.html", self.bio_of(author), (("body", shown),), path)

    def bio_of(self, author: Author) -> views.BioOf:
        """Return what a bio says beside its text."""
        meta, path = author.document.meta, author.document.path
        picture = self.picture(meta.image, path, author.name.url, "portrait")
        return views.BioOf(author.name, meta.role, picture, meta.links, self._writers[author.name.id], author.language)

    def _feed_body(self, article: Article) -> Piece:
        path, url, language = article.document.path, article.url, article.card.language
        picture = self.picture(article.meta.image, path, url, full=True)
        of = views.FeedBodyOf(language, article.meta.corrections, picture)
        shown = self.shown(article.body, path, url, prefix=f"{article.slug}-", full=True, language=language)
        return self.piece("parts/feed-body.html", of, (("body", shown),), path)

    def piece(self, layout: str, of: object, slots: tuple[Slot, ...] = (), subject: str = "") -> Piece:
        """Return a piece of a layout's name. Raises LayoutError when neither site nor theme has that layout."""
        return self.stage.piece(self.layout(layout), views.VIEWS[layout], of, slots, subject)

    def page(self, path: str, source: str, layout: str, inside: Callable[[], Inside]) -> Task:
        """Return the task of a page; `source` is the file that claims the path, `inside` gives argument and slots."""
        return Task(path, source, partial(self._page, path, source, layout, inside))

    def _page(self, path: str, source: str, layout: str, inside: Callable[[], Inside]) -> Matter:
        subject = source if source.startswith("content/") else f"/{path}"
        piece = self.piece(layout, *inside(), subject)
        return Matter(press.page, piece, piece.key)

    def shown(
        self,
        text: Text,
        source: str,
        page: str,
        *,
        prefix: str = "",
        full: bool = False,
        alone: bool = False,
        language: str = "",
    ) -> Shown:
        """Return a text for the page at the URL path `page`; `source` is the file it was written in.

        `prefix` goes before every id where several texts share a page; `full` makes every link absolute (feeds).
        With `alone` too, what is inside the text stays inside it, as it leaves the site. `language` is the text's, if
        it is not that of the site.
        """
        config = self.site.config

        def close(target: str) -> str:
            if target.startswith("#") and (alone or not full):
                return f"#{prefix}{target[1:]}"
            url = urls.resolve(target, source=source, page=page, files=self.site.files)
            return urls.absolute(url, config.base_url) if full else views.href(config, url)

        targets = dict.fromkeys(link.target for link in text.links) if text.links else ()
        links = tuple((target, close(target)) for target in targets)
        where = urls.absolute(page, config.base_url) if full and not alone else ""
        framed = tuple(self._framed(text, source, page, full)) if self.album and text.links else ()
        labels = labels_of(self.words.table(language))
        return Shown(text.key, text.notes, text.beside, text.is_empty, links, prefix, where, framed, labels)

    def _framed(self, text: Text, source: str, page: str, full: bool) -> Iterator[tuple[str, pictures.Framed]]:
        """Give the pictures in a text that are the site's; in a feed each as one file, with its size."""
        config = self.site.config
        for target in dict.fromkeys(link.target for link in text.links if link.image):
            picture = self.album.get(urls.resolve(target, source=source, page=page, files=self.site.files))
            if picture and full:
                whole = pictures.framed(picture, "", partial(urls.absolute, base_url=config.base_url))
                yield target, (whole[0], "", whole[2], "")
            elif picture:
                yield target, pictures.framed(picture, config.pictures.sizes, partial(views.href, config))

    def picture(
        self, image: Image | None, source: str, page: str, kind: str = "lead", *, full: bool = False
    ) -> Pictured | None:
        """Return a picture of front matter as it stands in HTML; `full` as one file with its whole address."""
        if image is None:
            return None
        words = image.alt, image.caption, image.credit, image.license
        if urls.is_external(image.src):
            return Pictured(image.src, *words)
        config = self.site.config
        url = urls.resolve(image.src, source=source, page=page, files=self.site.files)
        picture = self.album.get(url)
        size = (picture.facts.width, picture.facts.height) if picture else (0, 0)
        url = picture.fallback if picture else url
        if full:
            return Pictured(urls.absolute(url, config.base_url), *words, *size)
        sources = pictures.srcsets(picture, kind, partial(views.href, config)) if picture else ()
        return Pictured(views.href(config, url), *words, *size, sources)

    def images(self, article: Article) -> tuple[Pictured, ...]:
        """Return an article's lead picture as search engines want it: whole, then cut; nothing that is no photograph.

        Share cards and search engines show no SVG.
        """
        image = article.meta.image
        whole = self.picture(image, article.document.path, article.url, full=True)
        if image is None or whole is None or whole.src.lower().endswith(".svg"):
            return ()
        base = self.site.config.base_url
        url = urls.resolve(image.src, source=article.document.path, page=article.url, files=self.site.files)
        crops = self.album[url].crops() if url in self.album else ()
        cut = (replace(whole, src=urls.absolute(src, base), width=width, height=height) for src, width, height in crops)
        return (whole, *cut)

    def share(self, article: Article) -> Pictured | None:
        """Return what stands for an article where it is passed on: the picture that it names, else its card."""
        config, title = self.site.config, article.meta.title
        if article.meta.card:
            return self.picture(Image(article.meta.card, title), article.document.path, article.url, full=True)
        return self._shared(self.card(article)) if config.cards else None

    def card(self, article: Article) -> ShareCard:
        """Return what an article's card says."""
        found = self._share_cards.get(article.url)
        if found is None:
            found = self._share_cards[article.url] = self._share_card(article)
        return found

    def _share_card(self, article: Article) -> ShareCard:
        config, card = self.site.config, article.card
        words, language = self.words.of(card.language), card.language
        names = words.by(names=words.listed(author.text for author in card.authors)) if card.authors else ""
        return self._card_of(card.title, names, views.date(config, card.date, language).text, config.title, language)

    @cached_property
    def site_card(self) -> ShareCard | None:
        """The card of the publication, if there are cards."""
        config = self.site.config
        return self._card_of(config.title, config.description, "", "", config.language) if config.cards else None

    def _card_of(self, title: str, names: str, date: str, above: str, language: str) -> ShareCard:
        light = {name: colour for name, (colour, _) in look.THEME.items()}
        light |= {name: colour for name, colour, _ in self.site.config.colors}
        colours = (light[name] for name in ("paper", "ink", "quiet", "accent"))
        return ShareCard(title, names, date, above, self.mark, language, dates.direction(language) == "rtl", *colours)

    def _shared(self, card: ShareCard) -> Pictured:
        url = urls.absolute(f"/{card.path}", self.site.config.base_url)
        return Pictured(url, card.title, width=cards.WIDTH, height=cards.HEIGHT)

    def enclosure(self, article: Article) -> tuple[str, Enclosure | None]:
        """Return the whole address of an article's picture, and the file that it is, if it is one of the site."""
        image = article.meta.image
        shown = self.picture(image, article.document.path, article.url, full=True)
        if image is None or shown is None:
            return "", None
        url = urls.resolve(image.src, source=article.document.path, page=article.url, files=self.site.files)
        picture = self.album.get(url)
        if picture is None:
            return shown.src, None
        kind, variant = pictures.media_type(picture.facts.format), picture.whole
        if variant is None:
            return shown.src, Enclosure(shown.src, kind, picture.facts.size)
        return shown.src, Enclosure(shown.src, kind, 0, variant.key, (picture.path, variant))

    def layout(self, name: str) -> Layout:
        """Return a layout. Raises LayoutError when the site and the theme have none of that name."""
        if name not in self.layouts:
            hint = "the program needs it: take it from the packaged theme"
            raise LayoutError(error(f"layouts/{name}", 1, 1, "this layout is missing", hint))
        return self.layouts[name]


def labels_of(words: Words) -> holes.Labels:
    """Return what is said of notes and tables in a language; nothing where it is what is said anyway."""
    table = words.table
    labels = str(table["note"]), str(table["back"]), str(table["table"])
    return () if labels == holes.LABELS else labels


def _writer(author: Author) -> WriterOf:
    meta = author.document.meta
    more = meta.affiliation, meta.orcid, meta.family, meta.organisation
    return WriterOf(author.name, meta.role, meta.links, *more)


def rail_items(site: Site, article: Article | None) -> tuple[tuple[Card, ...], tuple[Teaser, ...]]:
    """Return the newest other articles; while they are too few, also the headlines that the article's seed showed."""
    count, own = site.config.latest_count, article.url if article else ""
    newest = site.articles[: count + 1]
    cards = tuple([a.card for a in newest if a.url != own][:count])
    if article is None or len(cards) >= count or not article.meta.latest_seen:
        return cards, ()
    known = {_folded(card.title) for card in (*cards, article.card)}
    seen = [teaser for teaser in article.meta.latest_seen if _folded(teaser.title) not in known]
    return cards, tuple(seen[: count - len(cards)])


def _folded(title: str) -> str:
    """Return a headline without case, accents, spaces and punctuation, to compare."""
    letters = unicodedata.normalize("NFKD", title).casefold()
    return "".join(c for c in letters if c.isalnum())


def _once(memory: dict[Key, Piece], key: Key, make: Callable[[Value], Piece], value: Value) -> Piece:
    found = memory.get(key)
    if found is None:
        found = memory[key] = make(value)
    return found
