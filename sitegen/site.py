"""Documents and texts become a `Site`: authors resolved, order, topics, cards, and who links where.

Pure: documents, what is known of their texts, settings and the instant go in; a frozen `Site` comes out, and the
problems that only show when files are put together. A `Card` is all that one page may know of another article.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sitegen import dates, translations, urls
from sitegen.config import Config
from sitegen.ledger import NO_IDS, Ids, minted
from sitegen.model import AuthorMeta, Document, Meta, PageMeta, StaticFile, Text, TopicMeta
from sitegen.problems import Problem, error, in_order, nearest, warning
from sitegen.value import Value, replace

D = TypeVar("D")
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


class Version(Value):
    """A page in one of its languages (BCP 47), by its URL path."""

    language: str
    url: str


class Author(Value):
    """An author with bio and cards of their articles, newest first. `language` is the bio's, if not the site's."""

    name: Name
    document: Document[AuthorMeta]
    bio: Text
    cards: tuple[Card, ...]
    language: str


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

    `news` are the articles that came out just before, newest first. Where the settings name further languages, a site
    has what is in one of them, and the first of them has the `others`. `versions` are the languages of a page by the
    URL path of each, where it is there in several; the original is the first.
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
    versions: Mapping[str, tuple[Version, ...]] = {}
    others: tuple[Site, ...] = ()

    @property
    def all(self) -> tuple[Site, ...]:
        """The site in its first language, and in the others."""
        return (self, *self.others)

    @property
    def is_first(self) -> bool:
        """Tell whether this is the first language, which has what a site has but once."""
        return self.config.root == "/"

    @property
    def lists(self) -> tuple[str, ...]:
        """The URL paths of home and of the indexes that there are: a further language has none without entries."""
        kept = (
            ("/", True),
            (urls.AUTHORS, self.is_first or self.authors),
            (urls.TOPICS, self.is_first or self.topics),
            (urls.ALL_SERIES, self.series),
            (urls.ARCHIVE, True),
        )
        return tuple(self.config.at(url) for url, is_there in kept if is_there)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all articles, newest first."""
        return tuple(a.card for a in self.articles)


# What is published at an instant ---------------------------------------------------------------------------


def published(library: Library, now: dt.datetime, *, drafts: bool = False) -> Library:
    """Return the library without drafts (unless wanted), and without articles that are not out yet or expired.

    What an article says of a day to come, an update or a correction, it says from that day on.
    """

    def is_out(meta: Meta) -> bool:
        return (drafts or not meta.draft) and meta.date <= now and (meta.expires is None or meta.expires > now)

    return replace(
        library,
        articles=tuple(_until(d, now) for d in library.articles if is_out(d.meta)),
        pages=tuple(d for d in library.pages if drafts or not d.meta.draft),
    )


def _until(document: Document[Meta], now: dt.datetime) -> Document[Meta]:
    meta = document.meta
    is_ahead = meta.updated is not None and meta.updated > now
    if not is_ahead and not any(correction.date > now for correction in meta.corrections):
        return document
    corrections = tuple(correction for correction in meta.corrections if correction.date <= now)
    updated = None if is_ahead else meta.updated
    return replace(document, meta=replace(meta, updated=updated, corrections=corrections))


def check_authors(library: Library, files: Iterable[str]) -> tuple[Problem, ...]:
    """Return a problem for each byline without an author's file. Drafts may still name whom they like.

    `files` are all content files, so that an author's file that cannot be read is not missed here as well.
    """
    stems = (f.rpartition("/")[2].removesuffix(".md") for f in files if f.startswith("content/authors/"))
    known = {dates.suffix(stem)[0] for stem in stems}
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
        d.path: _below(config, d, urls.article_url(config.permalink, _slug(config, d), _day(config, d.meta)))
        for d in library.articles
    }
    return found | {d.path: _page_url(config, d) for d in library.pages}


def _page_url(config: Config, page: Document[PageMeta]) -> str:
    return _below(config, page, urls.page_url(_slug(config, page)))


def _below(config: Config, document: Document[Meta] | Document[PageMeta], url: str) -> str:
    """Return the URL path of an article or page below the root of its language."""
    return config.root_of(document.meta.language) + url[1:] if config.roots else url


def _slug(config: Config, document: Document[Meta] | Document[PageMeta]) -> str:
    """Return what an address ends in: of a translation with its language, where that has no root of its own."""
    if document.meta.slug or not document.suffix:
        return document.meta.slug or document.stem
    has_root = config.root_of(document.suffix) != "/" or _is_first(config, document.suffix)
    return document.stem if has_root else f"{document.stem}-{document.suffix.lower()}"


