"""The head of a seed: headline, standfirst, byline and date, and the buttons among them.

In: all lines of the seed. Out: what they say, and the index of the line where the text begins. It never takes a
paragraph of the text for anything but a standfirst, and says so when it does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from sitegen.problems import Problem, error, warning
from sitegen.seeds import days, people, words
from sitegen.seeds.values import Findings, Line, plain, quote

_STOP = re.compile(r"[.。．!！?？…؟۔।]+[\"”’»')\]]*$")
_MARKER = re.compile(
    r"(?:\s*(?:\[\d[\d,;\s–-]*\]|\[[ivx]{1,6}\]|\(\d{1,3}\)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^\d{1,3}"
    r"|(?<=[^\W\d_][.!?…])\d{1,3}|(?<=[.!?…][”\"’»)])\d{1,3}))+$"
)
_BY = re.compile(
    r"(?:(?:words|text|story|article|report|analysis|opinion|op-ed|essay|commentary|written|posted|published|interview"
    r"|guest (?:post|essay|column))\s+by|by)\b\s*:?\s*"
    r"|(?:(?:guest\s+)?(?:authors?|author\(s\)|reporters?|contributors?)|auteurs?|autore?s?|автор[ыа]?|作者)\s*[:：–—-]\s*"
    r"|(?:par|von|por|بقلم)\s*:?\s+",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*\([^()]{2,40}\)")
_AND_MORE = re.compile(r"(?:and|&|et|und|y)\s+", re.IGNORECASE)
_PLACE = re.compile(r"\s+(?:in|for|at|from)\s+\S.{0,60}$")
_LABEL_ALONE = re.compile(
    r"(?:published|posted|date|(?P<new>(?:last )?updated|modified)|by|authors?)\s*:?", re.IGNORECASE
)
# A point without space around it belongs to a name, as in 安娜·李. Much space is what a page had between two boxes.
_SEPARATOR = re.compile(r"\s*(?:[|•]|\s[·∙⋅–—/-]\s|\t|\s{3})\s*")

_POSTED = re.compile(
    r"(?P<day>(?:posted|published)\b.{6,40}\d)\s+by\s+(?P<who>.{2,60}?)(?:\s+(?:in|under)\s.{1,100})?", re.I
)
_SECTION = 40  # characters; what is longer beside a date is no name of a section
_LONGEST = 80  # lines; what stands lower is text


@dataclass(slots=True)
class Head:
    """What stands above the text: `names` with the line of each, `roles` by name, `end` the index after it."""

    title: str
    names: list[tuple[str, int]] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    date: dt.date | None = None
    updated: dt.date | None = None
    summary: str = ""
    end: int = 0


class Matter(NamedTuple):
    """A line of the head that is no text: dates, names, or neither (a leftover)."""

    dates: tuple[days.Day, ...] = ()
    names: tuple[str, ...] = ()
    role: str = ""
    certain: bool = True


def ends(text: str) -> bool:
    """Tell whether a text ends with a full stop or the like, markers and closing quotes aside."""
    return _STOP.search(unmarked(text[-80:])) is not None


@lru_cache(maxsize=1024)
def unmarked(text: str) -> str:
    """Return a text without the markers of notes at its end."""
    return _MARKER.sub("", text)


def is_paragraph(text: str) -> bool:
    """Tell whether a line can only be running text."""
    return len(text) > 200 or (len(text) > 100 and text.rstrip("\"”’»')")[-1:] in {".", "。"})


def read(lines: Sequence[Line], known: Collection[tuple[str, ...]], found: Findings) -> Head | Problem:
    """Read the head; the problem is that there is no headline. `known` are the keys of names that the site has."""
    at = _headline(lines, found)
    if isinstance(at, Problem):
        return at
    head = Head(plain(lines[at].text))
    end = at + 1
    first = lines[at]
    while end < len(lines) and _goes_on(lines[end - 1], lines[end]):
        head.title += " " + plain(lines[end].text)
        found.guessed(lines[end].number, "a second line of the headline")
        end += 1
    found.recognised(first.number, f"headline {quote(head.title)}")
    _below(lines, at, end, head, known, found)
    return head


def matter(text: str, again: Counter[str] | None = None) -> Matter | None:
    """Return what a line of the head is, or None for text. `again` counts the whole lines of the seed."""
    whole = _one(text)
    if whole is not None or len(text) > 160:
        return whole
    parts = _parts([part for part in _SEPARATOR.split(text) if part])
    if parts:
        return Matter(
            tuple(d for part in parts for d in part.dates),
            tuple(n for part in parts for n in part.names),
            next((part.role for part in parts if part.role), ""),
        )
    for space in re.finditer(r"[\s,]+", text):
        day = days.read(text[space.end() :])
        if day:
            left = re.sub(r"(?:[\s,]+(?:on|published|posted))+$", "", text[: space.start()])
            before = _one(left) or (_names(left) if people.is_cased(left) else None)
            return before and Matter((*before.dates, day), before.names, before.role)
    if again is not None and again[text] > 1:
        return _names(text)
    return None


def take(day: days.Day, line: Line, head: Head, found: Findings) -> None:
    """Use a date, or say why it cannot be used."""
    if day.date is None:
        hint = "write the date into the article, or put it before the seed's name as in 2023-03-05-name.txt"
        found.problems.append(
            warning(found.path, line.number, 1, f"the date {quote(line.text)} {day.fault}: not used", hint)
        )
        return
    what = "updated" if day.is_update else "date"
    if getattr(head, what) is not None:
        if getattr(head, what) != day.date:
            found.guessed(line.number, f"another date, {day.date.isoformat()}: not used")
        return
    setattr(head, what, day.date)
    found.recognised(line.number, f"{what} {day.date.isoformat()}")
    if day.guess:
        found.guessed(line.number, f"{what}: {day.guess}")


def _headline(lines: Sequence[Line], found: Findings) -> int | Problem:
    spare: Line | None = None
    for at, line in enumerate(lines):
        text = line.text
        if not text:
            continue
        if words.is_leftover(text) or words.is_counter(text) or _early(lines, at):
            spare = spare or line
            found.leave_out(line)
            continue
        if is_paragraph(text):
            hint = "put the headline on a line of its own above the text"
            return error(found.path, line.number, 1, f"no headline: the text begins with {quote(text, 40)}", hint)
        return at
    if spare:
        what = "no headline: there are only buttons and counters of a page"
        return error(found.path, spare.number, 1, what, "put the headline on the first line")
    return error(found.path, 1, 1, "the seed is empty", "paste the article's text into it, or delete the file")


def _early(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line above the headline is a date, a path or the name of a section over it, or the site's name."""
    text = lines[at].text
    if days.read(text):
        return True
    after = [line.text for line in lines[at + 1 : at + 6] if line.text]
    if words.is_kicker(text) or words.is_kickers(text) or words.is_crumbs(text):
        return _may_head(next((each for each in after if not days.read(each)), "."))
    if not after or not words.is_crumbs(after[0]):
        return False
    # A path stands over a headline, so what stands over the path is none, unless there is no other.
    below = next((each for each in after[1:] if not words.is_kicker(each)), "")
    return bool(below) and below != text and not people.names(below) and _may_head(below)


