"""What of raw HTML may stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markdown import sanitise


def clean(html: str) -> str:
    return sanitise.clean(html, lambda tag, name, value: value)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<script>x</script>a", "a"),
        ("<style>x</style>a", "a"),
        ('<b onclick="x" style="y" class="z">a</b>', '<b class="z">a</b>'),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="&#106;ava\tscript:x">a</a>', "<a>a</a>"),
        ('<img src="x" onerror="y">', '<img src="x">'),
        ("<svg><script>x</script></svg>a", "a"),
        ('<math><mi xlink:href="javascript:x">a</mi></math>b', "b"),
        ('<iframe srcdoc="x"></iframe><object data="x"></object><embed src="x">a', "a"),
        ('<form action="x"><input name="y"><button>a</button></form>', "a"),
        ("a<!-- b -->c", "ac"),
        ("<b>a", "<b>a</b>"),
        ("<h1>a</h1>", "a"),
        ('<meta http-equiv="refresh" content="0"><base href="//e.org"><link rel="x">a', "a"),
        (
            '<noscript><p title="</noscript><img src=x onerror=y>"></noscript>a',
            '<p title="<img src="x">">a',
        ),
    ],
)
def test_clean(html: str, left: str) -> None:
    """Nothing is left that runs, frames, submits, restyles or moves the page."""
    assert clean(html).replace("&lt;", "<").replace("&gt;", ">") == left


def test_own_elements_stay() -> None:
    """What the Markdown step writes passes unchanged, holes included."""
    own = (
        '<p><sup><a id="\ufdd0P\ufdd1fnref-1" href="\ufdd0U\ufdd1#\ufdd0P\ufdd1fn-1" role="doc-noteref"'
        ' aria-label="Note 1">1</a></sup> <a href="\ufdd0L../x.md?a&amp;b#c\ufdd1" title="T">x</a><wbr><br></p>'
        '<div class="table" role="region" tabindex="0" aria-label="Table 1"><table><thead><tr><th scope="col"'
        ' class="right">a</th></tr></thead></table></div><figure><img src="\ufdd0La.png\ufdd1" alt="" loading="lazy">'
        '<figcaption>b</figcaption></figure><pre><code class="language-x">c</code></pre><ol start="3"><li>d</li></ol>'
        '<h2 id="\ufdd0P\ufdd1e">e</h2><del>f</del><hr><dl><dt>g</dt><dd>h</dd></dl>'
    )
    assert clean(own) == own


# fmt: off
PIECES = st.lists(
    st.sampled_from([
        "<b>", "</b>", "<script>", "</script>", "<textarea>", "<title>", "<select>", "<plaintext>", "<svg>", "<!--",
        "-->", "<div", ' title="', "'", ">", "x", " ", "\n", "</", "<!", "<?", "<td>", "<xmp>", "<template>",
        "<a href=x>",
    ])
).map("".join)
# fmt: on


@given(PIECES)
def test_a_piece_swallows_nothing(raw: str) -> None:
    """After any piece of raw HTML the article goes on: the next paragraph and its link are there."""
    after = clean(sanitise.self_contained(raw) + '\n<p>next <a href="y">link</a></p>')
    assert re.search(r'<p>(<[^>]*>)*next (<[^>]*>)*<a href="y">link</a>', after)


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("<script>a</script>b", "b"),
        ("<script>a", "a"),
        ("<SCRIPT>a</Script >b<font>c</font>", "bc"),
        ("a<!-- b", "a"),
        ("<script>İİİİİİİİİİİİ</SCRIPT>a", "a"),
        ('<div title="a', '&lt;div title="a'),
    ],
)
def test_self_contained(raw: str, left: str) -> None:
    """A script goes with its text if it ends, an unknown tag alone; an unfinished tag is text."""
    assert sanitise.self_contained(raw) == left


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<b>a</b> a < b <https://e.org> <a@e.org>", []),
        ("<b\nonclick=x>", ["onclick was removed from <b>"]),
        ("<b title='<script>' onclick=x>", ["onclick was removed from <b>"]),
        (
            "<script>'<font>'</script><style>",
            [f"<{tag}> was removed: it may not stand in an article" for tag in ("script", "style")],
        ),
        ("<img src=a alt=''>", []),
        ("<img src=a title='alt'>", ["an image has no alternative text"]),
        ("<img src=a alt='b'>", []),
    ],
)
def test_faults(text: str, found: list[str]) -> None:
    """Each thing that goes is named, and nothing that stays."""
    assert [message for _, message, _ in sanitise.faults(text)] == found