def _is_first(config: Config, language: str) -> bool:
    first = config.roots[0][0] if config.roots else config.language
    return language in {first, first.partition("-")[0]}


# Assembly --------------------------------------------------------------------------------------------------


def assemble(
    config: Config,
    library: Library,
    texts: Mapping[str, Text],
    statics: Iterable[StaticFile],
    ids: Ids = NO_IDS,
    every: Library | None = None,
    files: Collection[str] = (),
) -> tuple[Site, tuple[Problem, ...]]:
    """Put what is published together. `texts` has what is known of each document's text by its path.

    `ids` has what articles were published as before, `every` also what is not published, `files` are all content files.
    """
    statics, every = tuple(statics), every or library
    sites: list[Site] = []
    problems: list[Problem] = []
    for each in (config, *config.editions()):
        site, found = _assembled(each, _in_language(each, library), texts, statics, ids)
        sites.append(site)
        problems += found
    problems += _same_ids([article for site in sites for article in site.articles])
    for document in library.documents:
        problems += [p.at(document.path, document.line) for p in texts[document.path].problems]
    versions, faults = _versions(config, sites, library, every, files)
    problems += faults
    problems += _homeless(config, library)
    if len(sites) > 1:
        everywhere = {path: url for site in reversed(sites) for path, url in site.files.items()}
        sites = [replace(site, files={**everywhere, **site.files, **dict(_here(site, library))}) for site in sites]
    sites = [replace(site, versions=versions) for site in sites]
    return replace(sites[0], others=tuple(sites[1:])), in_order(problems)


def _in_language(config: Config, library: Library) -> Library:
    """Return what of a library belongs to one language of the site: with the authors and topics that its articles name.

    An author or topic that has a file in that language is as it says.
    """
    if not config.roots and not any(d.suffix for each in (library.authors, library.topics) for d in each):
        return library
    articles = tuple(d for d in library.articles if config.root_of(d.meta.language) == config.root)
    pages = tuple(d for d in library.pages if config.root_of(d.meta.language) == config.root)
    authors, topics = (_by_name(config, documents) for documents in (library.authors, library.topics))
    if config.root != "/":
        named = {author for d in articles for author in d.meta.authors}
        filed = {urls.slugify(topic) for d in articles for topic in d.meta.topics}
        authors = {stem: d for stem, d in authors.items() if stem in named or _is_in(config, d.suffix)}
        topics = {stem: d for stem, d in topics.items() if urls.slugify(stem) in filed or _is_in(config, d.suffix)}
    return Library(articles, tuple(authors.values()), tuple(topics.values()), pages)


def _written_in(config: Config, document: Document[Any]) -> str:
    """Return the language of an author's file, if it is not the site's."""
    if document.suffix:
        return "" if _is_in(config, document.suffix) else document.suffix
    return config.roots[0][0] if config.root != "/" else ""


def _is_in(config: Config, language: str) -> bool:
    """Tell whether a language that a file's name ends in is that of the site, or of the part of it at a root."""
    return config.root_of(language) == config.root and (config.root != "/" or _is_first(config, language))


def _by_name(config: Config, documents: Iterable[Document[D]]) -> dict[str, Document[D]]:
    """Return for each name the file in the language of the site, else the one in none, else in any."""

    def rank(document: Document[D]) -> tuple[bool, bool, str]:
        is_own = bool(document.suffix) and _is_in(config, document.suffix)
        return not is_own, bool(document.suffix), document.path

    found: dict[str, Document[D]] = {}
    for document in sorted(documents, key=rank):
        found.setdefault(document.stem, document)
    return {stem: found[stem] for stem in sorted(found)}


def _here(site: Site, library: Library) -> Iterator[tuple[str, str]]:
    """Give the files of authors and topics that name no language, with where they are in that of the site."""
    authors = {author.name.id: author.name.url for author in site.authors}
    topics = {topic.name.id: topic.name.url for topic in site.topics}
    yield from ((d.path, authors[d.stem]) for d in library.authors if not d.suffix and d.stem in authors)
    for document in library.topics:
        url = topics.get(urls.slugify(document.stem))
        if url and not document.suffix:
            yield document.path, url


def _homeless(config: Config, library: Library) -> Iterator[Problem]:
    """Give a warning for each file of an author or topic in a language that the site does not have."""
    known = [tag for tag, _ in config.roots] or [config.language]
    documents: tuple[Document[Any], ...] = (*library.authors, *library.topics)
    for document in documents:
        tag = document.suffix
        if tag and config.root_of(tag) == "/" and not _is_first(config, tag):
            hint = f"add [languages.{tag}] to the settings; it has pages in {', '.join(known)}"
            yield warning(document.path, 1, 1, f"the publication has no pages in the language {tag}", hint)


