"""The commands as a person types them: what they print where, and the status they leave."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from sites import SETTINGS, article, feed, tree, visit, write

from sitegen import cli, places

ROOT = Path(__file__).resolve().parent.parent
X = "content/articles/x.md"


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, as of a fixed day where it matters."""
    return subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_publication_builds_and_checks(tmp_path: Path) -> None:
    """`new`, `build`, `check`: three commands, no warning, and the next step is always said."""
    made = run("new", "pub", folder=tmp_path)
    assert made.returncode == 0
    assert "sitegen build --site pub" in made.stdout
    assert (tmp_path / "pub/seeds").is_dir()
    built = run("build", "--site", "pub", folder=tmp_path)
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout.startswith("pub/public: ")
    assert "files written, 0 unchanged, 0 removed in" in built.stdout
    checked = run("check", "--site", "pub", folder=tmp_path)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "All is well.\n", "")
    assert visit(tmp_path / "pub/public").text("//h1") == "The Example Review"


def test_new_in_an_empty_folder_says_so_in_words(tmp_path: Path) -> None:
    """`new .` names the folder as a person does, and the next commands need no --site."""
    made = run("new", ".", folder=tmp_path)
    assert made.returncode == 0
    assert "A publication is in this folder. Next:\n" in made.stdout
    assert "--site" not in made.stdout


