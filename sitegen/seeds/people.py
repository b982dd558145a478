"""Names of people: what can be one, what several on a line are, when two are the same person, what is a bio."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sitegen.seeds.values import each

_HONORIFICS = each(
    """
    dr prof professor mr mrs ms miss mx sir dame lord lady hon amb ambassador gen general col colonel maj major capt
    captain lt rev reverend fr phd ph.d ph d dphil md esq mep mp msc ma mba ba bsc llm jd obe cbe mbe frs rt doctor
    prof.dr assoc associate asst assistant emeritus
    """
)
_NOT_NAMES = each(
    """
    the a an of and or in on for to at by from with without against after before between towards toward into over
    under why how what when where who which is are was were be been could should must might does do not no new as
    its it this that these those our your their his her my we they you all more most about research fellow professor
    director analyst researcher lecturer editor student candidate associate senior junior visiting university
    institute centre center council foundation department school college faculty programme program journalist author
    correspondent columnist expert president minister secretary chairman chair head policy politics economy
    economics security war peace crisis conflict introduction conclusion conclusions background summary notes
    references appendix recommendations methodology context history analysis opinion overview europe european union
    nations united states state government treaty agreement international national military world global east west
    north south latest related
    """
)
_ROLE = (
    r"fellow|professor|researcher|scholar|analyst|lecturer|student|candidate|director|journalist|correspondent|writer"
    r"|author|expert|editor|economist|historian|scientist|sociologist|lawyer|consultant|adviser|advisor|diplomat"
    r"|ambassador|columnist|reporter|associate|specialist|teacher|graduate|undergraduate|postgraduate|doctorate|phd"
    r"|ph\.d\.?|co-?founder|founder|chair|head of|member of|president of|chief|officer|activist|commentator|blogger"
    r"|instructor|reader in|holder of|alumn[aui]s?|political scientist|coordinator|manager|trainee|intern"
    r"|contributor|hydrologist|biologist|geographer|anthropologist|philosopher|engineer|statistician|attorney|barrister"
)
_VERBS = (
    r"is|was|are|were|has been|works|worked|serves|served|teaches|taught|holds|writes|studies|studied|leads|heads|"
    r"covers|specialises|specializes|researches|focuses|graduated|received|earned|joined|runs|edits|lives"
)
_ROLE_WORD = re.compile(rf"\b(?:{_ROLE})\b", re.IGNORECASE)
_HAS_ROLE = re.compile(rf"\b(?:{_VERBS}|am)\b.{{0,80}}?\b(?:{_ROLE})\b", re.IGNORECASE)
_BIO = re.compile(
    r"\bI am\b|\bI['’]m\b|\b(?:my|his|her|their) research\b"
    r"|\bresearch interests\b|\b(?:the|this) (?:author|writer)\b|\bviews (?:expressed|are)\b|\b(?:teaches|works|studies"
    r"|studied|graduated|lectures|specialises|specializes|writes) (?:at|for|as|in|from|on|about)\b"
    r"|\b(?:He|She|They) (?:is|are|was|has|have|holds|works|writes|teaches)\b",
    re.IGNORECASE,
)
_ROLE_LINE = re.compile(rf"(?:[\w'’.-]+\s+){{0,4}}(?:{_ROLE})(?:$|,|\s*[(&]|\s(?:at|of|for|in|and)\s)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,\s*(?:and|&)\s+|\s(?:and|&|und|et|и|та|y)\s|;|,|、|，|／|\s/\s|\s\+\s)\s*")
_AFTER_NAME = re.compile(
    r",\s*(?:Ph\.?\s?D\.?|MD|M\.D\.|MEP|MP|Esq\.?|OBE|CBE|MBE|DPhil|M\.?A\.?|MSc|MBA|Jr\.?|Sr\.?)$"
)
_FOLDS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ё": "е", "’": "'"}
)


@lru_cache(maxsize=65536)
def key(name: str) -> tuple[str, ...]:
    """Return what two spellings of one name share: its words without case, accents, honorifics and order."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_FOLDS)).casefold()
    # Only marks that are accents: in scripts of India a mark is a vowel.
    folded = re.sub("[\u0300-\u036f\u064b-\u0655\u0591-\u05c7]", "", folded).translate(_FOLDS)
    folded = re.sub(r"\bph\.?\s?d\b\.?", " ", folded)
    words = [word for word in re.split(r"[\s.,·()\u2010-\u2015-]+", re.sub("['\u200c-\u200f]", "", folded)) if word]
    kept = [word for word in words if word not in _HONORIFICS]
    return tuple(sorted(kept or words or folded.split()))


def bare(name: str) -> str:
    """Return a name without honorifics before and degrees after it."""
    name = _AFTER_NAME.sub("", name.strip())
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").casefold() in _HONORIFICS:
        words = words[1:]
    return " ".join(words)


