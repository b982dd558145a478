"""Seeds beside what the site has: whose article is whose, what is never written over, who is known already."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import frontmatter
import pytest
from seed_texts import run, seed
from test_seeds_properties import files

from sitegen.seeds import Existing, ExistingAuthor, Plan, article_digest
from sitegen.value import replace

LONG = "This is a paragraph of the text, which is long enough that nobody can take it for a headline or a teaser of it."


def text(title: str = "The headline", byline: str = "By Ana Example", end: str = "") -> str:
    """Return a small seed."""
    return f"{title}\n\n{byline}\n\n{LONG}\n\n{LONG}\n{end}"


def written(plan: Plan) -> dict[str, str]:
    """Return the files of a plan by path."""
    return {write.path: write.data.decode() for write in plan.writes}


def test_a_seed_becomes_an_article_and_an_author() -> None:
    """The article's front matter has its keys in the fixed order, the author's file has the name."""
    one = seed(text(end="\nLatest\n\nAnother: piece\n\nCut short...\n"))
    plan = run(one)
    article = written(plan)["content/articles/the-headline.md"]
    front = article.split("---\n")[1]
    body = article.split("---\n", 2)[2]
    without = "---\n" + front[: front.index("seed:")] + front[front.index("latest_seen:") :] + "---\n" + body
    assert front == (
        'title: "The headline"\ndate: 2023-03-05\nauthors: ["ana-example"]\nslug: "the-headline"\n'
        'id: "tag:example.org,2023-03-05:articles/the-headline"\nseed:\n  file: "seeds/2023-03-05-one.txt"\n'
        f'  digest: "{hashlib.sha256(one.data).hexdigest()}"\n'
        f'  article: "{hashlib.sha256(without.encode()).hexdigest()}"\n'
        'latest_seen:\n  - title: "Another: piece"\n    teaser: "Cut short..."\n'
    )
    assert written(plan)["content/authors/ana-example.md"] == '---\nname: "Ana Example"\n---\n'


def test_a_changed_seed_is_converted_into_the_same_file() -> None:
    """An article that nobody edited follows its seed, and keeps path, slug, id and a guessed date."""
    articles, authors = files(run(seed(text(), "seeds/one.txt")))
    moved = replace(articles[0], path="content/articles/2023/x.md", date=dt.date(2020, 2, 2))
    plan = run(seed(text("Another headline"), "seeds/one.txt"), articles=[moved], authors=authors)
    post = frontmatter.loads(written(plan)["content/articles/2023/x.md"])
    assert post["title"] == "Another headline"
    assert (post["slug"], post["id"], post["date"]) == ("the-headline", moved.id, dt.date(2020, 2, 2))
    assert len(plan.writes) == 1


def test_line_ends_of_a_checkout_are_no_edit() -> None:
    """An article that came back with CRLF is still as the converter wrote it."""
    articles, _ = files(run(seed(text())))
    assert articles[0].mark is not None
    assert article_digest(articles[0].data.replace(b"\n", b"\r\n")) == articles[0].mark.article
    assert article_digest(articles[0].data + b"x") != articles[0].mark.article


def test_force_takes_the_seed_and_keeps_what_an_editor_added() -> None:
    """With force the text is the seed's again; topics and the like of an editor stay in the front matter."""
    articles, authors = files(run(seed(text())))
    edited = (
        articles[0].data.replace(b"slug:", b"topics:\n  - energy\n  - law\nslug:").replace(b"paragraph", b"passage")
    )
    plan = run(
        seed(text("New headline")),
        articles=[replace(articles[0], data=edited)],
        authors=authors,
        force=True,
    )
    post = frontmatter.loads(written(plan)[articles[0].path])
    assert (post["title"], post["topics"]) == ("New headline", ["energy", "law"])
    assert "passage" not in post.content
    assert "kept from the article: topics" in str(plan.reports[0])


def test_a_renamed_seed_is_known_by_its_bytes() -> None:
    """A seed under another name is still the seed of its article."""
    articles, authors = files(run(seed(text())))
    assert run(seed(text(), "seeds/renamed.txt"), articles=articles, authors=authors) == Plan()


@pytest.mark.parametrize("again", [False, True])
def test_a_doubled_seed_is_converted_once(again: bool) -> None:
    """Of two seeds with the same bytes the second is passed over with a warning, in each run."""
    seeds = (seed(text(), "seeds/a.txt"), seed(text(), "seeds/b.txt"))
    articles, authors = files(run(*seeds)) if again else ([], [])
    plan = run(*seeds, articles=articles, authors=authors)
    assert len(plan.writes) == (0 if again else 2)
    assert [p.path for p in plan.problems if "byte for byte" in p.message] == ["seeds/b.txt"]


