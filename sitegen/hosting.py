"""What hosts are told: redirects, headers, how long a file may be kept; one pure function for each kind of host.

Every page already works without: old addresses have a small page each, and no page needs a header. Rules make
redirects real ones (301), and the policies that browsers enforce stricter than any page can say for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from sitegen.problems import Problem, warning
from sitegen.value import Value

CLOUDFLARE_REDIRECTS, CLOUDFLARE_FILES = 2_000, 20_000
"""What Cloudflare Pages takes: static redirects (more are ignored), files (more are refused on the free plan)."""

AI_CRAWLERS = (
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "Google-Extended",
    "GPTBot",
    "meta-externalagent",
)
"""The names by which crawlers that collect texts to train models are asked to stay away, as their owners say."""

_FOREVER = "public, max-age=31536000, immutable"


class Rules(Value):
    """What any host may be told.

    All paths are as in a URL. `redirects` are pairs of old and new ones; `kept` are those of files whose names change
    with their content (one that ends in `/` stands for all below it); `missing` is the page for 404; `base` is the path
    that all are below, with `/` at its end. `wasm` says whether a script of the site's own runs WebAssembly.
    """

    redirects: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]
    missing: str
    base: str = "/"
    wasm: bool = False


def headers(rules: Rules) -> dict[str, str]:
    """Return the headers that each page should be sent with (Content Security Policy Level 3, Referrer Policy)."""
    script = "'self' 'wasm-unsafe-eval'" if rules.wasm else "'self'"
    policy = (
        f"default-src 'none'; style-src 'self'; script-src {script}; img-src 'self' data: https:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def redirects_file(rules: Rules) -> str:
    """Return `_redirects`, as Netlify and Cloudflare Pages read it."""
    return "".join(f"{old} {new} 301\n" for old, new in rules.redirects)


def headers_file(rules: Rules) -> str:
    """Return `_headers`, as Netlify and Cloudflare Pages read it."""
    everywhere = "".join(f"  {name}: {value}\n" for name, value in headers(rules).items())
    kept = "".join(f"{path}{'*' * path.endswith('/')}\n  Cache-Control: {_FOREVER}\n" for path in rules.kept)
    return f"{rules.base}*\n{everywhere}{kept}"


def nginx(rules: Rules) -> str:
    """Return what goes into a `server { … }` of nginx."""
    lines = ["# For nginx: include this file in the server's block.", f"error_page 404 {rules.missing};", ""]
    own = [f'add_header {name} "{value}" always;' for name, value in headers(rules).items()]
    lines += [*own, ""]
    for path in rules.kept:
        # A block with a header of its own has no others (nginx, add_header).
        lines += [f"location {'^~' if path.endswith('/') else '='} {path} {{"]
        lines += [f"    {line}" for line in (*own, f'add_header Cache-Control "{_FOREVER}" always;')]
        lines += ["}"]
    for old, new in rules.redirects:
        lines += [f"location = {_quoted(unquote(old))} {{ return 301 {_quoted(new.replace('$', '%24'))}; }}"]
    return "\n".join(lines) + "\n"


def caddy(rules: Rules) -> str:
    """Return what goes into a site's block of Caddy."""
    lines = ["# For Caddy: import this file in the site's block."]
    lines += [f'header {name} "{value}"' for name, value in headers(rules).items()]
    for path in rules.kept:
        lines += [f'header {path}{"*" * path.endswith("/")} Cache-Control "{_FOREVER}"']
    lines += [f"redir {_quoted(unquote(old))} {_quoted(new)} permanent" for old, new in rules.redirects]
    # Since 2.8 a status may stand after `handle_errors`; this any Caddy 2 reads.
    lines += ["handle_errors {", "    @missing expression {http.error.status_code} == 404", "    handle @missing {"]
    lines += [f"        rewrite * {rules.missing}", "        file_server", "    }", "}"]
    return "\n".join(lines) + "\n"


def nothing(rules: Rules) -> str:
    """Return an empty file: that it is there says everything."""
    return ""


Maker = Callable[[Rules], str]
_STATIC: Mapping[str, Maker] = {"_redirects": redirects_file, "_headers": headers_file}
HOSTS: Mapping[str, Mapping[str, Maker]] = {
    "netlify": _STATIC,
    "cloudflare": _STATIC,
    "github": {".nojekyll": nothing},
    "nginx": {"_nginx.conf": nginx},
    "caddy": {"_caddy.conf": caddy},
}
"""The files for each host, by their names in the output folder."""


def too_many(hosts: tuple[str, ...], redirects: int, count: int, at: tuple[str, int, int]) -> tuple[Problem, ...]:
    """Return a warning for what a host does not take; `at` is the place of the setting."""
    if "cloudflare" not in hosts:
        return ()
    found = []
    if redirects > CLOUDFLARE_REDIRECTS:
        what = f"there are {redirects} old addresses (`aliases`), and Cloudflare Pages reads {CLOUDFLARE_REDIRECTS}"
        found.append(warning(*at, what, "the others lead on all the same, by a page each"))
    if count > CLOUDFLARE_FILES:
        what = f"the site has {count} files, and Cloudflare Pages takes {CLOUDFLARE_FILES} without a paid plan"
        found.append(warning(*at, what, "ask the host, or raise `page_size` and leave out what nobody reads"))
    return tuple(found)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
