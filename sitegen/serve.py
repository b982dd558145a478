"""Live preview: the built site on this computer, made anew on change; the only importer of livereload and tornado.

The server and the WebSocket protocol with its script are livereload's, with these repairs: only this computer's names
are taken as `Host`, so that no page of the web can read an unpublished article through the reader's browser (DNS
rebinding), and only a page of this server may open the WebSocket; a page is reloaded only when it is another itself; a
style sheet is exchanged in the page; nothing is watched here (see `watching`); nothing outside the folder is served.

`/_preview/` and `/livereload` are addresses of the preview alone.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import multiprocessing
import re
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from sitegen import preview
from sitegen.digest import of_bytes
from sitegen.preview import About, Asked, Early, Site, State
from sitegen.watching import Watcher

HOST = "127.0.0.1"
_ENDED = 3
"""So often the builder is begun again when it ends and has told nothing."""
PORTS = 20
"""So many ports are tried, from the one that was asked for."""

_OWN_NAMES = frozenset({HOST, "localhost", "::1"})
_GIVEN = 64
"""Of so many pages is remembered at most what a tab was given, until it says that it is there."""
_STYLE = re.compile(rb"\.[0-9a-f]{12}\.css")
_MARK = re.compile(rb"\.[0-9a-f]{12}\.[a-z0-9]+")
_STYLE_PATH = re.compile(r"(.*/)?([^/]+)\.[0-9a-f]{12}\.css")
_WAITING = b"<!doctype html><html lang=en><title>Preview</title><body><p>The site is being made.</p></body></html>"


class Settings(NamedTuple):
    """What is served where: `base` is the path of the site's address, `editor` a URL with {file}, {line}, {column}."""

    output: Path
    base: str = "/"
    host: str = HOST
    port: int = 8000
    follow: bool = False
    poll: bool = False
    editor: str = ""


def listen(host: str, port: int) -> tuple[list[socket.socket], int]:
    """Return open sockets at the first port that is free, from `port` on, and that port. Raises OSError."""
    from tornado.netutil import bind_sockets

    for number in range(port, min(port + PORTS, 65536)):
        try:
            return bind_sockets(number, host), number
        except OSError as fault:
            last = fault
    raise last


