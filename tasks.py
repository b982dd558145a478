"""The two commands that need nothing run before them: only Python 3.11 or newer, and a network the first time.

    python3 tasks.py demo [...]    build the demonstration publication into public/
    python3 tasks.py test [...]    run ruff, mypy and pytest

Both use one environment, the folder .venv next to this file. It is made when it is missing, made again when an
installation was broken off or pyproject.toml asks for other packages, and safe to delete at any time.

What follows `demo` goes to `sitegen build` (demo --drafts), what follows `test` to pytest (test -k notes).
On Windows write `py` for `python3`.
"""

# Up to the check of the version this file must be readable for a Python that is too old, hence no newer syntax.
import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"This project needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}"
        f" ({sys.executable}).\nInstall a newer one and name it in the command, as in: python3.12 tasks.py demo"
    )

import hashlib
import importlib.util
import json
import os
import subprocess
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "made-for"
"""Written last, so an environment without it is half made: the digest of what was asked for, then the task."""


def main(arguments: list[str]) -> int:
    """Run the task named first with the other arguments and return its exit status."""
    task, others = (arguments[0], arguments[1:]) if arguments else ("", [])
    if task == "demo":
        return demo(others)
    if task == "test":
        return test(others)
    asked = task in ("-h", "--help", "help")
    print((__doc__ or "").strip(), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


def demo(arguments: list[str]) -> int:
    """Build the publication in this folder."""
    ensure_environment("demo")
    status = run([PYTHON, "-m", "sitegen", "build", *arguments])
    if status == 0:
        print(f"To see it: {PYTHON.relative_to(HERE)} -m sitegen serve")
    return status


def test(arguments: list[str]) -> int:
    """Run every check, also after one that failed, the tests last; return 1 if any failed."""
    ensure_environment("test")
    plain = ["--color=no"] if os.environ.get("CI") else []
    checks: list[list[str]] = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["pytest", *plain, *arguments],
    ]
    failed = []
    for check in checks:
        print(f"== {' '.join(check)}", flush=True)
        if run([PYTHON, "-m", *check]) != 0:
            failed.append(" ".join(check))
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def ensure_environment(task: str) -> None:
    """Leave an environment in which the task runs; what serves the tests serves the demonstration too."""
    wanted = asked_for()
    made_for, _, made_task = STAMP.read_text("utf-8").partition(" ") if STAMP.is_file() else ("", "", "")
    sound = made_for == wanted and works()
    if sound and made_task in ("test", task):
        return
    STAMP.unlink(missing_ok=True)
    if sound:
        print("Adding what the tests need to .venv ...", flush=True)
    else:
        print("Making the environment .venv (a minute or so, once) ...", flush=True)
        make()
    package = ".[test]" if task == "test" else ".[search,cards]"
    quietly(
        [*pip(), "install", "--disable-pip-version-check", "--editable", package],
        "pip could not install the packages; its own words are above.\n"
        "Most often that is the network or a proxy. Once that is mended, give the same command again:\n"
        "the half-made environment is recognised and made anew.",
    )
    # Where Python is told to keep nothing (PYTHONDONTWRITEBYTECODE) it would compile the program at each start.
    run([PYTHON, "-m", "compileall", "-q", "sitegen"])
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(f"{wanted} {task}", "utf-8")
    unfinished.replace(STAMP)


def asked_for() -> str:
    """Return a digest of all that decides what is installed; a setting of ruff or pytest does not."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
    asked = [
        project["project"],
        project["build-system"],
        project["tool"]["hatch"],
        [str(HERE), sys.version_info[:2], sys.platform],
    ]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def works() -> bool:
    """Tell whether the environment's Python starts and finds the project; isolated, so not by this folder."""
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-I", "-c", "import sitegen"], capture_output=True, check=False).returncode == 0


def make() -> None:
    """Make an environment without packages in the place of any other."""
    if not (has("venv") and (has("ensurepip") or has("pip"))):
        sys.exit(
            "This Python cannot make environments: a part of it is packaged apart and not installed.\n"
            "On Debian and Ubuntu: sudo apt install python3-venv"
        )
    bare = [] if has("ensurepip") else ["--without-pip"]
    quietly(
        [outer_python(), "-m", "venv", "--clear", *bare, str(VENV)],
        "The environment .venv could not be made; Python's own words are above.\n"
        "If it is active in a terminal, give the command `deactivate` there; else delete the folder .venv.\n"
        "On Debian and Ubuntu: sudo apt install python3-venv",
    )


def pip() -> list[str]:
    """Return the command for pip: the environment's own, or that of the Python outside, working on it."""
    if has("ensurepip"):
        return [str(PYTHON), "-m", "pip"]
    return [outer_python(), "-m", "pip", "--python", str(PYTHON)]


def outer_python() -> str:
    """Return the Python that environments are made from, also when this one is itself of an environment."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def has(module: str) -> bool:
    """Tell whether this Python has the module, without importing it."""
    return importlib.util.find_spec(module) is not None


def quietly(command: list[str], failure: str) -> None:
    """Run a command and show what it said only if it failed; then stop with what to do."""
    done = subprocess.run(
        command, cwd=HERE, env=clean(), stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    if done.returncode != 0:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        sys.exit(failure)


def run(command: list[str | Path]) -> int:
    """Run a command of the environment in this folder, its output shown as it comes."""
    return subprocess.run(command, cwd=HERE, env=clean(), check=False).returncode


def clean() -> dict[str, str]:
    """Return the environment variables without those by which packages from elsewhere would be found."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
