"""Notes and their markers: where the notes of a seed stand, and which piece of running text points to one.

In: lines, or a paragraph of text. Out: the notes with their lines; a paragraph cut into words and markers. It
never drops a note or a marker: what fits nothing stays text, and is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from sitegen.seeds import days, people, prose, words
from sitegen.seeds.values import Findings, Line, each, plain
from sitegen.value import Value

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", "^")
_BARE = "1 text"
_LABELS = {
    "[1]": re.compile(r"\[\s*\^?(\d{1,3})\s*\]\s*:?\s*(.*)"),
    "[i]": re.compile(r"\[([ivx]{1,6})\]\s*:?\s*(.*)"),
    "¹": re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})[.:)]?\s*(.*)"),
    "^1": re.compile(r"\^(\d{1,3})[.:)]?\s+(.*)"),
    "(1)": re.compile(r"\((\d{1,3})\)\s*(.*)"),
    "1.": re.compile(r"(\d{1,3})\.\s+(.*)"),
    "1)": re.compile(r"(\d{1,3})\)\s*(.*)"),
    "1": re.compile(r"(\d{1,3})\s+(https?://.*)"),
    _BARE: re.compile(r"(\d{1,3})\s+([^\s\d].*)"),
}
_ANY = re.compile(r"[\[(]?\^?(\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})(?:[\]).:]+|\s|(?<=[⁰¹²³⁴⁵⁶⁷⁸⁹]))\s*(.*)")
_GROUP = r"\[\s*\^?(?P<group>\d{1,4}(?:\s*[,;–—-]\s*\^?\d{1,4}){0,30})\s*\]"
_SUPER = r"(?P<super>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,12}(?:\s?[,˒⁻–-]\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}){0,20}|(?<!\d)\^\d{1,3}(?!\d|\.\d))"
_ROMAN = r"\[(?P<roman>[ivx]{1,6})\]"
_ROUND = r"\((?P<round>\d{1,3}(?:\s*[,;–—-]\s*\d{1,3}){0,20})\)"
# What a raised number becomes in plain text: digits right behind the punctuation of a sentence.
_GLUED = r"(?<=[^\W\d_][.,;:!?…”\"’'»)]|[.,;:!?…][”\"’'»)]|[”\"’'»)][.,;:!?…]|\d\.)(?P<glued>[1-9]\d{0,2})(?=\s|$)"
# Behind a year, and only where the sentence ends: else it is a decimal.
_OF_YEAR = re.compile(r"(?<!\d)[12]\d{3}\.\d{1,2}(?:$|\s+[“\"‘]?[^\W\d_a-z])")
# What every marker has one of.
_SIGN = re.compile(r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹]|\[[ivx]")
_MARKER = re.compile(f"{_GROUP}|{_ROMAN}|{_SUPER}|{_ROUND}|{_GLUED}")
_ABBREVIATIONS = each("no nos nr art arts p pp vol vols v ver fig figs sec sect ch chap par para pt ed eq tab app ser")
_ONLY_ADDRESSES = re.compile(r"[(<\[]?https?://\S+[)>\]]?[.,;]?")
_ADDRESS_AT_END = re.compile(r"https?://[^\s<>\"“”«»]+$")
_REST_OF_ADDRESS = re.compile(r"(?!https?://)(?=\S*\w)[\w/?&=%#.~+:@!$*,;-]+")
_WRAPS = "/?&=%#-_"
_UNITS = each("m km cm mm µm μm nm dm hm ft in yd mi s h kg g ha px pt м км см мм дм га sq кв")
_AFTER_FEW = 12  # lines; more text than that after numbered lines makes them a list
_WIDEST_RANGE = 50


class Note(Value):
    """A note as the seed has it: its number, its text on one line, its first line, its label in Markdown."""

    number: int
    text: str
    line: int
    label: str = ""


class Block(NamedTuple):
    """The notes of a seed: each with its lines, and the indices of all lines that they own."""

    notes: tuple[Note, ...]
    owned: frozenset[int]
    last: int


def find(lines: Sequence[Line], start: int, end: int, stops: Iterable[str], found: Findings) -> Block:
    """Return the notes among the lines. `stops` are names of authors, which never continue a note."""
    keys = {people.key(name) for name in stops}
    heading = next((i for i in range(end - 1, start - 1, -1) if words.is_notes_heading(lines[i].text)), None)
    cited = _cited(lines, start, end)
    headed = _headed(lines, heading, end, keys)
    runs = headed or [run for style in _LABELS for run in _runs(lines, start, end, style, _LABELS[style], keys)]
    chosen: list[_Run] = []
    bracketed = [run for run in runs if run.style == "[1]" and _fits(run, lines, end, heading, cited)]
    if bracketed:
        chosen = bracketed
    else:
        others = [run for run in runs if run.style != "[1]" and _is_block(run, lines, end, heading, cited)]
        style = max((run.style for run in others), key=partial(_standing, others, cited), default="")
        chosen = [run for run in others if run.style == style]
    if not chosen and heading is not None:
        return _unlabelled(lines, heading, end, cited, keys, found)
    if not chosen:
        return Block((), frozenset(), start)
    owned = {i for run in chosen for entry in run.entries for i in entry.owned}
    first = min(owned)
    if heading is not None and not any(lines[i].text for i in range(heading + 1, first)):
        owned.add(heading)
        found.leave_out(lines[heading])
    notes = []
    for run in chosen:
        for entry in run.entries:
            if entry.text:
                notes.append(Note(entry.number, entry.text, lines[entry.at].number, entry.roman))
            else:
                found.leave_out(lines[entry.at])
                found.guessed(lines[entry.at].number, f"note {entry.number} is empty: left out")
    return Block(_labelled(notes), frozenset(owned), max(owned) + 1)


def _standing(runs: Sequence[_Run], cited: Counter[int], style: str) -> tuple[int, int]:
    """Return how many lines of a style the text points at, and where the last is: notes stand below numbered lists."""
    entries = [entry for run in runs if run.style == style for entry in run.entries]
    return sum(1 for entry in entries if cited[entry.number]), entries[-1].at


@dataclass(slots=True)
class _Entry:
    number: int
    at: int
    text: str
    owned: list[int] = field(default_factory=list)
    roman: str = ""


@dataclass(slots=True)
class _Run:
    style: str
    entries: list[_Entry]


def _headed(lines: Sequence[Line], heading: int | None, end: int, keys: set[tuple[str, ...]]) -> list[_Run]:
    """Return the notes right under a heading such as Notes: there labels may be of several styles."""
    first = next((i for i in range(heading + 1, end) if lines[i].text), end) if heading is not None else end
    if first == end or not _ANY.match(lines[first].text):
        return []
    runs = _runs(lines, first, end, "[1]", _ANY, keys)
    return runs[:1] if len(runs[0].entries) > 1 or int(runs[0].entries[0].number) < 4 else []


def _runs(
    lines: Sequence[Line], start: int, end: int, style: str, label: re.Pattern[str], keys: set[tuple[str, ...]]
) -> list[_Run]:
    """Return the runs of lines that are labelled in one style, with the lines that go on from them."""
    runs: list[_Run] = []
    entry: _Entry | None = None
    gap = True
    width = 0
    full = sum(1 for line in lines[start:end] if line.text)
    airy = (end - start - full) * 4 >= full
    for at in range(start, end):
        text = lines[at].text
        if not text:
            gap = True
            continue
        opening = label.match(text)
        # In the middle of a block a bracket may be a marker that was wrapped to the start of a line.
        if opening and (gap or entry or _is_end(lines[at - 1].text) or words.is_notes_heading(lines[at - 1].text)):
            fresh = _Entry(_numbers(opening[1])[0], at, opening[2].strip(), [at], opening[1] if style == "[i]" else "")
            if entry is None:
                runs.append(_Run(style, []))
            runs[-1].entries.append(fresh)
            entry = fresh
            width = len(text)
        elif (
            entry
            and (at + 1 == end or lines[at + 1].text != text)
            and (_continues(text, lines[at - 1].text, gap, width, keys, airy=airy))
        ):
            between = "" if not gap and _is_cut_address(lines[at - 1].text, text) else " "
            entry.text = f"{entry.text}{between}{text}".strip()
            entry.owned.append(at)
            width = max(width, len(text))
        else:
            entry = None
        gap = False
    return runs


def _is_end(text: str) -> bool:
    return len(text) > 120 or text.endswith((".", "!", "?", "”", '"', ":"))


def _is_cut_address(before: str, text: str) -> bool:
    """Tell whether a line is nothing but the rest of an address, which was wrapped at a sign such as `/`."""
    cut = before[-1:] in _WRAPS or text[0] in _WRAPS
    return cut and _ADDRESS_AT_END.search(before) is not None and _REST_OF_ADDRESS.fullmatch(text) is not None


def _continues(text: str, before: str, gap: bool, width: int, keys: set[tuple[str, ...]], *, airy: bool) -> bool:
    """Tell whether a line goes on with the note above it."""
    if _ONLY_ADDRESSES.fullmatch(text) or (not gap and _is_cut_address(before, text)):
        return True
    if gap or people.key(text) in keys or words.is_leftover(text) or words.is_rail_heading(text) or days.read(text):
        return False
    if (people.names(text) and people.is_cased(text)) or words.is_about_heading(text) or people.named_in(text):
        return False
    if airy:
        return True
    first = text.split(None, 1)[0]
    wrapped = 30 <= len(before) <= 130 and len(before) + 1 + len(first) > min(width, 130) - 12 and not _is_stop(before)
    return text[0].islower() or wrapped or before.endswith((",", ":", ";", "-", "–", "/", "&")) or not _is_stop(before)


def _is_stop(text: str) -> bool:
    return text.endswith((".", "!", "?", "”", '"')) or _ONLY_ADDRESSES.fullmatch(text.split()[-1]) is not None


def _fits(run: _Run, lines: Sequence[Line], end: int, heading: int | None, cited: Counter[int]) -> bool:
    if _is_block(run, lines, end, heading, cited):
        return True
    return all(cited[entry.number] for entry in run.entries)


def _is_block(run: _Run, lines: Sequence[Line], end: int, heading: int | None, cited: Counter[int]) -> bool:
    """Tell whether a run stands where notes stand, and is pointed at."""
    first, last = run.entries[0].at, run.entries[-1].owned[-1]
    headed = heading is not None and heading < first
    if headed and not any(lines[i].text for i in range(heading + 1, first)):  # type: ignore[operator]
        return True
    few = sum(1 for line in lines[last + 1 : min(end, last + 200)] if line.text) <= _AFTER_FEW
    if run.style == "[1]":
        return few and (any(cited[e.number] for e in run.entries) or run.entries[0].number == 1 or len(run.entries) > 1)
    # `[x]` alone is a box that is ticked.
    if run.style == "[i]" and run.entries[0].number != 1:
        return False
    numbers = [entry.number for entry in run.entries]
    if run.style == _BARE and (len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1))):
        return False
    return (few or headed) and 2 * sum(1 for entry in run.entries if cited[entry.number]) >= len(run.entries)


def _cited(lines: Sequence[Line], start: int, end: int) -> Counter[int]:
    """Count the numbers that running text points at, in any form."""
    count: Counter[int] = Counter()
    glued: list[int] = []
    for at in range(start, end):
        text = lines[at].text
        if not _SIGN.search(text):
            continue
        for found in _MARKER.finditer(text):
            if found.start() and not found["glued"]:
                count.update(_numbers(found["group"] or found["roman"] or found["super"] or found["round"]))
        if not _ANY.match(text):
            glued += [int(found["glued"]) for found in _markers(text) if found["glued"]]
    count.update(_rising(glued))
    return count


def _rising(numbers: Sequence[int]) -> set[int]:
    """Return numbers that rise, as those of markers do; nothing where they do not."""
    return set(numbers) if all(one < other for one, other in pairwise(numbers)) else set()


def _unlabelled(
    lines: Sequence[Line], heading: int, end: int, cited: Counter[int], keys: set[tuple[str, ...]], found: Findings
) -> Block:
    """Number the blocks under a heading such as Notes, if the text points at just as many."""
    nothing = Block((), frozenset(), 0)
    numbers = sorted(number for number in cited if number < 1000)
    blocks: list[list[int]] = []
    gap = True
    for at in range(heading + 1, end):
        text = lines[at].text
        if not text:
            gap = True
            continue
        if people.key(text) in keys or (people.names(text) and people.is_cased(text)):
            break
        if gap and not (
            blocks and _ONLY_ADDRESSES.fullmatch(text) and not _ONLY_ADDRESSES.search(lines[blocks[-1][-1]].text)
        ):
            blocks.append([])
        blocks[-1].append(at)
        gap = False
    if len(blocks) == 1 and len(numbers) > 1:
        blocks = [[at] for at in blocks[0]]
    if not numbers or numbers != list(range(1, len(numbers) + 1)) or len(blocks) < len(numbers):
        return nothing
    blocks = blocks[: len(numbers)]
    notes = tuple(
        Note(number, " ".join(lines[at].text for at in block), lines[block[0]].number, str(number))
        for number, block in enumerate(blocks, 1)
    )
    owned = {heading, *(at for block in blocks for at in block)}
    found.leave_out(lines[heading])
    found.guessed(lines[blocks[0][0]].number, f"{len(notes)} notes without numbers, taken in order")
    return Block(notes, frozenset(owned), max(owned) + 1)


def _labelled(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Give each note a label of its own: its number, arabic or roman; `3-2` for the second note 3."""
    seen: Counter[int] = Counter()
    done = []
    for note in notes:
        seen[note.number] += 1
        again = seen[note.number]
        label = note.label or str(note.number)
        label = label if again == 1 else f"{label}-{again}"
        done.append(Note(note.number, note.text, note.line, label))
    return tuple(done)


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of `3, 5–7`, written out."""
    numbers: list[int] = []
    text = text.translate(SUPERSCRIPTS).replace("⁻", "-").replace("˒", ",").replace("^", "")
    for part in re.split(r"[,;]", text):
        low, _, high = re.sub(r"[–—-]", "-", part).partition("-")
        first, last = _number(low), _number(high or low)
        numbers += range(first, last + 1) if first < last <= first + _WIDEST_RANGE else dict.fromkeys((first, last))
    return tuple(numbers)


def _number(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}.get(sign, 0) for sign in text.strip()]
    if not values[0]:
        return int(text)
    return sum(-one if one < other else one for one, other in pairwise([*values, 0]))


# Markers ---------------------------------------------------------------------------------------------------


class Piece(NamedTuple):
    """A part of a paragraph: words as they are, or the labels of the notes that a marker points at."""

    text: str
    labels: tuple[str, ...] = ()
    offset: int = 0


@dataclass(slots=True)
class Register:
    """The notes of one seed while its paragraphs are read in order: which were pointed at, which pointed nowhere."""

    notes: tuple[Note, ...]
    cited: Counter[str] = field(default_factory=Counter)
    missing: dict[int, tuple[int, int]] = field(default_factory=dict)
    lost: Counter[int] = field(default_factory=Counter)
    by_number: dict[int, list[str]] = field(default_factory=dict)
    in_order: set[int] = field(default_factory=set)
    round_for: set[int] = field(default_factory=set)
    glued: set[int] = field(default_factory=set)
    uses: Counter[int] = field(default_factory=Counter)
    superscripts: bool = False
    roman: bool = False
    mixed: bool = False


def register(notes: tuple[Note, ...], paragraphs: Iterable[str]) -> Register:
    """Look through all paragraphs once: which forms of marker the seed uses, and how often each number."""
    book = Register(notes, roman=any(note.label[0] in "ivx" for note in notes))
    for note in notes:
        book.by_number.setdefault(note.number, []).append(note.label)
    square: Counter[int] = Counter()
    rounds: Counter[int] = Counter()
    counting: Counter[int] = Counter()
    glued: list[int] = []
    for text in paragraphs:
        for found in _markers(text):
            if found["glued"]:
                glued.append(int(found["glued"]))
            elif found["round"]:
                rounds.update(_numbers(found["round"]))
                counting.update(_numbers(found["round"]) if _is_counting(text, found) else ())
            elif found["roman"]:
                square.update(_numbers(found["roman"]) if book.roman else ())
            elif found["group"]:
                square.update(n for n in _numbers(found["group"]) if n in book.by_number)
            else:
                square.update(n for n in _raised(found["super"], book) if n in book.by_number)
                book.superscripts |= any(n in book.by_number for n in _raised(found["super"], book))
    are_all = [note.number for note in notes] == list(range(1, len(notes) + 1))
    if are_all and all(n in book.by_number and not square[n] for n in glued):
        book.glued = _rising(glued)
        square.update(book.glued)
    book.mixed = bool(square)
    if book.mixed:
        rounds -= counting
    book.round_for = {number for number in rounds if number in book.by_number and not square[number]}
    total = square + Counter({n: rounds[n] for n in book.round_for})
    book.in_order = {n for n, labels in book.by_number.items() if len(labels) > 1 and total[n] == len(labels)}
    return book


def pieces(text: str, book: Register, place: Callable[[int], tuple[int, int]]) -> list[Piece]:
    """Cut a paragraph into words and markers. Markers that have no note stay words and are noted in the book."""
    cut: list[Piece] = []
    at = 0
    for found in _markers(text):
        form = next(name for name, value in found.groupdict().items() if value)
        numbers = _raised(found["super"], book) if form == "super" else _numbers(found[form])
        if (form == "glued" and not book.glued) or (form == "roman" and not book.roman):
            continue
        if form == "round" and not all(n in book.round_for for n in numbers):
            continue
        if form == "round" and book.mixed and _is_counting(text, found):
            continue
        known = [n for n in numbers if n in book.by_number]
        absent = [n for n in numbers if n not in book.by_number]
        if not known:
            if _is_meant(form, numbers, book):
                _miss(book, absent, place, found.start())
            continue
        if form == "super" and absent:
            continue
        if at < found.start():
            cut.append(Piece(text[at : found.start()], (), at))
        cut.append(Piece(found[0], tuple(_label(n, book) for n in known), found.start()))
        written = [n for n in absent if re.search(rf"(?<!\d){n}(?!\d)", found[0])]
        if written:
            _miss(book, written, place, found.start())
            cut.append(Piece("".join(f"[{n}]" for n in written), (), found.start()))
        at = found.end()
    if at < len(text):
        cut.append(Piece(text[at:], (), at))
    return cut


@lru_cache(maxsize=1024)
def _markers(text: str) -> Sequence[re.Match[str]]:
    """Return what may be markers: nothing inside an address (but at its end), no units, powers or `No.1`."""
    if not _SIGN.search(text) or not _MARKER.search(text):
        return []
    spans = [(start, _glued(text, start, end)) for start, end in prose.addresses(text)]
    kept = []
    span = 0
    for found in _MARKER.finditer(text):
        while span < len(spans) and spans[span][1] <= found.start():
            span += 1
        if span < len(spans) and spans[span][0] < found.start():
            continue
        if found["super"] and _is_measure(text, found.start(), found["super"].translate(_RAISED)):
            continue
        if found["glued"] and _is_numbered(text, found.start(), found.end()):
            continue
        if found["round"] and found.start() and text[found.start() - 1].isalnum() and _is_call(text, found.end()):
            continue
        kept.append(found)
    return kept


def _glued(text: str, start: int, end: int) -> int:
    """Return where the markers begin that are glued to the end of an address."""
    while end > start and text[end - 1] == "]":
        opening = text.rfind("[", max(start, end - 60), end)
        if opening < 0 or not re.fullmatch(_GROUP, text[opening:end]):
            break
        end = opening
    return end


def _is_counting(text: str, found: re.Match[str]) -> bool:
    """Tell whether a round bracket counts what follows it, as in `two ends: (1) growth and (2) jobs`.

    A marker may stand there too; so this counts only in a seed that has markers of another form.
    """
    before = text[: found.start()]
    opens = not before.strip() or re.search(r"(?:[.:;,—–]|\b(?:and|or))\s+$", before[-12:]) is not None
    return opens and re.match(r"\s+[^\W\d_]", text[found.end() :][:8]) is not None


def _is_numbered(text: str, start: int, end: int) -> bool:
    """Tell whether digits behind a point belong to what is before it: `No.1`, `2.5`, or the sentence goes on."""
    if text[start - 1] != ".":
        return False
    if text[start - 2].isdigit():
        return _OF_YEAR.match(text, max(0, start - 5)) is None
    word = re.search(r"[^\W\d_]*$", text[max(0, start - 12) : start - 1])
    return text[end : end + 4].lstrip()[:1].islower() or (word is not None and word[0].casefold() in _ABBREVIATIONS)


def _is_call(text: str, end: int) -> bool:
    """Tell whether a bracket is part of a name such as `Article 5(3)(b)`."""
    return text[end : end + 1] == "("


def _is_measure(text: str, start: int, digits: str) -> bool:
    """Tell whether a superscript is a unit's or a formula's: `km²`, `x²`, `10⁶`."""
    word = re.search(r"[^\W_]*$", text[max(0, start - 12) : start])
    before = word[0] if word else ""
    if before.isdigit():
        return before in {"10", "2"}
    letters = before.lstrip("0123456789.,")
    if letters in _UNITS:
        return (digits in {"²", "³", "¹"} and letters not in {"in", "s", "h", "g"}) or before != letters
    return (len(before) == 1 and before.isalpha() and before not in "IАаaA") or before == "mc"


def _raised(text: str, book: Register) -> tuple[int, ...]:
    """Return the numbers of a superscript: `¹²` is note 12, and notes 1 and 2 where there is no note 12."""
    numbers = _numbers(text) if len(text) <= 4 or not text.isdigit() else ()
    if text.isdigit() and len(numbers) == 1 and numbers[0] not in book.by_number:
        apart = tuple(int(digit.translate(SUPERSCRIPTS)) for digit in text)
        if len(apart) > 1 and all(n in book.by_number for n in apart):
            return apart
    return numbers


def _is_meant(form: str, numbers: Sequence[int], book: Register) -> bool:
    """Tell whether a marker without note is one: a year in brackets, a zero or a lone superscript is not."""
    if form in {"group", "roman"}:
        return all(0 < number < 1000 for number in numbers)
    return form == "super" and book.superscripts and bool(numbers)


def _miss(book: Register, numbers: Iterable[int], place: Callable[[int], tuple[int, int]], offset: int) -> None:
    for number in numbers:
        book.lost[number] += 1
        if number not in book.missing:
            book.missing[number] = place(offset)


def _label(number: int, book: Register) -> str:
    labels = book.by_number[number]
    place = min(book.uses[number], len(labels) - 1) if number in book.in_order else 0
    book.uses[number] += 1
    book.cited[labels[place]] += 1
    return labels[place]


def definition(note: Note) -> str:
    """Return a note's definition as Markdown."""
    return f"[^{note.label}]: {prose.opened(prose.linked(plain(note.text)))}"