def alike(one: str, other: str) -> bool:
    """Tell whether two names in one seed are one person's: equal words, or one with more or fuller forenames."""
    first, second = key(one), key(other)
    if first == second:
        return True
    short, long = sorted((first, second), key=lambda words: (len(words), sum(map(len, words))))
    rest = list(long)
    whole = 0
    for word in sorted(short, key=len, reverse=True):
        match = next((w for w in rest if w == word), None) or next(
            (w for w in rest if len(word) == 1 and w.startswith(word)), None
        )
        if match is None:
            return False
        whole += len(word) > 1
        rest.remove(match)
    return len(short) > 1 and whole > 0


@lru_cache(maxsize=65536)
def is_name(text: str) -> bool:
    """Tell whether a whole line can be one person's name, as `Dr. Anna van der Berg` or `李明`."""
    if len(text) > 60:
        return False
    text = _AFTER_NAME.sub("", text.strip())
    words = bare(text).replace("·", " ").split()
    if not 1 <= len(words) <= 6 or not all(map(_is_name_word, words)):
        return False
    if any(word.endswith(",") for word in words[1:]) or (words[0].endswith(",") and len(words) > 3):
        return False
    if any(word.casefold() in _NOT_NAMES for word in words):
        return False
    cased = [word for word in words if word.casefold() != word or word.upper() != word]
    if not cased:
        return len("".join(words)) <= 40 and not _is_number_like(text)
    capitals = [w for w in cased if _is_capital(w)]
    return len(words) >= 2 and len(capitals) >= 2 - (len(cased) < len(words))


def is_cased(text: str) -> bool:
    """Tell whether a text is in a script with capital letters, where a name shows as one."""
    return text.lower() != text or text.upper() != text


def names(text: str) -> tuple[str, ...]:
    """Return the names that a whole line lists (`A, B and C`), or nothing if it is anything else."""
    text = text.strip(" ,;:|•·–—-")
    if not text or len(text) > 300:
        return ()
    # These words are in no name, as others are: Ortega y Gasset.
    apart = re.split(r"\s+(?:und|et)\s+", text)
    if is_name(text) and (len(apart) == 1 or not all(map(is_name, apart))):
        return (text,)
    text = re.sub(r",\s*(?=Ph\.?\s?D|Jr|Sr|MEP|MP\b|MD\b)", " ", text)
    parts = tuple(part.strip() for part in _AND.split(text) if part.strip())
    return parts if len(parts) > 1 and all(map(is_name, parts)) else ()


def with_role(text: str) -> tuple[str, str] | None:
    """Return name and role of a line such as `Jane Doe, Research Fellow at X`."""
    name, comma, role = text.partition(",")
    if not comma:
        name, comma, role = text.partition(" – ")
    role = role.strip()
    if comma and len(text) <= 200 and role and is_name(name) and re.search(rf"\b(?:{_ROLE})\b", role, re.IGNORECASE):
        return name.strip(), role
    return None


def is_role(text: str) -> bool:
    """Tell whether a whole line is a role, as `Staff writer` or `Senior Fellow, Institute of X`."""
    return len(text) <= 120 and text[-1:] not in {".", "!", "?", ":"} and _ROLE_LINE.match(text) is not None


@lru_cache(maxsize=1024)
def is_bio(text: str, name: str = "") -> bool:
    """Tell whether a paragraph speaks about its author, or about the bearer of the name."""
    start = text[:600]
    # Few paragraphs name a role: to look for one first is quicker than for a verb and then for a role.
    if _BIO.search(start) or (_ROLE_WORD.search(start) and _HAS_ROLE.search(start)):
        return True
    folded = set(key(start)) if name else set()
    return any(len(word) > 2 and word in folded for word in key(name))


def says_who(text: str, name: str) -> bool:
    """Tell whether a text says of the bearer of a name who that is, as `Jane Doe is a hydrologist.`"""
    return text.startswith(name) and re.match(rf"\s+(?:{_VERBS})\b", text[len(name) :]) is not None


def named_in(text: str) -> str:
    """Return the name that a bio begins with (`Jane Doe is a fellow at …`), or the empty text."""
    found = re.match(
        rf"((?:[^\W\d_][\w'’.-]*\s+){{1,6}}?)\(?(?:{_VERBS})\b(?=.{{0,80}}?\b(?:{_ROLE}|at|for)\b)", text[:400]
    )
    name = found[1].strip(" ,") if found else ""
    return name if is_name(name) and is_cased(name) else ""


def _is_name_word(word: str) -> bool:
    core = word.replace("'", "").replace("’", "").replace("ʼ", "").replace("-", "").replace("‑", "").rstrip(".,")
    return bool(core) and all(unicodedata.category(c)[0] in "LM" or c in ".\u200c\u200d\u200e\u200f" for c in core)


def _is_capital(word: str) -> bool:
    return any(part[:1].isupper() for part in re.split(r"['’-]", word))


def _is_number_like(text: str) -> bool:
    return any(c.isdigit() for c in text)
