"""Targets of links, as text: what kind each is, how it stands in an attribute, how a reader sees a bare URL.

Goes in: a target as Markdown or HTML gave it. Comes out: text. Nothing is looked up, nothing is fetched, and
whether a page is there is not asked.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5
from typing import Literal
from urllib.parse import quote, unquote

SCHEMES = frozenset({"http", "https", "mailto", "tel", "ftp", "sms", "geo", "xmpp"})
"""What a link may begin with; anything else (`javascript:`, `data:`, `file:` …) loses its target."""

Kind = Literal["internal", "external", "forbidden"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CHARACTER_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ENCODED = re.compile(r"[A-Za-z0-9_.~:/?#@!$()*+,;=%-]*")
_URL_SAFE = ":/?#@!$&()*+,;=%"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)")

# RFC 3986, section 2.3: ASCII that means the same encoded or not. All else in ASCII may be a delimiter.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# Printable by Unicode, but blank to the eye, or easily taken for one of the delimiters / . : ? # % & = @ \
_LOOKALIKES = frozenset("\u115f\u1160\u3164\uffa0\u2800⁄∕╱⧸／．。｡․：∶ː？＃％＆＝＠＼﹨﹖﹟﹪﹠﹦﹫﹕")

_TRACKING = re.compile(
    r"(?:utm_[a-z_]+|fbclid|gclid|dclid|gbraid|wbraid|yclid|msclkid|twclid|mc_cid|mc_eid|igshid|igsh|si_src"
    r"|_hsenc|_hsmi|_openstat|ref_src|ref_url|vero_id|oly_anon_id|oly_enc_id|at_medium|at_campaign)",
    re.IGNORECASE,
)
_TRAILING = frozenset("?!.,:;*_~'\"”’»›…。，、；：！？")
_CLOSING = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「", "』": "『"}
_BREAKS = re.compile(r"(?<=[/?&=#])(?=[^/?&=#])")
_BREAK_FROM = 40


def kind(target: str) -> Kind:
    """Tell where a target (percent-encoded) leads: into the site, out of it, or nowhere that may be linked.

    What a browser would read past (control characters, white space, percent-encoding) hides no scheme here.
    """
    if target.startswith(("https://", "http://", "//")):
        return "external"
    found = _SCHEME.match(target)
    if found:
        return "external" if found[1].lower() in SCHEMES else "forbidden"
    return "forbidden" if _SCHEME.match(_squeezed(target)) else "internal"


def scheme(target: str) -> str:
    """Return the scheme of a target, in lower case, or the empty text."""
    found = _SCHEME.match(_squeezed(target))
    return found[1].lower() if found else ""


def encode(target: str, *, entities: bool) -> str:
    """Return the target percent-encoded, never twice; `entities`: character references are decoded before."""
    if _ENCODED.fullmatch(target):
        return target
    return quote(unescape(target) if entities else target, safe=_URL_SAFE)


def unescape(text: str) -> str:
    """Decode character references as CommonMark does (section 2.5): only whole ones with their semicolon."""
    return _CHARACTER_REFERENCE.sub(_character, text) if "&" in text else text


def written(target: str) -> str:
    """Return an encoded internal target as a writer types it: letters of all scripts plain, ASCII untouched."""
    return _decode(target, plain=frozenset()) if "%" in target else target


def href(target: str) -> str:
    """Return an external target as it stands in an attribute."""
    if "%" in target:
        target = _STRAY_PERCENT.sub("%25", target)
        target = _AUTHORITY.sub(lambda m: m[1] + _decode(m[2], plain=frozenset()), target, count=1)
    return html.escape(target)


def readable(url: str) -> str:
    """Return what a reader sees of an encoded URL: encodings decoded where that is safe, no tracking parameters.

    A byte that is not UTF-8, a character that is blank, invisible or turns the writing direction, and one that
    could be taken for a delimiter stay encoded: what is shown, typed again, leads to the same page.
    """
    if "%" not in url and "?" not in url and "xn--" not in url.lower():
        return url
    head, mark, fragment = url.partition("#")
    path, question, query = head.partition("?")
    if question:
        kept = [field for field in query.split("&") if not _TRACKING.fullmatch(field.partition("=")[0])]
        path += "?" + "&".join(kept) if kept else ""
    shown = path + mark + fragment
    found = _AUTHORITY.match(shown)
    if not found:
        return _decode(shown, plain=_UNRESERVED)
    host = _decode(found[2], plain=frozenset())
    if "@" not in host:
        host = ".".join(_label(part) for part in host.split("."))
    return found[1] + host + _decode(shown[found.end() :], plain=_UNRESERVED)


def readable_html(url: str) -> str:
    """Return `readable` escaped, with `<wbr>` where a long one may break."""
    shown = readable(url)
    if len(shown) < _BREAK_FROM:
        return html.escape(shown, quote=False)
    return "<wbr>".join(html.escape(part, quote=False) for part in _BREAKS.split(shown))


def bare_length(text: str) -> int:
    """Return how much of a text that begins with a URL is the URL.

    Closing punctuation stays outside, and so does a last bracket that the URL did not open.
    """
    end = len(text)
    surplus: dict[str, int] = {}
    while end:
        last = text[end - 1]
        if last in _CLOSING:
            if last not in surplus:
                surplus[last] = text.count(last, 0, end) - text.count(_CLOSING[last], 0, end)
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return end


def _squeezed(target: str) -> str:
    plain = html.unescape(unquote(target))
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf"})


def _character(reference: re.Match[str]) -> str:
    if reference[0][1] == "#":
        return html.unescape(reference[0])
    # Not `html.unescape`, which also takes the known beginning of an unknown name (`&notit;`).
    return html5.get(reference[0][1:], reference[0])


def _decode(text: str, *, plain: frozenset[str]) -> str:
    return _ENCODED_RUN.sub(lambda run: _decoded_run(run[0], plain), text) if "%" in text else text


def _decoded_run(run: str, plain: frozenset[str]) -> str:
    shown = []
    for letter in bytes.fromhex(run.replace("%", "")).decode("utf-8", "surrogateescape"):
        if letter in plain or (letter > "\x7f" and letter.isprintable() and letter not in _LOOKALIKES):
            shown.append(letter)
        else:
            shown.extend(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogateescape"))
    return "".join(shown)


def _label(label: str) -> str:
    """Decode one label of a host name; it stays as it is unless it is a plain word that encodes back to itself."""
    if not label.lower().startswith("xn--"):
        return label
    try:
        word = label[4:].encode("ascii").decode("punycode")
        same = word.encode("punycode").decode("ascii").lower() == label[4:].lower()
    except UnicodeError:
        return label
    is_word = all(c in "-·" or unicodedata.category(c)[0] in "LMN" for c in word)
    return word if same and is_word and word.isprintable() and not _LOOKALIKES & set(word) else label
