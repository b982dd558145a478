"""The rules about what may know what. They are read from the source with `ast`; nothing is run."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sitegen"

# A module may import those on the lines below its own, and no other.
ORDER = (
    "__main__",
    "cli",
    "serve progress",
    "preview watching",
    "build",
    "inventory why shortcut",
    "inquiry",
    "memory",
    "planning",
    "outputs",
    "parts",
    "start",
    "publishing",
    "orders places",
    "feeds",
    "making reprint",
    "album",
    "checks crosslinks views",
    "described",
    "press",
    "assets layouts words",
    "neighbours related searching",
    "site",
    "seeds series translations",
    "entries",
    "documents republish",
    "markdown",
    "config",
    "citing hosting ledger look metadata wellknown",
    "cards charts pictures",
    "resources urls dates engine",
    "cache files toolchain",
    "model",
    "holes digest typed colours",
    "problems",
    "everyday value",
)

# Each third-party library has one owner; the rest of the program sees only that module's values. `Markup` is such a
# value: what makes HTML without a template says so with it.
OWNERS = {
    "babel": "dates",
    "citeproc": "citing",
    "click": "cli",
    "feedgen": "feeds",
    "frontmatter": "documents",
    "jinja2": "layouts",
    "livereload": "serve",
    "markupsafe": "citing inventory layouts metadata press views words",
    "markdownify": "republish",
    "mistune": "markdown",
    "msgspec": "cache citing digest feeds metadata value",
    "nh3": "markdown",
    "pagefind": "searching",
    "PIL": "cards pictures",
    "resvg_py": "cards",
    "rich": "progress",
    "slugify": "urls",
    "tornado": "serve",
    "watchfiles": "watching",
    "yaml": "documents",
}

# The world outside is read and written at the edge alone, and handed in as values.
EDGE = ("__main__", "cli", "serve")
OUTSIDE = re.compile(
    r"print|input|exit|quit"
    r"|sys\.(exit|argv|stdin|stdout|stderr)|os\.(_exit|environ|environb|getenv|putenv|getcwd|chdir)"
    r"|(datetime|dt|date)(\.datetime|\.date)?\.(now|utcnow|today)|time\.(time|time_ns|localtime|gmtime)"
    r"|Path\.(cwd|home)|random\.\w+|secrets\.\w+|uuid\.(uuid1|uuid4)|socket\.\w+"
)

FILES = sorted(PACKAGE.rglob("*.py"))
RANK = {name: rank for rank, line in enumerate(ORDER) for name in line.split()}


def part(file: Path) -> str:
    """Return the top-level module or folder of the package that a file is in, as `outputs`; "" for `__init__`."""
    first = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(tree: ast.Module, file: Path) -> list[str]:
    """Return all that a module imports, in dotted names, wherever in it: in functions and for type checking too."""
    found = []
    here = ["sitegen", *file.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{module}.{name.name}" for name in node.names]
    return found


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for such an expression, and the empty text for any other."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def upward(tree: ast.Module, file: Path) -> list[str]:
    """Return the modules of the package that this one imports though they do not stand below it."""
    own = part(file)
    inside = [name.split(".") for name in imports(tree, file) if name.startswith("sitegen.")]
    others = [path[1] for path in inside if path[1] != own and (PACKAGE / path[1]).with_suffix(".py").exists()]
    others += [path[1] for path in inside if path[1] != own and (PACKAGE / path[1]).is_dir()]
    return [other for other in others if RANK[other] <= RANK[own]]


def foreign(tree: ast.Module, file: Path) -> set[str]:
    """Return the third-party libraries that a module imports."""
    roots = {name.split(".")[0] for name in imports(tree, file)}
    return roots - sys.stdlib_module_names - {"sitegen"}


def outside(tree: ast.Module) -> list[str]:
    """Return what a module takes from the terminal, the clock, the environment or chance, with its line."""
    named = ((dotted(node), node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name))
    return [f"{line}: {name}" for name, line in named if OUTSIDE.fullmatch(name)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_module_keeps_to_its_place(file: Path) -> None:
    """A module imports only modules below it, no library but its own, and reaches outside only at the edge."""
    tree = ast.parse(file.read_text("utf-8"))
    own = part(file)
    assert own in RANK or not own, f"{own} has no place in ORDER yet"
    assert upward(tree, file) == []
    assert {library for library in foreign(tree, file) if own not in OWNERS.get(library, "").split()} == set()
    if own not in EDGE:
        assert outside(tree) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("from sitegen import model", ["model"]),
        ("from sitegen.model import Body", ["model"]),
        ("from . import model", ["model"]),
        ("from .model import Body", ["model"]),
        ("import sitegen.model", ["model"]),
        ("def late():\n    from sitegen.model import Body", ["model"]),
        ("if TYPE_CHECKING:\n    from sitegen.model import Body", ["model"]),
        ("import re", []),
    ],
)
def test_an_import_upward_is_seen_however_it_is_written(source: str, complaint: list[str]) -> None:
    """The check above finds an import in each of the ways that Python has to write it."""
    assert upward(ast.parse(source), PACKAGE / "problems.py") == complaint


@pytest.mark.parametrize(
    "source",
    [
        "print('x')",
        "import sys\nsys.exit(1)",
        "import sys\nsys.stderr.write('x')",
        "import os\nos.environ['TZ']",
        "import datetime as dt\ndt.datetime.now()",
        "from datetime import datetime\ndatetime.now()",
        "clock = dt.date.today",
        "import time\ntime.time()",
        "import random\nrandom.choice([1])",
    ],
)
def test_a_reach_outside_is_seen(source: str) -> None:
    """The check above finds the clock, the terminal, the environment and chance."""
    assert outside(ast.parse(source)) != []


def test_every_dependency_has_an_owner() -> None:
    """A library that pyproject.toml asks for at run time is imported by the module that owns it, and by no other."""
    used = {library for file in FILES for library in foreign(ast.parse(file.read_text("utf-8")), file)}
    assert used == set(OWNERS)


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    """No file under version control names the host of a package registry, an index or a path of one machine."""
    forbidden = [
        rb"(registry\.npmjs|registry\.yarnpkg|npm\.pkg\.github|files\.pythonhosted|pypi)\.(org|com|io)\b",
        rb"index-url|/simple/?\"",
        rb"(?<![\w.])/(work|root)/",
    ]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    own = Path(__file__).relative_to(ROOT).as_posix()
    found = [
        f"{name}: {match.decode(errors='replace')}"
        for name in listed.decode().split("\0")
        if name and name != own and (ROOT / name).is_file()
        for pattern in forbidden
        for match in (m[0] for m in re.finditer(pattern, (ROOT / name).read_bytes()))
    ]
    assert found == []
