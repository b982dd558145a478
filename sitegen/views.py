"""All that a layout may see: plain values, one frozen class for each kind of page.

A view holds finished text: URLs as they stand in HTML, dates in words. Texts and parts that are finished elsewhere
stand in it as tokens of slots (see `press`). It is made by a pure function, and only when it is needed, from the scene,
which is the same for all pages, and one frozen argument (the classes that end in `Of`): the two are the whole input of
a page, so what is not in them cannot show.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sitegen import dates, described, searching, urls
from sitegen.citing import words as citing_words
from sitegen.config import Config
from sitegen.described import WriterOf
from sitegen.hosting import AI_CRAWLERS
from sitegen.look import Links
from sitegen.metadata import House, Work, structured, tags
from sitegen.model import Correction, Teaser
from sitegen.neighbours import Neighbours, Part
from sitegen.pictures import Pictured
from sitegen.press import Slots, View
from sitegen.related import Related
from sitegen.republish import licence
from sitegen.site import Card, Headline, Name, Site, Version
from sitegen.value import Value, replace
from sitegen.words import Spoken, Tables

WORDS_PER_MINUTE = 220
SEARCH_SCRIPT, SEARCH_SHEET = "static/theme/search/search.js", "static/theme/search/search.css"
REPUBLISH = "republish/"
"""Where, below an article's address, others find it to print it."""


# What many views share -------------------------------------------------------------------------------------


class LinkView(Value):
    """A link: its text and its href."""

    text: str
    href: str


class DateView(Value):
    """A date: `iso` for `datetime` attributes (HTML, "valid date string"), `text` for readers."""

    iso: str
    text: str


class SourceView(Value):
    """What a browser may choose from: a media type, and a srcset of that type (HTML, "source element")."""

    type: str
    srcset: str


class ImageView(Value):
    """A picture; `src` is an href, `sizes` how wide a text is. `width` and `height` are 0 where they are not known."""

    src: str
    alt: str
    caption: str
    credit: str
    license: str
    width: int
    height: int
    sources: tuple[SourceView, ...]
    sizes: str


class NoteView(Value):
    """A note: the id of its `<li>` and what is inside it."""

    id: str
    html: Markup


class BodyView(Value):
    """A body on the page that shows it: finished HTML and its notes; `heading` is the id of the notes' heading.

    `beside` tells whether the notes are few and short enough to stand beside the text.
    """

    html: Markup
    notes: tuple[NoteView, ...]
    heading: str
    beside: bool


class CardView(Value):
    """An article in a list or rail. `language` and `direction` are empty when they are the site's."""

    title: str
    href: str
    date: DateView
    authors: tuple[LinkView, ...]
    teaser: str
    language: str
    direction: str


class RailItem(Value):
    """A line of the rail: an article, or a headline that the seed's page showed (then without href and date)."""

    title: str
    href: str
    date: DateView | None
    authors: tuple[str, ...]
    teaser: str
    language: str
    direction: str


class FeedView(Value):
    """A feed in a format: its media type, name and URL."""

    type: str
    title: str
    href: str


class Publication(Value):
    """What every page says of the publication."""

    title: str
    description: str
    home: str
    url: str
    language: str
    direction: str
    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]
    early_script: str
    feed: str
    feeds: tuple[FeedView, ...]
    favicon: str
    mark: str
    wordmark: bool
    navigation: tuple[LinkView, ...]
    nav: tuple[LinkView, ...]
    pages: tuple[LinkView, ...]
    publisher: LinkView
    logo: str
    social: tuple[LinkView, ...]
    views_note: str
    license: LinkView
    foot_lines: tuple[str, ...]
    foot_links: tuple[LinkView, ...]
    search: str
    languages: tuple[VersionView, ...]


class Frame(Value):
    """A publication with the parts that are equal on all its pages, rendered, and the words of its language."""

    words: Spoken
    publication: Publication
    masthead: Markup
    footer: Markup


class HreflangView(Value):
    """A page in a language (BCP 47, or `x-default`): its whole address (HTML, link type "alternate")."""

    language: str
    href: str


class Head(Value):
    """What the head of a page says; `canonical` is an absolute URL or empty, `feeds` are those of a list.

    `meta` are the elements that machines read, `data` is JSON-LD, `license` an URL. `versions` are the addresses of the
    page in all its languages by their tags, and by `x-default`.
    """

    title: str
    description: str
    canonical: str
    feeds: tuple[FeedView, ...] = ()
    index: bool = True
    meta: Markup = Markup()
    data: Markup = Markup()
    license: str = ""
    versions: tuple[HreflangView, ...] = ()


class VersionView(Value):
    """The same page in another language: the language's tag, what it calls itself, its direction, where the page is."""

    language: str
    text: str
    direction: str
    href: str


class PageLink(Value):
    """A page of a list by its number; without href it is this page. `gap` says that some before it are left out."""

    number: int
    href: str
    gap: bool


class Pager(Value):
    """Where a page of a list stands: number and total count from 1; an empty href is no page.

    `pages` are the first, the last, and those about this one.
    """

    number: int
    total: int
    newer: str
    older: str
    pages: tuple[PageLink, ...]


