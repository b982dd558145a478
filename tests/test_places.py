"""Staged files come to their places whole, in every way that a system has for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen import places


@pytest.fixture(params=["as the system does it", "as any system does it"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once with all that this system has, once without."""
    if request.param.startswith("as any"):
        plain: Callable[[str, str], bool] = lambda one, other: False  # noqa: E731
        monkeypatch.setattr(places, "_exchange", lambda: plain)


def put(folder: Path, path: str, text: str) -> str:
    """Stage a file below `tmp`, put it at its path below `public`, and return where it waited."""
    number = len(list((folder / "tmp").iterdir()))
    waiting = str(folder / "tmp" / str(number))
    place = str(folder / "public" / path)
    found = places.room(waiting, place)
    Path(found).write_text(text, "utf-8")
    if before := places.put(found, place, has_folder=found != waiting):
        places.delete([before])
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("tmp", "public"):
        (tmp_path / name).mkdir()
    places.apart(str(tmp_path / "tmp"))
    return tmp_path


def texts(folder: Path) -> dict[str, str]:
    public = folder / "public"
    return {p.relative_to(public).as_posix(): p.read_text("utf-8") for p in public.rglob("*") if p.is_file()}


@pytest.mark.usefixtures("way")
def test_files_of_new_and_old_folders_come_to_their_places(folder: Path) -> None:
    wanted = {"index.html": "home", "a/b/index.html": "deep", "a/index.html": "above it", "a/feed.xml": "beside it"}
    for path, text in wanted.items():
        put(folder, path, text)
    assert texts(folder) == wanted
    for path in wanted:
        put(folder, path, f"new {path}")
    assert texts(folder) == {path: f"new {path}" for path in wanted}


def test_two_files_of_one_new_folder_may_wait_at_once(folder: Path) -> None:
    """Each is staged in a folder of its own; the second finds the folder there."""
    found = []
    for number, name in enumerate(("one", "two")):
        waiting, place = str(folder / "tmp" / str(number)), str(folder / "public/new" / name)
        found.append((places.room(waiting, place), place))
        Path(found[-1][0]).write_text(name, "utf-8")
    for waiting, place in found:
        assert not places.put(waiting, place, has_folder=True)
    assert texts(folder) == {"new/one": "one", "new/two": "two"}


@pytest.mark.parametrize("times", range(8))
def test_a_folder_that_another_replaces_meanwhile_is_sought_again(
    folder: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is found may be another before the file is in it: to the system there is no such folder then.

    That happens at most twice for each of the four folders above this file: it is missing, and it is replaced.
    """
    gone = iter(range(times))

    def elsewhere(call: Callable[[str, str], None]) -> Callable[[str, str], None]:
        def called(waiting: str, place: str) -> None:
            if next(gone, None) is not None:
                raise FileNotFoundError(place)
            call(waiting, place)

        return called

    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, elsewhere(getattr(os, name)))
    put(folder, "zh/topics/water/of/feed.xml", "new")
    put(folder, "zh/topics/water/of/index.html", "beside it")
    assert texts(folder) == {"zh/topics/water/of/feed.xml": "new", "zh/topics/water/of/index.html": "beside it"}


def test_what_waits_nowhere_is_an_error(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        places.put(str(folder / "tmp/0/page"), str(folder / "public/new/page"), has_folder=True)


@pytest.mark.usefixtures("way")
def test_who_reads_a_file_meanwhile_reads_it_to_its_end(folder: Path) -> None:
    """And who has another name for it, as a backup by links, keeps what it was."""
    put(folder, "page.html", "old" * 5000)
    os.link(folder / "public/page.html", folder / "backup.html")
    with (folder / "public/page.html").open(encoding="utf-8") as opened:
        start = opened.read(10)
        put(folder, "page.html", "new")
        put(folder, "page.html", "newer")
        assert start + opened.read() == "old" * 5000
    assert (folder / "backup.html").read_text("utf-8") == "old" * 5000
    assert texts(folder) == {"page.html": "newer"}


@pytest.mark.usefixtures("way")
def test_a_link_is_replaced_and_what_it_leads_to_stays(folder: Path) -> None:
    (folder / "other").write_text("of somebody else", "utf-8")
    (folder / "public/page.html").symlink_to(folder / "other")
    put(folder, "page.html", "new")
    assert not (folder / "public/page.html").is_symlink()
    assert texts(folder) == {"page.html": "new"}
    assert (folder / "other").read_text("utf-8") == "of somebody else"


@pytest.mark.usefixtures("way")
def test_empty_folders_make_way_and_others_do_not(folder: Path) -> None:
    (folder / "public/page/of/nobody").mkdir(parents=True)
    put(folder, "page", "new")
    assert texts(folder) == {"page": "new"}
    (folder / "public/held").mkdir()
    (folder / "public/held/mine").write_text("mine", "utf-8")
    with pytest.raises(OSError, match="held"):
        put(folder, "held", "new")
    assert (folder / "public/held/mine").read_text("utf-8") == "mine"


def test_many_files_are_deleted_and_one_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    files = [tmp_path / str(number) for number in range(40)]
    for file in files:
        file.write_text("x", "utf-8")
    places.delete([str(file) for file in files])
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        places.delete([str(file) for file in files])
