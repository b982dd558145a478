"""The page of each article."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import views
from sitegen.model import Task
from sitegen.outputs.republish import may_be_printed
from sitegen.parts import Inside, Parts
from sitegen.site import Article, Site
from sitegen.urls import output_path

LAYOUT = "article.html"


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each article."""
    # Here, not where pages are made: each process would make its own.
    _ = parts.part_of, parts.neighbours_of, parts.relations
    for article in site.articles:
        inside = partial(_inside, parts, article)
        yield parts.page(output_path(article.url), article.document.path, LAYOUT, inside)


def _inside(parts: Parts, article: Article) -> Inside:
    path, meta, url = article.document.path, article.meta, article.url
    images = parts.images(article)
    share = parts.share(article) or (images[-1] if images else None)
    of = views.ArticleOf(
        article.card,
        meta.summary,
        meta.updated,
        meta.language,
        meta.canonical,
        meta.corrections,
        views.minutes(article.body.words),
        article.topics,
        article.regions,
        meta.genre,
        meta.doi,
        meta.license,
        may_be_printed(parts.site, article),
        parts.writers(article),
        parts.picture(meta.image, path, url),
        share,
        images or ((share,) if share else ()),
        parts.part_of.get(url),
        parts.neighbours_of.get(url),
        parts.related(article),
        parts.site.versions.get(url, ()),
    )
    body = "body", parts.shown(article.body, path, url, language=article.card.language)
    return of, (*parts.frame, body, *parts.bios(article), *parts.rail(article))
