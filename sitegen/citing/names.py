"""Names in their parts, as lists of references need them: given name, particle, family name, suffix.

A guess, which `family` in the author's front matter corrects: the last word is the family name; words before it that
are not capitalised (van der, de la, bin) are its particle, capitalised ones of the kind (De, La, Van) belong to it; two
family names may be joined by `y`, `e` or `i`. Names in scripts that do not divide them so stay whole.
"""

from __future__ import annotations

import re
import unicodedata

from sitegen.value import Value

_SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})
_JOINING = frozenset({"y", "e", "i"})
_WITH_CAPITALS = frozenset(
    {"Al", "Bin", "Da", "De", "Del", "Della", "Den", "Der", "Di", "Du", "El", "Ibn", "La", "Las", "Le", "Los", "Mac"}
    | {"San", "Santa", "St", "St.", "Ten", "Ter", "Van", "Vande", "Vander", "Von"}
)
_DIVIDED = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")


class Divided(Value):
    """A name in its parts; one that has no parts is `whole`, and nothing else."""

    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    whole: str = ""


def literal(name: str) -> Divided:
    """Return a name that has no parts, as that of an institution."""
    return Divided(whole=name)


def divide(name: str, family: str = "") -> Divided:
    """Return a person's name in its parts."""
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else ""
    words = [word.rstrip(",") if suffix and word is words[-1] else word for word in words]
    if family:
        return _by(words, family.split(), suffix) or literal(name)
    if len(words) < 2 or not _divides(name):
        return literal(name)
    start = len(words) - 1
    while start > 1 and words[start - 1] in _WITH_CAPITALS:
        start -= 1
    first = start
    while first > 1 and _is_particle(words[first - 1]):
        first -= 1
    if first > 1 and start - first == 1 and words[first] in _JOINING:
        first, start = first - 1, first - 1
    return Divided(" ".join(words[:first]), " ".join(words[first:start]), " ".join(words[start:]), suffix)


def _by(words: list[str], family: list[str], suffix: str) -> Divided | None:
    """Return a name by its family name, which is said: at its end, or at its beginning as in Chinese."""
    count = len(family)
    if not count or count >= len(words) + (count == len(words)):
        return None
    if words[-count:] == family:
        rest = words[:-count]
        first = len(rest)
        while first > 1 and _is_particle(rest[first - 1]):
            first -= 1
        return Divided(" ".join(rest[:first]), " ".join(rest[first:]), " ".join(family), suffix)
    if words[:count] == family:
        return Divided(" ".join(words[count:]), "", " ".join(family), suffix)
    return None


def _is_particle(word: str) -> bool:
    return word[:1].islower() or bool(re.match(r"['’][a-z]$|[a-z]['’]", word))


def _divides(name: str) -> bool:
    return all(unicodedata.name(letter, "").startswith(_DIVIDED) for letter in name if letter.isalpha())
