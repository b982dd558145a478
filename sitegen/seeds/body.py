"""The running text: lines become paragraphs, subheadings, lists, quotations, tables, verse, and these Markdown.

In: the lines between head and end, without notes. Out: Markdown that shows the same words. Everything but a plain
paragraph is a decision, and is reported as a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from sitegen.seeds import notes, prose, words
from sitegen.seeds.head import ends, unmarked
from sitegen.seeds.lines import cells, column
from sitegen.seeds.values import Findings, Line, quote
from sitegen.value import Value, replace

_RULE = re.compile(r"(?:[*＊⁎∗]\s*){3,}|(?:[-–—_=~#]\s*){3,}|(?:[•·.]\s+){2,}[•·.]|[⁂❦§]")
_BULLET = re.compile(r"[•▪‣◦●■∙]\s*(?=\S)|[-–*+·○□]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,4})([.)])\s+(?=\S)")
_QUOTED = {"“": "”", "«": "»", "„": "“”", '"': '"', "”": "”", "「": "」", "『": "』"}
_WIDEST = 140  # characters; no one wraps lines wider
_LONG_QUOTE = 150
_HEADING = 90
# A few words that ask, and nothing else: no speech, no second sentence.
_QUESTION = re.compile(r"""(?:[^\s.!?…“”"«»:;]+ ){0,6}[^\s.!?…“”"«»:;]+\?""")
_CAPTION = re.compile(r"(?:table|figure|fig\.|chart|graph|map|box)\s*\d|(?:sources?|data)\s*:", re.IGNORECASE)
_VERSE = 60
_DIVIDED = re.compile(r"[^\W\d_]-$")
_SUSPENDED = re.compile(r"(?:and|or|to)\b")
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
# A marker that is glued to one of these is followed by a space.
_OPENS_WORD = re.compile(r"[^\W_]|[“‘«„(]|[\"'](?=[^\W_])")

Kind = Literal["paragraph", "heading", "bullets", "numbers", "quote", "verse", "table", "rule"]


class Element(Value):
    """A block of text: its parts are list items, lines of verse, rows of a table, or paragraphs of a quotation."""

    kind: Kind
    parts: tuple[tuple[Line, ...], ...]
    level: int = 2
    start: str = ""
    loose: bool = False

    @property
    def first(self) -> int:
        """The number of its first line."""
        return self.parts[0][0].number

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.parts[-1][-1].number


class _Joined(NamedTuple):
    """Lines put together as one text, with the offset in it where each began."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column in the seed of a place in the text."""
        at = bisect_right(self.starts, offset) - 1
        return self.lines[at].number, column(self.lines[at], offset - self.starts[at])


def without_leftovers(lines: Sequence[Line], found: Findings) -> list[Line]:
    """Return the lines with a blank one for each button or counter of the page, which is left out."""
    texts = [line.text for line in lines]
    out = [words.is_leftover(text) if text else False for text in texts]
    full = [i for i, text in enumerate(texts) if text]
    for order in (range(len(full)), range(len(full) - 1, -1, -1)):
        for i in order:
            beside = [full[j] for j in (i - 1, i + 1) if 0 <= j < len(full)]
            if words.is_counter(texts[full[i]]) and any(out[j] for j in beside):
                out[full[i]] = True
    found.leave_out(*(line for line, is_out in zip(lines, out, strict=True) if is_out))
    return [line._replace(text="") if is_out else line for line, is_out in zip(lines, out, strict=True)]


def elements(lines: Sequence[Line], found: Findings, *, headings: bool = True) -> list[Element]:
    """Return the blocks that the lines make; `headings` tells whether short lines may be subheadings."""
    done: list[Element] = []
    blocks = _blocks(lines)
    indented = [all(line.indent > 1 for line in block) for block in blocks]
    few = sum(indented) * 2 < len(blocks)
    starts = _item_starts(blocks)
    is_wrapped = any(_wrapped(block) for block in blocks)
    for at, block in enumerate(blocks):
        if all(line.text.startswith(">") for line in block):
            inner = [line._replace(text=line.text.lstrip("> "), indent=line.indent) for line in block]
            paragraphs = tuple(part for part in _paragraphs([x for x in inner if x.text], wrapped=True))
            if paragraphs:
                _quote(done, paragraphs)
            else:
                found.leave_out(*block)
        elif indented[at] and few and not any(starts[at]):
            _quote(done, tuple(_paragraphs(block, wrapped=is_wrapped)))
        else:
            _block(done, block, starts[at], wrapped=is_wrapped, found=found)
    # A rule divides; the page had the last one for its own sake, and it is among what is left out.
    while done and done[-1].kind == "rule":
        done.pop()
    done = _with_headings(done) if headings else done
    if headings:
        _report(done, found)
    return done


def texts(blocks: Iterable[Element]) -> list[str]:
    """Return every paragraph, item and line of verse as plain text, in order."""
    return [_join(part).text for block in blocks if block.kind != "rule" for part in block.parts]


def markdown(blocks: Iterable[Element], book: notes.Register) -> str:
    """Return the blocks as Markdown, with the markers of notes that the book has."""
    done: list[str] = []
    delimiter = ""
    for block in blocks:
        written = _row if block.kind == "table" else _part
        parts = [written(part, book) for part in block.parts] if block.kind != "rule" else []
        if block.kind == "numbers":
            # Two numbered lists in a row are one in CommonMark unless the sign after the number differs.
            delimiter = {".": ")", ")": "."}[delimiter] if delimiter == block.start[-1] else block.start[-1]
        else:
            delimiter = ""
        done.append(_written(block, parts, delimiter))
    return "\n\n".join(done)


def bio(lines: Sequence[Line], role: str, found: Findings) -> str:
    """Return a bio as Markdown: no subheadings and no markers of notes in it."""
    text = markdown(elements(lines, found, headings=False), notes.Register(()))
    return "\n\n".join(part for part in (prose.opened(prose.linked(role)), text) if part)


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if line.text:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _item_starts(blocks: Sequence[Sequence[Line]]) -> list[list[str]]:
    """Tell for each line of each block which kind of list item it begins: `-`, `1.`, `1)`, or none.

    A hyphen at the start of one line is a dash, and a lone number a year at the end of a sentence: there must be
    two items in a row, the numbers consecutive.
    """
    starts = [[""] * len(block) for block in blocks]
    run: list[tuple[int, int, str, int]] = []

    def close() -> None:
        sure = any(blocks[b][i].text[0] in words.BULLETS for b, i, _, _ in run)
        if len(run) > 1 or sure:
            for b, i, sign, _ in run:
                starts[b][i] = sign
        run.clear()

    for b, block in enumerate(blocks):
        opening = _start(block[0].text)
        if not opening:
            close()
        for i, line in enumerate(block):
            start = _start(line.text)
            if not start:
                continue
            sign, number = start
            if run and (run[-1][2] != sign or (sign != "-" and run[-1][3] + 1 != number)):
                close()
            run.append((b, i, sign, number))
    close()
    return starts


def _start(text: str) -> tuple[str, int] | None:
    if _RULE.fullmatch(text):
        return None
    if _BULLET.match(text):
        return "-", 0
    number = _NUMBER.match(text)
    return ("1" + number[2], int(number[1])) if number else None


def _block(done: list[Element], block: list[Line], starts: list[str], *, wrapped: bool, found: Findings) -> None:
    """Add the elements of one block: lists among its lines, rules, verse, else paragraphs."""
    plain: list[Line] = []
    at = 0
    while at < len(block):
        line = block[at]
        if starts[at]:
            _plain(done, plain, wrapped=wrapped)
            plain = []
            item = [_stripped(line)]
            while at + 1 < len(block) and not starts[at + 1] and _continues_item(block[at], block[at + 1], line):
                at += 1
                item.append(block[at])
            _item(done, tuple(item), line, starts[at - len(item) + 1], is_first=at - len(item) + 1 == 0)
        elif rows := _rows(block, at):
            _plain(done, plain, wrapped=wrapped)
            plain = []
            done.append(Element("table", tuple((row,) for row in block[at : at + rows])))
            at += rows - 1
        elif _RULE.fullmatch(line.text):
            _plain(done, plain, wrapped=wrapped)
            plain = []
            done.append(Element("rule", ((line,),)))
            if line.text != "* * *":
                found.leave_out(line)
        else:
            plain.append(line)
        at += 1
    _plain(done, plain, wrapped=wrapped)


def _rows(block: Sequence[Line], start: int) -> int:
    """Return how many lines from one on are the rows of a table, as they have tabs in equal number; 0 for none."""
    width = len(cells(block[start]))
    if width < 2:
        return 0
    end = start
    while end < len(block) and len(row := cells(block[end])) == width and sum(1 for cell in row if cell.text) > 1:
        end += 1
    return end - start if end - start > 1 else 0


def _stripped(line: Line) -> Line:
    mark = _BULLET.match(line.text) or _NUMBER.match(line.text)
    assert mark is not None
    return line._replace(text=line.text[mark.end() :], indent=line.indent + mark.end())


def _continues_item(before: Line, line: Line, first: Line) -> bool:
    return (
        line.indent > first.indent
        or line.text[0].islower()
        or (50 <= len(before.text) <= _WIDEST and not ends(before.text))
    )


def _item(done: list[Element], item: tuple[Line, ...], line: Line, sign: str, *, is_first: bool) -> None:
    last = done[-1] if done else None
    number = _NUMBER.match(line.text)
    if last and last.kind == "bullets" and sign == "-":
        done[-1] = replace(last, parts=(*last.parts, item), loose=last.loose or is_first)
    elif sign == "-":
        done.append(Element("bullets", (item,)))
    elif number and last and last.kind == "numbers" and _next(last) == (int(number[1]), number[2]):
        done[-1] = replace(last, parts=(*last.parts, item), loose=last.loose or is_first)
    elif number:
        done.append(Element("numbers", (item,), start=number[1] + number[2]))


def _next(block: Element) -> tuple[int, str]:
    return int(block.start[:-1]) + len(block.parts), block.start[-1]


def _plain(done: list[Element], lines: list[Line], *, wrapped: bool) -> None:
    if not lines:
        return
    if len(lines) > 2 and all(len(line.text) <= _VERSE for line in lines) and not _wrapped(lines):
        done.append(Element("verse", tuple((line,) for line in lines)))
        return
    for part in _paragraphs(lines, wrapped=wrapped):
        if _is_quotation(_join(part).text):
            _quote(done, (part,))
        else:
            done.append(Element("paragraph", (part,)))


def _quote(done: list[Element], parts: tuple[tuple[Line, ...], ...]) -> None:
    if done and done[-1].kind == "quote":
        done[-1] = replace(done[-1], parts=(*done[-1].parts, *parts))
    else:
        done.append(Element("quote", parts))


def _is_quotation(text: str) -> bool:
    """Tell whether a long paragraph stands wholly between one pair of quotation marks."""
    if len(text) < _LONG_QUOTE or text[0] not in _QUOTED:
        return False
    body = re.sub(r"(?:\s*(?:\[[\d,;\s–-]+\]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|[.,;])+$", "", text[-60:])
    closing = _QUOTED[text[0]]
    if not body or body[-1] not in closing:
        return False
    inside = text[1 : len(text) - len(text[-60:]) + len(body) - 1]
    return not any(mark in inside for mark in closing + text[0])


def _wrapped(lines: Sequence[Line]) -> bool:
    """Tell whether a block is prose whose lines were broken at a width."""
    if len(lines) < 2:
        return False
    width = max(len(line.text) for line in lines)
    pairs = list(pairwise(lines))
    if not 40 <= width <= _WIDEST:
        return False
    lower = sum(1 for _, after in pairs if after.text[0].islower())
    fits = sum(1 for line, after in pairs if _fits(line.text, after.text, width))
    still_open = sum(1 for line, _ in pairs if not ends(line.text))
    if lower * 2 >= len(pairs) and fits * 2 >= len(pairs):
        return True
    return width > _VERSE and fits == len(pairs) and still_open * 3 >= len(pairs)


def _fits(text: str, after: str, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted on the line: the mark of wrapping."""
    return len(text) + 1 + len(after.split(None, 1)[0]) > width - 10


def _paragraphs(lines: Sequence[Line], *, wrapped: bool) -> list[tuple[Line, ...]]:
    """Return the paragraphs in a block: wrapped lines together, every other line for itself."""
    width = max((len(line.text) for line in lines), default=0)
    joins = wrapped and width <= _WIDEST
    whole = joins and _wrapped(lines)
    paragraphs: list[list[Line]] = []
    for line in lines:
        before = paragraphs[-1][-1].text if paragraphs else ""
        goes_on = before and (
            (line.text[0].islower() and not ends(before) and len(before) <= _WIDEST)
            or (joins and _fits(before, line.text, width) and (whole or not ends(before)))
        )
        if goes_on:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [tuple(part) for part in paragraphs]


def _with_headings(blocks: Sequence[Element]) -> list[Element]:
    """Make subheadings of short lines. Where a text is divided by some, a short question alone divides it as well."""
    done = _headed(blocks, _is_short)
    if any(block.kind == "heading" for block in done):
        done = _headed(blocks, lambda block: _is_short(block) or _is_question(block))
    return done


def _headed(blocks: Sequence[Element], may_head: Callable[[Element], bool]) -> list[Element]:
    """Make subheadings of one or two such lines in succession that have text after them."""
    done: list[Element] = []
    run: list[Element] = []
    for block in (*blocks, None):
        if block is not None and block.kind == "paragraph" and may_head(block):
            run.append(block)
            continue
        if block is not None and block.kind != "rule" and len(run) in {1, 2}:
            done += [replace(heading, kind="heading", level=2 + i) for i, heading in enumerate(run)]
        else:
            done += run
        run = []
        if block is not None:
            done.append(block)
    return done


def _is_short(block: Element) -> bool:
    if len(block.parts[0]) > 1:
        return False
    text = block.parts[0][0].text
    # What an editor adds in brackets, or a page beside a note's number, ends no sentence.
    bare = re.sub(r"\s*\[[^\[\]]{1,30}\]$", "", unmarked(text))
    if _CAPTION.match(bare):
        return False
    if not bare or len(bare) > _HEADING or len(bare.split()) > 14 or ends(bare) or bare[-1] in ",;:–—-…":
        return False
    return not bare[0].islower() and any(c.isalpha() for c in bare) and not ("http" in bare or "@" in bare)


def _is_question(block: Element) -> bool:
    text = unmarked(block.parts[0][0].text)
    return len(block.parts[0]) == 1 and _QUESTION.fullmatch(text) is not None and not text[0].islower()


def _report(blocks: Sequence[Element], found: Findings) -> None:
    names = {"bullets": "list", "numbers": "numbered list", "quote": "quotation"}
    names |= {"verse": "verse", "table": "table", "rule": "rule"}
    for block in blocks:
        if block.kind == "heading":
            found.guessed(block.first, f"{'sub' * (block.level - 1)}heading {quote(block.parts[0][0].text)}")
        elif block.kind in names:
            many = f" of {len(block.parts)}" if block.kind in {"bullets", "numbers"} else ""
            many = f" of {len(block.parts)} rows" if block.kind == "table" else many
            what = "" if block.kind == "rule" else f" {quote(block.parts[0][0].text, 40)}"
            found.guessed(block.first, f"{names[block.kind]}{many}{what}", block.last)


# Markdown --------------------------------------------------------------------------------------------------


def _join(part: Sequence[Line]) -> _Joined:
    text = part[0].text
    starts = [0]
    pieces = [text]
    length = len(text)
    for before, line in pairwise(part):
        apart = " "
        if _CJK.match(before.text[-1]) and _CJK.match(line.text[0]):
            apart = ""
        # A word that was divided at the line's end: the hyphen stays, for it may belong to the word.
        if _DIVIDED.search(before.text) and line.text[0].islower() and not _SUSPENDED.match(line.text):
            apart = ""
        starts.append(length + len(apart))
        pieces += [apart, line.text]
        length += len(apart) + len(line.text)
    return _Joined("".join(pieces), tuple(part), tuple(starts))


def _part(part: Sequence[Line], book: notes.Register) -> str:
    joined = _join(part)
    written: list[str] = []
    after_marker = False
    for piece in notes.pieces(joined.text, book, joined.place):
        if piece.labels:
            if written and not after_marker:
                written[-1] = written[-1].rstrip()
            written.append("".join(f"[^{label}]" for label in piece.labels))
            after_marker = True
            continue
        text = piece.text
        if after_marker:
            if _OPENS_WORD.match(text) and not _CJK.match(text):
                text = " " + text
            elif not text.strip():
                continue
        markdown_text = prose.linked(text)
        # After a marker these would make a definition or a link of it.
        if after_marker and markdown_text[0] in ":(":
            markdown_text = "\\" + markdown_text
        written.append(markdown_text)
        after_marker = False
    return prose.opened("".join(written).strip())


def _row(part: Sequence[Line], book: notes.Register) -> str:
    return "| " + " | ".join(_part((cell,), book) if cell.text else "" for cell in cells(part[0])) + " |"


def _written(block: Element, parts: Sequence[str], delimiter: str) -> str:
    between = "\n\n" if block.loose else "\n"
    match block.kind:
        case "heading":
            return "#" * block.level + " " + re.sub(r"#+$", lambda m: r"\#" * len(m[0]), parts[0])
        case "bullets":
            return between.join(f"- {part}" for part in parts)
        case "numbers":
            first = int(block.start[:-1])
            return between.join(f"{n}{delimiter} {part}" for n, part in enumerate(parts, first))
        case "quote":
            return "\n>\n".join(f"> {part}" for part in parts)
        case "verse":
            return "\\\n".join(parts)
        case "table":
            head, *rows = parts
            return "\n".join([head, "|" + " --- |" * len(cells(block.parts[0][0])), *rows])
        case "rule":
            return "* * *"
        case _:
            return parts[0]