def _may_head(text: str) -> bool:
    return not is_paragraph(text) and not ends(text) and matter(text) is None


def _goes_on(line: Line, after: Line) -> bool:
    text = after.text
    if not text or len(text) > 100 or ends(text) or matter(text) is not None:
        return False
    return text[0].islower() or line.text.endswith((":", ",", "-", "–", "—"))


def _below(
    lines: Sequence[Line], first: int, start: int, head: Head, known: Collection[tuple[str, ...]], found: Findings
) -> None:
    again = Counter(line.text for line in lines if line.text and len(line.text) < 100)
    blank = any(not line.text for line in lines[start:])
    at = start
    pending = False
    while at < min(len(lines), start + _LONGEST):
        line = lines[at]
        if not line.text:
            at += 1
            continue
        if (pair := _wrapped(lines, at)) is not None:
            found.leave_out(line)
            _use(pair, lines[at + 1], head, found, pending)
            at += 2
            continue
        crumbs = words.is_crumbs(line.text) and at - first < 4 and "." not in line.text
        if plain(line.text) == head.title or crumbs or _is_section(lines, at):
            found.leave_out(line)
        elif _LABEL_ALONE.fullmatch(line.text):
            pending = bool(re.match("(?i)last|upd|mod", line.text))
            found.leave_out(line)
        elif _is_role(lines, at, head):
            head.roles[head.names[-1][0]] = plain(line.text)
            found.leave_out(line)
            found.guessed(line.number, f"role of {head.names[-1][0]}")
        elif _is_place(lines, at) and head.names and head.names[-1][1] == _before(lines, at):
            found.leave_out(line)
        else:
            kind = matter(line.text, again) or _beside(lines, at, start) or _alone(lines, at, head, known)
            if kind is None:
                taken = _standfirst(lines, at, start, head, blank, found)
                if not taken:
                    break
                at += taken
                continue
            _use(kind, line, head, found, pending)
            pending = False
        at += 1
    head.end = at


