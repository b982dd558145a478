"""The page of each series: its parts in their order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import views
from sitegen.model import Task
from sitegen.parts import Inside, Parts
from sitegen.site import Series, Site
from sitegen.urls import output_path

LAYOUT = "series.html"


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each series."""
    for series in site.series:
        inside = partial(_inside, parts, series)
        yield parts.page(output_path(series.name.url), f"layouts/{LAYOUT}", LAYOUT, inside)


def _inside(parts: Parts, series: Series) -> Inside:
    of = views.SeriesOf(series.name, tuple(card.title for card in series.cards))
    return of, (*parts.frame, *parts.cards("card", series.cards))
