"""A page for each article that others may print, where the settings want it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import digest, reprint, views
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.press import Reprint
from sitegen.republish import licence
from sitegen.site import Article, Site
from sitegen.urls import output_path

LAYOUT = "republish.html"


def may_be_printed(site: Site, article: Article) -> bool:
    """Tell whether there is such a page: where the licence allows it, and the article was first published here."""
    terms = article.meta.license or site.config.license
    return site.config.republish and not article.meta.canonical and licence.allows(terms)


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each page."""
    for article in site.articles if site.config.republish else ():
        if may_be_printed(site, article):
            path = output_path(f"{article.url}{views.REPUBLISH}")
            yield Task(path, article.document.path, partial(_matter, site, parts, article))


def _matter(site: Site, parts: Parts, article: Article) -> Matter:
    path, url, prefix = article.document.path, article.url, f"{article.slug}-"
    terms = article.meta.license or site.config.license
    picture = parts.picture(article.meta.image, path, url, full=True)
    of = views.ReprintOf(article.card, terms, picture, article.meta.corrections)
    body = parts.shown(article.body, path, url, prefix=prefix, full=True, alone=True, language=article.card.language)
    block = parts.piece("parts/reprint.html", of, (("body", body),), path)
    page = parts.piece(LAYOUT, views.RepublishOf(article.card, terms, ("", "", "")), parts.frame, path)
    made = Reprint(page, block, prefix)
    return Matter(reprint.page, made, digest.of((digest.name_of(reprint.page), page.key, block.key, prefix)))
