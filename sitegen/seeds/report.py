"""What is printed about one seed: what was recognised, guessed and left out, each with its line."""

from __future__ import annotations

import textwrap

from sitegen.seeds.values import Remark
from sitegen.value import Value

_WIDTH = 110


class Report(Value):
    """The report on one seed. `left_out` is printed in full, word for word: it is where lost words are found."""

    path: str
    target: str
    remarks: tuple[Remark, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()

    def __str__(self) -> str:
        """Give the printed form: a line that names both files, then three short columns: kind, line, text."""
        rows: list[tuple[str, str, str]] = [(r.kind, _lines(r), r.text) for r in self.remarks]
        rows += [("left out", str(line) if line else "", text) for line, text in self.left_out]
        numbers = max((len(row[1]) for row in rows), default=0)
        printed = [f"{self.path} → {self.target}"]
        last = ""
        for head, number, text in rows:
            label = f"  {head if head != last else '':<12}{number:>{numbers}}  "
            last = head
            wrapped = textwrap.wrap(
                text, _WIDTH - len(label), break_long_words=False, break_on_hyphens=False, drop_whitespace=True
            )
            printed.append(label + ("\n" + " " * len(label)).join(wrapped or [""]))
        return "\n".join(printed)


def _lines(remark: Remark) -> str:
    if remark.last_line > remark.line:
        return f"{remark.line}–{remark.last_line}"
    return str(remark.line) if remark.line else ""
