"""How long the system alone takes to replace the pages of a publication, as publishing one article does at least.

    .venv/bin/python benchmarks/floor.py [PAGES] [--size BYTES] [--rounds N] [--processes N] [--folder DIR]

No page is told, planned or rendered here, and nothing is noted. Each page lies in a folder of its own, as sitegen's do.
Each is read, a part in its middle is exchanged, the new page is written whole, changes places with the old one, and
the old one is deleted: by the calls that sitegen makes (`sitegen/places.py`), in as many processes. Printed are the
seconds of each round, and of the pages' making, which a cold build does at least. What sitegen takes longer is its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sitegen import places

BUNDLE = 128


def in_processes(count: int, work: Callable[[int], None], bundles: int) -> float:
    """Do work on numbered bundles in forked processes; return the seconds."""
    began = time.perf_counter()
    children = []
    for process in range(count):
        child = os.fork()
        if not child:
            for bundle in range(process, bundles, count):
                work(bundle)
            os._exit(0)
        children.append(child)
    for child in children:
        if os.waitpid(child, 0)[1]:
            raise SystemExit("a process failed")
    return time.perf_counter() - began


def pages_of(bundle: int, pages: int) -> Sequence[int]:
    """Return the numbers of a bundle's pages."""
    return range(bundle * BUNDLE, min((bundle + 1) * BUNDLE, pages))


def main() -> None:
    """Make the pages, replace them again and again, and print how long that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="?", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=22_000, metavar="BYTES", help="of a page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), metavar="DIR", help="where to work")
    args = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="floor-", dir=args.folder))
    old, new = b"o" * 3000, b"n" * 3000
    around = b"x" * ((args.size - len(old)) // 2)
    bundles = -(-args.pages // BUNDLE)
    try:
        waiting = root / "waiting"
        waiting.mkdir()
        (root / "public").mkdir()
        places.apart(str(waiting))

        def make(bundle: int) -> None:
            folder = f"{waiting}/0-{bundle}-{os.getpid()}"
            Path(folder).mkdir()
            for page in pages_of(bundle, args.pages):
                Path(f"{folder}/{page}").mkdir()
                places.write(f"{folder}/{page}/index.html", around + old + around)
                places.put(f"{folder}/{page}/index.html", f"{root}/public/{page}/index.html", has_folder=True)

        def replace(bundle: int) -> None:
            folder = f"{waiting}/{turn}-{bundle}-{os.getpid()}"
            Path(folder).mkdir()
            replaced = []
            for page in pages_of(bundle, args.pages):
                place = f"{root}/public/{page}/index.html"
                before = places.read(place)
                start = before.find(was)
                places.write(f"{folder}/{page}", before[:start] + now + before[start + len(was) :])
                if there := places.put(f"{folder}/{page}", place, has_folder=False):
                    replaced.append(there)
            places.delete(replaced)

        seconds = in_processes(args.processes, make, bundles)
        print(f"{args.pages:,} pages of {args.size:,} bytes, {args.processes} processes: made in {seconds:.2f} s")
        taken = []
        for turn in range(1, args.rounds + 1):
            was, now = (old, new) if turn % 2 else (new, old)
            taken.append(in_processes(args.processes, replace, bundles))
        print(f"replaced in {statistics.median(taken):.2f} s ({', '.join(f'{each:.2f}' for each in taken)})")
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
