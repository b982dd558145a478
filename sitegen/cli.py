"""The command line: the only place that prints, exits, and reads the clock."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sitegen import __version__
from sitegen.problems import Problem, error
from sitegen.value import replace

if TYPE_CHECKING:
    from sitegen import inventory
    from sitegen.build import Hooks, Result, SettingsError
    from sitegen.preview import Made
    from sitegen.seeds import Report
    from sitegen.start import Options

_SITE = click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The site's folder, where site.toml is.  [default: this folder]",
)
_SITE_INSIDE = click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The site's folder, where site.toml is.  [default: this folder]",
)
_AS_OF = click.option(
    "--as-of",
    metavar="TIME",
    default="",
    help="Act as if it were TIME, such as 2026-03-05 or '2026-03-05 10:00'.  [default: now]",
)
_STRICT = click.option("--strict", is_flag=True, help="Take warnings for errors.")
_DRAFTS = click.option("--drafts", is_flag=True, help="Show drafts too.")
_BASE_URL = click.option("--base-url", metavar="URL", default="", help="Where the site will be, instead of base_url.")
_OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write there instead of the folder in the settings (public/).",
)


class _Group(click.Group):
    """Commands in the order in which one meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["new", "import", "build", "serve", "check", "explain", "layouts"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is None:
            from sitegen.problems import nearest

            like = nearest(cmd_name, self.list_commands(ctx))
            ctx.fail(f"no command '{cmd_name}'" + (f"; did you mean '{like}'?" if like else ""))
        return found


class _Layouts(click.Group):
    """Its commands in the order in which one meets them; a name that is none is told the nearest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["show", "copy"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is None:
            ctx.fail(f"no command '{cmd_name}'; did you mean 'show {cmd_name}' or 'copy {cmd_name}'?")
        return found


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: sitegen new pub, then: sitegen serve --site pub",
)
@click.version_option(__version__, prog_name="sitegen")
@click.option("--debug", is_flag=True, help="Show a traceback when the program itself fails.")
def cli(debug: bool) -> None:
    """Turn plain-text articles into a published site.

    A site is a folder: old articles as plain text in seeds/, articles, authors and pages as Markdown in content/,
    pictures in static/, settings in site.toml. The finished site goes to public/, which any web host can serve.
    """


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def new(folder: Path) -> None:
    """Make a small publication to start from, in the new folder DIR."""
    from sitegen import files, resources

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        _refuse(f"{folder} is there already and not empty", "name a folder that is not there yet")
    try:
        written = files.copy_new(resources.starter(), folder, ("seeds", "static"))
    except OSError as fault:
        _refuse(f"{folder} cannot be made: {(fault.strerror or str(fault)).lower()}", "name another folder")
    for name in written:
        click.echo(f"  {(folder / name).as_posix()}{'/' if name.endswith('/') else ''}")
    site = "" if folder == Path() else f" --site {_shown(folder)}"
    click.echo(f"A publication is in {folder if site else 'this folder'}. Next:")
    click.echo(f"  put plain-text articles (.txt) in {folder / 'seeds'}, if you have any")
    click.echo(f"  sitegen serve{site}    shows it, and follows what you edit")
    click.echo(f"  sitegen build{site}    makes the files for your web host")


@cli.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@_SITE
@_AS_OF
@click.option("--force", is_flag=True, help="Take a changed seed even where its article was edited by hand.")
@_STRICT
def import_(paths: tuple[Path, ...], site: Path, as_of: str, force: bool, strict: bool) -> None:
    """Turn plain-text articles into content.

    Each PATH is a .txt file as copied from a published page, or a folder of them. What was recognised, guessed and
    left out is printed for each. Articles that you edited since stay as they are.
    """
    from sitegen import files, inquiry
    from sitegen import start as beginning
    from sitegen.problems import errors, in_order
    from sitegen.progress import Gauge

    options = beginning.Options(as_of=as_of, write=False)
    begun = beginning.start(site, _now(), options)
    named, problems = files.read_paths(paths, site)
    with closing(beginning.cache_of(site, options)) as cache, Gauge(shown=sys.stderr.isatty()) as gauge:
        hooks = inquiry.Hooks(gauge.step, gauge.done)
        plan, faults = inquiry.convert_named(begun, cache, named, hooks, force=force)
    _print_reports(plan.reports, site)
    problems = in_order((*problems, *errors(faults), *plan.problems))
    _print_problems(problems, site, strict=strict)
    if errors(faults) or (strict and problems):
        _close("Nothing was written: mend the above first.")
        sys.exit(1)
    files.write_sources(site, plan.writes)
    articles = sum(s.path.startswith("content/articles/") for s in plan.writes)
    click.echo(f"{_count(articles, 'article')} and {_count(len(plan.writes) - articles, 'author')} written.")
    sys.exit(1 if errors(problems) else 0)


@cli.command()
@_SITE
@_OUTPUT
@_DRAFTS
@_AS_OF
@_BASE_URL
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Work in N processes.  [default: as it pays]")
@click.option("--why", is_flag=True, help="Say of each file that is written what is another than last time.")
@_STRICT
def build(**options: Any) -> None:
    """Convert new seeds, then make the whole site.

    Only what changed is made again, and the result is that of making all of it: the folder .sitegen keeps what was
    made before, and is safe to delete. With an error anywhere, all of them are listed and the finished site stays as
    it was.
    """
    began = time.perf_counter()
    site, made = _run(options, write=True)
    _print_reports(made.reports, site)
    _print_problems(made.problems, site)
    if made.failed:
        _close("Nothing was written: mend the above first.")
        sys.exit(1)
    for path, reason in made.reasons:
        click.echo(f"{path}: {reason}")
    done = made.written
    took = time.perf_counter() - began
    counts = f"{_count(len(done.written), 'file')} written, {done.unchanged} unchanged, {len(done.removed)} removed"
    click.echo(f"{_shown(made.output)}: {counts} in {took:.1f} s")


@cli.command()
@_SITE
@_DRAFTS
@_AS_OF
@click.option("--port", type=click.IntRange(1, 65535), default=8000, metavar="N", help="The port.  [default: 8000]")
@click.option(
    "--host", default="127.0.0.1", metavar="NAME", help="Serve to others too, as 0.0.0.0.  [default: 127.0.0.1]"
)
@click.option("--open", "open_", is_flag=True, help="Open the site in the browser.")
@click.option("--follow", is_flag=True, help="Open the page of a file when it is saved, in every tab of the preview.")
@click.option("--poll", is_flag=True, help="Look at all files again and again: for network folders and containers.")
def serve(site: Path, drafts: bool, as_of: str, port: int, host: str, open_: bool, follow: bool, poll: bool) -> None:
    """Show the site on this computer, and follow what you edit.

    What is shown is what build would publish, in a folder of its own. A page in the browser reloads when it is another;
    errors are shown over it and printed here, and the last good site stays below. When the port is taken, the next free
    one is used.
    """
    from sitegen import preview, start
    from sitegen import serve as server

    output = site / start.STATE / "preview"
    options = start.Options(output, drafts=drafts, as_of=as_of, record=False)
    config = start.config_of(site, "")
    start.output_of(site, _now(), options)
    try:
        sockets, port = server.listen(host, port)
    except OSError as fault:
        _refuse(f"cannot serve on {host}:{port}: {fault.strerror or fault}", "try another --port or --host")
    url = f"http://{host if host not in ('0.0.0.0', '::') else '127.0.0.1'}:{port}{config.base_path}"

    def ready() -> None:
        _close(f"Serving on {url} — stop with Ctrl+C")
        if open_:
            click.launch(url)

    shown = preview.Site(site, options, partial(_make, site, options), _now)
    settings = server.Settings(output, config.base_path, host, port, follow, poll, config.editor)
    server.serve(shown, settings, sockets, ready)


def _make(site: Path, options: Options, hooks: Hooks) -> Made:
    """Build for the preview, print what came of it, and return it."""
    from sitegen import build as pipeline
    from sitegen import preview

    again = "The site is as it was: mend the above, it is then made anew."
    try:
        made = pipeline.build(site, _now(), options, hooks)
    except pipeline.SettingsError as fault:
        _print_fault(fault)
        _close(again)
        return preview.Made(tuple(fault.problems), True, False)
    except OSError as fault:
        _print_fault(fault)
        _close(again)
        return preview.Made((error(".", 1, 1, fault.strerror or str(fault)),), True, False)
    except Exception as fault:
        # The preview outlives a fault of the program too.
        what = f"sitegen itself failed: {fault!r}"
        click.echo(
            f"{what}\n    This is not your mistake. Run `sitegen --debug build` and report what it prints.", err=True
        )
        return preview.Made(
            (error(".", 1, 1, what, "run `sitegen --debug build` and report what it prints"),), True, False
        )
    _print_reports(made.reports, site)
    _print_problems(made.problems, site)
    written = made.written
    _close(again if made.failed else f"{_count(len(written.written), 'file')} written")
    return preview.Made(made.problems, made.failed, bool(written.written or written.removed))


@cli.command()
@_SITE
@_DRAFTS
@_AS_OF
@_BASE_URL
@_STRICT
def check(**options: Any) -> None:
    """List all that build would complain of, and more.

    Nothing is written.
    """
    site, made = _run(options, write=False)
    _print_reports(made.reports, site)
    _print_problems(made.problems, site)
    if made.failed:
        sys.exit(1)
    click.echo(f"No errors, {_count(len(made.problems), 'warning')}." if made.problems else "All is well.")


@cli.command()
@click.argument("url", metavar="URL")
@_SITE
@_DRAFTS
@_AS_OF
@_BASE_URL
def explain(url: str, site: Path, **options: Any) -> None:
    """Tell what makes a page: its source, layouts and parts, and whose headlines it shows.

    URL is an address of the site, as /articles/x/ or in full. Nothing is written.
    """
    from sitegen import build as pipeline
    from sitegen import why
    from sitegen.problems import errors, nearest
    from sitegen.start import path_of

    planned = pipeline.look(site, _now(), pipeline.Options(**options))
    items = {item.path: item for item in planned.items}
    path = path_of(url, site, options["base_url"])
    if path not in items:
        _print_problems(errors(planned.problems), site)
        like = nearest(path, items)
        _refuse(f"there is nothing at {url}", f"did you mean {_address(like)}?" if like else "see: sitegen build")
    made = why.explain(items[path])
    rows = [("file", [made.path]), ("source", [made.source]), ("text", made.texts), ("layouts", made.layouts)]
    rows += [("parts", [f"{name}: {layout}" for name, layout in made.parts]), ("shows", made.shows)]
    rows += [("leads to", made.leads)]
    for name, values in rows:
        for number, value in enumerate(values):
            click.echo(f"{'' if number else name:9}{value}")


@cli.group("layouts", invoke_without_command=True, cls=_Layouts)
@_SITE
@click.pass_context
def layouts_(context: click.Context, site: Path) -> None:
    """List all of the theme that you can replace by a file of your own.

    Layouts say what is on a page, style sheets how it looks. A file of the same name in your site takes the place of
    the theme's; what is yours already has a star. Under each layout stands what it is given.
    """
    context.obj = site
    if context.invoked_subcommand is None:
        from sitegen import inventory

        found, more = _theme(site)
        for line in inventory.listed(found, more):
            click.echo(line)


@layouts_.command("show")
@click.argument("name", metavar="NAME")
@_SITE_INSIDE
@click.pass_obj
def show_layout(outer: Path, name: str, site: Path | None) -> None:
    """Tell all that a layout is given, with types.

    NAME is one of the list: article.html, parts/footer.html.
    """
    from sitegen import inventory

    found, _ = _theme(site or outer)
    for line in inventory.shown(_one(name, found)):
        click.echo(line)


@layouts_.command("copy")
@click.argument("name", metavar="NAME")
@_SITE_INSIDE
@click.pass_obj
def copy_layout(outer: Path, name: str, site: Path | None) -> None:
    """Bring a file of the theme into your site, to change it there.

    NAME is one of the list: article.html, parts/footer.html, parts.css. From then on yours is used; delete it, and the
    theme's is back. A file that is yours already is never overwritten: delete it first to have a new copy.

    \b
      sitegen layouts                   what there is
      sitegen layouts show article      what article.html is given
      sitegen layouts copy article      a copy, in layouts/article.html
      sitegen serve                     shows every change you make to it
    """
    from sitegen import files, resources
    from sitegen import start as beginning

    folder = site or outer
    beginning.start(folder, _now(), beginning.Options(write=False))
    item = _one(name, _theme(folder)[0])
    source = next(source for source in files.theme(resources.theme()) if source.path == item.path)
    if not files.write_new(folder, source):
        _refuse(f"{_here(item.path, folder)} is there already", "delete or rename it to have a copy of the theme's")
    click.echo(f"{_here(item.path, folder)} is a copy of the theme's, which it replaces from now on.")
    if item.view is not None:
        click.echo(f"    What it is given: sitegen layouts show {item.name}")


def _theme(site: Path) -> tuple[tuple[inventory.Item, ...], tuple[str, ...]]:
    """Return what can be replaced, and files of the site that stand beside it."""
    from sitegen import files, inventory, resources

    theme = files.theme(resources.theme())
    known = {source.path for source in theme}
    own = () if resources.theme().resolve() == site.resolve() else files.theme(site)
    found = inventory.items(theme, {source.path for source in own})
    return found, tuple(source.path for source in own if source.path not in known)


def _one(name: str, among: tuple[inventory.Item, ...]) -> inventory.Item:
    from sitegen import inventory

    found, like = inventory.find(name, among)
    if not found:
        _refuse(f"the theme has no '{name}'", f"did you mean {like}?" if like else "see: sitegen layouts")
    if len(found) > 1:
        _refuse(f"'{name}' may be any of several", "say which: " + ", ".join(item.name for item in found))
    return found[0]


def _address(path: str) -> str:
    return f"/{path.removesuffix('index.html')}"


def main() -> NoReturn:
    """Run the command line; turn what goes wrong into a line and an exit status."""
    debug = "--debug" in sys.argv
    try:
        cli(prog_name="sitegen")
    except Exception as fault:
        from sitegen.build import SettingsError

        if debug and not isinstance(fault, SettingsError):
            raise
        if isinstance(fault, (SettingsError, OSError)):
            _print_fault(fault)
            sys.exit(2 if isinstance(fault, SettingsError) else 1)
        click.echo(f"sitegen: {fault!r}", err=True)
        click.echo("    This is not your mistake. Run `sitegen --debug …` and report what it prints.", err=True)
        sys.exit(1)
    sys.exit(0)


def _print_fault(fault: SettingsError | OSError) -> None:
    """Print what kept a command from its work: wrong settings, or a disk or system that does not do as it should."""
    if not isinstance(fault, OSError):
        _print_problems(fault.problems, Path())
        return
    # Of a file that is moved into its place, the place is what a person knows. A full disk names no file.
    place = fault.filename2 or fault.filename
    what = (fault.strerror or str(fault) or "a file cannot be used").lower()
    click.echo(f"sitegen: {place}: {what}" if place else f"sitegen: {what}", err=True)
    hint = "Look at the folder, the space on the disk, and who may write there. Then try again."
    if isinstance(fault, ChildProcessError):
        hint = "Try again when less else is running, or with --jobs 1, which needs less memory."
    click.echo(f"    {hint}", err=True)


def _run(options: dict[str, Any], *, write: bool) -> tuple[Path, Result]:
    from sitegen import build as pipeline
    from sitegen.progress import Gauge

    site = options.pop("site")
    options["jobs"] = options.get("jobs") or 0
    with Gauge(shown=sys.stderr.isatty()) as gauge:
        hooks = pipeline.Hooks(
            gauge.step, gauge.done, lambda: _close("Another build of this site is running: waiting.")
        )
        return site, pipeline.build(site, _now(), pipeline.Options(**options, write=write), hooks)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _print_reports(reports: Iterable[Report], site: Path) -> None:
    """Print reports, with paths that can be opened from where the person is."""
    for report in reports:
        click.echo(str(replace(report, path=_here(report.path, site), target=_here(report.target, site))))
        click.echo()


def _print_problems(problems: Iterable[Problem], site: Path, *, strict: bool = False) -> None:
    """Print problems to standard error, with paths that can be opened from where the person is."""
    colours = {"error": "red", "warning": "yellow"}
    for problem in problems:
        severity = "error" if strict else problem.severity
        word = (
            f"{severity}:"
            if os.environ.get("NO_COLOR")
            else click.style(f"{severity}:", fg=colours[severity], bold=True)
        )
        click.echo(f"{_place(problem, site)}: {word} {problem.message}", err=True)
        if problem.hint:
            click.echo(f"    {problem.hint}", err=True)


def _place(problem: Problem, site: Path) -> str:
    """Return `file:line:column`, the file as seen from the current folder; the bare name of an option."""
    if problem.path.startswith("--"):
        return problem.path
    return f"{_here(problem.path, site)}:{problem.line}:{problem.column}"


def _here(path: str, site: Path) -> str:
    """Return a path of the site, or an absolute one, as seen from the current folder."""
    place = site / path
    if place.is_absolute() and place.is_relative_to(Path.cwd()):
        place = place.relative_to(Path.cwd())
    return place.as_posix()


def _refuse(message: str, hint: str) -> NoReturn:
    click.echo(f"sitegen: {message}\n    {hint}", err=True)
    sys.exit(2)


def _close(line: str) -> None:
    click.echo(line, err=True)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _shown(path: Path) -> str:
    text = str(path)
    return f"'{text}'" if " " in text else text


if __name__ == "__main__":
    main()
