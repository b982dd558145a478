"""The authors at the end of a seed: names, often twice in succession, and the bios under them.

In: the lines at the end that are no notes and no rail, and the names from the byline. Out: who was found, with the
lines of each bio, and where the text ends. It never makes a bio of a paragraph that names nobody it knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from sitegen.seeds import days, people, words
from sitegen.seeds.head import ends, matter
from sitegen.seeds.values import Findings, Line, plain, quote

_WINDOW = 60  # lines; authors are never named farther from the end
_MOST_PARAGRAPHS = 4
_MOST_LINES = 400  # after the notes; a longer piece is no list of authors
_MARKER = re.compile(r"\[\d{1,3}\]|[^\W\d][.,;]?[¹²³⁴⁵⁶⁷⁸⁹]")
_GOES_ON = re.compile(r"\s+[^\W\d_]|\s*[—–,(-]")
_DISCLAIMER = re.compile(r"(?:the |any )?(?:views|opinions)\b.{0,60}\bauthor", re.IGNORECASE)
_OWN_WORDS = re.compile(r"(?:I am|I['’]m|My|The author|The writer|This author|About the author)\b")


@dataclass(slots=True)
class Person:
    """Someone named at the end: the name, the line of it, a role beside the name, and the lines of the bio."""

    name: str
    line: int
    role: str = ""
    bio: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Ending:
    """Who is named at the end; `cut` is the number of lines before; `days` are dates among the names."""

    people: list[Person]
    cut: int
    dates: list[tuple[days.Day, Line]] = field(default_factory=list)


def read(lines: Sequence[Line], known: Sequence[str], found: Findings, *, apart: bool) -> Ending:
    """Read the authors at the end of the lines; `apart` when they stand after the notes, where no text stands."""
    first = 0 if apart and len(lines) <= _MOST_LINES else max(0, len(lines) - _WINDOW)
    for at in range(first, len(lines)):
        if lines[at].text and _opens(lines, at, known, apart=apart):
            ending = _people(lines, at, known, apart=apart)
            if ending:
                _report(lines, ending, found)
                return ending
    return _bio_alone(lines, known, found, apart=apart) or Ending([], len(lines))


def _opens(lines: Sequence[Line], at: int, known: Sequence[str], *, apart: bool) -> bool:
    """Tell whether authors can begin at this line."""
    text = lines[at].text
    if words.is_about_heading(text):
        return True
    before = lines[at - 1].text if at else ""
    if before and not apart and not ends(before) and people.names(text) and not _twice(lines, at):
        return False
    return bool(_named(lines, at, known, apart=apart))


def _named(lines: Sequence[Line], at: int, known: Sequence[str], *, apart: bool) -> list[Person]:
    """Return the people that a line names as a name line does."""
    line = lines[at]
    text = line.text
    if len(text) > 300:
        return _in_sentence(lines, at, known, apart=apart)
    by = re.match(r"(?:(?:written|posted|words|text)\s+)?by\s*:?\s+|authors?\s*:\s*", text, re.IGNORECASE)
    listed = people.names(text[by.end() :] if by else text)
    if listed:
        twice = _twice(lines, at)
        is_known = all(any(people.alike(name, other) for other in known) for name in listed)
        after = _after(lines, at)
        bio = after is not None and len(after.text) > 25 and people.is_bio(after.text, " ".join(listed))
        last = after is None or (apart and bool(people.names(after.text))) or days.read(after.text) is not None
        cased = people.is_cased(text)
        if by or twice or is_known or (cased and (bio or last)) or (apart and bio):
            return [Person(plain(name), line.number) for name in listed]
        return []
    role = people.with_role(text)
    if role and (apart or not ends(text)):
        return [Person(plain(role[0]), line.number, plain(role[1]))]
    if any(people.key(text) == people.key(name) for name in known) or (_twice(lines, at) and _is_handle(text)):
        return [Person(plain(text), line.number)]
    return _in_sentence(lines, at, known, apart=apart)


def _is_handle(text: str) -> bool:
    """Tell whether a line that stands twice can be the name of somebody with an unusual name."""
    return len(text.split()) <= 5 and not ends(text) and not any(c.isdigit() for c in text)


def _in_sentence(lines: Sequence[Line], at: int, known: Sequence[str], *, apart: bool) -> list[Person]:
    name = _of_bio(lines[at].text, known)
    if not name or (not apart and not _one_each(lines, at, known)):
        return []
    return [Person(plain(name), lines[at].number, bio=[lines[at]])]


def _of_bio(text: str, known: Sequence[str]) -> str:
    """Return the name that a bio begins with: of someone in the byline, whatever follows, or of one with a calling."""
    for name in known:
        if text.startswith(name) and _GOES_ON.match(text, len(name)):
            return name
    return people.named_in(text) if people.is_bio(text) else ""


def _one_each(lines: Sequence[Line], at: int, known: Sequence[str]) -> bool:
    """Tell whether all lines from here on, to the comments of readers, are bios that begin with a name."""
    texts = takewhile(lambda text: not words.is_comments_heading(text), (line.text for line in lines[at:] if line.text))
    return all(_of_bio(text, known) or words.is_leftover(text) for text in texts)


def _twice(lines: Sequence[Line], at: int) -> bool:
    after = _after(lines, at)
    text = lines[at].text
    return after is not None and len(text) < 80 and (after.text == text or people.key(after.text) == people.key(text))


def _after(lines: Sequence[Line], at: int) -> Line | None:
    return next((line for line in lines[at + 1 : at + 6] if line.text), None)


def _people(lines: Sequence[Line], start: int, known: Sequence[str], *, apart: bool) -> Ending | None:
    """Read all lines from `start` on as authors, or return None when they cannot all be that."""
    ending = Ending([], start)
    group: list[Person] = []
    at = start
    while at < len(lines):
        line = lines[at]
        again = [p.name for p in ending.people if len(line.text) < 80 and people.key(p.name) == people.key(line.text)]
        named = _named(lines, at, [*known, *again], apart=True) if line.text else []
        day = days.read(line.text) if line.text else None
        if not line.text:
            if group and group[-1].bio:
                group[-1].bio.append(line)
        elif words.is_comments_heading(line.text) and group and group[-1].bio:
            break
        elif words.is_about_heading(line.text) or words.is_leftover(line.text) or words.is_counter(line.text):
            pass
        elif day:
            ending.dates.append((day, line))
        elif named:
            old = [_same(ending.people, person.name) for person in named]
            if all(old):
                group = [person for person in old if person]
                _add(group, named)
            else:
                fresh = [person for person, had in zip(named, old, strict=True) if not had]
                ending.people += fresh
                group = [*(g for g in group if not g.bio and not g.role), *fresh] if not fresh[0].bio else fresh
        elif group:
            _own(group, line.text).bio.append(line)
        else:
            return None
        at += 1
    if not ending.people or (not apart and any(map(_is_text, ending.people))):
        return None
    return ending


def _add(group: Sequence[Person], named: Sequence[Person]) -> None:
    """Add what a second line about somebody says."""
    for person, again in zip(group, named, strict=True):
        person.bio += again.bio
        if again.role and again.role != person.role:
            person.role = f"{person.role} {again.role}".strip()


def _same(found: Sequence[Person], name: str) -> Person | None:
    return next((person for person in found if people.alike(person.name, name)), None)


def _own(group: Sequence[Person], text: str) -> Person:
    """Return whose bio a paragraph is: the one whose name it holds, else the last."""
    folded = set(people.key(text[:400]))
    owners = [p for p in group if any(len(word) > 2 and word in folded for word in people.key(p.name))]
    return owners[0] if owners else group[-1]


def _is_text(person: Person) -> bool:
    """Tell whether what stands under a name is too long for a bio, or points at notes as only a text does."""
    full = [line.text for line in person.bio if line.text]
    return len(full) > _MOST_PARAGRAPHS or any(map(_MARKER.search, full))


def _report(lines: Sequence[Line], ending: Ending, found: Findings) -> None:
    """Note who was found, and leave out the lines whose words are not in the name or the bio."""
    kept = {id(line) for person in ending.people for line in person.bio}
    whole = {person.name: person.line for person in ending.people}
    for line in lines[ending.cut :]:
        if line.text and id(line) not in kept and whole.get(line.text) != line.number:
            found.leave_out(line)
    for person in ending.people:
        inside = bool(person.bio) and person.bio[0].number == person.line
        has = "bio" if person.bio or person.role else "no bio"
        last = max((line.number for line in person.bio if line.text), default=0)
        note = found.guessed if inside else found.recognised
        note(person.line, f"author {person.name}, " + ("named only in the bio" if inside else has), last)


def _bio_alone(lines: Sequence[Line], known: Sequence[str], found: Findings, *, apart: bool) -> Ending | None:
    """Give a bio that has no name to the one author of the byline."""
    full = [at for at, line in enumerate(lines) if line.text]
    if not full:
        return None
    first = full[0] if apart else full[-1]
    texts = [lines[at].text for at in full if at >= first]
    is_own = _OWN_WORDS.match(texts[0]) is not None or any(
        people.alike(name, people.named_in(texts[0]) or "-") for name in known
    )
    if not (people.is_bio(texts[0]) and len(texts[0]) > 25 and (apart or is_own)) or len(texts) > _MOST_PARAGRAPHS:
        return None
    if _DISCLAIMER.match(texts[0]):
        return None
    if len(known) != 1:
        what = "nobody is named" if not known else "several authors are"
        found.guessed(lines[first].number, f"a bio, but {what}: kept as the last paragraph {quote(texts[0], 40)}")
        return None
    person = Person(known[0], lines[first].number, bio=[line for line in lines[first:] if matter(line.text) is None])
    found.leave_out(*(line for line in lines[first:] if matter(line.text) is not None))
    found.guessed(person.line, f"a bio without name, given to {known[0]} of the byline", lines[full[-1]].number)
    return Ending([person], first)