# One class for each layout ---------------------------------------------------------------------------------


class MastheadView(Value):
    """For parts/masthead.html."""

    words: Spoken
    publication: Publication


class FooterView(Value):
    """For parts/footer.html."""

    words: Spoken
    publication: Publication


class CardPartView(Value):
    """For parts/card.html."""

    words: Spoken
    card: CardView


class RailView(Value):
    """For parts/latest.html."""

    words: Spoken
    items: tuple[RailItem, ...]


class BioView(Value):
    """An author's bio under an article or on the author's page; `initials` stand where there is no picture.

    `language` and `direction` are empty when they are the site's.
    """

    name: str
    initials: str
    href: str
    role: str
    affiliation: str
    image: ImageView | None
    body: BodyView
    links: tuple[LinkView, ...]
    language: str
    direction: str


class BioPartView(Value):
    """For parts/bio.html."""

    words: Spoken
    bio: BioView


class CorrectionView(Value):
    """A correction: when and what."""

    date: DateView
    text: str


class HeadlineView(Value):
    """An article that a page leads to. `language` and `direction` are empty when they are the site's."""

    title: str
    href: str
    date: DateView
    language: str
    direction: str


class PartView(Value):
    """Which part of a series an article is, of how many; both count from 1."""

    series: LinkView
    number: int
    total: int


class NeighboursView(Value):
    """What comes before and after an article: in a series, else by date in a topic, else, without both, in all."""

    series: LinkView | None
    topic: LinkView | None
    before: HeadlineView | None
    after: HeadlineView | None


class RelatedView(Value):
    """An article to read next, and what it shares: topics, or authors, or words; two of the three are empty."""

    article: HeadlineView
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    words: tuple[str, ...]


class CitationView(Value):
    """An article cited: in which style (empty for the plain one), and the citation."""

    style: str
    html: Markup


class CiteView(Value):
    """How to cite an article, in one style or several, and files for reference managers."""

    citations: tuple[CitationView, ...]
    downloads: tuple[LinkView, ...]


class ArticleView(Value):
    """For article.html; `words` are those of the article's language, `frame.words` those of the publication's."""

    words: Spoken
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
    versions: tuple[VersionView, ...]
    corrections: tuple[CorrectionView, ...]
    bios: tuple[Markup, ...]
    topics: tuple[LinkView, ...]
    regions: tuple[LinkView, ...]
    share: tuple[LinkView, ...]
    license: LinkView | None
    cite: CiteView
    part: PartView | None
    neighbours: NeighboursView | None
    related: tuple[RelatedView, ...]
    rail: Markup


class SectionView(Value):
    """A topic on the front page: its name and address, how many articles it has, and some of them, rendered."""

    name: str
    id: str
    href: str
    count: int
    cards: tuple[Markup, ...]


class HomeView(Value):
    """For home.html: on the first page `lead`, `seconds`, `sections` and the others in brief, then cards alone."""

    words: Spoken
    frame: Frame
    head: Head
    title: str
    count: int
    kicker: LinkView | None
    image: ImageView | None
    lead: tuple[Markup, ...]
    seconds: tuple[Markup, ...]
    sections: tuple[SectionView, ...]
    others: tuple[Markup, ...]
    archive: str
    pager: Pager


class ListView(Value):
    """For author.html and topic.html: cards of one page of a list, rendered."""

    words: Spoken
    frame: Frame
    head: Head
    title: str
    description: str
    count: int
    bio: BioView | None
    body: BodyView | None
    cards: tuple[Markup, ...]
    pager: Pager


class SeriesView(Value):
    """For series.html: the cards of all parts in their order, rendered; `index` is where all series are."""

    words: Spoken
    frame: Frame
    head: Head
    title: str
    index: str
    cards: tuple[Markup, ...]


class Entry(Value):
    """A line of an index: a name, how many articles or parts it has, as a number and in words, and a few words."""

    name: str
    href: str
    count: int
    counted: str
    description: str


class IndexView(Value):
    """For authors.html, topics.html and all-series.html."""

    words: Spoken
    frame: Frame
    head: Head
    title: str
    entries: tuple[Entry, ...]


class Year(Value):
    """A year of the archive."""

    year: str
    cards: tuple[CardView, ...]


class ArchiveView(Value):
    """For archive.html; `count` is of all articles."""

    words: Spoken
    frame: Frame
    head: Head
    title: str
    count: int
    years: tuple[Year, ...]


class MissingView(Value):
    """For 404.html."""

    words: Spoken
    frame: Frame
    head: Head
    title: str
    archive: str
    search: str
    sheet: str
    topics: tuple[LinkView, ...]
    rail: Markup


class FilterView(Value):
    """By what readers may choose among results: `name` is that of the index, `text` is for them."""

    name: str
    text: str


class SearchView(Value):
    """For search.html; `index` is the address of the folder of the index, `script` of the script.

    `counts` are the forms of how many articles are found, as JSON.
    """

    words: Spoken
    frame: Frame
    head: Head
    title: str
    search: str
    index: str
    script: str
    sheet: str
    archive: str
    counts: str
    filters: tuple[FilterView, ...]


