"""The ways past the parser (`sitegen.markdown.quick`) give what the parser alone gives."""

from __future__ import annotations

import functools
import re
from typing import Any
from unittest import mock

import mistune
from hypothesis import assume, example, given
from hypothesis import strategies as st
from mistune.plugins.def_list import def_list
from mistune.plugins.formatting import strikethrough
from mistune.plugins.table import table, table_in_list, table_in_quote

from sitegen import markdown
from sitegen.model import Body

PIECES = """a|b|A c|é|“d”|1|1.|²|*|**|_|__|*e*|**f**|~|~~|`|``|[|]|[^1]|![^1]
|[^1]: |[^2]: |[^x]|[g](h.md)|(i)|[j]|[j]: k.md|!
|![|](l)|&|&amp;|&#35;|#35;|amp;|\\|\\*|\\&|<|>|<b>|</b>|<a href=m>|<!--|-->|<https://n.o>|https://p.q/r_s|http
|:|://|: |; |#|# |> |- |---|===|===|+|    |  | |:-:|.|,""".replace("\n", "").split("|")
PIECES += [
    " *a* ",
    " **b c** ",
    "\n*d*",
    "|",
    "| a | b |",
    "|---|---|",
    " [i: j!](https://k.l/m_n) ",
    "<https://o.p/q*?r=s&amp;t>",
    " u: ",
    "\n- a\n- b c\n\n",
    "\n- ",
    "\n## D\n\n",
    "\n[^1]: e\n",
    "\n[^2]: <https://f.g/h>\n\n",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\t",
    "\u00a0",
    "\u2028",
    "\v",
    " ",
    " ",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@functools.cache
def parser_alone() -> tuple[Any, ...]:
    plugins = [strikethrough, table, table_in_list, table_in_quote, def_list, markdown._notes]
    body = mistune.Markdown(plugins=plugins)
    notes = mistune.Markdown(
        inline=mistune.InlineParser(), plugins=[strikethrough, markdown._markers, markdown._bare_urls]
    )
    return body.block, body.inline, notes.inline


def slowly(text: str) -> Body:
    with mock.patch.object(markdown, "_parsers", parser_alone):
        return markdown.render(text)


@given(TEXTS)
@example("a&\\#35; *b*")
@example("a&\\#35; b")
@example("\\* \\&amp\\; \\_")
@example("[https://a.b/c\nd](https://a.b/c%0Ad)")
@example("a  \nb \nc\n d\n\\\ne")
@example("a | b\n--|--\n1 | 2\n\nc\n: d\n\n: e\n\nf\n===")
@example("a[^1]\n\n[^1]: b\n[^2]: c\n  d\n\n[^3]: e\n\n    f\n\n[^4]: g")
@example("a\n\n- b\n- c\n\n  d\n\n- e\u2028f\n- 1\n\n- g\n- h\n\n- i\n\n* j\n- k\n\nl\n- m\nn\n")
@example("a\n## b\n# c \x1c\nd\n### e #\n## f|g\n|---|---|\n- h\n# i\n\nj\n\n: k")
@example("a[^1][^2][^3]\n\n[^1]: b\n[^2]: <https://c.d>\n\n[^3]: <https://e.f>\n g\n\n- h\n\n[^4]: i | j\n|--|--|\n")
@example("a![^1] *b*: [c: d](e_f) <https://g.h/*?i=&amp;j>. **k**\n\n[^1]: l [m](n://o) https://p.q <https://r.s>: t")
@example("![a](b) [^1](c) [^d](e) [](f) [g](h i) [j*](k)* [l][m](n) <https:o> [p&amp;](q)\n\n[^1]: r")
@example("# a\n\n        ")
def test_the_quick_way_ends_where_the_parser_does(text: str) -> None:
    """Whatever the text, the body is the same with and without the ways past the parser."""
    # mistune alone lets a paragraph go on after a line of five spaces, which is blank (CommonMark, section 2.1).
    assume(not re.search(r"\S.*\n(?: {4}| *\t)[ \t\v\f]+$", text, re.MULTILINE))
    assert markdown.render(text) == slowly(text)
