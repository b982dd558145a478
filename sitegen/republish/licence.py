"""What a licence allows, by its SPDX name or its address.

Only what is known to allow a copy of the whole text does; of any other address, and of none, nobody can say so.
"""

from __future__ import annotations

import re

from sitegen.urls import is_external

_COMMONS = re.compile(
    r"(?:CC-|https?://(?:www\.)?creativecommons\.org/licenses/)(?P<kind>by(?:-nc)?(?:-sa|-nd)?)(?:[-/]\d[\d.]*.*)?",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"CC0-1\.0|CC-PDDC|PDDL-1\.0|Unlicense|MIT(?:-0)?|0BSD|Apache-2\.0|GFDL-1\.[1-3](?:-.*)?|OGL-UK-[123]\.0"
    r"|https?://(?:www\.)?creativecommons\.org/publicdomain/.*",
    re.IGNORECASE,
)


def allows(text: str) -> bool:
    """Tell whether a licence, an SPDX id or an address, allows others to print the whole."""
    return bool(_COMMONS.fullmatch(text) or _FREE.fullmatch(text))


def conditions(text: str) -> tuple[str, ...]:
    """Return what a licence asks for beside naming author, place and licence: `nc`, `nd`, `sa`."""
    found = _COMMONS.fullmatch(text)
    return tuple(part for part in ("nc", "nd", "sa") if found and part in found["kind"].lower().split("-"))


def name(text: str) -> str:
    """Return what a licence is called: an SPDX id, or the same of an address of Creative Commons, else the address."""
    found = _COMMONS.fullmatch(text)
    if found and is_external(text):
        version = re.search(r"/(\d[\d.]*)", text[found.end("kind") :])
        return f"CC-{found['kind'].upper()}{'-' + version[1] if version else ''}"
    return text


def address(text: str) -> str:
    """Return where a licence can be read: its own address, that of Creative Commons, or that of SPDX."""
    if not text or is_external(text):
        return text
    found = _COMMONS.fullmatch(text)
    version = re.fullmatch(r".*?-(\d\.\d)", text)
    if found and version:
        return f"https://creativecommons.org/licenses/{found['kind'].lower()}/{version[1]}/"
    return f"https://spdx.org/licenses/{text}.html"