class PageView(Value):
    """For page.html; `words` are those of the page's language."""

    words: Spoken
    frame: Frame
    head: Head
    title: str
    standfirst: str
    language: str
    direction: str
    versions: tuple[VersionView, ...]
    body: BodyView
    rail: Markup


class RedirectView(Value):
    """For redirect.html."""

    words: Spoken
    title: str
    href: str
    canonical: str
    language: str


class SitemapEntry(Value):
    """A page of the sitemap; `date` is the day of its last change (W3C datetime) or empty."""

    url: str
    date: str


class SitemapView(Value):
    """For sitemap.xml."""

    entries: tuple[SitemapEntry, ...]


class SitemapIndexView(Value):
    """For sitemap-index.xml, which is sitemap.xml where a site has very many pages."""

    sitemaps: tuple[str, ...]


class NewsEntry(Value):
    """An article that just came out; `date` with time zone, `language` as news search wants it (`en`, `zh-tw`)."""

    url: str
    title: str
    date: str
    language: str


class NewsSitemapView(Value):
    """For news-sitemap.xml."""

    publication: str
    entries: tuple[NewsEntry, ...]


class RobotsView(Value):
    """For robots.txt: full addresses of sitemaps, closed paths, crawlers that are asked to stay away."""

    sitemaps: tuple[str, ...]
    closed: tuple[str, ...]
    refused: tuple[str, ...]


class FeedBodyView(Value):
    """For parts/feed-body.html: an article in a feed."""

    words: Spoken
    image: ImageView | None
    body: BodyView
    corrections: tuple[CorrectionView, ...]


class ReprintView(Value):
    """For parts/reprint.html: an article as it leaves the site, before it is reduced to common elements."""

    words: Spoken
    title: str
    authors: tuple[LinkView, ...]
    source: LinkView
    date: DateView
    license: LinkView
    image: ImageView | None
    body: BodyView
    corrections: tuple[CorrectionView, ...]


class FormView(Value):
    """A form in which others take an article: its name, an id, the whole text."""

    name: str
    id: str
    text: str


class RepublishView(Value):
    """For republish.html; `rules` are sentences."""

    words: Spoken
    frame: Frame
    head: Head
    article: LinkView
    license: LinkView
    rules: tuple[str, ...]
    forms: tuple[FormView, ...]


# What views are made of --------------------------------------------------------------------------------------


class Scene(Value):
    """What every view of a site may need beside its own argument: the settings, and what all pages say."""

    config: Config
    publication: Publication
    house: House
    words: Tables


class RailOf(Value):
    """The rail: cards, then headlines of a seed's page."""

    cards: tuple[Card, ...]
    seen: tuple[Teaser, ...]


class BioOf(Value):
    """An author; the bio is the slot `body`. The picture's source is a URL already."""

    name: Name
    role: str
    picture: Pictured | None
    links: tuple[tuple[str, str], ...]
    writer: WriterOf
    language: str


class ArticleOf(Value):
    """An article for its own page; `body`, `bio/0` …, `rail` are slots. `picture` has URLs as they stand in HTML.

    `share` is what a share card shows, `images` are what search engines may: their URLs are absolute.
    """

    card: Card
    summary: str
    updated: dt.datetime | None
    language: str
    canonical: str
    corrections: tuple[Correction, ...]
    minutes: int
    topics: tuple[Name, ...]
    regions: tuple[Name, ...]
    genre: str
    doi: str
    license: str
    may_be_printed: bool
    writers: tuple[WriterOf, ...]
    picture: Pictured | None
    share: Pictured | None
    images: tuple[Pictured, ...]
    part: Part | None
    neighbours: Neighbours | None
    related: tuple[Related, ...]
    versions: tuple[Version, ...]


class HomeOf(Value):
    """A page of home: `number` and `total` count its pages, `count` all articles.

    `kicker` is the first topic of the lead, `picture` its picture. `sections` have a topic, how many articles it has,
    and how many of them stand here. Cards are the slots `lead/0`, `second/0` …, `section/0/0` …, `other/0` ….
    """

    number: int
    total: int
    count: int
    kicker: Name | None
    sections: tuple[tuple[Name, int, int], ...]
    picture: Pictured | None
    versions: tuple[Version, ...]


class ListOf(Value):
    """A page of a list: `url` is the list's, `number` and `total` count its pages; `bio` is of an author's list.

    `count` is of all articles in it. Cards are the slots `card/0` …; a text above them is `body`.
    """

    title: str
    description: str
    url: str
    number: int
    total: int
    count: int
    bio: BioOf | None
    versions: tuple[Version, ...]


class SeriesOf(Value):
    """A series: its name and the headlines of its parts; their cards are the slots `card/0` …"""

    name: Name
    titles: tuple[str, ...]


class IndexOf(Value):
    """An index: name, count and a few words of each entry; `title` and `unit`, what is counted, are keys of words."""

    title: str
    url: str
    unit: str
    entries: tuple[tuple[Name, int, str], ...]
    versions: tuple[Version, ...]


class PageOf(Value):
    """A page such as about; `body` and `rail` are slots."""

    title: str
    summary: str
    description: str
    language: str
    url: str
    versions: tuple[Version, ...]


