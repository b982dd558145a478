"""Documents and texts become a `Site`: authors resolved, order, topics, cards, and who links where.

Pure: documents, what is known of their texts, settings and the instant go in; a frozen `Site` comes out, and the
problems that only show when files are put together. A `Card` is all that one page may know of another article.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sitegen import urls
from sitegen.config import Config
from sitegen.ledger import NO_IDS, Ids, minted
from sitegen.model import AuthorMeta, Document, Meta, PageMeta, StaticFile, Text, TopicMeta
from sitegen.problems import Problem, error, in_order, nearest
from sitegen.value import Value, replace

LONGEST_TEASER = 280


class Library(Value):
    """All content files of a site, checked one by one."""

    articles: tuple[Document[Meta], ...] = ()
    authors: tuple[Document[AuthorMeta], ...] = ()
    topics: tuple[Document[TopicMeta], ...] = ()
    pages: tuple[Document[PageMeta], ...] = ()

    @property
    def documents(self) -> tuple[Document[Any], ...]:
        """All of them."""
        return (*self.articles, *self.authors, *self.topics, *self.pages)


class Name(Value):
    """Something with a page: its name, the id in the URL, and the URL path."""

    text: str
    id: str
    url: str


class Card(Value):
    """An article as other pages show it."""

    title: str
    url: str
    date: dt.datetime
    authors: tuple[Name, ...]
    teaser: str
    language: str
    featured: bool


class Headline(Value):
    """An article as a page names it that only leads to it."""

    title: str
    url: str
    date: dt.datetime
    language: str


class Author(Value):
    """An author with bio and cards of their articles, newest first."""

    name: Name
    document: Document[AuthorMeta]
    bio: Text
    cards: tuple[Card, ...]


class Topic(Value):
    """A topic or region with its cards, newest first. `document` is the topic's own file, if it has one."""

    name: Name
    description: str
    cards: tuple[Card, ...]
    document: Document[TopicMeta] | None = None
    body: Text | None = None


class Series(Value):
    """A series with the cards of its published parts, the first first."""

    name: Name
    cards: tuple[Card, ...]


class Article(Value):
    """An article as its own page shows it. `id` is the entry id of feeds (RFC 4151)."""

    document: Document[Meta]
    body: Text
    card: Card
    slug: str
    id: str
    topics: tuple[Name, ...]
    regions: tuple[Name, ...]
    series: Name | None

    @property
    def url(self) -> str:
        """The URL path."""
        return self.card.url

    @property
    def meta(self) -> Meta:
        """The front matter."""
        return self.document.meta


class Page(Value):
    """A page such as about."""

    document: Document[PageMeta]
    body: Text
    url: str