def serve(site: Site, settings: Settings, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    """Serve a site until Ctrl+C, and build it whenever something in its folders changed.

    `ready` is called when the first build is done.
    """
    logging.getLogger("tornado").setLevel(logging.CRITICAL)
    builder = _Builder(site)
    try:
        asyncio.run(_serve(site, settings, sockets, ready, builder))
    except KeyboardInterrupt:
        pass
    finally:
        builder.end()


async def _serve(
    site: Site, settings: Settings, sockets: list[socket.socket], ready: Callable[[], None], builder: _Builder
) -> None:
    from tornado.httpserver import HTTPServer

    desk = Desk(settings, builder.ask)
    server = HTTPServer(application(desk), max_header_size=32 * 1024)
    server.add_sockets(sockets)
    loop = asyncio.get_running_loop()
    watcher = Watcher(site.folder, lambda paths: builder.ask(Asked(paths, open=desk.open)), poll=settings.poll)
    await loop.run_in_executor(None, watcher.begin)

    built = asyncio.Event()

    def take(message: object) -> None:
        desk.told(message)
        if desk.state:
            built.set()

    def told(message: object) -> None:
        loop.call_soon_threadsafe(take, message)

    builder.begin(told)
    try:
        await built.wait()
        ready()
        await asyncio.Event().wait()
    finally:
        server.stop()
        watcher.end()


class _Builder:
    """The process that builds; begun before any thread, and once more if it should end by itself."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._is_ending, self._ended = False, 0
        self._begin("fork" if sys.platform == "linux" else "spawn")

    def _begin(self, way: str) -> None:
        context: Any = multiprocessing.get_context(way)
        self._own, other = context.Pipe()
        self._process = context.Process(target=preview.run, args=(self._site, (other, self._own)))
        self._process.start()
        other.close()

    def begin(self, told: Callable[[Any], None]) -> None:
        """Pass on what the process tells, from a thread."""

        def listen() -> None:
            while not self._is_ending:
                try:
                    told(self._own.recv())
                    self._ended = 0
                except (EOFError, OSError):
                    self._ended += 1
                    if self._is_ending or self._ended > _ENDED:
                        return
                    self._process.join()
                    self._begin("spawn")

        threading.Thread(target=listen, daemon=True).start()

    def ask(self, asked: Asked) -> None:
        """Ask the process for something."""
        try:
            self._own.send(asked)
        except OSError:
            # It ended, and the next one builds at once.
            return

    def end(self) -> None:
        """End the process, and wait until it is gone."""
        self._is_ending = True
        self._own.close()
        self._process.terminate()
        self._process.join()


class Desk:
    """What the server knows: the state of the last build, which tabs show what, and what is known of their pages."""

    def __init__(self, settings: Settings, ask: Callable[[Asked], None]) -> None:
        self.settings, self.ask = settings, ask
        self.state: State | None = None
        self.tabs: set[Any] = set()
        self.listeners: set[asyncio.Queue[str]] = set()
        self.about: dict[str, About | None] = {}
        self.early: dict[str, bytes] = {}
        self.given: dict[str, tuple[bytes, tuple[bytes, ...]]] = {}

    @property
    def open(self) -> frozenset[str]:
        """The output paths of the pages in all tabs; none where these go to what was saved instead."""
        if self.settings.follow:
            return frozenset()
        return frozenset(_output_path(tab.path) for tab in tuple(self.tabs))

    def told(self, message: Any) -> None:
        """Take what the builder told, and pass it on to the tabs."""
        if isinstance(message, State):
            self.state = message
            self.about.clear()
            self.early.clear()
            follow = message.saved if self.settings.follow else ""
            for tab in tuple(self.tabs):
                # One that goes elsewhere is not reloaded before.
                if follow in ("", tab.path):
                    tab.look()
            self._tell("state", {})
            if follow:
                self._tell("follow", {"url": self.settings.base.rstrip("/") + follow})
        elif isinstance(message, Early):
            # What it has beside it, as a new style sheet, is not there before the build is done.
            if set(_MARK.findall(message.data)) <= set(_MARK.findall(self.page("/" + message.path)[1])):
                self.early[message.path] = message.data
                for tab in tuple(self.tabs):
                    tab.look()
        else:
            page, about = message
            self.about[page] = about
            self._tell("state", {})

    def _tell(self, event: str, data: dict[str, Any]) -> None:
        for queue in tuple(self.listeners):
            queue.put_nowait(json.dumps({"event": event, **data}))

    def file(self, path: str) -> Path | None:
        """Return the file at a URL path below the base; None where none may be served, or a link leads elsewhere."""
        root = self.settings.output.resolve()
        try:
            place = (root / path.lstrip("/")).resolve()
            if place.is_dir():
                place = place / "index.html"
            if not place.is_relative_to(root) or not place.is_file():
                return self._style(root, path)
        except (OSError, ValueError):
            return None
        return None if any(part.startswith(".sitegen") for part in place.relative_to(root).parts) else place

    def _style(self, root: Path, path: str) -> Path | None:
        """Return the style sheet that has taken the place of one."""
        found = _STYLE_PATH.fullmatch(path.lstrip("/"))
        if found is None or ".." in path:
            return None
        stem = re.compile(rf"{re.escape(found[2])}\.[0-9a-f]{{12}}\.css")
        folder = root / (found[1] or "")
        names = (file for file in folder.iterdir() if stem.fullmatch(file.name)) if folder.is_dir() else ()
        return next(iter(names), None)

    def page(self, path: str) -> tuple[int, bytes]:
        """Return status and bytes of the page at a URL path below the base."""
        early = self.early.get(_output_path(path))
        if early is not None:
            return 200, early
        file = self.file(path)
        if file is not None:
            return 200, file.read_bytes()
        missing = self.settings.output / "404.html"
        if missing.is_file():
            return 404, missing.read_bytes()
        return (404, b"<!doctype html><title>Not found</title><p>Not found.") if self.state else (503, _WAITING)

    def inside(self, path: str) -> str | None:
        """Return a URL path without the base; None for one that is not below it."""
        base = self.settings.base
        return path[len(base) - 1 :] if path.startswith(base) else None

    def may_ask(self, host: str) -> bool:
        """Tell whether a name in `Host` is this computer's own."""
        name = urlsplit(f"//{host}").hostname or ""
        if name in _OWN_NAMES or self.settings.host == HOST:
            return name in _OWN_NAMES
        # To others it is served by wish. A number needs no name server, so none can lie about it.
        return name == self.settings.host or name == socket.gethostname() or _is_number(name)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def looks(page: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """Return what a reload is for: a page without the names of its style sheets, and these."""
    return _STYLE.sub(b".css", page), tuple(_STYLE.findall(page))


def application(desk: Desk) -> Any:
    """Return what answers requests."""
    from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
    from tornado.iostream import StreamClosedError
    from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler

    class Guarded(RequestHandler):
        """Answers only those who ask for this computer by its own name."""

        def prepare(self) -> None:
            if not desk.may_ask(self.request.host):
                raise HTTPError(403)

        def set_default_headers(self) -> None:
            self.set_header("Cache-Control", "no-store")
            self.set_header("Server", "sitegen")
            self.set_header("X-Content-Type-Options", "nosniff")

        def write_error(self, status_code: int, **kwargs: Any) -> None:
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(f"{status_code}\n")

    class Page(Guarded, StaticFileHandler):
        """A file of the output folder, or the site's own page for what is not there."""

        async def get(self, path: str, include_body: bool = True) -> None:
            inside = desk.inside(unquote(self.request.path))
            if inside is None:
                self.redirect(desk.settings.base)
                return
            file = desk.file(inside)
            if file is not None and file.is_dir() is False and file.suffix != ".html":
                await super().get(str(file.relative_to(desk.settings.output.resolve())), include_body)
                return
            if file is not None and file.name == "index.html" and not inside.endswith(("/", "index.html")):
                self.redirect(self.request.path + "/")
                return
            status, data = desk.page(inside)
            if len(desk.given) >= _GIVEN:
                # Who asks for so many pages has no tab for each.
                desk.given.clear()
            desk.given[inside] = looks(data)
            self.set_status(status)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            port = self.request.host.rpartition(":")[2] if ":" in self.request.host else "80"
            scripts = f"/livereload.js?port={port}", f"/_preview/preview.js?page={of_bytes(data).hex()}"
            self.finish(preview.with_scripts(data, scripts) if include_body else b"")

        async def head(self, path: str) -> None:
            await self.get(path, include_body=False)

        def compute_etag(self) -> None:
            """Pages are sent whole each time: nothing is kept."""

    class Live(LiveReloadHandler):  # type: ignore[misc]
        """A tab that is told when its page is another."""

        def prepare(self) -> None:
            if not desk.may_ask(self.request.host):
                raise HTTPError(403)

        def check_origin(self, origin: str) -> bool:
            return bool(urlsplit(origin).netloc == self.request.host)

        def on_message(self, message: str | bytes) -> None:
            super().on_message(message)
            told = json.loads(message)
            if told.get("command") == "info":
                self.path = desk.inside(unquote(urlsplit(told.get("url", "")).path)) or "/"
                # A build may have ended between the page and this: what the tab has is what it was given.
                given = self.path in desk.given
                self.seen = desk.given.pop(self.path) if given else looks(desk.page(self.path)[1])
                desk.tabs.add(self)
                self.look()

        def on_close(self) -> None:
            super().on_close()
            desk.tabs.discard(self)

        def look(self) -> None:
            page, styles = looks(desk.page(self.path)[1])
            if (page, styles) == self.seen:
                return
            target = self.path if page != self.seen[0] else "style.css"
            self.seen = page, styles
            self.send_message({"command": "reload", "path": target, "liveCSS": True, "liveImg": False})

    class Script(Guarded, LiveReloadJSHandler):  # type: ignore[misc]
        """livereload's own script."""

    class Own(Guarded):
        """The preview's own script."""

        def get(self) -> None:
            self.set_header("Content-Type", "text/javascript; charset=utf-8")
            self.finish((Path(__file__).parent / "preview.js").read_bytes())

    class Events(Guarded):
        """What a tab is told beside reloads: problems, what is known of its page, where to go (server-sent events)."""

        async def get(self) -> None:
            self.set_header("Content-Type", "text/event-stream")
            url = desk.inside(unquote(self.get_argument("page", "/"))) or "/"
            page = _output_path(url)
            queue: asyncio.Queue[str] = asyncio.Queue()
            desk.listeners.add(queue)
            try:
                # Whoever got another page than this one, which was made since, asks for it again.
                message: dict[str, Any] = {"event": "state", "bytes": of_bytes(desk.page(url)[1]).hex()}
                while True:
                    if message["event"] == "state":
                        if desk.state and page not in desk.about:
                            desk.about[page] = None
                            desk.ask(Asked(page=page))
                        known = preview.plain(desk.about.get(page))
                        message |= preview.shown(desk.state or State(), known)
                        message["editor"] = desk.settings.editor
                    self.write(f"data: {json.dumps(message)}\n\n")
                    await self.flush()
                    message = json.loads(await queue.get())
            except StreamClosedError:
                return
            finally:
                desk.listeners.discard(queue)

        def on_connection_close(self) -> None:
            for queue in desk.listeners:
                # Whoever waits in vain finds out when it writes.
                queue.put_nowait('{"event": "still"}')

    root = str(desk.settings.output)
    return Application(
        [
            (r"/livereload", Live),
            (r"/livereload.js", Script),
            (r"/_preview/preview.js", Own),
            (r"/_preview/events", Events),
            (r"/(.*)", Page, {"path": root}),
        ]
    )


def _output_path(path: str) -> str:
    """Return the output path of a URL path below the base."""
    from sitegen.urls import output_path

    return output_path(path)
