"""All that a layout may see: plain values, one frozen class for each kind of page.

A view holds finished text: URLs as they stand in HTML, dates in words, bodies with their links closed. It is made
from a `Site` by pure functions and is the whole input of a page, so what is not in it cannot show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sitegen import dates, holes, urls
from sitegen.config import Config
from sitegen.model import Body, Image
from sitegen.site import Article, Author, Card, Name, Page, Site, Topic

WORDS_PER_MINUTE = 220


# What many views share -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link: its text and its href."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class DateView:
    """A date: `iso` for `datetime` attributes (HTML, "valid date string"), `text` for readers."""

    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class ImageView:
    """A picture; `src` is an href."""

    src: str
    alt: str
    caption: str
    credit: str
    license: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note: the id of its `<li>` and what is inside it."""

    id: str
    html: Markup


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body on the page that shows it: finished HTML and its notes; `heading` is the id of the notes' heading."""

    html: Markup
    notes: tuple[NoteView, ...]
    heading: str


@dataclass(frozen=True, slots=True)
class CardView:
    """An article in a list or rail. `language` and `direction` are empty when they are the site's."""

    title: str
    href: str
    date: DateView
    authors: tuple[LinkView, ...]
    teaser: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class RailItem:
    """A line of the rail: an article, or a headline that the seed's page showed (then without href and date)."""

    title: str
    href: str
    date: DateView | None
    authors: tuple[str, ...]
    teaser: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What every page says of the publication."""

    title: str
    description: str
    home: str
    url: str
    language: str
    direction: str
    stylesheet: str
    feed: str
    favicon: str
    nav: tuple[LinkView, ...]
    pages: tuple[LinkView, ...]
    publisher: LinkView
    logo: str
    social: tuple[LinkView, ...]
    views_note: str
    license: LinkView


@dataclass(frozen=True, slots=True)
class Frame:
    """A publication with the parts that are equal on all its pages, rendered."""

    publication: Publication
    masthead: Markup
    footer: Markup


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says; `canonical` and the feed of a list are absolute URLs or empty."""

    title: str
    description: str
    canonical: str
    feed: LinkView | None = None
    kind: str = "website"
    image: str = ""
    index: bool = True


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page of a list stands: number and total count from 1; an empty href is no page."""

    number: int
    total: int
    newer: str
    older: str
    first: str
    last: str


# One class for each layout ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MastheadView:
    """For parts/masthead.html."""

    publication: Publication


@dataclass(frozen=True, slots=True)
class FooterView:
    """For parts/footer.html."""

    publication: Publication


@dataclass(frozen=True, slots=True)
class CardPartView:
    """For parts/card.html."""

    card: CardView


@dataclass(frozen=True, slots=True)
class RailView:
    """For parts/latest.html."""

    items: tuple[RailItem, ...]


@dataclass(frozen=True, slots=True)
class BioView:
    """An author's bio under an article or on the author's page."""

    name: str
    href: str
    role: str
    image: ImageView | None
    body: BodyView
    links: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction: when and what."""

    date: DateView
    text: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """For article.html."""

    frame: Frame
    head: Head
    title: str
    standfirst: str
    language: str
    direction: str
    authors: tuple[LinkView, ...]
    date: DateView
    updated: DateView | None
    minutes: int
    image: ImageView | None
    body: BodyView
    canonical: LinkView | None
    corrections: tuple[CorrectionView, ...]
    bios: tuple[BioView, ...]
    topics: tuple[LinkView, ...]
    regions: tuple[LinkView, ...]
    share: tuple[LinkView, ...]
    rail: Markup