class Site(Value):
    """Everything that is published at one instant. `files` maps a file of the site to its URL path.

    `news` are the articles that came out just before, newest first.
    """

    config: Config
    articles: tuple[Article, ...]
    authors: tuple[Author, ...]
    topics: tuple[Topic, ...]
    regions: tuple[Topic, ...]
    series: tuple[Series, ...]
    pages: tuple[Page, ...]
    files: Mapping[str, str]
    news: tuple[Card, ...] = ()

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all articles, newest first."""
        return tuple(a.card for a in self.articles)


# What is published at an instant ---------------------------------------------------------------------------


def published(library: Library, now: dt.datetime, *, drafts: bool = False) -> Library:
    """Return the library without drafts (unless wanted), and without articles that are not out yet or expired."""

    def is_out(meta: Meta) -> bool:
        return (drafts or not meta.draft) and meta.date <= now and (meta.expires is None or meta.expires > now)

    return replace(
        library,
        articles=tuple(d for d in library.articles if is_out(d.meta)),
        pages=tuple(d for d in library.pages if drafts or not d.meta.draft),
    )


def check_authors(library: Library, files: Iterable[str]) -> tuple[Problem, ...]:
    """Return a problem for each byline without an author's file. Drafts may still name whom they like.

    `files` are all content files, so that an author's file that cannot be read is not missed here as well.
    """
    known = {f.rpartition("/")[2].removesuffix(".md") for f in files if f.startswith("content/authors/")}
    names = {d.meta.name: d.stem for d in library.authors}
    problems = []
    for document in library.articles:
        for author in () if document.meta.draft else document.meta.authors:
            if author in known:
                continue
            like = names.get(author) or nearest(author, known)
            new = f"add content/authors/{urls.slugify(author) or 'name'}.md"
            hint = f"did you mean `{like}`? else {new}" if like else new
            what = f"no author `{author}`: content/authors/{author}.md is not there"
            problems.append(error(document.path, document.line_of("authors"), 1, what, hint))
    return tuple(problems)


def addresses(config: Config, library: Library) -> dict[str, str]:
    """Return the URL path of every article and page, published or not, by its file."""
    found = {
        d.path: urls.article_url(config.permalink, d.meta.slug or d.stem, _day(config, d.meta))
        for d in library.articles
    }
    return found | {d.path: _page_url(d) for d in library.pages}


def _page_url(page: Document[PageMeta]) -> str:
    return urls.page_url(page.meta.slug or page.stem)


# Assembly --------------------------------------------------------------------------------------------------


def assemble(
    config: Config,
    library: Library,
    texts: Mapping[str, Text],
    statics: Iterable[StaticFile],
    ids: Ids = NO_IDS,
) -> tuple[Site, tuple[Problem, ...]]:
    """Put what is published together. `texts` has what is known of each document's text by its path.

    `ids` has what articles were published as before.
    """
    problems: list[Problem] = []
    names = {d.stem: Name(d.meta.name, d.stem, urls.author_url(d.stem)) for d in library.authors}
    topic_files, faults = _topic_files(library)
    problems += faults
    topic_names = _names([d.meta.topics for d in library.articles], urls.topic_url)
    for key, file in topic_files.items():
        topic_names[key] = Name(file.meta.title, key, urls.topic_url(key))
    region_names = _names([d.meta.regions for d in library.articles], urls.region_url)
    series_names = _names([(d.meta.series,) for d in library.articles if d.meta.series], urls.series_url)

    articles = []
    for each in library.articles:
        named = names, topic_names, region_names, series_names
        articles.append(_article(config, each, texts[each.path], ids, *named))
    articles.sort(key=lambda a: (-a.meta.date.timestamp(), a.url, a.document.path))
    problems += _same_ids(articles)

    files = {a.document.path: a.url for a in articles} | {d.path: _page_url(d) for d in library.pages}
    files |= {d.path: urls.author_url(d.stem) for d in library.authors}
    files |= {d.path: urls.topic_url(key) for key, d in topic_files.items()}
    pages = sorted(library.pages, key=lambda d: (d.meta.order, d.meta.title.casefold(), d.path))
    files |= {s.source: f"/{s.path}" for s in statics}

    by_author = _group(articles, lambda a: a.card.authors)
    by_topic = _group(articles, lambda a: a.topics)
    by_region = _group(articles, lambda a: a.regions)
    parts = sorted((a for a in articles if a.series), key=lambda a: (a.meta.part, a.meta.date))
    by_series = _group(parts, lambda a: (a.series,) if a.series else ())
    authors = (
        Author(names[d.stem], d, texts[d.path], by_author.get(d.stem, ()))
        for d in sorted(library.authors, key=lambda d: (_sorting(d.meta.name), d.stem))
    )
    site = Site(
        config,
        tuple(articles),
        tuple(authors),
        tuple(_topic(name, topic_files.get(name.id), texts, by_topic) for name in _sorted(topic_names)),
        tuple(Topic(name, "", by_region.get(name.id, ())) for name in _sorted(region_names)),
        tuple(Series(name, by_series[name.id]) for name in _sorted(series_names)),
        tuple(Page(d, texts[d.path], files[d.path]) for d in pages),
        files,
    )
    for document in library.documents:
        problems += [p.at(document.path, document.line) for p in texts[document.path].problems]
    return site, in_order(problems)


def _article(
    config: Config,
    document: Document[Meta],
    body: Text,
    ids: Ids,
    names: Mapping[str, Name],
    topics: Mapping[str, Name],
    regions: Mapping[str, Name],
    series: Mapping[str, Name],
) -> Article:
    meta = document.meta
    slug = meta.slug or document.stem
    day = _day(config, meta)
    end = f"{day.isoformat()}:articles/{slug}"
    card = Card(
        meta.title,
        urls.article_url(config.permalink, slug, day),
        meta.date,
        tuple(names[a] for a in meta.authors if a in names),
        meta.summary or cut_at_sentence(body.excerpt),
        meta.language or config.language,
        meta.featured,
    )
    return Article(
        document,
        body,
        card,
        slug,
        meta.id or ids.of(document.path, end) or minted(config.domain, end),
        tuple(dict.fromkeys(topics[urls.slugify(t)] for t in meta.topics)),
        tuple(dict.fromkeys(regions[urls.slugify(r)] for r in meta.regions)),
        series[urls.slugify(meta.series)] if meta.series else None,
    )


def _day(config: Config, meta: Meta) -> dt.date:
    return meta.date.astimezone(ZoneInfo(config.timezone)).date()


def headline(card: Card) -> Headline:
    """Return an article as a page names it that only leads to it."""
    return Headline(card.title, card.url, card.date, card.language)


def cut_at_sentence(text: str, longest: int = LONGEST_TEASER) -> str:
    """Return the text up to the last sentence's end within `longest` characters, else up to a word and an ellipsis."""
    if len(text) <= longest:
        return text
    ends = [
        m.end(1)
        for m in re.finditer(r"([.!?…。！？؟][”’\"')»]*)(?=\s|$)|([。！？])", text[: longest + 1])
        if m.end(1) > 0
    ]
    ends = [
        end
        for end in ends
        if not re.search(r"\b(?:[A-Z]|[A-Z]\.[A-Z]|Dr|Mr|Mrs|Ms|St|No|Art|vs|cf|e\.g|i\.e)\.$", text[:end])
    ]
    if ends and ends[-1] >= longest // 4:
        return text[: ends[-1]]
    words = text[:longest].rsplit(None, 1)[0]
    return words.rstrip(" ,;:–—-") + "…"


