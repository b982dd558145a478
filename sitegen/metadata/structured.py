"""What a page says of itself in JSON-LD, in the words of schema.org.

One `<script type="application/ld+json">` a page, with a graph: what the page is, and where it stands (BreadcrumbList).
What all pages share has an `@id` that others refer to. Of a body only facts are told, as tokens (see `press`), so that
a changed text runs no layout.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from sitegen.metadata import GENRES, House, Link, Person, Picture, Work

Thing = dict[str, Any]

_BACK = re.compile(r'<a role="doc-backlink".*?</a>', re.DOTALL)
_OUTWARD = re.compile(r'<a [^>]*?href="(https?://[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_COMMAS = re.compile(r"\s*,(?:\s*,)+")
_IN_SCRIPT = re.compile("[<>&]")
_LONGEST = 240
_LESS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def article(work: Work, house: House, trail: Iterable[Link]) -> Markup:
    """Return what an article is: a NewsArticle or, by its genre, one of its kinds; and where it stands."""
    original, *translations = [url for _, url in work.versions] or [""]
    made: Thing = {
        "@type": GENRES.get(work.genre, GENRES["news"]),
        "@id": f"{work.url}#article",
        "url": work.url,
        "mainEntityOfPage": work.canonical,
        "headline": work.title,
        "description": work.description,
        "image": [_picture(image) for image in work.images],
        "datePublished": work.published,
        "dateModified": work.updated,
        "author": [person(writer) for writer in work.writers],
        "publisher": organisation(house),
        "inLanguage": work.language,
        "isAccessibleForFree": True,
        "license": work.license,
        "identifier": f"https://doi.org/{work.doi}" if work.doi else "",
        "articleSection": work.topics[0].name if work.topics else "",
        "about": [{"@type": "Thing", "name": topic.name, "url": topic.url} for topic in work.topics],
        "contentLocation": [{"@type": "Place", "name": region.name} for region in work.regions],
        "isPartOf": _series(work.series),
        "position": work.part if work.series else 0,
        "translationOfWork": _work(original) if work.versions and original != work.url else "",
        "workTranslation": [_work(url) for url in translations] if original == work.url else "",
        "wordCount": work.words,
        "citation": work.sources,
        "correction": [
            {"@type": "CorrectionComment", "text": text, "datePublished": when} for when, text in work.corrections
        ],
    }
    return script((_said(made), breadcrumbs(trail)), work.words, work.sources)


def _work(url: str) -> Thing:
    return {"@type": "CreativeWork", "@id": f"{url}#article", "url": url}


def profile(who: Person, trail: Iterable[Link]) -> Markup:
    """Return an author's page: a ProfilePage whose main entity is the author."""
    page = {"@type": "ProfilePage", "url": who.url, "name": who.name, "mainEntity": person(who, whole=True)}
    return script((page, breadcrumbs(trail)))


def home(house: House) -> Markup:
    """Return what the home page is: a WebSite, with its search if it has one, and who publishes it."""
    found = {"@type": "EntryPoint", "urlTemplate": house.search}
    search = {"@type": "SearchAction", "target": found, "query-input": "required name=search_term_string"}
    site: Thing = {
        "@type": "WebSite",
        "@id": f"{house.url}#website",
        "url": house.url,
        "name": house.title,
        "description": house.description,
        "inLanguage": house.language,
        "publisher": {"@id": _id(house)},
        "potentialAction": search if house.search else "",
    }
    return script((_said(site), organisation(house, whole=True)))


def listing(trail: Sequence[Link]) -> Markup:
    """Return where a page stands that is nothing more."""
    return script((breadcrumbs(trail),))