class SearchOf(Value):
    """The page where readers search: the URL paths of its script and of its sheet."""

    script: str
    sheet: str


class MissingOf(Value):
    """What a host shows when there is no such page: topics, and the URL path of the sheet for search, or nothing."""

    topics: tuple[Name, ...]
    sheet: str


class RedirectOf(Value):
    """An old address and where it leads, a URL path."""

    title: str
    url: str


class ReprintOf(Value):
    """An article for others to print, under the licence `terms`; `body` is a slot."""

    card: Card
    terms: str
    picture: Pictured | None
    corrections: tuple[Correction, ...]


class RepublishOf(Value):
    """The page from which it is taken; `texts` are HTML, plain text and Markdown."""

    card: Card
    terms: str
    texts: tuple[str, str, str]


class FeedBodyOf(Value):
    """An article in a feed, in its language; `body` is a slot."""

    language: str
    corrections: tuple[Correction, ...]
    picture: Pictured | None


# Making views ----------------------------------------------------------------------------------------------


def publication(site: Site, words: Spoken, theme: Sequence[tuple[str, bool]], favicon: str) -> Publication:
    """Return what every page says of the publication, in the words of its language.

    `theme` are the URL paths of its sheets and scripts, with true for the script that runs before the page is shown;
    `favicon` is a URL path or empty.
    """
    config = site.config
    nav = [LinkView(words.archive, own(config, urls.ARCHIVE))]
    if site.topics:
        nav.insert(0, LinkView(words.topics, own(config, urls.TOPICS)))
    if config.search:
        nav.append(LinkView(words.search, own(config, urls.SEARCH)))
    if site.authors:
        nav.insert(1 if site.topics else 0, LinkView(words.authors, own(config, urls.AUTHORS)))
    pages = tuple(LinkView(page.document.meta.title, href(config, page.url)) for page in site.pages)
    logo, feeds = config.logo, _feeds(config, config.title, config.at("/"))
    languages = tuple(
        VersionView(tag, dates.language_name(tag), dates.direction(tag), href(config, root))
        for tag, root in config.roots
        if tag != config.language
    )
    return Publication(
        config.title,
        config.description,
        own(config, "/"),
        config.base_url,
        config.language,
        dates.direction(config.language),
        tuple(href(config, path) for path, _ in theme if path.endswith(".css")),
        tuple(href(config, path) for path, is_early in theme if path.endswith(".js") and not is_early),
        next((href(config, path) for path, is_early in theme if is_early), ""),
        feeds[0].href,
        feeds,
        href(config, favicon) if favicon else "",
        _file(config, logo.file or (favicon if favicon.endswith(".svg") else "")),
        logo.wordmark,
        _links(config, config.navigation) or (*nav, *pages),
        tuple(nav),
        pages,
        LinkView(config.publisher.name, config.publisher.url),
        _file(config, config.publisher.logo),
        tuple(LinkView(name, url) for name, url in config.social),
        config.views_note,
        _license(config.license),
        config.footer.lines,
        _links(config, config.footer.links),
        own(config, urls.SEARCH) if config.search else "",
        languages,
    )


def _links(config: Config, links: Links) -> tuple[LinkView, ...]:
    """Return links of the settings: to a path of the site, or elsewhere."""
    return tuple(LinkView(text, href(config, to) if to.startswith("/") else to) for text, to in links)


def href(config: Config, url: str) -> str:
    """Return a URL path as it stands in HTML."""
    return urls.href(url, config.base_path)


def own(config: Config, url: str) -> str:
    """Return what each language of a site has for itself, as its archive, as it stands in HTML."""
    return href(config, config.at(url))


def link(config: Config, name: Name) -> LinkView:
    """Return the link to something with a page."""
    return LinkView(name.text, href(config, name.url))


def date(config: Config, when: dt.datetime, language: str = "") -> DateView:
    """Return a date in the site's time zone, in its language or another."""
    return _date(when, config.timezone, language or config.language)


@lru_cache(maxsize=4096)
def _date(when: dt.datetime, timezone: str, language: str) -> DateView:
    # A page names the days of a dozen others.
    zone = ZoneInfo(timezone)
    local = when.astimezone(zone)
    # Not whether the clock shows 0:00: where summer time begins at midnight, the day begins at 1:00.
    begin = dt.datetime.combine(local.date(), dt.time(), zone).astimezone(dt.UTC)
    iso = local.date().isoformat() if when.astimezone(dt.UTC) == begin else local.isoformat()
    return DateView(iso, dates.long(local.date(), language))


def other_language(config: Config, language: str) -> tuple[str, str]:
    """Return `lang` and `dir` of a text in another language than the site's, else two empty texts."""
    return (language, dates.direction(language)) if language not in {"", config.language} else ("", "")


def masthead(scene: Scene, of: None, slots: Slots) -> MastheadView:
    """Return the head of every page."""
    return MastheadView(scene.words.own, scene.publication)


def footer(scene: Scene, of: None, slots: Slots) -> FooterView:
    """Return the foot of every page."""
    return FooterView(scene.words.own, scene.publication)


