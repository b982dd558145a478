"""A small table becomes a chart: what an editor writes in a fenced block, and the SVG and the table that readers get.

The block's text goes in; a `Chart` comes out, or what is wrong with it and on which of its lines. A chart is drawn
without a width of its own: places across are percentages and letters keep their size, so it is read on a telephone as
on a wide screen, and nothing of it is a style or a script. Its colours are the theme's, and what they tell apart,
shapes and dashes tell too.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from sitegen.problems import nearest
from sitegen.value import Value

KINDS = {"line": 6, "bar": 4, "dot": 4}
"""The kinds of charts, with how many series each shows at most."""
KEYS = ("title", "description", "unit", "source")
MOST_ROWS = 200

_MISSING = frozenset({"", "-", "–", "—", "..", "n/a", "na"})
_SPACES = re.compile("[\\s\u00a0\u2009\u202f']")
_NARROWEST = 270
"""So many pixels are there at least, on a telephone of 320."""
_LETTER = 6.8
"""How wide a letter is, about, of the size that charts have."""
_SIZE = 'font-size="12"'
_RULE, _QUIET = 'stroke="var(--rule, currentColor)"', 'fill="var(--quiet, currentColor)"'
_COLOURS = ("var(--accent, currentColor)", "currentColor", "var(--quiet, currentColor)")


class Series(Value):
    """A column of numbers: its name, the numbers (none where there is no value), and each as it is written."""

    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]


class Chart(Value):
    """A chart: `heading` is what the first column is called, `labels` are what stands in it."""

    kind: str
    title: str
    description: str
    unit: str
    source: str
    heading: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


class Fault(Value):
    """What is wrong with a block, and what to do. The line after the fence is line 1."""

    line: int
    what: str
    hint: str


# Reading ---------------------------------------------------------------------------------------------------


def parse(kind: str, text: str) -> tuple[Chart | None, tuple[Fault, ...]]:
    """Read the text of a block of a kind: lines of `key: value`, an empty line, a table of comma-separated values."""
    faults: list[Fault] = []
    if kind not in KINDS:
        like = nearest(kind, KINDS)
        hint = f"did you mean `{like}`?" if like else "write ```chart line, ```chart bar or ```chart dot"
        faults.append(Fault(0, f"there is no chart of the kind {kind!r}" if kind else "the chart has no kind", hint))
    rows = text.split("\n")
    words: dict[str, str] = {}
    start = len(rows)
    for number, line in enumerate(rows):
        found = re.fullmatch(r"\s*([A-Za-z_]+)\s*:(?:\s+(.*?))?\s*", line)
        if not found:
            start = number
            break
        key, value = found[1].lower(), found[2] or ""
        if key not in KEYS:
            like = nearest(key, KEYS)
            hint = f"did you mean `{like}`?" if like else "known: " + ", ".join(KEYS)
            faults.append(Fault(number + 1, f"a chart has no `{key}`", hint))
        words[key] = value
    for key, why in (("title", "what the chart says"), ("description", "what it shows, for those who cannot see it")):
        if not words.get(key):
            faults.append(Fault(0, f"the chart has no `{key}`", f"add a line {key}: and say in a sentence {why}"))
    table, more = _table(rows[start:], start)
    faults += more
    if table is None or faults:
        return None, tuple(faults)
    heading, labels, series = table
    if len(series) > KINDS[kind]:
        what = f"a chart of the kind {kind} shows {KINDS[kind]} columns of numbers at most, not {len(series)}"
        return None, (Fault(start + 1, what, "make two charts of it, or leave out what matters less"),)
    title, description, unit, source = (words.get(key, "") for key in KEYS)
    return Chart(kind, title, description, unit, source, heading, labels, series), ()


def _table(rows: list[str], start: int) -> tuple[tuple[str, tuple[str, ...], tuple[Series, ...]] | None, list[Fault]]:
    """Read the rows of a table that begins `start` lines below the fence."""
    numbered = [(number, row) for number, row in enumerate(rows, start + 1) if row.strip()]
    if len(numbered) < 2:
        return None, [Fault(start, "the chart has no table", "write its columns, as in Year,Gas and below it 2023,45")]
    sign = next((sign for sign in ("\t", ";") if sign in numbered[0][1]), ",")
    faults: list[Fault] = []
    cells: list[tuple[int, list[str]]] = []
    for number, line in numbered:
        try:
            (cut,) = csv.reader([line], delimiter=sign, skipinitialspace=True, strict=True)
        except (csv.Error, ValueError):
            faults.append(Fault(number, "a quotation mark in this row is not closed", 'write "" for one inside quotes'))
            continue
        cells.append((number, [cell.strip() for cell in cut]))
    if faults:
        return None, faults
    (first, head), *body = cells
    if len(head) < 2:
        return None, [Fault(first, "the table has one column", "put a comma, a semicolon or a tab between its columns")]
    if len(body) > MOST_ROWS:
        return None, [Fault(first, f"the table has {len(body)} rows; a chart shows {MOST_ROWS}", "leave some out")]
    for number, row in body:
        if len(row) != len(head):
            what = f"this row has {len(row)} cells, and the first one has {len(head)}"
            faults.append(
                Fault(number, what, "leave a cell empty where there is no value; quote what has a comma in it")
            )
    if faults:
        return None, faults
    has_commas = sign != "," and any(re.search(r"\d,\d", cell) for _, row in body for cell in row[1:])
    point = "," if has_commas else "."
    series = []
    for column, name in enumerate(head[1:], 1):
        values = []
        for number, row in body:
            value = _number(row[column], point)
            if value is None and row[column].lower() not in _MISSING:
                hint = "write numbers alone; what they count is the `unit`"
                faults.append(Fault(number, f"{row[column]!r} is no number", hint))
            values.append(value)
        if not faults and all(value is None for value in values):
            faults.append(Fault(first, f"the column {name!r} has no number", "fill it in, or take it out"))
        series.append(Series(name, tuple(values), tuple(row[column] for _, row in body)))
    return (head[0], tuple(row[0] for _, row in body), tuple(series)), faults


def _number(text: str, point: str = ".") -> float | None:
    """Read a number as people write it: with a decimal point or comma, and perhaps with signs between thousands."""
    bare = _SPACES.sub("", text).replace("\u2212", "-").removesuffix("%")
    thousand = "," if point == "." else "."
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:\{thousand}\d{{3}})+(?:\{point}\d+)?", bare):
        bare = bare.replace(thousand, "")
    bare = bare.replace(point, ".")
    return float(bare) if re.fullmatch(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})", bare) else None


# Drawing ---------------------------------------------------------------------------------------------------


def svg(chart: Chart, id: str) -> str:
    """Return a chart as an element of HTML; `id` begins the ids in it."""
    draw = {"line": _line, "bar": _bars, "dot": _dots}[chart.kind]
    parts, height = draw(chart)
    legend = list(_legend(chart))
    top = 8 + 20 * len(legend) + (10 if legend else 0)
    inside = "".join(f'<g transform="translate(0 {n * 20 + 20})">{row}</g>' for n, row in enumerate(legend))
    return (
        f'<svg role="img" aria-labelledby="{id}-title {id}-desc" width="100%" height="{_trim(top + height)}"'
        ' fill="currentColor" font-family="var(--sans, sans-serif)" direction="ltr" overflow="visible">'
        f'<title id="{id}-title">{escape(chart.title)}</title><desc id="{id}-desc">{escape(chart.description)}</desc>'
        f'{inside}<g transform="translate(0 {top})">{"".join(parts)}</g></svg>'
    )


def table(chart: Chart) -> str:
    """Return the rows of a chart's table as HTML."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in (chart.heading, *(s.name for s in chart.series)))
    rows = []
    for number, label in enumerate(chart.labels):
        cells = "".join(f'<td class="right">{escape(series.texts[number])}</td>' for series in chart.series)
        rows.append(f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>\n')
    return f"<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{''.join(rows)}</tbody>\n"


def _legend(chart: Chart) -> Iterator[str]:
    """Give a row for each series, if there are several."""
    for number, series in enumerate(chart.series) if len(chart.series) > 1 else ():
        if chart.kind == "line":
            mark = f'<line x1="0" x2="22" y1="-4" y2="-4" {_pen(number)}/>'
        elif chart.kind == "bar":
            mark = f'<rect x="0" y="-9" width="22" height="10" {_brush(number)}/>'
        else:
            mark = f'<svg x="11" overflow="visible">{_mark(number, -4)}</svg>'
        yield f'{mark}<text x="30" {_SIZE}>{escape(series.name)}</text>'


def _line(chart: Chart) -> tuple[list[str], float]:
    """Draw lines over places that are as far apart as their labels, where these are numbers."""
    height, above = 240.0, 16.0
    ticks = _ticks(_numbers(chart), with_zero=False)
    low, high = ticks[0], ticks[-1]
    left = _share(max(len(_tick(tick, ticks)) for tick in ticks))
    places = _places(chart.labels)
    parts = []

    def down(value: float) -> float:
        return above + height * (high - value) / (high - low)

    def across(place: float) -> str:
        return f"{_trim(left + (100 - left) * place)}%"

    for tick in ticks:
        y = _trim(down(tick))
        parts.append(f'<line x1="{_trim(left)}%" x2="100%" y1="{y}" y2="{y}" {_ground(tick)}/>')
        parts.append(f'<text x="{_trim(left - 2)}%" y="{y}" dy=".35em" text-anchor="end" {_SIZE} {_QUIET}>')
        parts.append(f"{_tick(tick, ticks)}</text>")
    box = f'x="{_trim(left)}%" y="{_trim(above)}" width="{_trim(100 - left)}%" height="{_trim(height)}"'
    drawn = []
    for number, series in enumerate(chart.series):
        for run in _runs(series.values):
            points = " ".join(
                f"{_trim(1000 * places[at])},{_trim(1000 * (high - value) / (high - low))}" for at, value in run
            )
            if len(run) > 1:
                pen = f'{_pen(number)} vector-effect="non-scaling-stroke"'
                drawn.append(f'<polyline points="{points}" fill="none" {pen}/>')
            else:
                ((at, value),) = run
                parts.append(f'<svg x="{across(places[at])}" overflow="visible">{_mark(0, down(value))}</svg>')
    parts.append(f'<svg {box} viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible">')
    parts += [*drawn, "</svg>"]
    for at in _shown(chart.labels):
        place = places[at]
        anchor = "start" if place == 0 and len(chart.labels) > 1 else "end" if place == 1 else "middle"
        parts.append(
            f'<text x="{across(place)}" y="{_trim(above + height + 22)}" text-anchor="{anchor}" {_SIZE} {_QUIET}>'
        )
        parts.append(f"{escape(chart.labels[at])}</text>")
    return parts, above + height + 30


def _bars(chart: Chart) -> tuple[list[str], float]:
    """Draw a bar for each number, along the page, so that no label has to be turned; the numbers stand beside."""
    ticks = _ticks((*_numbers(chart), 0.0), with_zero=True)
    low, high = min(0.0, *_numbers(chart)), max(0.0, *_numbers(chart))
    span = high - low or ticks[-1] - ticks[0]
    right = _share(max(len(text) for series in chart.series for text in series.texts))
    parts, y = [], 0.0

    def across(value: float) -> float:
        return (100 - right) * (value - low) / span

    zero = across(0)
    for row, label in enumerate(chart.labels):
        parts.append(f'<text y="{_trim(y + 13)}" {_SIZE}>{escape(label)}</text>')
        y += 19
        ends = f'y1="{_trim(y - 2)}" y2="{_trim(y + 17 * len(chart.series) - 2)}"'
        parts.append(f'<line x1="{_trim(zero)}%" x2="{_trim(zero)}%" {ends} stroke="currentColor"/>')
        for number, series in enumerate(chart.series):
            value = series.values[row]
            if value is not None:
                begin, end = sorted((zero, across(value)))
                size = f'x="{_trim(begin)}%" width="{_trim(end - begin)}%" y="{_trim(y)}" height="13"'
                parts.append(f"<rect {size} {_brush(number)}/>")
            said = escape(series.texts[row]) or "–"
            parts.append(f'<text x="100%" y="{_trim(y + 11)}" text-anchor="end" {_SIZE}>{said}</text>')
            y += 17
        y += 9
    return parts, y


def _dots(chart: Chart) -> tuple[list[str], float]:
    """Draw the numbers of a row as marks on one line, which shows how far apart they are."""
    ticks = _ticks(_numbers(chart), with_zero=False, about=4)
    low, high = ticks[0], ticks[-1]
    parts = []

    def across(value: float) -> float:
        return 3 + 94 * (value - low) / (high - low)

    for tick in ticks:
        parts.append(f'<text x="{_trim(across(tick))}%" y="12" text-anchor="middle" {_SIZE} {_QUIET}>')
        parts.append(f"{_tick(tick, ticks)}</text>")
    for row, label in enumerate(chart.labels):
        y = 26 + 42 * row
        parts.append(f'<text y="{y + 12}" {_SIZE}>{escape(label)}</text>')
        for tick in ticks:
            x = _trim(across(tick))
            parts.append(f'<line x1="{x}%" x2="{x}%" y1="{y + 18}" y2="{y + 38}" {_ground(tick)}/>')
        met = [value for series in chart.series if (value := series.values[row]) is not None]
        if len(met) > 1:
            ends = f'x1="{_trim(across(min(met)))}%" x2="{_trim(across(max(met)))}%"'
            parts.append(f'<line {ends} y1="{y + 28}" y2="{y + 28}" {_RULE} stroke-width="3"/>')
        for number, series in enumerate(chart.series):
            value = series.values[row]
            if value is not None:
                x = f"{_trim(across(value))}%"
                parts.append(f'<svg x="{x}" overflow="visible">{_mark(number, y + 28)}</svg>')
    return parts, 26.0 + 42 * len(chart.labels)


def _pen(number: int) -> str:
    dashes = f' stroke-dasharray="{"6 4" if number < 6 else "2 3"}"' if number >= len(_COLOURS) else ""
    return f'stroke="{_COLOURS[number % len(_COLOURS)]}" stroke-width="{2.5 if number % 3 == 0 else 2}"{dashes}'


def _brush(number: int) -> str:
    accent, ink, quiet = _COLOURS
    brushes = f'fill="{accent}"', f'fill="{quiet}"', f'fill="var(--glow, none)" stroke="{accent}"', f'fill="{ink}"'
    return brushes[number]


def _mark(number: int, y: float) -> str:
    accent, ink, quiet = _COLOURS
    place = _trim(y)
    if number in {0, 1}:
        look = f'fill="{accent}"' if number == 0 else f'fill="var(--paper, none)" stroke="{ink}" stroke-width="2"'
        return f'<circle cy="{place}" r="{6 if number == 0 else 5}" {look}/>'
    look = f'fill="{quiet}"' if number == 2 else f'fill="var(--paper, none)" stroke="{accent}" stroke-width="2"'
    return f'<rect x="-5" y="{_trim(y - 5)}" width="10" height="10" {look}/>'


def _ground(tick: float) -> str:
    return 'stroke="currentColor"' if tick == 0 else _RULE


def _numbers(chart: Chart) -> tuple[float, ...]:
    return tuple(value for series in chart.series for value in series.values if value is not None)


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Give the values that follow each other without a gap, with their places."""
    run: list[tuple[int, float]] = []
    for at, value in enumerate((*values, None)):
        if value is not None:
            run.append((at, value))
        elif run:
            yield run
            run = []


def _places(labels: Sequence[str]) -> list[float]:
    """Return where each label stands, from 0 to 1: by its number where all are numbers that rise, else evenly."""
    numbers = [_number(label) for label in labels]
    rising = [number for number in numbers if number is not None]
    if len(rising) == len(labels) > 1 and all(a < b for a, b in pairwise(rising)):
        return [(number - rising[0]) / (rising[-1] - rising[0]) for number in rising]
    return [at / (len(labels) - 1) for at in range(len(labels))] if len(labels) > 1 else [0.5]


def _shown(labels: Sequence[str]) -> list[int]:
    """Return which labels stand under a line, at equal steps from the last one, so that none touch on a telephone."""
    fit = max(2, min(5, int(_NARROWEST * 0.8 / ((max(map(len, labels)) + 2) * _LETTER))))
    step = math.ceil(max(1, len(labels) - 1) / (fit - 1))
    return list(range(len(labels) - 1, -1, -step))[::-1]


def _ticks(values: Sequence[float], *, with_zero: bool, about: int = 5) -> list[float]:
    """Return round numbers, about so many, from below all values to above them (P. S. Heckbert, "Nice numbers").

    Zero is among them where the values are not far from it, in proportion.
    """
    low, high = min(values), max(values)
    if with_zero or (low > 0 and low < 0.6 * high) or (high < 0 and high > 0.6 * low):
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - (abs(low) or 1) * 0.5, high + (abs(high) or 1) * 0.5
    raw = (high - low) / (about - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def _tick(value: float, ticks: Sequence[float]) -> str:
    """Return a number at an axis: as many decimals as its neighbours need, thousands apart (ISO 80000-1, 7.3.1)."""
    step = ticks[1] - ticks[0]
    decimals = next((d for d in range(12) if abs(round(step, d) - step) < 1e-9 * step), 0)
    whole, point, rest = f"{abs(value):.{decimals}f}".partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return f"{chr(0x2212) if value < 0 else ''}{whole}{point}{rest}"


def _share(letters: int) -> float:
    """Return how much of the narrowest chart so many letters need, in percent."""
    return min(35.0, 100 * (letters * _LETTER + 8) / _NARROWEST)


def _trim(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") or "0"