def person(who: Person, *, whole: bool = False) -> Thing:
    """Return an author; `whole` with what only their own page says."""
    kind = "Organization" if who.is_organisation else "Person"
    orcid = (f"https://orcid.org/{who.orcid}",) if who.orcid else ()
    made: Thing = {
        "@type": kind,
        "@id": f"{who.url}#author",
        "name": who.name,
        "url": who.url,
        "jobTitle": "" if who.is_organisation else who.role,
        "affiliation": {"@type": "Organization", "name": who.affiliation} if who.affiliation else "",
        "sameAs": list(dict.fromkeys((*orcid, *who.same))),
    }
    if whole:
        made |= {"description": who.about, "image": who.image}
    return _said(made)


def organisation(house: House, *, whole: bool = False) -> Thing:
    """Return who publishes; `whole` with what only the home page says: the policies, and pages elsewhere."""
    kind = "NewsMediaOrganization" if house.policies else "Organization"
    made: Thing = {
        "@type": kind,
        "@id": _id(house),
        "name": house.publisher.name or house.title,
        "url": house.publisher.url or house.url,
        "logo": {"@type": "ImageObject", "url": house.logo} if house.logo else "",
    }
    if whole:
        made |= {"sameAs": list(house.same), **dict(house.policies)}
    return _said(made)


def breadcrumbs(trail: Iterable[Link]) -> Thing:
    """Return where a page stands: the pages above it, from home, and itself."""
    steps = (
        {"@type": "ListItem", "position": number, "name": step.name, "item": step.url}
        for number, step in enumerate(trail, 1)
    )
    return {"@type": "BreadcrumbList", "itemListElement": list(steps)}


def script(graph: Iterable[Thing], *tokens: str) -> Markup:
    """Return a graph as the text of a `<script>`, in which nothing can end it; `tokens` stand for JSON."""
    text = _text({"@context": "https://schema.org", "@graph": list(graph)})
    for token in filter(None, tokens):
        text = text.replace(f'"{token}"', token)
    return Markup(text)


def sources(notes: Iterable[str]) -> str:
    """Return what a body's notes cite, as JSON: each note that leads out of the site, by its words and first address.

    The notes are HTML with holes; the JSON has none.
    """
    found = []
    for note in notes:
        link = _OUTWARD.search(note)
        if link is None:
            continue
        words = _words(_OUTWARD.sub(_named, _BACK.sub("", note)))
        found.append(_said({"@type": "CreativeWork", "name": words, "url": html.unescape(link[1])}))
    return _text(found)


def _named(link: re.Match[str]) -> str:
    """Return the words of a link; none if it is an address that is shown as it is."""
    words = _TAG.sub("", link[2])
    return "" if ("." in words or "/" in words) and " " not in words.strip() else words


def _words(text: str) -> str:
    words = " ".join(html.unescape(_TAG.sub("", text)).split())
    if words.count(",") > 1:
        words = _COMMAS.sub(",", words)
    words = words.strip(" ,;:")
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rsplit(None, 1)[0] + "…"
    return words


def _text(value: object) -> str:
    from msgspec import json

    text = json.encode(value).decode()
    return _IN_SCRIPT.sub(lambda m: _LESS[m[0]], text)


def _picture(picture: Picture) -> Thing:
    made = {
        "@type": "ImageObject",
        "url": picture.url,
        "width": _pixels(picture.width),
        "height": _pixels(picture.height),
        "caption": picture.caption,
        "creditText": picture.credit,
        "license": picture.license,
    }
    return _said(made)


def _pixels(count: int) -> Thing:
    # A bare number is no Distance; E37 is the pixel (UN/CEFACT Recommendation 20).
    return {"@type": "QuantitativeValue", "value": count, "unitCode": "E37"} if count else {}


def _series(series: Link | None) -> Thing:
    return {"@type": "CreativeWorkSeries", "name": series.name, "url": series.url} if series else {}


def _id(house: House) -> str:
    return f"{house.url}#publisher"


def _said(thing: Mapping[str, Any]) -> Thing:
    """Return what is not empty."""
    return {key: value for key, value in thing.items() if value}
