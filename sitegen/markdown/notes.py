"""The notes of one body: which number each gets, how a marker and its back-link look, what is wrong with them.

Goes in: the notes as they are written, then each citation as it is met. Comes out: markers, back-links, problems.
Numbers are given in order of first citation; what nobody cites comes last, so that nothing written is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sitegen import holes, problems
from sitegen.holes import PREFIX, TARGET
from sitegen.markdown.locate import Places, label_key
from sitegen.problems import Problem
from sitegen.value import Value

# Finding the nearest label costs their product; a text with more faults than this needs no suggestions.
_MOST_COMPARISONS = 20_000


class Definition(Value):
    """A note as it is written: its label, and the tokens of its text."""

    label: str
    tokens: Sequence[dict[str, Any]]


class Numbering:
    """Numbers for the notes of one body, given while the body is rendered."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self.definitions = definitions
        self.order: list[int] = []
        """Which definition has which number: the first has number 1."""
        self.uncited: list[int] = []
        """The definitions that got their number without a citation."""
        self._first: dict[str, int] = {}
        for index, definition in enumerate(definitions):
            self._first.setdefault(label_key(definition.label), index)
        self._numbers: dict[int, int] = {}
        self._markers: dict[int, int] = {}

    def has(self, label: str) -> bool:
        """Tell whether a note is written under this label."""
        return label_key(label) in self._first

    def cite(self, label: str) -> str:
        """Return the marker for one more citation of a note that is written."""
        index = self._first[label_key(label)]
        number = self._number(index)
        count = self._markers[number] = self._markers.get(number, 0) + 1
        return (
            f'<sup><a id="{PREFIX}fnref-{_nth(number, count)}" href="{TARGET}fn-{number}" role="doc-noteref"'
            f' aria-label="{holes.note(number)}">{number}</a></sup>'
        )

    def number_uncited(self) -> bool:
        """Give the next number to the first note that has none; False if all have one."""
        start = self.uncited[-1] + 1 if self.uncited else 0
        for index in range(start, len(self.definitions)):
            if index not in self._numbers:
                self._number(index)
                self.uncited.append(index)
                return True
        return False

    def with_back_links(self, number: int, html: str) -> str:
        """Return a note's HTML with a way back to each of its markers, in its last paragraph if it ends in one."""
        links = " ".join(
            f'<a role="doc-backlink" href="{TARGET}fnref-{nth}" aria-label="{holes.back(nth)}">↩︎</a>'
            for nth in (_nth(number, count) for count in range(1, self._markers.get(number, 0) + 1))
        )
        html = html.rstrip()
        if not links:
            return html
        if html.endswith("</p>"):
            return f"{html[:-4]} {links}</p>"
        return f"{html}\n<p>{links}</p>" if html else f"<p>{links}</p>"

    def anchors(self) -> Iterator[str]:
        """Yield the ids that notes and markers have, without prefix."""
        for number in range(1, len(self.order) + 1):
            yield f"fn-{number}"
            for count in range(1, self._markers.get(number, 0) + 1):
                yield f"fnref-{_nth(number, count)}"

    def problems(self, undefined: Sequence[str], places: Places) -> Iterator[Problem]:
        """Yield what is wrong, given the labels that are cited and nowhere written."""
        known = [definition.label for definition in self.definitions]
        if len(known) * len(undefined) > _MOST_COMPARISONS:
            known = []
        for label in undefined:
            meant = problems.nearest(label, known)
            hint = f"add a line `[^{label}]: …` or take the marker out"
            if meant:
                hint = f"did you mean [^{meant}]? Otherwise {hint}"
            for at in places.citations(label) or (max(places.text.find(f"[^{label}]"), 0),):
                yield problems.error(
                    "", *places.line_column(at), f"the note [^{label}] is cited, but nowhere written", hint
                )
        seen: dict[str, int] = {}
        uncited = set(self.uncited)
        for index, definition in enumerate(self.definitions):
            label, key = definition.label, label_key(definition.label)
            nth = seen[key] = seen.get(key, -1) + 1
            if not nth and index not in uncited and definition.tokens:
                continue
            found = places.definitions(label) or (max(places.text.find(f"[^{label}]:"), 0),)
            line, column = places.line_column(found[min(nth, len(found) - 1)])
            if nth:
                hint = "give this one a label of its own, and cite it by that; the first one counts"
                yield problems.error("", line, column, f"the note [^{label}] is written twice", hint)
            elif index in uncited:
                hint = f"put the marker [^{label}] where it belongs, or take the note out; it is shown after the others"
                yield problems.warning("", line, column, f"the note [^{label}] is never cited", hint)
            if not definition.tokens:
                yield problems.warning(
                    "", line, column, f"the note [^{label}] is empty", "write its text after the colon"
                )

    def _number(self, index: int) -> int:
        if index not in self._numbers:
            self.order.append(index)
            self._numbers[index] = len(self.order)
        return self._numbers[index]


def _nth(number: int, count: int) -> str:
    return str(number) if count == 1 else f"{number}-{count}"
