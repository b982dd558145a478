"""The style sheet and the script that all pages share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import assets, digest, files
from sitegen.assets import Asset
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.site import Site


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each."""
    for asset in parts.assets if site.is_first else ():
        yield Task(asset.path, files.THEME, partial(_matter, asset))


def _matter(asset: Asset) -> Matter:
    return Matter(assets.joined, asset, digest.of((digest.name_of(assets.joined), asset)))
