"""Files that people and programs look for by a known name: security.txt (RFC 9116) and humans.txt (humanstxt.org).

Settings go in, texts come out. Nothing is written that the settings do not ask for.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator

from sitegen import typed
from sitegen.problems import Problem, warning
from sitegen.typed import FaultError
from sitegen.urls import is_web
from sitegen.value import Value, fields

SECURITY = ".well-known/security.txt"
HUMANS = "humans.txt"

_BLOCK = re.compile(r"</(?:p|dt|dd|li|h[1-6]|tr|blockquote)>|<br>")
_FIELDS = {
    "contact": "Contact",
    "expires": "Expires",
    "encryption": "Encryption",
    "acknowledgments": "Acknowledgments",
    "languages": "Preferred-Languages",
    "policy": "Policy",
    "hiring": "Hiring",
}


class Security(Value):
    """Whom to tell of a hole in the site: addresses (`mailto:`, `tel:`, `https:`), and until when that is so."""

    contact: tuple[str, ...]
    expires: dt.datetime
    encryption: str = ""
    acknowledgments: str = ""
    languages: str = ""
    policy: str = ""
    hiring: str = ""


def security(value: object) -> Security:
    """Return what was typed under `security`. Raises FaultError."""
    example = '[security] and below it contact = "mailto:security@example.org" and expires = 2027-06-01'
    given = dict(typed.table(value, fields(Security), example))
    for needed in ("contact", "expires"):
        if needed not in given:
            raise FaultError(f"has no `{needed}`, which security.txt must have", example)
    listed = given["contact"] if isinstance(given["contact"], list) else [given["contact"]]
    contact = tuple(_inside("contact", address) for address in listed)
    for address in contact:
        if not is_web(address) and not re.fullmatch(r"(?:mailto|tel):\S+", address):
            hint = 'write it like "mailto:security@example.org" or "https://example.org/contact/"'
            raise FaultError(f"has a `contact` that is no address: {address!r}", hint, ("contact",))
    found = {name: _inside(name, text) for name, text in given.items() if name not in {"contact", "expires"}}
    for name, text in found.items():
        if name != "languages" and not is_web(text):
            hint = "write it like https://example.org/security/"
            raise FaultError(f"has `{name}` that is not a web address: {text!r}", hint, (name,))
    return Security(contact, _instant(given["expires"]), **found)


def _inside(name: str, value: object) -> str:
    try:
        return typed.text(value)
    except FaultError as fault:
        raise FaultError(f"has `{name}` that {fault.what}", fault.hint, (name,)) from None


def _instant(value: object) -> dt.datetime:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    hint = "write the day without quotes, as in expires = 2027-06-01"
    raise FaultError(f"has `expires` that is {typed.kind(value)}, not a day", hint, ("expires",))


def outdated(of: Security | None, now: dt.datetime, at: tuple[str, int, int]) -> tuple[Problem, ...]:
    """Return a warning where security.txt has run out, as whoever reads it then must not use it; `at` is its place."""
    if of is None or of.expires > now:
        return ()
    what = f"security.txt has run out on {of.expires.date().isoformat()}, and nobody may use it any more (RFC 9116)"
    return (warning(*at, what, "see that the addresses are still right, then write a day within the next year"),)


def security_txt(of: Security, canonical: str) -> str:
    """Return security.txt; `canonical` is its own whole address."""
    return "".join(f"{line}\n" for line in _lines(of, canonical))


def _lines(of: Security, canonical: str) -> Iterator[str]:
    yield from (f"Contact: {address}" for address in of.contact)
    yield f"Expires: {of.expires.strftime('%Y-%m-%dT%H:%M:%SZ')}"
    yield f"Canonical: {canonical}"
    for name in ("encryption", "acknowledgments", "languages", "policy", "hiring"):
        if text := getattr(of, name):
            yield f"{_FIELDS[name]}: {text}"


def humans_txt(title: str, url: str, language: str, masthead: str) -> str:
    """Return humans.txt; `masthead` is the HTML of the page that says who makes the publication."""
    marked = re.sub(r"</dt>\s*<dd>", ": ", masthead)
    plain = html.unescape(re.sub(r"<[^>]*>", "", _BLOCK.sub("\n", marked)))
    team = [line for row in plain.split("\n") if (line := " ".join(row.split()))]
    rows = ["/* TEAM */", *team, "", "/* SITE */", f"Name: {title}", f"Address: {url}", f"Language: {language}"]
    return "\n".join((*rows, "Software: sitegen", ""))