def test_new_does_not_touch_a_folder_with_something_in_it(tmp_path: Path) -> None:
    """Status 2, one line, nothing changed."""
    write(tmp_path, {"pub/mine.txt": "mine"})
    before = tree(tmp_path)
    done = run("new", "pub", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("sitegen: pub is there already and not empty\n")
    assert tree(tmp_path) == before


def test_errors_are_on_standard_error_with_status_1(tmp_path: Path) -> None:
    """`file:line:column: error: …`, what to do, and that nothing was written."""
    write(tmp_path, {X: article("X", "2026-13-01")})
    done = run("build", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "content/articles/x.md:3:7: error: `date` '2026-13-01' has no month 13: a date is year, month, day\n"
        "    write it like 2023-03-05, 2023-03-05 10:00 or 2023-03-05T10:00+02:00\n"
        "Nothing was written: mend the above first.\n"
    )


def test_paths_in_messages_can_be_opened_from_where_one_is(tmp_path: Path) -> None:
    """With --site the folder stands before the file's path."""
    write(tmp_path / "a/pub", {X: "broken"})
    assert run("build", "--site", "a/pub", folder=tmp_path).stderr.startswith("a/pub/content/articles/x.md:1:1: error:")
    assert run("build", "--site", str(tmp_path / "a/pub"), folder=tmp_path / "a").stderr.startswith("pub/content/")
    write(tmp_path, {X: article("Another of the same name")})
    assert run("build", "--site", "a/pub", folder=tmp_path).stderr.startswith("a/pub/content/articles/x.md:1:1: error:")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("build", "--site", "nowhere"), "sitegen new"),
        (("build",), "site.toml:1:1: error: not there, so this folder is not a site"),
        (("build", "--joobs", "3"), "--jobs"),
        (("build", "--jobs", "many"), "'many' is not a valid integer"),
        (("built",), "did you mean 'build'?"),
        (("import", "nowhere.txt", "--site", "ok"), "nowhere.txt"),
        (("build", "--site", "ok", "--as-of", "yesterday"), "--as-of: error: 'yesterday' is not a date"),
        (("build", "--site", "ok", "--base-url", "example"), "--base-url: error: it is not a web address"),
        (("build", "--site", "ok", "--output", "ok"), "--output: error: the output folder ok holds the site itself"),
        (("build", "--site", "ok", "--output", "circle"), "--output: error: the output folder circle "),
        (("build", "--site", "ok", "--output", "dead/x"), "dead is a link that leads nowhere"),
        (("build", "--site", "ok", "--output", "ok/content/x"), "lies in the site's folder content"),
        (("check", "--site", "wrong"), "wrong/site.toml:3:1: error: unknown setting `pages`"),
    ],
)
def test_a_wrong_command_line_or_setting_has_status_2(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """Nothing is written, no traceback is shown, and the message says what is meant."""
    write(tmp_path / "ok", {X: article("X")})
    write(tmp_path / "wrong", {}, SETTINGS + "pages = 3\n")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "dead").symlink_to("nothing")
    before = tree(tmp_path)
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2, done
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize("command", ["", "new", "import", "build", "serve", "check"])
def test_help_teaches(tmp_path: Path, command: str) -> None:
    """Each command says in a sentence what it does, and every option has its own words."""
    done = run(*filter(None, (command, "--help")), folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: sitegen")
    assert "Show this message and exit." in done.stdout


def test_strict_takes_warnings_for_errors(tmp_path: Path) -> None:
    """A warning alone: built without --strict, refused with it."""
    write(tmp_path, {X: article("X", titel="Y")})
    assert run("build", "--strict", folder=tmp_path).returncode == 1
    assert not (tmp_path / "public").exists()
    done = run("build", folder=tmp_path)
    assert done.returncode == 0
    assert "warning: unknown key `titel`" in done.stderr


def test_the_clock_can_be_given(tmp_path: Path) -> None:
    """`--as-of` decides what is out."""
    write(tmp_path, {X: article("X", "2030-01-01")})
    assert run("build", "--as-of", "2029-12-31 23:59", folder=tmp_path).returncode == 0
    assert not (tmp_path / "public/articles/x").exists()
    assert run("build", "--as-of", "2030-01-01", folder=tmp_path).returncode == 0
    assert (tmp_path / "public/articles/x").exists()


def test_another_output_folder_and_base_url(tmp_path: Path) -> None:
    """`--output` is seen from where one is; the settings' folder stays as it was."""
    write(tmp_path / "site", {X: article("X")})
    options = ("--site", "site", "--output", "out", "--base-url", "https://preview.example/x")
    done = run("build", *options, folder=tmp_path)
    assert done.returncode == 0
    assert visit(tmp_path / "out").all("//link[@rel='canonical'][@href='https://preview.example/x/']")
    assert not (tmp_path / "site/public").exists()


SEED = "A river is shared\n\n5 March 2023\n\nThe upper states hold the water.\n\nJane Roe\nJane Roe\nJane Roe writes.\n"


def test_import_prints_what_it_recognised_and_left_out(tmp_path: Path) -> None:
    """The report is on standard output; the article and the author are in content."""
    write(tmp_path, {"old/river.txt": SEED.replace("5 March", "Share\n\n5 March")})
    done = run("import", "old/river.txt", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "content/articles/a-river-is-shared.md" in done.stdout
    assert "Share" in done.stdout
    assert done.stdout.endswith("1 article and 1 author written.\n")
    assert (tmp_path / "content/authors/jane-roe.md").is_file()
    again = run("import", "old", folder=tmp_path)
    assert again.returncode == 0
    assert again.stdout.endswith("0 articles and 0 authors written.\n")


def test_a_folder_of_seeds_with_names_of_an_old_machine_is_imported(tmp_path: Path) -> None:
    """RIVER.TXT is a seed, a folder of such a name is none."""
    write(tmp_path, {"old/RIVER.TXT": SEED, "old/deep.txt/notes.doc": "x"})
    done = run("import", "old", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("1 article and 1 author written.\n")


def test_no_path_of_the_machine_gets_into_content(tmp_path: Path) -> None:
    """A seed from elsewhere is known by its name alone."""
    write(tmp_path / "site", {})
    write(tmp_path / "elsewhere", {"river.txt": SEED})
    assert run("import", str(tmp_path / "elsewhere"), "--site", "site", folder=tmp_path).returncode == 0
    assert all(str(tmp_path).encode() not in data for data in tree(tmp_path / "site").values())


def test_a_seed_from_elsewhere_is_shown_where_it_lies(tmp_path: Path) -> None:
    """The report and the problems of a seed name files that can be opened from where one is, not in the site."""
    write(tmp_path / "site", {})
    write(tmp_path / "old", {"river.txt": SEED.replace("5 March 2023", "Share"), "empty.txt": ""})
    done = run("import", "old", "--site", "site", folder=tmp_path)
    assert done.stdout.startswith("old/river.txt → site/content/articles/a-river-is-shared.md\n")
    assert done.stderr.startswith("old/empty.txt:1:1: error: the seed is empty\n")
    assert "\nold/river.txt:1:1: warning: no date found" in done.stderr
    inside = run("import", "../old/empty.txt", folder=tmp_path / "site")
    assert inside.stderr.startswith(f"{(tmp_path / 'old/empty.txt').resolve().as_posix()}:1:1: error:")


def test_a_changed_seed_is_taken_by_force_alone_when_the_article_was_edited(tmp_path: Path) -> None:
    """The editor decides, with --force."""
    write(tmp_path, {"seeds/river.txt": SEED})
    assert run("import", "seeds", folder=tmp_path).returncode == 0
    file = tmp_path / "content/articles/a-river-is-shared.md"
    file.write_text(file.read_text() + "\nAn editor's word.\n")
    write(tmp_path, {"seeds/river.txt": SEED.replace("hold", "keep")})
    done = run("import", "seeds/river.txt", folder=tmp_path)
    assert "--force" in done.stderr
    assert "An editor's word." in file.read_text()
    assert run("import", "--force", "seeds/river.txt", folder=tmp_path).returncode == 0
    assert "keep the water" in file.read_text()


def test_import_does_not_double_an_article_whose_front_matter_is_broken(tmp_path: Path) -> None:
    """Which article a seed has become is read from its front matter: while one is broken, nothing is written."""
    write(tmp_path, {"seeds/river.txt": SEED})
    assert run("import", "seeds", folder=tmp_path).returncode == 0
    file = tmp_path / "content/articles/a-river-is-shared.md"
    file.write_text(file.read_text().replace("date:", "date: x"))
    before = tree(tmp_path)
    done = run("import", "seeds", folder=tmp_path)
    assert done.returncode == 1
    assert "content/articles/a-river-is-shared.md:3:" in done.stderr
    assert tree(tmp_path) == before


def test_colour_never_carries_meaning_alone(tmp_path: Path) -> None:
    """No escape sequence is printed where there is no terminal."""
    write(tmp_path, {X: "broken"})
    assert "\x1b" not in run("build", folder=tmp_path).stderr


def test_a_fault_of_the_program_is_one_line_without_debug(tmp_path: Path) -> None:
    """A disk error: the file and the reason, no traceback; with --debug the traceback."""
    write(tmp_path, {X: article("X")})
    (tmp_path / "public").mkdir()
    (tmp_path / "public/.sitegen-manifest").mkdir()
    done = run("build", folder=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("sitegen: ")
    assert "Traceback" in run("--debug", "build", folder=tmp_path).stderr


REAL = Path(os.environ.get("SITEGEN_REAL_SEEDS") or ROOT.parent / "shared" / "seeds")


@pytest.mark.owner_seed
@pytest.mark.skipif(not list(REAL.glob("*.txt")), reason=f"no real seeds in {REAL} (set SITEGEN_REAL_SEEDS)")
def test_the_owners_seed_becomes_a_published_article(tmp_path: Path) -> None:
    """`new`, copy the seed, `build`: headline, author and bio, notes both ways, the rail, the feed, no leftover."""
    seed = min(REAL.glob("*.txt"))
    assert run("new", "pub", folder=tmp_path).returncode == 0
    (tmp_path / "pub/seeds" / seed.name).write_bytes(seed.read_bytes())
    assert run("build", "--site", "pub", folder=tmp_path).returncode == 0
    lines = [line for line in seed.read_text("utf-8").split("\n") if line]
    author = next(line for line, following in pairwise(lines) if line == following)
    output = tmp_path / "pub/public"
    card = visit(output).all(f"//article[.//a[text()='{author}']]//h2/a")
    assert [e.text_content() for e in card] == [lines[0]]
    page = visit(output, card[0].get("href"))
    assert page.text("//h1") == lines[0]
    assert page.texts("//a[@rel='author']") == [author]
    assert lines[lines.index(author) + 2] in page.text("//main")
    markers, notes = page.all("//a[@role='doc-noteref']"), page.all("//*[@role='doc-endnotes']//li")
    assert [m.get("href") for m in markers] == [f"#{n.get('id')}" for n in notes] == [f"#fn-{k}" for k in range(1, 6)]
    back = [a.get("href") for a in page.all("//a[@role='doc-backlink']")]
    assert back == [f"#{m.get('id')}" for m in markers]
    rail = page.texts("//aside//h3")
    seen = lines[lines.index("Latest") + 1 :: 2]
    assert len(seen) == 4
    assert rail[-4:] == seen
    assert not {"Share", "Latest"} & set(page.texts("//article//p"))
    assert lines[0] in [item.findtext("title") for item in feed(output)]


def test_a_full_disk_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names no file, and was taken for a fault of the program. Nothing of it stays in the output folder."""

    def full(file: str, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write(tmp_path, {X: article("X")})
    monkeypatch.setattr(places, "write", full)
    monkeypatch.setattr(sys, "argv", ["sitegen", "build", "--site", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 1
    assert capsys.readouterr().err.startswith("sitegen: no space left on device\n")
    assert not (tmp_path / "public").exists()