def card(scene: Scene, of: Card, slots: Slots) -> CardPartView:
    """Return an article as a list shows it."""
    return CardPartView(scene.words.of(of.language), card_view(scene.config, of))


def card_view(config: Config, card: Card) -> CardView:
    """Return what a list says of an article."""
    authors = tuple(link(config, a) for a in card.authors)
    language = other_language(config, card.language)
    when = date(config, card.date, card.language)
    return CardView(card.title, href(config, card.url), when, authors, card.teaser, *language)


def rail(scene: Scene, of: RailOf, slots: Slots) -> RailView:
    """Return the rail."""
    seen = (RailItem(seen.title, "", None, (), seen.teaser, "", "") for seen in of.seen)
    return RailView(scene.words.own, (*(_rail_item(scene.config, card) for card in of.cards), *seen))


def _rail_item(config: Config, card: Card) -> RailItem:
    authors = tuple(a.text for a in card.authors)
    language = other_language(config, card.language)
    when = date(config, card.date, card.language)
    return RailItem(card.title, href(config, card.url), when, authors, card.teaser, *language)


def bio(scene: Scene, of: BioOf, slots: Slots) -> BioPartView:
    """Return an author under an article."""
    return BioPartView(scene.words.own, _bio(scene, of, slots))


def _bio(scene: Scene, of: BioOf, slots: Slots) -> BioView:
    links = tuple(LinkView(name, url) for name, url in of.links)
    return BioView(
        of.name.text,
        initials(of.name.text),
        href(scene.config, of.name.url),
        of.role,
        of.writer.affiliation,
        image(scene.config, of.picture),
        body(slots),
        links,
        *other_language(scene.config, of.language),
    )


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name that begin with one; of one word its own."""
    letters = [word[0].upper() for word in name.split() if word[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:])


def body(slots: Slots) -> BodyView:
    """Return the text in the slot `body`."""
    html, notes, prefix = slots.text("body")
    numbered = tuple(NoteView(f"{prefix}fn-{number}", note) for number, note in enumerate(notes, 1))
    return BodyView(html, numbered, f"page-{prefix}notes", slots.beside("body") and not prefix)


def image(config: Config, of: Pictured | None) -> ImageView | None:
    """Return a picture of front matter."""
    if of is None:
        return None
    sources = tuple(SourceView(kind, srcset) for kind, srcset in of.sources)
    words = of.alt, of.caption, of.credit, of.license
    return ImageView(of.src, *words, of.width, of.height, sources, config.pictures.sizes)


def article(scene: Scene, of: ArticleOf, slots: Slots) -> ArticleView:
    """Return an article's page."""
    config, card = scene.config, of.card
    words, language = scene.words, card.language
    work = described.work(
        config,
        card,
        slots.facts("body"),
        writers=of.writers,
        topics=of.topics,
        regions=of.regions,
        updated=of.updated,
        canonical=of.canonical,
        genre=of.genre,
        doi=of.doi,
        terms=of.license,
        part=of.part,
        share=of.share,
        images=of.images,
        corrections=of.corrections,
        versions=of.versions,
    )
    return ArticleView(
        words.of(language),
        frame(scene, slots),
        _article_head(scene, of, work),
        card.title,
        of.summary,
        *other_language(config, of.language),
        tuple(link(config, a) for a in card.authors),
        date(config, card.date, language),
        date(config, of.updated, language) if of.updated else None,
        of.minutes,
        image(config, of.picture),
        body(slots),
        LinkView(urls.host(of.canonical), of.canonical) if of.canonical else None,
        versions(config, of.versions, card.url),
        corrections(config, of.corrections, language),
        slots.many("bio"),
        tuple(link(config, t) for t in of.topics),
        tuple(link(config, r) for r in of.regions),
        _share(words.own, card.title, work.url, href(config, f"{card.url}{REPUBLISH}") if of.may_be_printed else ""),
        _license(of.license) if of.license else None,
        _cite(scene, of),
        PartView(link(config, of.part.series), of.part.number, of.part.total) if of.part else None,
        _neighbours(config, of.neighbours) if of.neighbours else None,
        tuple(_related(config, each) for each in of.related),
        slots.one("rail"),
    )


def _cite(scene: Scene, of: ArticleOf) -> CiteView:
    config = scene.config
    cited = described.cited(config, of.card, of.writers, of.doi)
    citations: list[CitationView] = []
    if config.cite.styles:
        from sitegen.citing import styles

        for style in config.cite.styles:
            citations.append(CitationView(styles.title(style), styles.cited(cited, style, config.language)))
    else:
        words, day = scene.words.own, date(config, of.card.date).text
        citations.append(CitationView("", citing_words.plain(cited, day, words.quoted, words.listed)))
    names = {"cite.bib": "BibTeX", "cite.ris": "RIS", "cite.json": "CSL-JSON"} if config.cite.downloads else {}
    downloads = tuple(LinkView(text, href(config, f"{of.card.url}{name}")) for name, text in names.items())
    return CiteView(tuple(citations), downloads)


