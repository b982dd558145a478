"""A small table becomes a chart that everyone can read: what is drawn, what is wrong, how it looks to a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sites import SETTINGS, Visit, article, bad, feed, good, visit, write
from test_docs import examples
from test_every_page import barriers
from test_published_pages import check_html
from visit import Look, served

from sitegen import charts
from sitegen.markdown import render

HEAD = "title: The title\ndescription: The description.\nunit: tonnes\n\n"
LINE = f"```chart line\n{HEAD}Year,Gas,Oil\n2000,10,5\n2010,20,\n2020,40,15\n```"
BAR = f"```chart bar\n{HEAD}Country;Now;Then\nA & B;1,5;2\nC;-3;\n```"
DOT = f"```chart dot\n{HEAD}Country\tOne\tTwo\tThree\tFour\nA\t1\t2\t3\t4\nB\t4,5\t\t2\t1\n```"


def page(tmp_path: Path, body: str, settings: str = SETTINGS) -> Visit:
    return visit(
        good(write(tmp_path, {"content/articles/x.md": article("X", "2026-01-05", body)}, settings)), "/articles/x/"
    )


def drawing(block: str) -> etree._Element:
    """Return what is drawn of a block."""
    kind, text = re.fullmatch(r"```chart (\w+)\n(.*)\n```", block, re.DOTALL).groups()  # type: ignore[union-attr]
    chart, faults = charts.parse(kind, text)
    assert faults == ()
    assert chart
    return etree.fromstring(charts.svg(chart, "c"))


@pytest.mark.parametrize("block", [LINE, BAR, DOT])
def test_a_chart_has_title_description_and_table(block: str, tmp_path: Path) -> None:
    """The figure is named, the drawing is one picture with a name and a description, and the numbers are a table."""
    seen = page(tmp_path, f"A text.\n\n{block}\n\nMore.")
    figure = seen.one("//figure")
    assert seen.text("//figure/figcaption") == "The title tonnes"
    svg = seen.one("//figure/svg")
    named = [seen.one(f"//*[@id='{id}']").text for id in svg.get("aria-labelledby").split()]
    assert (svg.get("role"), named) == ("img", ["The title", "The description."])
    assert seen.text("//figure//summary") == "Table 1"
    assert seen.all("//figure//table//th[@scope='row']")
    assert "style" not in etree.tostring(figure, encoding="unicode")


def test_the_table_says_what_was_written(tmp_path: Path) -> None:
    rows = [[cell.text_content() for cell in row] for row in page(tmp_path, BAR).all("//figure//tr")]
    assert rows == [["Country", "Now", "Then"], ["A & B", "1,5", "2"], ["C", "-3", ""]]


def test_lines_stand_where_their_numbers_are() -> None:
    """Years are as far apart as they are, a gap divides a line, and a point alone is a mark."""
    svg = drawing(f"```chart line\n{HEAD}Year,Gas,Oil\n2000,10,5\n2010,20,\n2020,40,15\n2025,0,15\n```")
    (line, rest) = svg.xpath("//*[local-name()='polyline']/@points")
    assert line == "0,750 400,500 800,0 1000,1000"
    assert rest == "800,625 1000,625"
    assert len(svg.xpath("//*[local-name()='circle']")) == 1
    texts = svg.xpath("//*[local-name()='text']/text()")
    assert texts == ["Gas", "Oil", "0", "10", "20", "30", "40", "2000", "2010", "2020", "2025"]


def test_bars_are_as_long_as_their_numbers() -> None:
    """All begin at zero, also those below it."""
    svg = drawing(f"```chart bar\n{HEAD}C,N\na,4\nb,2\nc,-2\n```")
    bars = [(float(r.get("x")[:-1]), float(r.get("width")[:-1])) for r in svg.xpath("//*[local-name()='rect']")]
    whole = bars[0][1]
    assert [round(width / whole, 3) for _, width in bars] == [1, 0.5, 0.5]
    assert bars[0][0] == bars[1][0] == pytest.approx(bars[2][0] + bars[2][1], abs=0.02)


@settings(deadline=None)
@given(
    st.sampled_from(sorted(charts.KINDS)),
    st.lists(st.tuples(*[st.floats(-(2.0**40), 2.0**40, width=32)] * 3), min_size=1, max_size=30),
)
def test_whatever_the_numbers_nothing_is_outside(kind: str, rows: list[tuple[float, ...]]) -> None:
    """Each place across is between 0 and 100 percent, each height is a number, and the drawing is well-formed."""
    table = "\n".join(f"{n},{','.join(f'{cell:.3f}' for cell in row)}" for n, row in enumerate(rows))
    svg = drawing(f"```chart {kind}\n{HEAD}Y,A,B,C\n{table}\n```")
    for share in svg.xpath("//@x | //@x1 | //@x2 | //@width"):
        if share.endswith("%"):
            assert -0.01 <= float(share[:-1]) <= 100.01
    for element in svg.xpath("//*[local-name()='rect'][contains(@x, '%')]"):
        assert float(element.get("x")[:-1]) + float(element.get("width")[:-1]) <= 100.02
    for points in svg.xpath("//@points"):
        assert all(-0.01 <= float(part) <= 1000.01 for point in points.split() for part in point.split(","))


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(["line", "bar", "dot", "pie", ""]))
def test_whatever_is_written_there_is_a_chart_or_a_fault(text: str, kind: str) -> None:
    chart, faults = charts.parse(kind, text)
    assert (chart is None) == bool(faults)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (f"```chart line\n{HEAD}A,B\n1,2\n3\n```", "x.md:14:1: error: this row has 1 cells, and the first one has 2"),
        (f"```chart line\n{HEAD}A,B\n1,2,3\n```", "x.md:13:1: error: this row has 3 cells, and the first one has 2"),
        (f"```chart lines\n{HEAD}A,B\n1,2\n```", "x.md:7:1: error: there is no chart of the kind 'lines'"),
        (f"```chart\n{HEAD}A,B\n1,2\n```", "x.md:7:1: error: the chart has no kind"),
        ("```chart bar\nA,B\n1,2\n```", "x.md:7:1: error: the chart has no `title`"),
        ("```chart bar\ntitle: x\n\nA,B\n1,2\n```", "x.md:7:1: error: the chart has no `description`"),
        (f"```chart bar\ntitel: x\n{HEAD}A,B\n1,2\n```", "x.md:8:1: error: a chart has no `titel`"),
        (f"```chart bar\n{HEAD}A,B\nx,many\n```", "x.md:13:1: error: 'many' is no number"),
        (f"```chart bar\n{HEAD}A,B\nx,\n```", "x.md:12:1: error: the column 'B' has no number"),
        (f"```chart bar\n{HEAD}A\nx\n```", "x.md:12:1: error: the table has one column"),
        (f"```chart bar\n{HEAD}```", "error: the chart has no table"),
        (f'```chart bar\n{HEAD}A,B\n"x,1\n```', "x.md:13:1: error: a quotation mark in this row is not closed"),
        (f"```chart bar\n{HEAD}A,B,C,D,E,F\nx,1,2,3,4,5\n```", "shows 4 columns of numbers at most, not 5"),
        (f"```chart bar\n{HEAD}A,B\n" + "x,1\n" * 201 + "```", "the table has 201 rows"),
    ],
)  # fmt: skip
def test_mistakes_in_charts_have_their_place(block: str, said: str, tmp_path: Path) -> None:
    text = article("X", "2026-01-05", f"Text.\n\n{block}\n")
    assert (
        f"content/articles/{said}" in (joined := "\n".join(bad(write(tmp_path, {"content/articles/x.md": text}))))
        or said in joined
    )


def test_numbers_are_read_as_people_write_them() -> None:
    body = "A\tB\n" + "\n".join(
        f"{n}\t{text}" for n, text in enumerate(["1,5", "1.250,5", "1 250", "−3", "12 %", "1.500", "–"])
    )
    chart, faults = charts.parse("line", HEAD + body)
    assert faults == ()
    assert chart
    assert chart.series[0].values == (1.5, 1250.5, 1250, -3, 12, 1500, None)


def test_a_source_may_have_notes_and_a_chart_stands_beside_raw_html() -> None:
    """What is written of a source is text as any other; the sanitiser takes nothing of a drawing away."""
    block = LINE.replace("unit: tonnes", "unit: tonnes\nsource: See [it](https://e.org/)[^a]")
    body = render(f"<b>Raw</b>\n\n{block}\n\n[^a]: A note.")
    assert body.problems == ()
    assert '<a href="https://e.org/">it</a><sup>' in body.html
    assert len(body.notes) == 1
    assert body.html.count("<svg role") == 1
    assert "<polyline" in body.html


def test_in_feeds_and_for_others_there_is_the_table(tmp_path: Path) -> None:
    files = {"content/articles/x.md": article("X", "2026-01-05", f"A.\n\n{LINE}")}
    output = good(write(tmp_path, files, SETTINGS + 'license = "CC-BY-4.0"\nrepublish = true\n'))
    (item,) = feed(output)
    assert "<table>" in etree.tostring(item, encoding="unicode").replace("&lt;", "<").replace("&gt;", ">")
    forms = visit(output, "/articles/x/republish/").texts("//textarea")
    assert "<svg" not in forms[0]
    assert "<table>" in forms[0]
    assert "The title" in forms[1]
    assert "| 2000 | 10 | 5 |" in forms[2]


def test_the_example_is_a_chart() -> None:
    (shown,) = re.findall(
        r"(?s)````markdown\n(.*?)````", (Path(__file__).parent.parent / "docs/charts.md").read_text("utf-8")
    )
    body = render(shown + "\n[^2]: A note.\n")
    assert body.problems == ()
    assert "<polyline" in body.html
    (said,) = examples("charts.md", "text")
    blocks = [("line", "A,B,C\nx,1,2\ny,1"), ("bar", "A,B\nx,many"), ("lines", "A,B\nx,1")]
    found = [charts.parse(kind, HEAD + rows)[1] for kind, rows in blocks]
    told = [(fault.what, fault.hint) for faults in found for fault in faults]
    assert re.findall(r"error: (.*)\n    (.*)", said) == told


# In a browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    many = f"```chart line\n{HEAD}Month,A long name of a series,B,C,D,E,F\n" + "".join(
        f"Month {n},{n},{n * 2},{n + 5},{20 - n},{n % 5},{1_000_000 * n}\n" for n in range(1, 30)
    )
    files = {
        "content/articles/x.md": article("X", "2026-01-05", f"A.\n\n{LINE}\n\n{BAR}\n\n{DOT}\n\n{many}```\n"),
        "content/articles/y.md": article("Y", "2026-01-05", f"A.\n\n{LINE}\n\n{BAR}", language="ar"),
    }
    return good(write(tmp_path_factory.mktemp("drawn"), files))


@pytest.fixture(scope="module")
def address(drawn: Path) -> Iterator[str]:
    with served(drawn) as address:
        yield address


def test_charts_are_valid(vnu: list[str], drawn: Path) -> None:
    assert check_html(vnu, drawn) == ""


@pytest.mark.parametrize("path", ["/articles/x/", "/articles/y/"])
@pytest.mark.parametrize(("width", "dark"), [(320, False), (320, True), (1280, False), (1280, True)])
def test_charts_are_read_at_any_width(look: Look, axe: str, address: str, path: str, width: int, dark: bool) -> None:
    """Nothing leaves the drawing, no two letters cover each other, and axe-core finds nothing."""
    tab = look(width=width, dark=dark)
    tab.goto(address + path)
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert barriers(tab, axe) == []
    outside = tab.evaluate(
        """() => [...document.querySelectorAll("figure > svg")].flatMap((svg) => {
          const whole = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()])
            .filter(([, box]) => box.left < whole.left - 1 || box.right > whole.right + 1
              || box.bottom > whole.bottom + 1)
            .map(([text]) => text);
        })"""
    )
    assert outside == []
    covered = tab.evaluate(
        """() => [...document.querySelectorAll("figure > svg")].flatMap((svg) => {
          const texts = [...svg.querySelectorAll("text")];
          const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
          return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
            .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1)
            .filter(([, b]) => a.top < b.bottom - 3 && b.top < a.bottom - 3)
            .map(([other]) => `${one} / ${other}`));
        })"""
    )
    assert covered == []


def test_the_colours_are_those_of_the_page(look: Look, address: str) -> None:
    """By night a line is in the accent of the night."""
    colours = []
    for dark in (False, True):
        tab = look(dark=dark)
        tab.goto(f"{address}/articles/x/")
        line = "getComputedStyle(document.querySelector('polyline')).stroke"
        accent = "getComputedStyle(document.querySelector('.masthead')).borderTopColor"
        assert tab.evaluate(line) == tab.evaluate(accent)
        colours.append(tab.evaluate(line))
    assert colours[0] != colours[1]


def test_the_table_opens_by_keyboard(look: Look, address: str) -> None:
    tab = look()
    tab.goto(f"{address}/articles/x/")
    table = tab.locator("figure table").first
    assert not table.is_visible()
    tab.locator("figure summary").first.focus()
    tab.keyboard.press("Enter")
    assert table.is_visible()