def _names(lists: Iterable[tuple[str, ...]], url: Callable[[str], str]) -> dict[str, Name]:
    """Name each topic or region by the spelling that most articles use, the first of the alphabet among equals."""
    spellings: dict[str, Counter[str]] = {}
    for names in lists:
        for name in names:
            spellings.setdefault(urls.slugify(name), Counter())[name] += 1
    return {
        key: Name(min((-count, name) for name, count in counts.items())[1], key, url(key))
        for key, counts in spellings.items()
    }


def _topic_files(library: Library) -> tuple[dict[str, Document[TopicMeta]], list[Problem]]:
    """Return the topics' files by the topic's id, and a problem for each that has none or another file's."""
    found: dict[str, Document[TopicMeta]] = {}
    problems = []
    for document in library.topics:
        key = urls.slugify(document.stem)
        if not key:
            hint = "rename it, as energy-policy.md for “Energy policy”"
            problems.append(error(document.path, 1, 1, "the file's name has no letter or digit", hint))
        elif found.setdefault(key, document) is not document:
            what = f"is the file of the topic {key}, which {found[key].path} is too"
            problems.append(error(document.path, 1, 1, what, "put the two together"))
    return found, problems


def _topic(
    name: Name,
    document: Document[TopicMeta] | None,
    texts: Mapping[str, Text],
    by_topic: Mapping[str, tuple[Card, ...]],
) -> Topic:
    cards = by_topic.get(name.id, ())
    if document is None:
        return Topic(name, "", cards)
    return Topic(name, document.meta.description, cards, document, texts[document.path])


def _group(articles: Iterable[Article], names: Callable[[Article], tuple[Name, ...]]) -> dict[str, tuple[Card, ...]]:
    groups: dict[str, list[Card]] = {}
    for article in articles:
        for name in names(article):
            groups.setdefault(name.id, []).append(article.card)
    return {key: tuple(cards) for key, cards in groups.items()}


def _sorted(names: Mapping[str, Name]) -> list[Name]:
    return sorted(names.values(), key=lambda n: (_sorting(n.text), n.id))


def _sorting(text: str) -> str:
    """Sort names as an index does, accents aside."""
    return urls.slugify(text) or text.casefold()


def _same_ids(articles: Iterable[Article]) -> list[Problem]:
    seen: dict[str, Article] = {}
    problems = []
    for article in sorted(articles, key=lambda a: a.document.path):
        first = seen.setdefault(article.id, article)
        if first is not article and article.meta.id:
            what = f"the same `id` as {first.document.path}: feed readers would show one of the two"
            hint = "take the line out of the newer article, a new id is then made from its date and slug"
            problems.append(error(article.document.path, article.document.line_of("id"), 1, what, hint))
    return problems
