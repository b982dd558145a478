"""An article as files that reference managers read: BibTeX, RIS, CSL-JSON. Each is UTF-8.

BibTeX is that of biblatex (its manual, section 2), which classic BibTeX reads too; RIS is as its readers have it, a
line a field, each with two letters or digits, two spaces, a hyphen and a space; CSL-JSON is that of CSL 1.0.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sitegen.citing import Author, Cited

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_NO_KEY = re.compile(r"[^a-zA-Z0-9-]+")


def bibtex(of: Cited) -> bytes:
    """Return an entry of BibTeX."""
    fields = {
        "title": f"{{{_tex(of.title)}}}",
        "author": " and ".join(_tex_name(author) for author in of.authors),
        "journal": _tex(of.publication),
        "publisher": _tex(of.publisher),
        "date": f"{of.year:04}-{of.month:02}-{of.day:02}",
        "year": f"{of.year:04}",
        "url": of.url,
        "doi": of.doi,
        "langid": "",
        "language": of.language,
    }
    rows = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return f"@article{{{_NO_KEY.sub('-', of.key) or 'article'},\n{rows}}}\n".encode()


def ris(of: Cited) -> bytes:
    """Return a record of RIS, an article of a magazine."""
    return "".join(f"{tag}  - {' '.join(text.split())}\r\n" for tag, text in _ris(of)).encode()


def _ris(of: Cited) -> Iterator[tuple[str, str]]:
    day = f"{of.year:04}/{of.month:02}/{of.day:02}"
    yield "TY", "MGZN"
    yield from (("AU", _ris_name(author)) for author in of.authors)
    pairs = ("TI", of.title), ("T2", of.publication), ("PB", of.publisher), ("PY", f"{of.year:04}"), ("DA", day)
    more = ("UR", of.url), ("DO", of.doi), ("LA", of.language), ("AB", of.summary)
    yield from ((tag, text) for tag, text in (*pairs, *more) if text)
    yield "ER", ""


def csl(of: Cited) -> dict[str, Any]:
    """Return an item of CSL-JSON."""
    item = {
        "id": of.key,
        "type": "article-magazine",
        "title": of.title,
        "author": [_csl_name(author) for author in of.authors],
        "container-title": of.publication,
        "publisher": of.publisher,
        "issued": {"date-parts": [[of.year, of.month, of.day]]},
        "URL": of.url,
        "DOI": of.doi,
        "language": of.language,
        "abstract": of.summary,
    }
    return {name: value for name, value in item.items() if value}


def csl_json(of: Cited) -> bytes:
    """Return an item of CSL-JSON in the list that readers want."""
    from msgspec import json

    return json.format(json.encode([csl(of)]), indent=1) + b"\n"


FORMATS = {"cite.bib": bibtex, "cite.ris": ris, "cite.json": csl_json}
"""What makes each file, by its name."""


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)


def _tex_name(author: Author) -> str:
    name = author.divided
    if name.whole:
        return f"{{{_tex(name.whole)}}}"
    # A part that has a comma, or is the word by which names are told apart, is held together.
    parts = [_held(" ".join(filter(None, (name.particle, name.family)))), _held(name.suffix), _held(name.given)]
    return ", ".join(part for part in parts if part)


def _held(text: str) -> str:
    made = _tex(text)
    return f"{{{made}}}" if "," in text or re.search(r"(?i)\band\b", text) else made


def _ris_name(author: Author) -> str:
    name = author.divided
    if name.whole:
        return name.whole
    family = " ".join(filter(None, (name.particle, name.family)))
    return ", ".join(part for part in (family, name.given, name.suffix) if part)


def _csl_name(author: Author) -> dict[str, str]:
    name = author.divided
    if name.whole:
        return {"literal": name.whole}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: text for key, text in parts.items() if text}