def _article_head(scene: Scene, of: ArticleOf, work: Work) -> Head:
    config, house = scene.config, scene.house
    own = Name(work.title, "", of.card.url)
    return Head(
        f"{work.title} · {config.title}",
        work.description,
        work.canonical,
        meta=tags.work(work, house),
        data=structured.article(work, house, described.trail(config, *of.topics[:1], own)),
        license=work.license,
        versions=hreflang(config, of.versions),
    )


def _headline(config: Config, of: Headline) -> HeadlineView:
    return HeadlineView(of.title, href(config, of.url), date(config, of.date), *other_language(config, of.language))


def _neighbours(config: Config, of: Neighbours) -> NeighboursView:
    return NeighboursView(
        link(config, of.series) if of.series else None,
        link(config, of.topic) if of.topic else None,
        _headline(config, of.before) if of.before else None,
        _headline(config, of.after) if of.after else None,
    )


def _related(config: Config, of: Related) -> RelatedView:
    topics, authors = (tuple(name.text for name in names) for names in (of.topics, of.authors))
    return RelatedView(_headline(config, of.headline), topics, authors, of.words)


def minutes(words: int) -> int:
    """Return how long a text of so many words takes to read, at least 1."""
    return max(1, round(words / WORDS_PER_MINUTE))


def frame(scene: Scene, slots: Slots) -> Frame:
    """Return what stands around a page."""
    return Frame(scene.words.own, scene.publication, slots.one("masthead"), slots.one("footer"))


def versions(config: Config, all: tuple[Version, ...], own: str) -> tuple[VersionView, ...]:
    """Return the other languages of the page at a URL path, for readers."""
    return tuple(
        VersionView(v.language, dates.language_name(v.language), dates.direction(v.language), href(config, v.url))
        for v in all
        if v.url != own
    )


def hreflang(config: Config, all: tuple[Version, ...]) -> tuple[HreflangView, ...]:
    """Return all languages of a page, for search engines; the first is for those who read none of them."""
    found = tuple(HreflangView(v.language, urls.absolute(v.url, config.base_url)) for v in all)
    return (*found, HreflangView("x-default", found[0].href)) if found else ()


def corrections(config: Config, corrections: tuple[Correction, ...], language: str = "") -> tuple[CorrectionView, ...]:
    """Return an article's corrections, newest first."""
    ordered = sorted(corrections, key=lambda c: c.date, reverse=True)
    return tuple(CorrectionView(date(config, c.date, language), c.text) for c in ordered)


def page(scene: Scene, of: PageOf, slots: Slots) -> PageView:
    """Return a page such as about."""
    config = scene.config
    head = _page_head(scene, of.title, of.description, of.url, (), of.language, of.versions)
    language = other_language(config, of.language)
    around, words = frame(scene, slots), scene.words.of(of.language)
    own = versions(config, of.versions, of.url)
    return PageView(words, around, head, of.title, of.summary, *language, own, body(slots), slots.one("rail"))


def missing(scene: Scene, of: MissingOf, slots: Slots) -> MissingView:
    """Return what a host shows when there is no such page."""
    config, words = scene.config, scene.words.own
    title = words.missing
    head = Head(f"{title} · {config.title}", "", "", index=False)
    topics = tuple(link(config, name) for name in of.topics)
    archive = own(config, urls.ARCHIVE)
    search = scene.publication.search, href(config, of.sheet) if of.sheet else ""
    return MissingView(words, frame(scene, slots), head, title, archive, *search, topics, slots.one("rail"))


def search(scene: Scene, of: SearchOf, slots: Slots) -> SearchView:
    """Return the page where readers search."""
    config, words = scene.config, scene.words.own
    return SearchView(
        words,
        frame(scene, slots),
        _list_head(scene, words.search, "", config.at(urls.SEARCH)),
        words.search,
        own(config, urls.SEARCH),
        href(config, f"/{searching.FOLDER}/"),
        href(config, of.script),
        href(config, of.sheet),
        own(config, urls.ARCHIVE),
        json.dumps(scene.words.first.table["articles"], ensure_ascii=False),
        tuple(FilterView(name, getattr(words, name)) for name in searching.FACET_NAMES),
    )


def home(scene: Scene, of: HomeOf, slots: Slots) -> HomeView:
    """Return the home page, or a further page of all articles."""
    config = scene.config
    sections = tuple(
        SectionView(name.text, name.id, href(config, name.url), count, slots.many(f"section/{number}"))
        for number, (name, count, _) in enumerate(of.sections)
    )
    return HomeView(
        scene.words.own,
        frame(scene, slots),
        _list_head(scene, config.title, config.description, config.at("/"), of.number, versions=of.versions),
        config.title,
        of.count,
        link(config, of.kicker) if of.kicker else None,
        image(config, of.picture),
        slots.many("lead"),
        slots.many("second"),
        sections,
        slots.many("other"),
        own(config, urls.ARCHIVE),
        _pager(config, config.at("/"), of.number, of.total),
    )


def listing(scene: Scene, of: ListOf, slots: Slots) -> ListView:
    """Return a page of a list."""
    config, words = scene.config, scene.words.own
    about = of.description or (words.articles_by(name=of.title) if of.bio else "")
    more = of.versions if of.number == 1 else ()
    return ListView(
        words,
        frame(scene, slots),
        _list_head(scene, of.title, about, of.url, of.number, has_feeds=True, who=of.bio, versions=more),
        of.title,
        about,
        of.count,
        _bio(scene, of.bio, slots) if of.bio else None,
        body(slots) if not of.bio and slots.has("body") else None,
        slots.many("card"),
        _pager(config, of.url, of.number, of.total),
    )


