"""Lighthouse's performance, of 100, of three pages of the demonstration publication: the median of three runs each.

Needs what `bash .ci/run` installs. On a machine with other work the figure says little, so it is no test.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from visit import served

LIGHTHOUSE = ["node", str(ROOT / ".tools/node_modules/lighthouse/cli/index.js")]
OPTIONS = ["--quiet", "--output=json", "--only-categories=performance", "--chrome-flags=--headless --no-sandbox"]


def performance(url: str) -> float:
    """Return the score of one run."""
    env = {"CHROME_PATH": shutil.which("chromium") or "", **os.environ}
    done = subprocess.run([*LIGHTHOUSE, url, *OPTIONS], env=env, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["categories"]["performance"]["score"]) * 100


def main() -> None:
    """Build, serve, measure, print."""
    with tempfile.TemporaryDirectory() as room:
        build = [sys.executable, "-m", "sitegen", "build", "--site", ROOT, "--output", room, "--as-of", "2030-01-01"]
        subprocess.run(build, check=True)
        with served(Path(room)) as address:
            for path in ("/", "/articles/a-river-with-two-winters/", "/authors/farhana-quaderi/"):
                print(path, round(statistics.median(performance(address + path) for _ in range(3))))


if __name__ == "__main__":
    main()
