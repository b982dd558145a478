"""What a page says of itself in `<meta>` elements.

Open Graph (ogp.me) for share cards; Highwire Press tags, as Google Scholar and Zotero read them; Dublin Core
(DCMES 1.1, DCQ-HTML's prefix `DC.`) for libraries. An author is named once for each, in the order of the byline.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from sitegen.metadata import House, Picture, Work

_BETWEEN = "\0"
Pairs = Iterator[tuple[str, str]]


def work(of: Work, house: House) -> Markup:
    """Return what an article says, an element a line."""
    return _elements(_work_names(of, house), _work_properties(of, house))


def page(
    house: House, title: str, kind: str, url: str, description: str, language: str, share: Picture | None = None
) -> Markup:
    """Return what a page says that is no article; `kind` is its type in Open Graph."""
    basic = _basic(house, title, kind, url, description, language)
    return _elements(_twitter(title, description, share), (*basic, *_shared(share)))


def locale(language: str) -> str:
    """Return a language tag as Open Graph wants it: `en_GB`; without a region the language alone."""
    first, *more = language.split("-")
    region = next((each for each in more if len(each) == 2 and each.isalpha()), "")
    return f"{first.lower()}_{region.upper()}" if region else first.lower()


def _basic(house: House, title: str, kind: str, url: str, description: str, language: str) -> Pairs:
    yield "og:title", title
    yield "og:type", kind
    yield "og:url", url
    yield "og:description", description
    yield "og:site_name", house.title
    yield "og:locale", locale(language)


def _shared(share: Picture | None) -> Pairs:
    if share is None:
        return
    yield "og:image", share.url
    yield "og:image:width", str(share.width or "")
    yield "og:image:height", str(share.height or "")
    yield "og:image:alt", share.alt


def _twitter(title: str, description: str, share: Picture | None) -> Pairs:
    yield "twitter:card", "summary_large_image" if share else "summary"
    yield "twitter:title", title
    yield "twitter:description", description
    if share:
        yield "twitter:image", share.url
        yield "twitter:image:alt", share.alt


def _work_names(work: Work, house: House) -> Pairs:
    yield from _twitter(work.title, work.description, work.share)
    yield from (("author", writer.name) for writer in work.writers)
    yield "citation_title", work.title
    for writer in work.writers:
        # What is said of an author stands right after the name (Google Scholar, "Indexing").
        yield "citation_author", writer.name
        yield "citation_author_institution", writer.affiliation
        yield "citation_author_orcid", f"https://orcid.org/{writer.orcid}" if writer.orcid else ""
    yield "citation_publication_date", work.day.replace("-", "/")
    yield "citation_journal_title", house.title
    yield "citation_publisher", house.publisher.name
    yield "citation_language", work.language
    yield "citation_doi", work.doi
    yield "citation_public_url", work.canonical
    yield from (("citation_keywords", tag.name) for tag in (*work.topics, *work.regions))
    yield "DC.title", work.title
    yield from (("DC.creator", writer.name) for writer in work.writers)
    yield "DC.date", work.day
    yield "DC.description", work.description
    yield "DC.publisher", house.publisher.name or house.title
    yield "DC.language", work.language
    yield "DC.identifier", f"https://doi.org/{work.doi}" if work.doi else work.canonical
    yield "DC.rights", work.license
    yield "DC.type", "Text"


def _work_properties(work: Work, house: House) -> Pairs:
    yield from _basic(house, work.title, "article", work.canonical, work.description, work.language)
    yield from (("og:locale:alternate", locale(tag)) for tag, url in work.versions if url != work.url)
    yield from _shared(work.share)
    yield "article:published_time", work.published
    yield "article:modified_time", work.updated
    yield from (("article:author", writer.url) for writer in work.writers)
    yield "article:section", work.topics[0].name if work.topics else ""
    yield from (("article:tag", tag.name) for tag in (*work.topics, *work.regions))


def _elements(names: Iterable[tuple[str, str]], properties: Iterable[tuple[str, str]]) -> Markup:
    """Return elements for what is not empty, as one text: a layout would take each of forty through its escaping."""
    said = [(f'<meta name="{name}" content="', text) for name, text in names if text]
    said += [(f'<meta property="{name}" content="', text) for name, text in properties if text]
    # Escaped as one text: what divides them is in none.
    texts = html.escape(_BETWEEN.join(text for _, text in said)).split(_BETWEEN)
    return Markup("".join([f'{start}{text}">\n' for (start, _), text in zip(said, texts, strict=False)]))