def series(scene: Scene, of: SeriesOf, slots: Slots) -> SeriesView:
    """Return the page of a series."""
    head = _list_head(scene, of.name.text, "; ".join(of.titles), of.name.url)
    index = own(scene.config, urls.ALL_SERIES)
    return SeriesView(scene.words.own, frame(scene, slots), head, of.name.text, index, slots.many("card"))


def index(scene: Scene, of: IndexOf, slots: Slots) -> IndexView:
    """Return an index."""
    config, words = scene.config, scene.words.own
    counted, title = getattr(words, of.unit), getattr(words, of.title)
    entries = (Entry(name.text, href(config, name.url), n, counted(n), more) for name, n, more in of.entries)
    head = _list_head(scene, title, "", of.url, versions=of.versions)
    return IndexView(words, frame(scene, slots), head, title, tuple(entries))


def archive(scene: Scene, of: tuple[Card, ...], slots: Slots) -> ArchiveView:
    """Return the archive by year."""
    config, zone = scene.config, ZoneInfo(scene.config.timezone)
    grouped = groupby(of, lambda card: str(card.date.astimezone(zone).year))
    years = tuple(Year(year, tuple(card_view(config, card) for card in cards)) for year, cards in grouped)
    words = scene.words.own
    head = _list_head(scene, words.archive, "", config.at(urls.ARCHIVE))
    return ArchiveView(words, frame(scene, slots), head, words.archive, len(of), years)


def redirect(scene: Scene, of: RedirectOf, slots: Slots) -> RedirectView:
    """Return the page at an old address."""
    absolute = urls.absolute(of.url, scene.config.base_url)
    return RedirectView(scene.words.own, of.title, href(scene.config, of.url), absolute, scene.config.language)


def sitemap(scene: Scene, of: tuple[tuple[str, dt.datetime | None], ...], slots: Slots) -> SitemapView:
    """Return what search engines read first."""
    base, zone = scene.config.base_url, ZoneInfo(scene.config.timezone)
    entries = (
        SitemapEntry(urls.absolute(url, base), date.astimezone(zone).isoformat() if date else "") for url, date in of
    )
    return SitemapView(tuple(entries))


def sitemap_index(scene: Scene, of: tuple[str, ...], slots: Slots) -> SitemapIndexView:
    """Return where the pieces of a sitemap are."""
    return SitemapIndexView(tuple(urls.absolute(f"/{name}", scene.config.base_url) for name in of))


def news_sitemap(scene: Scene, of: tuple[Card, ...], slots: Slots) -> NewsSitemapView:
    """Return what came out just now."""
    config, zone = scene.config, ZoneInfo(scene.config.timezone)
    entries = (
        NewsEntry(
            urls.absolute(card.url, config.base_url),
            card.title,
            card.date.astimezone(zone).isoformat(),
            _news_language(card.language or config.language),
        )
        for card in of
    )
    return NewsSitemapView(config.title, tuple(entries))


def _news_language(tag: str) -> str:
    """Return a language as news search wants it: two letters or three, and for Chinese which of two scripts."""
    first, *more = tag.lower().split("-")
    if first != "zh":
        return first
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(more) else "zh-cn"


def robots(scene: Scene, of: tuple[str, ...], slots: Slots) -> RobotsView:
    """Return what crawlers are told."""
    config = scene.config
    closed = tuple(href(config, path) for path in config.robots.closed)
    sitemaps = tuple(urls.absolute(f"/{name}", config.base_url) for name in of)
    return RobotsView(sitemaps, closed, () if config.robots.ai else AI_CRAWLERS)


def feed_body(scene: Scene, of: FeedBodyOf, slots: Slots) -> FeedBodyView:
    """Return an article in a feed."""
    config, words = scene.config, scene.words.of(of.language)
    return FeedBodyView(words, image(config, of.picture), body(slots), corrections(config, of.corrections, of.language))


def reprint(scene: Scene, of: ReprintOf, slots: Slots) -> ReprintView:
    """Return an article as it leaves the site: every address whole."""
    config, card = scene.config, of.card
    return ReprintView(
        scene.words.of(card.language),
        card.title,
        tuple(LinkView(a.text, urls.absolute(a.url, config.base_url)) for a in card.authors),
        LinkView(config.title, urls.absolute(card.url, config.base_url)),
        date(config, card.date, card.language),
        _license(of.terms),
        image(config, of.picture),
        body(slots),
        corrections(config, of.corrections, card.language),
    )


