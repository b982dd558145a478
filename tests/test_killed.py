"""Killed by the system at any call of it: no published file is ever half, and the next build makes all right.

A real process builds a site and counts its calls that write, move, delete, or tell SQLite something. Before or after
one of them it is killed, in the way that leaves it nothing to do about it. The calls are drawn anew in each run, and
the seed is printed; `--hypothesis-seed` repeats one.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sites import SETTINGS, article, good, published, tree, write
from test_publication import SMALL

from sitegen.files import LEDGER

ROOT = Path(__file__).resolve().parent.parent
KILLS = 24

PROGRAM = """
import io, os, signal, sqlite3, sys, types
CALLS = {"open", "write", "close", "replace", "rename", "mkdir", "unlink", "remove", "rmdir", "sendfile",
         "execute", "executemany", "executescript"}
count, last = 0, int(sys.argv.pop(1))
def step(frame, event, function):
    global count
    if event not in ("c_call", "c_return") or function.__name__ not in CALLS:
        return
    if isinstance(getattr(function, "__self__", None), (types.ModuleType, io.IOBase, sqlite3.Connection)):
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(step)
try:
    from sitegen.cli import main
    main()
finally:
    sys.setprofile(None)
    print(count, file=sys.stderr)
"""

SEED = "The elms\n\n5 March 2026\n\nThe elms are gone from the street.\n\nNobody asked why.\n"
VERSIONS = (
    {**SMALL, "seeds/elms.txt": SEED},
    {
        **SMALL,
        "seeds/elms.txt": SEED.replace("Nobody", "No one"),
        "content/articles/treaty.md": article("Another title", "2026-03-05"),
        "content/articles/new.md": article("New", "2026-05-05", topics="[New topic]"),
        "layouts/parts/share.html": "<p>Share this</p>\n",
        "static/map.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        "static/a/b.txt": "b",
        "site.toml": SETTINGS + "page_size = 1\n",
    },
)


def edit(site: Path, version: int) -> None:
    for path in VERSIONS[1 - version].keys() - VERSIONS[version].keys():
        (site / path).unlink(missing_ok=True)
    write(site, VERSIONS[version])


def command(site: Path, last: int, jobs: int) -> tuple[int, str]:
    """Build, and be killed at a call (0: at none), or lose a worker; return the exit status and what was said."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            PROGRAM,
            str(last),
            "build",
            "--site",
            site,
            "--as-of",
            "2026-06-01",
            "--jobs",
            f"{jobs}",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def noted(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return files without the ledger, in which an article that is gone for now keeps its line."""
    return {path: data for path, data in files.items() if path != LEDGER}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system ends a process in another way")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_build_leaves_whole_files_and_the_next_one_repairs(
    seed: int, tmp_path: Path, note: Callable[[str], None], jobs: int
) -> None:
    """Each file is the old or the new one; then all is as if never killed, in the output and in the content.

    With more processes each counts its own calls from where it begins, so it may be any of them that ends.
    """
    site, wanted = tmp_path / "site", []
    for version in (0, 1):
        edit(site, version)
        edit(tmp_path / f"clean{version}", version)
        wanted.append(noted(published(good(tmp_path / f"clean{version}").parent)))
        good(site)
    edit(site, 0)
    status, said = command(site, 0, jobs)
    assert status == 0, said
    calls = int(said.split()[-1])
    points = sorted(random.Random(seed).sample(range(1, calls), KILLS))
    killed = 0
    try:
        for number, point in enumerate(points):
            version = 1 - number % 2
            old = published(site)
            edit(site, version)
            status, said = command(site, point, jobs)
            assert status in (0, -signal.SIGKILL) or jobs > 1, said
            killed += status != 0
            for path, data in published(site).items():
                if path.startswith(("public/", "content/")) and ".sitegen-" not in path:
                    assert data in (old.get(path), wanted[version].get(path)), (point, path)
            good(site)
            assert noted(published(site)) == wanted[version], point
        assert killed > KILLS // 2
    finally:
        done = f"killed: {killed} builds at one of {calls} calls, with {jobs} jobs"
        note(f"{done}; to repeat them: pytest -k killed --hypothesis-seed={seed}")
    assert not list(tree(site / "public/.sitegen-tmp"))
