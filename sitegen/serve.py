"""Live preview: the built site on this computer, made anew and reloaded on change; the only importer of livereload.

livereload takes any `Host` and any WebSocket `Origin`; here only this computer's names are taken, so that no page
of the web can read an unpublished article through the reader's browser (DNS rebinding).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOST = "127.0.0.1"
_OWN_NAMES = frozenset({HOST, "localhost", "[::1]"})
_WATCHED = ("content", "seeds", "layouts", "static", "site.toml", "pyproject.toml")


def serve(site: Path, output: Path, make: Callable[[], object], *, port: int, browser: bool) -> None:
    """Serve `output` until Ctrl+C; call `make` when something in the site's folders changed.

    Raises OSError when the port is taken.
    """
    server = _server()
    for name in _WATCHED:
        server.watch(str(site / name), make)
    logging.getLogger("livereload").setLevel(logging.WARNING)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    server.serve(port=port, host=HOST, root=str(output), open_url_delay=1 if browser else None)


def _server() -> Any:
    from livereload import Server
    from livereload.handlers import LiveReloadHandler
    from tornado.web import HTTPError, StaticFileHandler

    class Preview(StaticFileHandler):
        """The output folder, with the site's own page for what is not there."""

        def prepare(self) -> None:
            if self.request.host_name not in _OWN_NAMES:
                raise HTTPError(403)

        def set_extra_headers(self, path: str) -> None:
            self.set_header("Cache-Control", "no-store")

        def write_error(self, status_code: int, **kwargs: Any) -> None:
            missing = Path(self.root) / "404.html"
            if status_code == 404 and missing.is_file():
                self.set_header("Content-Type", "text/html; charset=utf-8")
                self.finish(missing.read_bytes())
            else:
                super().write_error(status_code, **kwargs)

    def is_own(self: Any, origin: str) -> bool:
        return (urlsplit(origin).hostname or "") in _OWN_NAMES

    class Quiet(Server):  # type: ignore[misc]
        def _setup_logging(self) -> None:
            """Keep the terminal for the messages of builds."""

    LiveReloadHandler.check_origin = is_own
    server = Quiet()
    server.SFH = Preview
    return server
