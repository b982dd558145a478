"""What results depend on beside their inputs: this program's own text, and the versions of what it works with."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sitegen.digest import of_bytes

LIBRARIES = (
    "babel",
    "feedgen",
    "jinja2",
    "lxml",
    "markupsafe",
    "mistune",
    "msgspec",
    "nh3",
    "python-frontmatter",
    "python-slugify",
    "pyyaml",
    "text-unidecode",
    "tzdata",
)


def address() -> bytes:
    """Return the address of everything that may change what this program makes of the same files."""
    package = Path(__file__).parent
    sources = sorted(package.rglob("*.py"))
    own = [(file.relative_to(package).as_posix(), of_bytes(file.read_bytes())) for file in sources]
    return of_bytes(repr((sys.version_info[:3], [_version(name) for name in LIBRARIES], own)).encode())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
