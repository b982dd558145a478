"""One seed: bytes become a `Conversion`. Each part of a page is read by its own module; here they meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sitegen.model import Source, Teaser
from sitegen.problems import Problem, error, in_order, warning
from sitegen.seeds import authors, body, days, head, lines, notes, people, rails, words
from sitegen.seeds.values import Author, Conversion, Findings, Line


def parse(source: Source, names: Iterable[str] = ()) -> Conversion:
    """Read a seed. The date is that of the text, of the file's name, or of an update, in this order, or None.

    `names` are those of the site's authors.
    """
    found = Findings(source.shown)
    rows = lines.read(source.shown, source.data, found)
    if isinstance(rows, Problem):
        return Conversion(problems=(rows,))
    top = head.read(rows, {people.key(name) for name in names}, found)
    if isinstance(top, Problem):
        return Conversion(problems=(top,))
    known = [name for name, _ in top.names]
    rows = _without_comments(rows, top.end, found)
    rows, end, teasers = _cut_rails(rows, top, found)
    block = notes.find(rows, top.end, end, known, found)
    written = _authors(rows, top, block, end, found)
    text_lines, bios = written
    running = body.elements(body.without_leftovers(text_lines, found), found)
    if not running:
        hint = "put the article's text under it"
        line = next(line.number for line in rows if line.text)
        return Conversion(problems=(error(source.shown, line, 1, "a headline but no text", hint),))
    text = _text(running, block.notes, found)
    people_found = _people(top, bios, found)
    date, updated = _dated(source, top, found)
    if not people_found:
        hint = "add `authors` to the article by hand if it has any"
        found.problems.append(warning(source.shown, 1, 1, "no author found: the article has none", hint))
    return Conversion(
        title=top.title,
        date=date,
        updated=updated,
        authors=people_found,
        summary=top.summary,
        text=text,
        latest_seen=tuple(teasers),
        remarks=tuple(sorted(found.remarks, key=lambda r: (r.kind != "recognised", r.line))),
        left_out=tuple(sorted(found.left_out)),
        problems=in_order(found.problems),
    )


def _dated(source: Source, top: head.Head, found: Findings) -> tuple[dt.date | None, dt.date | None]:
    """Return when the article was published and updated: the date of the text, of the file's name, of the update."""
    named = days.at_head(source.path.rpartition("/")[2])
    if top.date is None and named:
        found.recognised(0, f"date {named.isoformat()} from the file's name")
    elif top.date is None and top.updated:
        found.guessed(0, f"no date but that of an update: {top.updated.isoformat()} taken for the date")
        return top.updated, None
    return top.date or named, top.updated


def _without_comments(rows: list[Line], start: int, found: Findings) -> list[Line]:
    """Take out what readers wrote: from a heading that remarks follow to the next rail, to notes, or to the end.

    A heading that no remark follows is a counter or a button. Under the authors it ends their block all the same.
    """
    full = [at for at in range(start, len(rows)) if rows[at].text]
    texts = [rows[at].text for at in full]
    for i, at in enumerate(full[1:], 1):
        if words.is_comments_heading(texts[i]) and any(map(words.is_remark, texts[i + 1 : i + 5])):
            stops = (j for j in full[i:] if words.is_rail_heading(rows[j].text) or words.is_notes_heading(rows[j].text))
            end = next(stops, len(rows))
            found.leave_out(*rows[at:end])
            return [line._replace(text="") if at <= j < end else line for j, line in enumerate(rows)]
    return rows


def _cut_rails(rows: list[Line], top: head.Head, found: Findings) -> tuple[list[Line], int, list[Teaser]]:
    """Cut off the rails at the end, and take out those that stand above the notes or above the authors."""
    end, teasers = rails.cut(rows, top.end, len(rows), found)
    known = [name for name, _ in top.names]
    for _ in range(3):
        trial = Findings(found.path)
        block = notes.find(rows, top.end, end, known, trial)
        ending = authors.read(rows[top.end : end], known, trial, apart=False)
        places = {min(block.owned, default=end), top.end + ending.cut} - {end}
        for place in sorted(places, reverse=True):
            first, more = rails.cut(rows, top.end, place, trial)
            if more:
                rails.cut(rows, top.end, place, found)
                rows = [line._replace(text="") if first <= i < place else line for i, line in enumerate(rows)]
                teasers = [*more, *teasers]
                break
        else:
            break
    return rows, end, teasers