def _wrapped(lines: Sequence[Line], at: int) -> Matter | None:
    """Read a list of names that goes on in the next line, as `By A` and `and B`."""
    text, after = lines[at].text, lines[at + 1].text if at + 1 < len(lines) else ""
    if not after or not (_AND_MORE.match(after) or _AND_MORE.search(f" {text.split()[-1]} ", 1)):
        return None
    whole = f"{text} {after}"
    by = _BY.match(whole)
    listed = people.names(whole[by.end() :] if by else whole)
    return Matter(names=listed, certain=by is not None) if len(listed) > 1 else None


def _is_section(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line names a section between headline and byline; above text it is a subheading."""
    after = _next(lines, at)
    if after is None or not words.is_kicker(lines[at].text):
        return False
    return matter(after.text) is not None or bool(people.names(after.text) and _is_dated(lines, at + 1))


def _is_dated(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a date stands within the next lines, under a name and perhaps a place."""
    near = [line.text for line in lines[at : at + 6] if line.text][:3]
    return any(days.read(text) for text in near)


def _is_place(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line is short, with a capital, and right over a date."""
    text, after = lines[at].text, _next(lines, at)
    short = len(text) <= _SECTION and len(text.split()) <= 4 and text[0].isupper() and not ends(text)
    return short and after is not None and days.read(after.text) is not None


def _before(lines: Sequence[Line], at: int) -> int:
    """Return the number of the line before, if it is near."""
    return next((line.number for line in reversed(lines[max(0, at - 3) : at]) if line.text), 0)


def _next(lines: Sequence[Line], at: int) -> Line | None:
    return next((line for line in lines[at + 1 : at + 4] if line.text), None)


def _is_role(lines: Sequence[Line], at: int, head: Head) -> bool:
    """Tell whether a line is the role of the one person named on the line before it, or says who that is."""
    before = _before(lines, at)
    named = [name for name, line in head.names if line == before]
    if len(named) != 1 or named[0] in head.roles:
        return False
    text = lines[at].text
    return people.is_role(text) or (len(text) < 200 and people.says_who(text, named[0]))


def _use(kind: Matter, line: Line, head: Head, found: Findings, update: bool) -> None:
    found.leave_out(line)
    for day in kind.dates:
        take(days.Day(day.date, day.is_update or update, day.fault, day.guess), line, head, found)
    fresh = [name for name in kind.names if not any(people.key(name) == people.key(n) for n, _ in head.names)]
    if fresh:
        note = found.recognised if kind.certain else found.guessed
        note(line.number, "byline: " + ", ".join(fresh))
        head.names += [(plain(name), line.number) for name in fresh]
        if kind.role:
            head.roles[plain(fresh[0])] = kind.role


def _one(text: str) -> Matter | None:
    day = days.read(text)
    if day:
        return Matter((day,))
    if words.is_leftover(text) or words.is_counter(text):
        return Matter()
    halves = re.split(r"[,;]?\s+(?=(?:last )?(?:updated|modified)\b)", text, maxsplit=1, flags=re.IGNORECASE)
    if len(halves) == 2:
        both = days.read(halves[0]), days.read(halves[1])
        if both[0] and both[1]:
            return Matter((both[0], both[1]))
    posted = _POSTED.fullmatch(text)
    if posted and (day := days.read(posted["day"])):
        named = _names(posted["who"])
        return Matter((day,), named.names if named else ())
    by = _BY.match(text)
    if not by or len(text) > 200:
        return None
    rest = text[by.end() :].strip(" ,|")
    alone = _IN_BRACKETS.sub("", rest)
    return _each_with_role(rest) or _names(alone) or _names(_PLACE.sub("", alone)) or _named_plainly(by[0], rest)


def _parts(texts: Sequence[str]) -> list[Matter]:
    """Read what stands side by side on a line. Beside a date or a byline, any other short part is a section's name."""
    read = [_one(text) for text in texts]
    sure = any(part and (part.dates or part.names) for part in read)
    labelled = any(part and part.names for part in read)
    for at, text in enumerate(texts):
        if read[at] is None and not labelled and not words.is_kicker(text):
            read[at] = _names(text) or (Matter(role=text) if people.is_role(text) else None)
        if read[at] is None and sure and len(text) <= _SECTION and not ends(text):
            read[at] = Matter()
    known = [part for part in read if part is not None]
    whole = len(known) == len(texts) > 1 and any(part.dates or part.names for part in known)
    return known if whole else []


def _each_with_role(text: str) -> Matter | None:
    """Read `A, Fellow, and B, Analyst`: the names of several, the roles stay in what is left out."""
    each = [people.with_role(part) for part in re.split(r",?\s+(?:and|&)\s+|;\s*", text)]
    return Matter(names=tuple(one[0] for one in each if one)) if len(each) > 1 and all(each) else None


def _named_plainly(label: str, rest: str) -> Matter | None:
    """Take `Author: X` at its word, though X does not look like a name, and `By X` if X is a few words in capitals."""
    if not 0 < len(rest) <= 60 or ends(rest) or re.search("[|•]", rest):
        return None
    if ":" in label:
        return Matter(names=(rest,), certain=False)
    parts = re.split(r"\s+(?:and|&)\s+", re.sub(r"^the\s", "The ", rest, flags=re.IGNORECASE))
    each = [word for part in parts for word in part.split() if word not in {"of", "the", "for"}]
    is_short = len(each) <= 5 and all(word[0].isupper() and word.isalpha() for word in each)
    return Matter(names=tuple(parts), certain=False) if is_short and label.lower().strip() == "by" else None


def _names(text: str) -> Matter | None:
    names = people.names(text)
    if names:
        return Matter(names=names)
    with_role = people.with_role(text)
    return Matter(names=(with_role[0],), role=with_role[1]) if with_role else None


def _beside(lines: Sequence[Line], at: int, start: int) -> Matter | None:
    """Read a line that is only names as a byline where a date, a button or the like stands beside it.

    In a script without capital letters anything short may be a name; there it has to be two words or more above a date.
    """
    text = lines[at].text
    named = _names(text)
    if named is None:
        return None
    before = next((line for line in reversed(lines[max(start, at - 4) : at]) if line.text), None)
    after = next((line for line in lines[at + 1 : at + 4] if line.text), None)
    if not people.is_cased(text):
        dated = after is not None and days.read(after.text) is not None
        return named._replace(certain=False) if dated and len(re.split(r"[\s·]+", text)) > 1 else None
    if before and _LABEL_ALONE.fullmatch(before.text):
        return named
    if after and _is_place(lines, at + 1 + lines[at + 1 :].index(after)):
        return named._replace(certain=False)
    beside = [line for line in (before, after) if line is not None]
    if any(
        kind is not None and not words.is_rail_heading(line.text) for line in beside for kind in (matter(line.text),)
    ):
        return named._replace(certain=False)
    return None


def _alone(lines: Sequence[Line], at: int, head: Head, known: Collection[tuple[str, ...]]) -> Matter | None:
    """Read a line that is only names, above a role or text, as a byline.

    Above text the names have to be of authors whom the site has, or right under the headline: under a standfirst they
    may be a subheading.
    """
    text = lines[at].text
    after = next((line.text for line in lines[at + 1 : at + 4] if line.text), "")
    names = people.names(text)
    if names and people.is_role(after):
        return Matter(names=names, certain=False)
    if head.names or not names or not (is_paragraph(after) or (len(after) > _SECTION and ends(after))):
        return None
    if all(people.key(name) in known for name in names):
        return Matter(names=names)
    return Matter(names=names, certain=False) if people.is_cased(text) and not head.summary else None


def _standfirst(lines: Sequence[Line], at: int, start: int, head: Head, blank: bool, found: Findings) -> int:
    """Take a standfirst: how many lines it has, or 0 where the text begins."""
    if head.summary:
        return 0
    size = 1
    while blank and at + size < len(lines) and lines[at + size].text and not _heads(lines, at + size, start):
        size += 1
    text = plain(" ".join(line.text for line in lines[at : at + size]))
    # What stands right under the headline, and alone, belongs to it though it be short.
    least = 3 if at == start and not people.names(text) else 6
    if len(text.split()) < least or len(text) > 400 or _MARKER.search(text) or re.search(r"\[\d+\]", text):
        return 0
    below = next((i for i in range(at + size, min(len(lines), at + size + 4)) if lines[i].text), None)
    if below is None:
        return 0
    after = lines[below]
    kind = _heads(lines, below, start)
    under = at == start and size == 1 and blank and not is_paragraph(text)
    heads = kind is not None and (bool(kind.dates or kind.names) or (not is_paragraph(text) and _is_button(after.text)))
    if not (heads or under) or (size > 1 and not heads):
        return 0
    head.summary = text
    found.guessed(lines[at].number, f"standfirst {quote(text)}", lines[at + size - 1].number)
    return size


def _heads(lines: Sequence[Line], at: int, start: int) -> Matter | None:
    return matter(lines[at].text) or _beside(lines, at, start)


def _is_button(text: str) -> bool:
    return text.casefold().startswith(("share", "tweet", "print", "email", "facebook", "listen", "save")) or (
        words.is_counter(text) or bool(re.match(r"\d", text))
    )
