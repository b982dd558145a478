"""Readable addresses, and targets that may not be linked."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markdown import weblinks


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://e.org/a", "https://e.org/a"),
        ("https://e.org/%D0%9C%D0%B8%D1%80", "https://e.org/Мир"),
        ("https://e.org/%7Euser/%41", "https://e.org/~user/A"),
        ("https://e.org/a%2Fb%3Fc%23d%26e%3Df%25", "https://e.org/a%2Fb%3Fc%23d%26e%3Df%25"),
        ("https://e.org/a%20b%C2%A0c%E3%85%A4", "https://e.org/a%20b%C2%A0c%E3%85%A4"),
        ("https://e.org/%E2%80%AEgnp.exe", "https://e.org/%E2%80%AEgnp.exe"),
        ("https://e.org/%E2%88%95x%EF%BC%8F", "https://e.org/%E2%88%95x%EF%BC%8F"),
        ("https://e.org/%E9t%C3%A9%FF", "https://e.org/%E9té%FF"),
        ("https://e.org/%3Cb%3E%22", "https://e.org/%3Cb%3E%22"),
        ("https://e.org/?utm_source=a&id=1&utm_Medium=b&fbclid=c", "https://e.org/?id=1"),
        ("https://e.org/?gclid=1#part", "https://e.org/#part"),
        ("https://e.org/?utmost=1&ref=2&_hsenc=3&mc_cid=4", "https://e.org/?utmost=1&ref=2"),
        ("http://xn--h1alffa9f.xn--p1ai/x", "http://россия.рф/x"),
        ("http://%D0%BC%D0%B8%D1%80.org/", "http://мир.org/"),
        ("http://xn--a.org/", "http://xn--a.org/"),
        ("http://xn--80ak6aa92e.com@e.org/", "http://xn--80ak6aa92e.com@e.org/"),
        ("mailto:a@e.org", "mailto:a@e.org"),
    ],
)
def test_readable(url: str, shown: str) -> None:
    """A reader sees letters instead of codes, wherever that cannot mislead, and no tracking parameters."""
    assert weblinks.readable(url) == shown


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_what_is_shown_leads_to_the_same_page(path: str) -> None:
    """A readable address, encoded again, is the address; nothing invisible or turning is in it."""
    url = "https://e.org/" + weblinks.encode(path, entities=False).replace("?", "")
    shown = weblinks.readable(url)
    assert unquote(weblinks.encode(shown, entities=False)) == unquote(url)
    assert urlsplit(shown).netloc == "e.org"
    assert not [c for c in shown if c.isspace() or unicodedata.category(c) in {"Cc", "Cf", "Zs"}]


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=30))
def test_breaks_are_invisible(path: str) -> None:
    """The places where a long address may break add nothing to its text."""
    url = "https://e.org/" + weblinks.encode(path, entities=False)
    text = weblinks.readable_html(url).replace("<wbr>", "")
    assert weblinks.unescape(text) == weblinks.unescape(weblinks.readable(url).replace("&", "&amp;"))


@given(st.text())
def test_nothing_is_encoded_twice(target: str) -> None:
    """Encoding what is encoded changes nothing."""
    once = weblinks.encode(target.encode("utf-8", "replace").decode(), entities=False)
    assert weblinks.encode(once, entities=False) == once


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("x.md", "internal"),
        ("../a/b.md#c", "internal"),
        ("/a:b", "internal"),
        ("?a=b:c", "internal"),
        ("#a:b", "internal"),
        ("", "internal"),
        ("https://e.org", "external"),
        ("HTTPS://e.org", "external"),
        ("//e.org", "external"),
        ("mailto:a@e.org", "external"),
        ("geo:1,2", "external"),
        ("javascript:x", "forbidden"),
        ("%09java%0Ascript:x", "forbidden"),
        ("%E2%80%8Bjavascript:x", "forbidden"),
        ("javascript%3Ax", "forbidden"),
        ("data:,x", "forbidden"),
        ("C:%5Cx", "forbidden"),
    ],
)
def test_kinds(target: str, kind: str) -> None:
    """A target leads into the site, out of it, or nowhere that may be linked, however it is dressed."""
    assert weblinks.kind(target) == kind


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://e.org.", "https://e.org"),
        ("https://e.org/a).", "https://e.org/a"),
        ("https://e.org/a_(b)),", "https://e.org/a_(b)"),
        ("https://e.org/a”»…", "https://e.org/a"),
        ("https://e.org/?a=b]", "https://e.org/?a=b"),
        ("https://e.org/-/", "https://e.org/-/"),
    ],
)
def test_bare_length(text: str, url: str) -> None:
    """The stop at a sentence's end, and a bracket round an address, are no part of it."""
    assert text[: weblinks.bare_length(text)] == url
