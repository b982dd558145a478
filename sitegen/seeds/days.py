"""A line that is a date becomes that date; any other line is none.

Month names in the languages that pages speak, ISO 8601, `05.03.2023`, `2023年3月5日`.
"""

from __future__ import annotations

import datetime as dt
import re

from sitegen.value import Value

_NAMES = "January February March April May June July August September October November December"
_MONTH_OF = {name.lower(): n for n, name in enumerate(re.findall(r"\w+", _NAMES), 1)}
_MONTH_OF |= {name[:3]: n for name, n in _MONTH_OF.items()} | {"sept": 9}
_OTHERS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
)
_MONTH_OF |= {name.lower(): n for names in _OTHERS for n, name in enumerate(names.split(), 1)}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_YEAR = r"(?P<year>(?:1[4-9]|2[01])\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_LABEL = re.compile(
    r"(?P<new>(?:last\s+)?(?:updated|modified|revised|edited)|update)?"
    r"(?:(?:first\s+|originally\s+)?(?:published(?:\s+online)?|posted|publication\s+date|date\s+published|date|created|written))?"
    r"(?:\s+(?:on|at))?\s*[:–—-]?\s*",
    re.IGNORECASE,
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}(?:(?:the|le|am|den|el)\s+)?{_DAY}(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:of|de))?[\s-]+{_MONTH}(?:\s+de)?,?[\s-]+{_YEAR}"
        r"(?:\s*(?:года|г\.))?",
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*{_DAY}\s*日",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_WEEKDAY}{_YEAR}-(?P<month>\d\d)-{_DAY}",
        rf"{_WEEKDAY}{_YEAR}/(?P<month>\d{{1,2}})/{_DAY}",
        rf"{_WEEKDAY}{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}\.?",
    )
)
_UNSURE = re.compile(rf"{_WEEKDAY}(?P<first>\d{{1,2}})[/-](?P<second>\d{{1,2}})[/-]{_YEAR}", re.IGNORECASE)
_NO_DAY = re.compile(rf"{_MONTH},?\s+{_YEAR}", re.IGNORECASE)
_TIME = re.compile(
    r"(?:\s*[,|·•–—-]?\s*(?:at\s+)?|T)(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|\(?[A-Z]{2,5}\)?)?(?:\s+time)?",
    re.IGNORECASE,
)


class Day(Value):
    """A date line: the date (None if it cannot be one, and then why), and whether it says when it was updated."""

    date: dt.date | None
    is_update: bool = False
    fault: str = ""
    guess: str = ""


def read(text: str) -> Day | None:
    """Return the date that the whole text is, or None. Impossible and ambiguous dates are a `Day` with a fault."""
    if len(text) > 80:
        return None
    label = _LABEL.match(text)
    assert label is not None
    update = bool(label["new"])
    rest = text[label.end() :]
    for form in _FORMS:
        found = form.match(rest)
        if found:
            month = _MONTH_OF.get(found["month"].lower()) or int(found["month"])
            return _day(rest[found.end() :], int(found["year"]), month, int(found["day"]), update)
    found = _UNSURE.match(rest)
    if found:
        first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
        after = rest[found.end() :]
        if first <= 12 and second <= 12 and first != second:
            day = _day(after, year, second, first, update)
            fault = "may be day or month first"
            return Day(None, update, fault) if day else None
        day = _day(after, year, second, first, update) if second <= 12 else _day(after, year, first, second, update)
        return day and Day(day.date, update, day.fault, "day and month told apart by their size")
    if _NO_DAY.fullmatch(rest):
        return Day(None, update, "has no day")
    return None


def at_head(name: str) -> dt.date | None:
    """Return the ISO date at the head of a file's name."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", name)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found and int(found[1]) >= 1400 else None
    except ValueError:
        return None


def _day(after: str, year: int, month: int, day: int, update: bool) -> Day | None:
    """Return the day with the time that may stand after it; None when there are other words."""
    time = _TIME.fullmatch(after)
    if after.strip(" .") and not time:
        return None
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return Day(None, update, "is no day of the calendar")
    if not time:
        return Day(date, update)
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"][0] in "pP" else 0)
    try:
        moment = dt.datetime(year, month, day, hour, int(time["minute"]), tzinfo=_zone(time["zone"] or ""))
    except ValueError:
        return Day(date, update, guess="the time cannot be one")
    unknown = time["zone"] and moment.tzinfo is None
    return Day(moment, update, guess=f"the time zone {time['zone']} was not used" if unknown else "")


def _zone(name: str) -> dt.tzinfo | None:
    if name.upper() in {"Z", "UTC", "GMT"}:
        return dt.UTC
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?", name, re.IGNORECASE)
    if not found:
        return None
    away = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return dt.timezone(-away if found[1] == "-" else away)