def _versions(
    config: Config, sites: Sequence[Site], library: Library, every: Library, files: Collection[str]
) -> tuple[dict[str, tuple[Version, ...]], tuple[Problem, ...]]:
    """Return the languages of each page that is there in several, by its URL path, and what is wrong with that."""
    found: dict[str, tuple[Version, ...]] = {}
    problems: list[Problem] = []
    if config.roots or any(d.suffix or d.meta.translation_of for d in every.articles):
        urls_of = {path: url for site in sites for path, url in site.files.items()}

        def language(document: Document[Any]) -> str:
            return document.meta.language or config.language

        def has_home(tag: str) -> bool:
            return config.root_of(tag) != "/" or _is_first(config, tag)

        for all, shown in ((every.articles, library.articles), (every.pages, library.pages)):
            together, faults = translations.groups(all, language, has_home, {d.path for d in shown}, files)
            problems += faults
            tags = {d.path: language(d) for d in all}
            for path, paths in together.items():
                found[urls_of[path]] = tuple(Version(tags[p], urls_of[p]) for p in paths)
    by_rest: dict[str, list[Version]] = {}
    for site in sites if config.roots else ():
        names = (*(a.name for a in site.authors), *(t.name for t in (*site.topics, *site.regions)))
        for url in (*site.lists, *(name.url for name in names)):
            by_rest.setdefault(url.removeprefix(site.config.root), []).append(Version(site.config.language, url))
    for same in by_rest.values():
        if len(same) > 1:
            found |= {version.url: tuple(same) for version in same}
    return found, tuple(problems)


def _assembled(
    config: Config,
    library: Library,
    texts: Mapping[str, Text],
    statics: Iterable[StaticFile],
    ids: Ids,
) -> tuple[Site, list[Problem]]:
    """Put together what is published in one language."""
    problems: list[Problem] = []
    names = {d.stem: Name(d.meta.name, d.stem, config.at(urls.author_url(d.stem))) for d in library.authors}
    topic_files, faults = _topic_files(library)
    problems += faults
    topic_names = _names(config, [d.meta.topics for d in library.articles], urls.topic_url)
    for key, file in topic_files.items():
        topic_names[key] = Name(file.meta.title, key, config.at(urls.topic_url(key)))
    region_names = _names(config, [d.meta.regions for d in library.articles], urls.region_url)
    series_names = _names(config, [(d.meta.series,) for d in library.articles if d.meta.series], urls.series_url)

    articles = []
    for each in library.articles:
        named = names, topic_names, region_names, series_names
        articles.append(_article(config, each, texts[each.path], ids, *named))
    articles.sort(key=lambda a: (-a.meta.date.timestamp(), a.url, a.document.path))
    files = {a.document.path: a.url for a in articles} | {d.path: _page_url(config, d) for d in library.pages}
    files |= {d.path: names[d.stem].url for d in library.authors}
    files |= {d.path: topic_names[key].url for key, d in topic_files.items()}
    pages = sorted(library.pages, key=lambda d: (d.meta.order, d.meta.title.casefold(), d.path))
    files |= {s.source: f"/{s.path}" for s in statics}

    by_author = _group(articles, lambda a: a.card.authors)
    by_topic = _group(articles, lambda a: a.topics)
    by_region = _group(articles, lambda a: a.regions)
    parts = sorted((a for a in articles if a.series), key=lambda a: (a.meta.part, a.meta.date))
    by_series = _group(parts, lambda a: (a.series,) if a.series else ())
    authors = (
        Author(names[d.stem], d, texts[d.path], by_author.get(d.stem, ()), _written_in(config, d))
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
    return site, problems


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
    slug = _slug(config, document)
    day = _day(config, meta)
    end = f"{day.isoformat()}:{config.at('/articles/')[1:]}{slug}"
    card = Card(
        meta.title,
        _below(config, document, urls.article_url(config.permalink, slug, day)),
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


def _names(config: Config, lists: Iterable[tuple[str, ...]], url: Callable[[str], str]) -> dict[str, Name]:
    """Name each topic or region by the spelling that most articles use, the first of the alphabet among equals."""
    spellings: dict[str, Counter[str]] = {}
    for names in lists:
        for name in names:
            spellings.setdefault(urls.slugify(name), Counter())[name] += 1
    return {
        key: Name(min((-count, name) for name, count in counts.items())[1], key, config.at(url(key)))
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