def republish(scene: Scene, of: RepublishOf, slots: Slots) -> RepublishView:
    """Return the page from which others take an article."""
    config, card, words = scene.config, of.card, scene.words.own
    own = urls.absolute(card.url, config.base_url)
    rules = "authors", "line", *licence.conditions(of.terms), "pictures"
    names = ("HTML", "html"), (words.plain_text, "text"), ("Markdown", "markdown")
    forms = tuple(FormView(*name, text) for name, text in zip(names, of.texts, strict=True))
    title = words.republish_title(title=card.title)
    head = Head(f"{title} · {config.title}", "", own, index=False)
    article = LinkView(card.title, href(config, card.url))
    told = tuple(getattr(words, f"republish_{rule}") for rule in rules)
    return RepublishView(words, frame(scene, slots), head, article, _license(of.terms), told, forms)


def _list_head(
    scene: Scene,
    title: str,
    description: str,
    url: str,
    number: int = 1,
    *,
    has_feeds: bool = False,
    who: BioOf | None = None,
    versions: tuple[Version, ...] = (),
) -> Head:
    """Return the head of a page of the list at a URL path; `who` is the author whose list it is."""
    config = scene.config
    place, versions = urls.numbered(url, number), versions if number == 1 else ()
    head = _page_head(scene, title, description, place, _above(scene, url), versions=versions, who=who)
    more = f" · {scene.words.own.page(number=number)}" if number > 1 else ""
    feeds = _feeds(config, f"{title} · {config.title}", url) if has_feeds else ()
    return replace(head, title=head.title + more, feeds=feeds)


def _above(scene: Scene, url: str) -> tuple[Name, ...]:
    """Return the index that a list is in."""
    words, root = scene.words.own, scene.config.root
    names = {urls.AUTHORS: words.authors, urls.TOPICS: words.topics, urls.ALL_SERIES: words.series}
    index = f"/{url.removeprefix(root).split('/')[0]}/"
    above = scene.config.at(index)
    return (Name(names[index], "", above),) if index in names and above != url else ()


def _page_head(
    scene: Scene,
    title: str,
    description: str,
    url: str,
    above: tuple[Name, ...],
    language: str = "",
    versions: tuple[Version, ...] = (),
    who: BioOf | None = None,
) -> Head:
    """Return the head of a page that is no article; `above` is where it stands below home."""
    config, house = scene.config, scene.house
    own = urls.absolute(url, config.base_url)
    trail = described.trail(config, *above, Name(title, "", url))
    if url == config.root:
        data = structured.home(house)
    elif who:
        image = who.picture.src if who.picture else ""
        told = described.writer(config, who.writer, description, image)
        data = structured.profile(told, trail)
    else:
        data = structured.listing(trail)
    kind = "profile" if who else "website"
    return Head(
        config.title if title == config.title else f"{title} · {config.title}",
        description,
        own,
        meta=tags.page(house, title, kind, own, description, language or config.language, house.share),
        data=data,
        versions=hreflang(config, versions),
    )


def _feeds(config: Config, title: str, url: str) -> tuple[FeedView, ...]:
    """Return the feeds of the list at a URL path."""
    names = {"feed.xml": title, "atom.xml": f"{title} (Atom)", "feed.json": f"{title} (JSON)"}
    return tuple(FeedView(urls.FEEDS[name], text, href(config, f"{url}{name}")) for name, text in names.items())


def _pager(config: Config, url: str, number: int, total: int) -> Pager:
    """Return where page `number` of `total` stands in the list at a URL path."""

    def at(other: int) -> str:
        return href(config, urls.numbered(url, other)) if 1 <= other <= total and other != number else ""

    numbers = sorted({1, *range(max(1, number - 1), min(total, number + 1) + 1), total})
    pages = tuple(PageLink(n, at(n), n - before > 1) for before, n in pairwise((0, *numbers)))
    return Pager(number, total, at(number - 1), at(number + 1), pages)


def _share(words: Spoken, title: str, url: str, republish: str) -> tuple[LinkView, ...]:
    links = (LinkView(words.email, urls.mail(subject=title, body=url)), LinkView(words.permanent_link, url))
    return (*links, LinkView(words.republish, republish)) if republish else links


def _file(config: Config, path: str) -> str:
    if not path or urls.is_external(path):
        return path
    return href(config, urls.of_file(path))


def _license(text: str) -> LinkView:
    """Return a licence as a link: an SPDX id to where it can be read, a URL by its name or its host."""
    name = licence.name(text)
    return LinkView(
        urls.host(text) if text and name == text and urls.is_external(text) else name, licence.address(text)
    )


VIEWS: Mapping[str, View] = {
    "404.html": missing,
    "all-series.html": index,
    "archive.html": archive,
    "article.html": article,
    "author.html": listing,
    "authors.html": index,
    "home.html": home,
    "page.html": page,
    "republish.html": republish,
    "search.html": search,
    "redirect.html": redirect,
    "news-sitemap.xml": news_sitemap,
    "robots.txt": robots,
    "series.html": series,
    "sitemap-index.xml": sitemap_index,
    "sitemap.xml": sitemap,
    "topic.html": listing,
    "topics.html": index,
    "parts/bio.html": bio,
    "parts/brief.html": card,
    "parts/card.html": card,
    "parts/feed-body.html": feed_body,
    "parts/footer.html": footer,
    "parts/latest.html": rail,
    "parts/masthead.html": masthead,
    "parts/reprint.html": reprint,
}
"""What each layout is rendered with. A layout that is not here is included by others, and sees what they see."""