def test_no_other_file_is_written_over() -> None:
    """Where another article has the slug or the file, the new one gets a number."""
    other = Existing("content/articles/The-Headline.md", b"---\n---\n", None, "something", dt.date(2020, 1, 1))
    same = Existing("content/articles/x.md", b"---\n---\n", None, "the-headline-2", dt.date(2020, 1, 1))
    plan = run(seed(text(), "seeds/a.txt"), seed(text(end="\nMore text."), "seeds/b.txt"), articles=[other, same])
    assert [p for p in written(plan) if "articles" in p] == [
        "content/articles/the-headline-3.md",
        "content/articles/the-headline-4.md",
    ]


def test_a_seed_from_elsewhere_is_matched_by_name_and_headline() -> None:
    """An imported file replaces the article of a file of the same name only if the headline is the same."""
    articles, authors = files(run(seed(text(), "index.txt")))
    same = run(seed(text(end="\nMore text, which ends."), "index.txt"), articles=articles, authors=authors)
    assert list(written(same)) == ["content/articles/the-headline.md"]
    other = run(seed(text("Something else"), "index.txt"), articles=articles, authors=authors)
    assert list(written(other)) == ["content/articles/something-else.md"]


@pytest.mark.parametrize(
    "name",
    ["ana example", "Example Ana", "Example, Ana", "Dr. Ana Example", "Aná Éxample", "ANA EXAMPLE", "Ana Example, PhD"],
)
def test_an_author_is_known_in_any_spelling(name: str) -> None:
    """Case, accents, order and honorifics make no other person of an author, and the author's file stays."""
    known = ExistingAuthor("content/authors/ana.md", "ana", name, "")
    plan = run(seed(text()), authors=[known])
    assert list(written(plan)) == ["content/articles/the-headline.md"]
    assert 'authors: ["ana"]' in written(plan)["content/articles/the-headline.md"]


def test_another_bio_is_reported_in_full() -> None:
    """A bio that differs from the file's is printed word for word, each line with its number; an equal one is not."""
    one = seed(text(end="\n[1] A note.\n\nAna Example\nAna Example\nShe is a fellow\\at X.\n\nShe *sails*."))
    plan = run(one, authors=[ExistingAuthor("content/authors/ana-example.md", "ana-example", "Ana Example", "Old.")])
    assert {(13, "She is a fellow\\at X."), (15, "She *sails*.")} <= set(plan.reports[0].left_out)
    assert "another bio than in content/authors/ana-example.md" in str(plan.reports[0])
    _, authors = files(run(one))
    assert "another bio" not in str(run(one, authors=authors).reports[0])


def test_an_id_that_is_taken_gets_a_number() -> None:
    """Two people whose names give one id have two files."""
    other = ExistingAuthor("content/authors/ana-example.md", "ana-example", "Somebody Else", "")
    assert "content/authors/ana-example-2.md" in written(run(seed(text()), authors=[other]))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Мир и война", "mir-i-voina"),
        ("战争与和平", "zhan-zheng-yu-he-ping"),
        ("السلام", "lslm"),
        ("😀 🎉", "a-file"),
        ('He said: "no" \\ #1', "he-said-no-1"),
    ],
)
def test_any_title_gets_a_slug(title: str, slug: str) -> None:
    """A title in any script gives a readable slug; one of signs alone takes the file's name."""
    plan = run(seed(text(title), "seeds/a file.txt"))
    assert frontmatter.loads(written(plan)[f"content/articles/{slug}.md"])["title"] == title


def test_a_title_and_a_file_without_letters_still_make_an_article() -> None:
    """Where nothing gives a slug, the digest does."""
    one = seed(text("😀"), "seeds/🎉.txt")
    digest = hashlib.sha256(one.data).hexdigest()
    assert f"content/articles/article-{digest[:8]}.md" in written(run(one))


def test_a_seed_without_date_is_dated_today_with_a_warning() -> None:
    """The day of conversion is the last resort, and said to be."""
    plan = run(seed(text(), "seeds/one.txt"))
    assert "\ndate: 2026-01-01\n" in written(plan)["content/articles/the-headline.md"]
    assert [p.severity for p in plan.problems if "2026-01-01, the day of conversion" in p.message] == ["warning"]


def test_a_bad_seed_keeps_no_good_one_back() -> None:
    """An error is about one seed: nothing is written for it, and the others are converted."""
    plan = run(seed("", "seeds/a.txt"), seed(text(), "seeds/b.txt"))
    assert [(p.severity, p.path) for p in plan.problems if p.severity == "error"] == [("error", "seeds/a.txt")]
    assert "content/articles/the-headline.md" in written(plan)


def test_the_order_of_files_decides_nothing() -> None:
    """The plan is the same in whatever order seeds, articles and authors are handed in."""
    seeds = [seed(text(f"Headline {n % 2}", end=f"\nText {n} of it."), f"seeds/{n}.txt") for n in range(5)]
    assert run(*seeds) == run(*reversed(seeds))


def test_front_matter_text_is_json_too() -> None:
    """Every quoted text of the front matter is a JSON string: no tool reads it otherwise."""
    title = 'A "title": with \\ and 😀, #1 & <b> \u00e9'
    article = next(t for p, t in written(run(seed(text(title)))).items() if "articles" in p)
    assert json.loads(article.splitlines()[1].removeprefix("title: ")) == title