@dataclass(frozen=True, slots=True)
class ListView:
    """For home.html, author.html and topic.html: cards of one page of a list, rendered."""

    frame: Frame
    head: Head
    title: str
    description: str
    bio: BioView | None
    body: BodyView | None
    featured: tuple[Markup, ...]
    cards: tuple[Markup, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an index: a name, how many articles, and a few words."""

    name: str
    href: str
    count: int
    description: str


@dataclass(frozen=True, slots=True)
class IndexView:
    """For authors.html and topics.html."""

    frame: Frame
    head: Head
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the archive."""

    year: str
    cards: tuple[CardView, ...]


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """For archive.html."""

    frame: Frame
    head: Head
    title: str
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """For page.html and 404.html."""

    frame: Frame
    head: Head
    title: str
    standfirst: str
    language: str
    direction: str
    body: BodyView | None
    rail: Markup


@dataclass(frozen=True, slots=True)
class RedirectView:
    """For redirect.html."""

    title: str
    href: str
    canonical: str
    language: str


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page of the sitemap; `date` is the day of its last change (W3C datetime) or empty."""

    url: str
    date: str


@dataclass(frozen=True, slots=True)
class SitemapView:
    """For sitemap.xml and robots.txt."""

    entries: tuple[SitemapEntry, ...]
    sitemap: str


@dataclass(frozen=True, slots=True)
class FeedBodyView:
    """For parts/feed-body.html: an article in a feed."""

    image: ImageView | None
    body: BodyView
    corrections: tuple[CorrectionView, ...]


# Making views ----------------------------------------------------------------------------------------------


def publication(site: Site, stylesheet: str, favicon: str) -> Publication:
    """Return what every page says of the publication; `stylesheet` and `favicon` are URL paths, or empty."""
    config = site.config
    nav = [LinkView("Archive", href(config, "/archive/"))]
    if site.topics:
        nav.insert(0, LinkView("Topics", href(config, "/topics/")))
    if site.authors:
        nav.insert(-1, LinkView("Authors", href(config, "/authors/")))
    return Publication(
        config.title,
        config.description,
        href(config, "/"),
        config.base_url,
        config.language,
        dates.direction(config.language),
        href(config, stylesheet),
        href(config, urls.feed_url("/")),
        href(config, favicon) if favicon else "",
        tuple(nav),
        tuple(LinkView(page.document.meta.title, href(config, page.url)) for page in site.pages),
        LinkView(config.publisher.name, config.publisher.url),
        _file(config, config.publisher.logo),
        tuple(LinkView(name, url) for name, url in config.social),
        config.views_note,
        _license(config.license),
    )


def href(config: Config, url: str) -> str:
    """Return a URL path as it stands in HTML."""
    return urls.href(url, config.base_path)


def link(config: Config, name: Name) -> LinkView:
    """Return the link to something with a page."""
    return LinkView(name.text, href(config, name.url))


def date(config: Config, when: dt.datetime) -> DateView:
    """Return a date in the site's time zone and language."""
    zone = ZoneInfo(config.timezone)
    local = when.astimezone(zone)
    # Not whether the clock shows 0:00: where summer time begins at midnight, the day begins at 1:00.
    begin = dt.datetime.combine(local.date(), dt.time(), zone).astimezone(dt.UTC)
    iso = local.date().isoformat() if when.astimezone(dt.UTC) == begin else local.isoformat()
    return DateView(iso, dates.long(local.date(), config.language))


def other_language(config: Config, language: str) -> tuple[str, str]:
    """Return `lang` and `dir` of a text in another language than the site's, else two empty texts."""
    return (language, dates.direction(language)) if language not in {"", config.language} else ("", "")


def card(config: Config, card: Card) -> CardView:
    """Return an article as a list shows it."""
    authors = tuple(link(config, a) for a in card.authors)
    language = other_language(config, card.language)
    return CardView(card.title, href(config, card.url), date(config, card.date), authors, card.teaser, *language)


def rail_item(config: Config, card: Card) -> RailItem:
    """Return an article as the rail shows it."""
    authors = tuple(a.text for a in card.authors)
    language = other_language(config, card.language)
    return RailItem(card.title, href(config, card.url), date(config, card.date), authors, card.teaser, *language)


def body(site: Site, body: Body, source: str, page: str, *, prefix: str = "", full: bool = False) -> BodyView:
    """Return a body for the page at the URL path `page`; `source` is the file it was written in.

    `prefix` goes before every id where several bodies share a page; `full` makes every link absolute (feeds).
    """
    config = site.config

    def close(target: str) -> str:
        if target.startswith("#") and not full:
            return f"#{prefix}{target[1:]}"
        url = urls.resolve(target, source=source, page=page, files=site.files)
        return urls.absolute(url, config.base_url) if full else href(config, url)

    found = dict.fromkeys(link.target for link in body.links)
    links = {target: close(target) for target in found}
    where = urls.absolute(page, config.base_url) if full else ""
    notes = tuple(
        NoteView(f"{prefix}fn-{n.number}", holes.fill(n.html, links, prefix=prefix, page=where)) for n in body.notes
    )
    return BodyView(holes.fill(body.html, links, prefix=prefix, page=where), notes, f"page-{prefix}notes")


def image(site: Site, image: Image | None, source: str, page: str, *, full: bool = False) -> ImageView | None:
    """Return a picture of front matter."""
    if image is None:
        return None
    src = image.src
    if not urls.is_external(src):
        src = urls.resolve(src, source=source, page=page, files=site.files)
        src = urls.absolute(src, site.config.base_url) if full else href(site.config, src)
    return ImageView(src, image.alt, image.caption, image.credit, image.license)


def bio(site: Site, author: Author, page: str) -> BioView:
    """Return an author's bio for the page at the URL path `page`."""
    document = author.document
    prefix = "" if page == author.name.url else f"{author.name.id}-"
    return BioView(
        author.name.text,
        href(site.config, author.name.url),
        document.meta.role,
        image(site, document.meta.image, document.path, author.name.url),
        body(site, author.bio, document.path, author.name.url, prefix=prefix),
        tuple(LinkView(name, url) for name, url in document.meta.links),
    )


def article(site: Site, frame: Frame, article: Article, rail: Markup) -> ArticleView:
    """Return an article's page."""
    config, meta, path = site.config, article.meta, article.document.path
    known = {a.name.id: a for a in site.authors}
    own = urls.absolute(article.url, config.base_url)
    picture = image(site, meta.image, path, article.url, full=True)
    head = Head(
        f"{meta.title} · {config.title}",
        article.card.teaser,
        meta.canonical or own,
        kind="article",
        image=picture.src if picture else "",
    )
    return ArticleView(
        frame,
        head,
        meta.title,
        meta.summary,
        *other_language(config, meta.language),
        tuple(link(config, a) for a in article.card.authors),
        date(config, meta.date),
        date(config, meta.updated) if meta.updated else None,
        max(1, round(article.body.words / WORDS_PER_MINUTE)),
        image(site, meta.image, path, article.url),
        body(site, article.body, path, article.url),
        LinkView(urls.host(meta.canonical), meta.canonical) if meta.canonical else None,
        corrections(config, article),
        tuple(bio(site, known[a.id], article.url) for a in article.card.authors),
        tuple(link(config, t) for t in article.topics),
        tuple(link(config, r) for r in article.regions),
        _share(meta.title, own),
        rail,
    )


def corrections(config: Config, article: Article) -> tuple[CorrectionView, ...]:
    """Return an article's corrections, newest first."""
    ordered = sorted(article.meta.corrections, key=lambda c: c.date, reverse=True)
    return tuple(CorrectionView(date(config, c.date), c.text) for c in ordered)


def page(site: Site, frame: Frame, page: Page, rail: Markup) -> PageView:
    """Return a page such as about."""
    config, meta = site.config, page.document.meta
    text = body(site, page.body, page.document.path, page.url)
    description = meta.summary or page.body.excerpt[:300]
    head = Head(f"{meta.title} · {config.title}", description, urls.absolute(page.url, config.base_url))
    return PageView(frame, head, meta.title, meta.summary, *other_language(config, meta.language), text, rail)


def list_head(site: Site, title: str, description: str, url: str, number: int, *, feed: str = "") -> Head:
    """Return the head of a page of a list; `url` is the list's, `feed` the feed's own URL path if it has one."""
    config = site.config
    whole = config.title if url == "/" else f"{title} · {config.title}"
    if number > 1:
        whole = f"{whole} · page {number}"
    alternate = LinkView(f"{title} · {config.title}", href(config, feed)) if feed and url != "/" else None
    return Head(whole, description, urls.absolute(urls.numbered(url, number), config.base_url), alternate)


def topic_body(site: Site, topic: Topic) -> BodyView | None:
    """Return what a topic's file says under its front matter."""
    if topic.document is None or topic.body is None or not topic.body.html:
        return None
    return body(site, topic.body, topic.document.path, topic.name.url)


def pager(config: Config, url: str, number: int, total: int) -> Pager:
    """Return where page `number` of `total` stands in the list at a URL path."""

    def at(other: int) -> str:
        return href(config, urls.numbered(url, other)) if 1 <= other <= total and other != number else ""

    return Pager(number, total, at(number - 1), at(number + 1), at(1), at(total))


def _share(title: str, url: str) -> tuple[LinkView, ...]:
    return (LinkView("Email", urls.mail(subject=title, body=url)), LinkView("Permanent link", url))


def _file(config: Config, path: str) -> str:
    if not path or urls.is_external(path):
        return path
    return href(config, "/" + path.lstrip("/").removeprefix("static/"))


def _license(text: str) -> LinkView:
    """Return a licence as a link: a URL, or an SPDX id, whose text spdx.org keeps."""
    if not text or urls.is_external(text):
        return LinkView(urls.host(text) if text else "", text)
    return LinkView(text, f"https://spdx.org/licenses/{text}.html")


def pages_of(cards: Iterable[Card], size: int) -> tuple[tuple[Card, ...], ...]:
    """Cut a list into pages; an empty list has one empty page."""
    every = tuple(cards)
    return tuple(every[i : i + size] for i in range(0, len(every), size)) or ((),)
