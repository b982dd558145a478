"""What machines read of a page: search engines, share cards, reference managers, each in its own words.

A `Work` or a `Person` goes in, made by `views` from the same values as the visible page, so that none can say another
thing than the page. Out come `<meta>` elements (`names`, for Highwire and Dublin Core; `properties`, for Open Graph)
and JSON-LD (`structured`). All URLs are absolute, all dates carry a time zone.
"""

from __future__ import annotations

from sitegen.value import Value


class Link(Value):
    """Something with a page: its name, and its absolute URL (empty for none)."""

    name: str
    url: str = ""


class Person(Value):
    """Who wrote something: a human being or, with `is_organisation`, an institution.

    `url` is their page here, `same` are their pages elsewhere, `orcid` is the bare iD (0000-0002-1825-0097), `family`
    the part of the name that is the family's, where it is said.
    """

    name: str
    url: str
    role: str = ""
    about: str = ""
    image: str = ""
    same: tuple[str, ...] = ()
    affiliation: str = ""
    orcid: str = ""
    family: str = ""
    is_organisation: bool = False


class Picture(Value):
    """A picture with its absolute URL; `width` and `height` in pixels, 0 where they are not known."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
    caption: str = ""
    credit: str = ""
    license: str = ""


class House(Value):
    """Who publishes: the publication's name, home and language, and the institution behind it.

    `policies` are pairs of a property of schema.org's NewsMediaOrganization and an absolute URL; `search` is the URL
    that finds `{search_term_string}`, or empty; `share` stands for pages that have no picture of their own.
    """

    title: str
    url: str
    description: str
    language: str
    publisher: Link
    logo: str
    same: tuple[str, ...] = ()
    policies: tuple[tuple[str, str], ...] = ()
    search: str = ""
    share: Picture | None = None


class Work(Value):
    """An article. Times are ISO 8601 with time zone, `updated` empty if it never was; `day` is its day here.

    `url` is its own page, `canonical` where it was first published, which is `url` if that was here. `words` and
    `sources` are tokens of the body's facts (see `press`), empty where there are none. `versions` are its languages
    with the absolute URL of each, the original first; none where it is there in one.
    """

    url: str
    canonical: str
    title: str
    description: str
    language: str
    day: str
    published: str
    updated: str
    writers: tuple[Person, ...]
    topics: tuple[Link, ...]
    regions: tuple[Link, ...]
    series: Link | None
    part: int
    genre: str
    license: str
    doi: str
    images: tuple[Picture, ...]
    share: Picture | None
    corrections: tuple[tuple[str, str], ...]
    words: str
    sources: str
    versions: tuple[tuple[str, str], ...] = ()


GENRES = {
    "news": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "background": "BackgroundNewsArticle",
    "report": "ReportageNewsArticle",
    "review": "ReviewNewsArticle",
}
"""What a front matter's `genre` may be, with the type of schema.org."""

POLICIES = {
    "principles": "publishingPrinciples",
    "corrections": "correctionsPolicy",
    "ethics": "ethicsPolicy",
    "diversity": "diversityPolicy",
    "ownership": "ownershipFundingInfo",
    "masthead": "masthead",
    "mission": "missionCoveragePrioritiesPolicy",
    "checking": "verificationFactCheckingPolicy",
    "sources": "unnamedSourcesPolicy",
    "feedback": "actionableFeedbackPolicy",
    "bylines": "noBylinesPolicy",
}
"""What the setting `policies` may name, with the property of schema.org's NewsMediaOrganization."""
