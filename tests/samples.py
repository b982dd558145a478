"""Samples for a browser: a publication with a page of each kind, and texts as no editor should write them."""

from __future__ import annotations

from collections.abc import Mapping

from drawn import drawn
from sites import SETTINGS, article
from test_theme import EVERYTHING, MORE_SETTINGS

SAMPLE_SETTINGS = SETTINGS + MORE_SETTINGS
"""A page of a list holds two articles, so that there are second pages."""

NOTED = """What a river carries is a matter of law as much as of water.[^1] Two states may agree on a share,[^2] and a
[treaty](https://example.net/treaty) may say so; see also the
[convention on the law of watercourses](https://example.net/convention/of/1997).

## Who pays

Whoever pays decides.[^1] The word is
*thalweg*, and in Arabic one says <span lang="ar" dir="rtl">مجرى الوادي</span>.

> A river knows no border, and a border knows no river.

| Year | Portion | Flow in km³ |
| - | :-: | -: |
| 1997 | a third | 55.5 |
| 2026 | a half | 47.1 |

```
share = flow * 0.5
```

[^1]: The first note, which is cited twice. See https://example.net/a/very/long/address/of/a/document/that/goes/on.pdf
[^2]: The second note, with a [report of 2026](https://example.net/second).
"""

SAMPLE = {
    **EVERYTHING,
    "content/articles/rivers.md": article(
        "What a river carries",
        "2026-04-05",
        NOTED,
        authors="[ana-ruiz]",
        topics="[Water, Law]",
        regions="[Central Asia]",
        summary="A standfirst of one sentence, which says what follows.",
    ),
    "content/articles/second.md": article(
        "The second river",
        "2026-04-04",
        'A river.\n\n![Its flow by month](flow.png "Most of it in June | Chart: Ana Ruiz | CC-BY-4.0")\n\nIt ends.',
        authors="[ana-ruiz]",
        topics="[Water]",
        image='{src: river.jpg, alt: "A river from above", caption: "In June", credit: "Ana Ruiz"}',
        featured="true",
    ),
    "content/articles/flow.png": drawn("PNG", 900, 500),
    "content/articles/river.jpg": drawn("JPEG", 1400, 800),
    "content/articles/third.md": article("The third river", "2026-04-03", authors="[ana-ruiz]", topics="[Water]"),
}

KINDS: Mapping[str, str] = {
    "home": "/",
    "second page of home": "/page/2/",
    "article": "/articles/rivers/",
    "article with everything": "/articles/all/",
    "article with pictures": "/articles/second/",
    "author": "/authors/ana-ruiz/",
    "topic": "/topics/water/",
    "second page of topic": "/topics/water/page/2/",
    "region": "/regions/central-asia/",
    "archive": "/archive/",
    "authors": "/authors/",
    "topics": "/topics/",
    "page": "/about/",
    "missing": "/404.html",
}
"""One page of each kind. A test that looks at all pages of the sample sees also what is not named here."""

# Bad input ----------------------------------------------------------------------------------------------------

_SENTENCE = "the river that nobody owns and everybody drinks from runs past the town where the treaty was signed"
_WORDS = _SENTENCE.split()


def words(count: int) -> str:
    """Return a text of so many words, in paragraphs of 90."""
    written = [_WORDS[(i * 7 + i // 13) % len(_WORDS)] for i in range(count)]
    return "\n\n".join(" ".join(written[i : i + 90]).capitalize() + "." for i in range(0, count, 90))


def _notes(count: int) -> str:
    return "\n".join(
        f"[^{n}]: Note {n}. Ministry of Water, *Report {n}* (Geneva, 19{n + 30}), https://example.net/reports/{n}/full-text.pdf"
        for n in range(1, count + 1)
    )


_LONG = "On what the river carried past the town in the year of the treaty, " * 5
_TABLE = "\n".join(
    "| " + " | ".join(cells) + " |"
    for cells in (
        [f"Column {n}" for n in range(1, 13)],
        ["---"] * 12,
        *([f"{row * n * 137:,}" for n in range(1, 13)] for row in (1, 2, 3)),
    )
)

BAD: Mapping[str, str] = {
    "title-of-300": article(_LONG[:299] + "?", "2026-02-01", words(200), summary="A standfirst.", authors="[ana-ruiz]"),
    "title-without-space": article("Wasserstraßenneubauamtsvorsteherstellvertreter" * 3, "2026-02-02", words(200)),
    "title-of-one-letter": article("W" * 120, "2026-02-03", words(100), topics="[Water]"),
    "nothing-but-text": article("Nothing but text", "2026-02-04", words(120)),
    "no-bio": article("Signed by one of whom nothing is known", "2026-02-05", words(120), authors="[no-bio]"),
    "sixty-notes": article(
        "Sixty notes",
        "2026-02-06",
        "\n\n".join(words(40) + f"[^{n}] " + words(12) + f"[^{n + 1}]" for n in range(1, 61, 2)) + "\n\n" + _notes(60),
    ),
    "five-notes-in-a-line": article(
        "Five notes in one line",
        "2026-02-07",
        words(90) + "\n\nOne[^1] two[^2] three[^3] four[^4] five.[^5]\n\n" + words(180) + "\n\n" + _notes(5),
    ),
    "twelve-columns": article("A table of twelve columns", "2026-02-08", f"{words(60)}\n\n{_TABLE}\n\n{words(60)}"),
    "long-code": article(
        "Long lines of code",
        "2026-02-09",
        f"{words(60)}\n\n```\n{'share = flow_of_the_river * 0.5 + ' * 12}1\n```\n\nAnd `{'inline_' * 30}` in a line.",
    ),
    "thirty-words": article("Thirty words", "2026-02-10", words(30)),
    "thirty-thousand-words": article("Thirty thousand words", "2026-02-11", words(30_000)),
}
"""Articles by the names of their files."""

BAD_SITE = {
    **{path: text for path, text in EVERYTHING.items() if path.startswith("static/")},
    "content/authors/ana-ruiz.md": EVERYTHING["content/authors/ana-ruiz.md"],
    "content/authors/no-bio.md": "---\nname: Nobody Known\n---\n",
    "content/authors/no-articles.md": "---\nname: Nothing Written-Yet\nrole: Fellow\n---\nShe will write.\n",
    "content/authors/long-name.md": f"---\nname: {'Donaudampfschiff' * 6}\n---\nA long name.\n",
    **{f"content/articles/{name}.md": text for name, text in BAD.items()},
}

BAD_PAGES: Mapping[str, str] = {
    **{name: f"/articles/{name}/" for name in BAD},
    "author-without-articles": "/authors/no-articles/",
    "author-without-bio": "/authors/no-bio/",
    "home": "/",
    "second-page-of-home": "/page/2/",
    "archive": "/archive/",
    "authors": "/authors/",
    "topic": "/topics/water/",
}
