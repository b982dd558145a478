"""What every command begins with: the options, the settings, the instant, what there is on disk.

A site's folder, the clock and the options go in; a `Start` comes out, or the exception for settings that are wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from sitegen import config as settings
from sitegen import dates, files, publishing, resources, urls
from sitegen.cache import Cache, opened
from sitegen.config import Config
from sitegen.model import Source
from sitegen.problems import Problem, error, in_order
from sitegen.value import Value

STATE = ".sitegen"


class Options(Value):
    """What the command line may change. `as_of` is a date as in front matter; empty for now.

    `record` says that what is published is noted, so that it stays what it is.
    """

    output: Path | None = None
    base_url: str = ""
    as_of: str = ""
    drafts: bool = False
    strict: bool = False
    jobs: int = 0
    write: bool = True
    why: bool = False
    record: bool = True

    @property
    def is_public(self) -> bool:
        """Whether the pages are those that readers get, so that what they are published as is noted."""
        return self.write and self.record and not (self.drafts or self.as_of or self.base_url)


class SettingsError(Exception):
    """The settings or the command line are wrong (exit status 2)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(str(self.problems[0]))


class Start(Value):
    """What every command begins with: the site's folder, settings, the instant, what there is on disk.

    `settings` is the file that they are in, for messages. `moment` is the file system's own time from before the tree
    was seen, 0 where it does not matter.
    """

    site: Path
    config: Config
    now: dt.datetime
    tree: files.Tree
    moment: int = 0
    settings: Source = Source("", b"")

    def at(self, key: str, *inside: str) -> tuple[str, int, int]:
        """Return file, line and column of a setting, or of what is inside it by its names."""
        return self.settings.path, *settings.place(self.settings.path, self.settings.data.decode(), key, *inside)


def start(site: Path, clock: dt.datetime, options: Options) -> Start:
    """Read settings and see the tree. `clock` is the time when `as_of` is not given. Raises SettingsError."""
    config, source = _read(site, options.base_url)
    now = _now(config, clock, options.as_of)
    moment = files.instant(site / STATE) if options.write and (site / STATE).is_dir() else 0
    return Start(site, config, now, files.scan(site, resources.theme()), moment, source)


def output_of(site: Path, clock: dt.datetime, options: Options) -> Path:
    """Return the output folder that settings and options name. Raises SettingsError for anything wrong with them."""
    config, source = _read(site, options.base_url)
    _now(config, clock, options.as_of)
    output = options.output or site / config.output
    try:
        publishing.check(site, output)
    except publishing.OutputError as fault:
        file = (site / source.path).as_posix()
        place = settings.place(file, source.data.decode(), "output")
        at = ("--output", 1, 1) if options.output else (file, *place)
        raise SettingsError([error(*at, fault.message, fault.hint)]) from None
    return output


def cache_of(site: Path, options: Options) -> Cache:
    """Return the site's cache. A command that only looks leaves none where there is none."""
    folder = site / STATE
    return opened(folder if options.write or folder.is_dir() else None)


def path_of(url: str, site: Path, base_url: str = "") -> str:
    """Return the output path of an address of the site, given as a URL path, in full, or as the path itself."""
    config = config_of(site, base_url)
    path = url.removeprefix(config.base_url) if url.startswith(config.base_url) else url
    return urls.alias_path(path) if path.endswith("/") or not path else unquote(path).lstrip("/")


def _now(config: Config, clock: dt.datetime, as_of: str) -> dt.datetime:
    if not as_of:
        return clock
    try:
        return dates.parse(as_of, config.timezone)
    except ValueError as fault:
        raise SettingsError([error("--as-of", 1, 1, f"{as_of!r} {fault}", f"write {dates.FORMS}")]) from None


def config_of(site: Path, base_url: str) -> Config:
    """Return the settings of a site. Raises SettingsError."""
    return _read(site, base_url)[0]


def _read(site: Path, base_url: str) -> tuple[Config, Source]:
    """Return the settings, and the file that they are in."""
    if not site.is_dir():
        raise SettingsError(
            [error(str(site.absolute()), 1, 1, "no such folder", f"make a site there with: sitegen new {site}")]
        )
    file = site / _settings_file(site)
    name = str(file.absolute())
    try:
        text = files.read_text(file)
    except (UnicodeDecodeError, OSError) as fault:
        raise SettingsError([error(name, 1, 1, f"cannot be read: {fault}", "save it as UTF-8 text")]) from None
    if text is None:
        hint = "name the site's folder with --site DIR, or make a new one with: sitegen new DIR"
        raise SettingsError([error(name, 1, 1, "not there, so this folder is not a site", hint)])
    config, problems = settings.parse(name, text, base_url=base_url)
    if config is None:
        raise SettingsError(problems)
    return config, Source(file.name, text.encode())


def _settings_file(site: Path) -> str:
    """Return the file that holds a site's settings: `site.toml` wins over `pyproject.toml`."""
    if not (site / "site.toml").exists():
        try:
            text = files.read_text(site / "pyproject.toml")
        except (UnicodeDecodeError, OSError):
            text = None
        if text is not None and settings.has_settings(text):
            return "pyproject.toml"
    return "site.toml"