def _authors(
    rows: Sequence[Line], top: head.Head, block: notes.Block, end: int, found: Findings
) -> tuple[list[Line], list[authors.Person]]:
    """Read the authors after the notes and before them; return the lines of the text and the people."""
    known = [name for name, _ in top.names]
    blank = Line(0, "")
    before = [
        blank if i in block.owned else line for i, line in enumerate(rows[top.end : min(end, block.last)], top.end)
    ]
    after = list(rows[max(block.last, top.end) : end])
    bios: list[authors.Person] = []
    if block.owned:
        ending = authors.read(after, known, found, apart=True)
        after = after[: ending.cut]
        bios += ending.people
        _dates(ending, top, found)
        text = before
        if not any(line.text for line in after):
            ending = authors.read(before, [*known, *(p.name for p in bios)], found, apart=False)
            text = before[: ending.cut]
            bios += ending.people
            _dates(ending, top, found)
        return [*text, blank, *after], bios
    ending = authors.read(after, known, found, apart=False)
    _dates(ending, top, found)
    return after[: ending.cut], ending.people


def _dates(ending: authors.Ending, top: head.Head, found: Findings) -> None:
    for day, line in ending.dates:
        head.take(day, line, top, found)


def _text(running: Sequence[body.Element], seed_notes: tuple[notes.Note, ...], found: Findings) -> str:
    """Return the body with its notes, and report what does not fit together."""
    book = notes.register(seed_notes, body.texts(running))
    text = body.markdown(running, book)
    paragraphs = sum(1 for block in running if block.kind == "paragraph")
    found.recognised(running[0].first, f"{paragraphs} paragraph{'s' * (paragraphs != 1)}", running[-1].last)
    _report_notes(book, found)
    return "\n\n".join([text, *(notes.definition(note) for note in seed_notes)]) + "\n"


def _report_notes(book: notes.Register, found: Findings) -> None:
    path = found.path
    if book.notes:
        first, last = book.notes[0].line, book.notes[-1].line
        numbers = [note.number for note in book.notes]
        found.recognised(first, f"{len(numbers)} note{'s' * (len(numbers) != 1)}, {_span(numbers)}", last)
        gaps = sorted(set(range(min(numbers), max(numbers))) - set(numbers)) if max(numbers) < 5000 else []
        if gaps:
            found.guessed(first, f"the numbers of the notes have gaps: no {_listed(gaps)}", last)
        if book.superscripts:
            found.guessed(0, "raised numbers in the text taken for markers")
        if book.glued:
            say = found.recognised if all(book.cited[note.label] for note in book.notes) else found.guessed
            say(0, f"numbers right behind punctuation taken for markers: {_listed(sorted(book.glued))}")
        if book.round_for:
            found.guessed(0, f"numbers in round brackets taken for markers: {_listed(sorted(book.round_for))}")
    for number, labels in sorted(book.by_number.items()):
        if len(labels) > 1:
            line = next(note.line for note in book.notes if note.label == labels[1])
            how = "matched with the markers in order" if number in book.in_order else "all markers lead to the first"
            what = f"note {number} stands here for the second time; {how}"
            found.problems.append(warning(path, line, 1, what, f"the notes are {_listed(labels)} in the article"))
    for note in book.notes:
        if not book.cited[note.label]:
            what = f"note {note.number} has no marker in the text"
            found.problems.append(
                warning(
                    path, note.line, 1, what, f"put [{note.label.partition('-')[0]}] where it belongs, or delete it"
                )
            )
    for number, (line, column) in book.missing.items():
        more = book.lost[number] - 1
        what = f"the marker [{number}] has no note" + (f" (and {more} more like it)" if more else "")
        found.problems.append(
            warning(path, line, column, what, f"it stays as words; add a note {number}, or delete it")
        )


def _span(numbers: Sequence[int]) -> str:
    if len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{numbers[0]}–{numbers[-1]}"
    return _listed(numbers)


def _listed(items: Sequence[object]) -> str:
    shown = ", ".join(str(item) for item in items[:12])
    return shown + (f" and {len(items) - 12} more" if len(items) > 12 else "")


def _people(top: head.Head, bios: Sequence[authors.Person], found: Findings) -> tuple[Author, ...]:
    """Put byline and end together: byline order first; the fuller spelling of a name wins."""
    merged: list[Author] = []
    rest = list(bios)
    for name, line in top.names:
        if any(people.alike(author.name, name) for author in merged):
            continue
        mine = next((person for person in rest if people.alike(person.name, name)), None)
        if mine is None:
            role = top.roles.get(name, "")
            merged.append(Author(name, body.bio((), role, found), line))
            continue
        rest.remove(mine)
        fuller = name if len(people.bare(name)) > len(people.bare(mine.name)) else mine.name
        if fuller != mine.name:
            found.left_out.append((mine.line, mine.name))
        merged.append(_author(fuller, mine, top.roles.get(name, ""), found))
    for person in rest:
        if any(people.alike(author.name, person.name) for author in merged):
            found.leave_out(*person.bio)
            continue
        merged.append(_author(person.name, person, "", found))
    return tuple(merged)


def _author(name: str, person: authors.Person, role: str, found: Findings) -> Author:
    rows = tuple((line.number, line.text) for line in person.bio if line.text)
    return Author(name, body.bio(person.bio, person.role or role, found), person.line, rows)
