"""Where a thing stands in a Markdown text: the parser keeps no positions, so they are looked for afterwards.

Goes in: the text. Comes out: offsets of the things that problems and links are about (note markers, link targets,
tags), and line and column of an offset. What stands in code, in a comment or behind a backslash is passed over.
Nothing is masked before the first question, so a text without links or faults costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from sitegen.markdown.weblinks import encode

_MAY_HIDE = ("`", "~~~", "\\", "    ", "\t", "<!--")
_LEAD = r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*"
_FENCE = re.compile(rf"{_LEAD}(`{{3,}}(?=[^`]*$)|~{{3,}})")
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)")
_HOLDS_BLOCKS = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)]|:|\[\^[^\]]+\]:)(?:[ \t]|$)")
_INLINE = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<!--|\n[ \t]*(?=\n)")
_NOT_NEWLINE = re.compile(r"[^\n]")

_MARKER = re.compile(r"\[\^((?:[^\\\[\]]|\\.){1,999})\]")
_DEFINITION = re.compile(rf"^{_LEAD}\[\^((?:[^\\\[\]\n]|\\.){{1,999}})\]:", re.MULTILINE)
# One pattern each: a pattern that begins with fixed letters is found many times faster than one of them all.
_TARGET_AHEAD = tuple(
    re.compile(pattern)
    for pattern in (
        r"\]\(\s{0,9}",
        r"\]:[ \t]{0,9}\n?[ \t]{0,9}",
        r"href\s{0,9}=\s{0,9}[\"']?",
        r"src\s{0,9}=\s{0,9}[\"']?",
        r"<(?=[A-Za-z][A-Za-z0-9+.-]{1,31}:)",
    )
)
_TARGET = re.compile(r"<([^<>\n]*)>|([^\s<>\"'\[\]]+)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NO_ALT = re.compile(r"!\[\s*\]")


def label_key(label: str) -> str:
    """Return what labels are compared by (CommonMark, section 4.7: case folded, white space collapsed)."""
    return label.casefold() if label.isalnum() else " ".join(label.split()).casefold()


class Places:
    """The places of one text; offsets come in the order of the text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def citations(self, label: str) -> Sequence[int]:
        """Return where notes are cited by a label that compares equal to this one."""
        return self._citations.get(label_key(label), ())

    def definitions(self, label: str) -> Sequence[int]:
        """Return where notes are written under a label that compares equal to this one."""
        return self._definitions.get(label_key(label), ())

    def targets(self, target: str) -> Sequence[int]:
        """Return where a link target stands, given percent-encoded; the first is 0 if it cannot be found."""
        return self._targets.get(target) or (max(self.text.find(target), 0),)

    def tag(self, tag: str) -> int:
        """Return where an element is first opened; 0 if it cannot be found."""
        found = re.search(rf"<{tag}\b", self.masked, re.IGNORECASE | re.ASCII)
        return found.start() if found else 0

    @cached_property
    def without_alt(self) -> tuple[int, ...]:
        """Where images without alternative text begin."""
        return tuple(m.start() for m in _NO_ALT.finditer(self.masked))

    @cached_property
    def masked(self) -> str:
        """The text with code, comments and escaped characters blanked out; same length, same lines."""
        if not any(mark in self.text for mark in _MAY_HIDE):
            return self.text
        return _mask_inline(_mask_blocks(self.text))

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    @cached_property
    def _definitions(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for m in _DEFINITION.finditer(self.masked):
            found.setdefault(label_key(m[1]), []).append(m.start(1) - 2)
        return found

    @cached_property
    def _citations(self) -> dict[str, list[int]]:
        definitions = {at for places in self._definitions.values() for at in places}
        found: dict[str, list[int]] = {}
        for m in _MARKER.finditer(self.masked):
            if m.start() not in definitions:
                found.setdefault(label_key(m[1]), []).append(m.start())
        return found

    @cached_property
    def _targets(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at in sorted(ahead.end() for pattern in _TARGET_AHEAD for ahead in pattern.finditer(self.masked)):
            m = _TARGET.match(self.text, at)
            if m:
                group = 1 if m[1] is not None else 2
                raw = m[group] if m[1] is not None else _until_unopened(m[2])
                key = encode(_ESCAPED.sub(r"\1", raw), entities=True)
                found.setdefault(key, []).append(m.start(group))
        return found


def _until_unopened(target: str) -> str:
    depth = 0
    for at, letter in enumerate(target):
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return target[:at]
    return target


def _blank(text: str) -> str:
    return _NOT_NEWLINE.sub(" ", text)


def _mask_blocks(text: str) -> str:
    """Blank out fenced and indented code. Below a list item or a note, indented lines are text."""
    masked = []
    fence, after_blank, code_may_follow = "", True, True
    for line in text.splitlines(keepends=True):
        plain = line.strip()
        opened = _FENCE.match(line) if not fence and ("```" in line or "~~~" in line) else None
        if fence:
            masked.append(_blank(line))
            closing = plain.lstrip("> \t")
            if len(closing) >= len(fence) and not closing.strip(fence[0]):
                fence = ""
        elif opened:
            fence = opened[1]
            masked.append(_blank(line))
        elif after_blank and code_may_follow and plain and _INDENTED.match(line):
            masked.append(_blank(line))
            continue
        else:
            masked.append(line)
            if plain and not _INDENTED.match(line):
                code_may_follow = not _HOLDS_BLOCKS.match(line)
        after_blank = not plain
    return "".join(masked)


def _mask_inline(text: str) -> str:
    """Blank out code spans, comments and escaped characters; a code span ends within its paragraph."""
    tokens = list(_INLINE.finditer(text))
    runs: dict[tuple[int, int], list[int]] = {}
    paragraph, paragraphs = 0, []
    for index, token in enumerate(tokens):
        paragraph += token[0][0] == "\n"
        paragraphs.append(paragraph)
        if token[0][0] == "`":
            runs.setdefault((paragraph, len(token[0])), []).append(index)
    masked: list[str] = []
    done, no_comment_end = 0, False
    for index, token in enumerate(tokens):
        start, end = token.span()
        if start < done or token[0][0] == "\n":
            continue
        if token[0][0] == "`":
            same = runs[paragraphs[index], len(token[0])]
            following = bisect_left(same, index) + 1
            if following == len(same):
                continue
            end = tokens[same[following]].end()
        elif token[0] == "<!--":
            closing = -1 if no_comment_end else text.find("-->", end)
            if closing < 0:
                no_comment_end = True
                continue
            end = closing + 3
        masked += text[done:start], _blank(text[start:end])
        done = end
    return "".join(masked) + text[done:]
