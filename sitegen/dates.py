"""Dates and numbers as readers see them, what a language calls itself, its plurals; the only importer of babel."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from babel import Locale

_OFFSET = r"(?P<offset>Z|[+-]\d\d:?\d\d)"
_DATE = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ](?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d)(?:\.\d+)?)?(?: ?"
    + _OFFSET
    + ")?)?"
)
_SOUNDS_LIKE_I = re.compile(r"\W*(?:[ií]|h[ií](?![ae])|y(?![aeiouáéíóú]))", re.IGNORECASE)
FORMS = "2023-03-05, 2023-03-05 10:00 or 2023-03-05T10:00+02:00"


def parse(text: str, zone: str) -> dt.datetime:
    """Read a date as the contract writes it, as UTC; one without offset is in `zone` (IANA name).

    UTC, because that can be written down and read again without the zone's rules.
    Raises ValueError with a sentence's end for the editor ("has no month 13").
    """
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError("is not a date")
    year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    if not 1400 <= year <= 9000:
        raise ValueError(f"has the year {year}")
    if not 1 <= month <= 12:
        raise ValueError(f"has no month {month}: a date is year, month, day")
    try:
        hour, minute, second = (int(found[k] or 0) for k in ("H", "M", "S"))
        date = dt.datetime(year, month, day, hour, minute, second)
    except ValueError as fault:
        raise ValueError(f"is no day or time of the calendar ({fault})") from None
    return date.replace(tzinfo=_offset(found["offset"]) if found["offset"] else ZoneInfo(zone)).astimezone(dt.UTC)


def _offset(text: str) -> dt.tzinfo:
    if text == "Z":
        return dt.UTC
    digits = text[1:].replace(":", "")
    away = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if away >= dt.timedelta(hours=24):
        raise ValueError(f"has the offset {text}")
    return dt.timezone(-away if text[0] == "-" else away)


@lru_cache(maxsize=4096)
def long(date: dt.date, language: str) -> str:
    """Return a date in full in the language (BCP 47), as "March 5, 2023" in `en`; ISO 8601 in an unknown one."""
    from babel.dates import format_date

    locale = _locale(language)
    return format_date(date, format="long", locale=locale) if locale else date.isoformat()


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """Return the direction in which a language (BCP 47) is written, `ltr` or `rtl`."""
    locale = _locale(language)
    return str(locale.text_direction) if locale else "ltr"


@lru_cache(maxsize=4096)
def number(count: int, language: str) -> str:
    """Return a number as a language writes it, as "10,000" in `en`."""
    if 0 <= count < 1000:
        return str(count)
    from babel.numbers import format_decimal

    locale = _locale(language)
    return format_decimal(count, locale=locale) if locale else str(count)


def conjunction(joint: str, following: str, language: str) -> str:
    """Return what joins a name to those before it: Spanish "y" is "e" before the sound of i (as in Unicode's ICU)."""
    if language.partition("-")[0] == "es" and joint.strip() == "y" and _SOUNDS_LIKE_I.match(following):
        return joint.replace("y", "e")
    return joint


@lru_cache(maxsize=4096)
def plural(count: int, language: str) -> str:
    """Return which plural form a number takes in a language (CLDR: `one`, `few`, `other` …)."""
    locale = _locale(language)
    return str(locale.plural_form(count)) if locale else "other"


def plurals(language: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the plural forms that a language needs to count, `other` last, and all that it has (CLDR).

    Some have one more for whole millions, or for fractions.
    """
    locale = _locale(language)
    met = {plural(count, language) for count in (*range(200), 1000)}
    needed = (*(form for form in ("zero", "one", "two", "few", "many") if form in met), "other")
    return needed, frozenset(needed) | (frozenset(locale.plural_form.tags) if locale else frozenset())


@lru_cache(maxsize=256)
def language_name(language: str, within: str = "") -> str:
    """Return what a language calls itself, as `Français`, or is called `within` another; else its tag.

    Where it is written in several scripts it is named with its script, but never with a country.
    """
    parts = language.split("-")
    bare = "-".join(part for part in parts if part == parts[0] or len(part) == 4)
    locale, reader = _locale(bare), _locale(within or bare)
    name = locale.get_display_name(reader) if locale and reader else ""
    return name[:1].upper() + name[1:] if name else language


@lru_cache(maxsize=64)
def is_known(language: str) -> bool:
    """Tell whether anybody has names for a language (CLDR); of a made-up or mistyped tag nobody has."""
    from babel import Locale

    first = language.partition("-")[0].lower()
    return _locale(language) is not None or first in Locale("en").languages


_SUFFIX = re.compile(r"(?P<stem>.+)\.(?P<tag>[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?)")


def suffix(stem: str) -> tuple[str, str, bool]:
    """Cut a file's name before the language that it ends in: `treaty.fr` is `treaty` and `fr`.

    Tells too whether it only looks so: what ends in letters that are no language is a name as it is.
    """
    found = _SUFFIX.fullmatch(stem) if "." in stem else None
    if found is None:
        return stem, "", False
    return (found["stem"], found["tag"], False) if is_known(found["tag"]) else (stem, "", True)


@lru_cache(maxsize=64)
def is_language(tag: str) -> bool:
    """Tell whether a tag is well formed (RFC 5646, section 2.1, without grandfathered tags)."""
    subtags = r"[a-zA-Z]{2,8}(-[a-zA-Z]{3}){0,3}(-[a-zA-Z]{4})?(-([a-zA-Z]{2}|\d{3}))?"
    return bool(re.fullmatch(subtags + r"(-([a-zA-Z0-9]{5,8}|\d[a-zA-Z0-9]{3}))*(-[a-wyz0-9](-\w{2,8})+)*", tag))


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    from babel import Locale
    from babel.core import UnknownLocaleError

    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None
