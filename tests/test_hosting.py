"""Hosts and crawlers are told where things are now, what a browser may do, and what is news."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sites import SETTINGS, article, bad, good, make, tree, write

from sitegen import hosting
from sitegen.outputs import sitemap
from sitegen.start import SettingsError

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
HOSTS = 'hosts = ["netlify", "cloudflare", "github", "nginx", "caddy"]\n'
MOVED = {
    "content/articles/one.md": article("One", aliases='[/old/one/, "/2019/a b.html", /x$y/]'),
    "content/pages/about.md": "---\ntitle: About\naliases: [/who]\n---\nText.\n",
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("hosts"), MOVED, SETTINGS + HOSTS))


def test_without_the_setting_no_host_is_told_anything(tmp_path: Path) -> None:
    """Every old address has its page all the same."""
    output = good(write(tmp_path, MOVED))
    assert not {name for files in hosting.HOSTS.values() for name in files} & tree(output).keys()
    assert (output / "old/one/index.html").is_file()


def test_every_old_address_is_redirected_in_one_step(output: Path) -> None:
    """Each, with and without a slash at its end, leads to a page that is there and is itself no old address."""
    rules = [line.split(" ") for line in (output / "_redirects").read_text("utf-8").splitlines()]
    assert {old: new for old, new, _ in rules} == {
        "/2019/a%20b.html": "/articles/one/",
        "/old/one": "/articles/one/",
        "/old/one/": "/articles/one/",
        "/who": "/about/",
        "/who/": "/about/",
        "/x$y": "/articles/one/",
        "/x$y/": "/articles/one/",
    }
    assert {status for _, _, status in rules} == {"301"}
    for _, new, _ in rules:
        assert (output / new.lstrip("/") / "index.html").is_file()
        assert new not in [old for old, _, _ in rules]


def test_headers_hold_the_policy_and_what_may_be_kept(output: Path) -> None:
    """All pages get the same; only files whose name changes with their content may be kept for ever."""
    text = (output / "_headers").read_text("utf-8")
    first, *others = re.split(r"\n(?=/)", text)
    assert first.startswith("/*\n")
    assert "unsafe" not in first
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
        assert f"\n  {name}: " in first
    assert len(others) == 3
    for rule in others:
        path, header = rule.strip().splitlines()
        assert re.fullmatch(r"/theme/\w+\.[0-9a-f]{12}\.(css|js)", path)
        assert (output / path[1:]).is_file()
        assert header.strip() == "Cache-Control: public, max-age=31536000, immutable"


def test_servers_of_ones_own_are_told_the_same(output: Path) -> None:
    """nginx and Caddy: redirects, headers, the page for 404; what means something to them is quoted."""
    nginx, caddy = ((output / name).read_text("utf-8") for name in ("_nginx.conf", "_caddy.conf"))
    assert 'location = "/2019/a b.html" { return 301 "/articles/one/"; }' in nginx
    assert 'location = "/x$y/" { return 301 "/articles/one/"; }' in nginx
    assert "error_page 404 /404.html;" in nginx
    assert nginx.count("{") == nginx.count("}")
    assert 'redir "/old/one/" "/articles/one/" permanent' in caddy
    assert "rewrite * /404.html" in caddy
    for name, value in hosting.headers(hosting.Rules((), (), "/404.html")).items():
        assert f'add_header {name} "{value}" always;' in nginx
        assert f'header {name} "{value}"' in caddy
    # A block of nginx that sets one header forgets those around it.
    for block in re.findall(r"location = /theme/\S+ \{(.*?)\}", nginx, re.DOTALL):
        assert "Content-Security-Policy" in block


CADDYFILE = """\
{{
  admin off
  auto_https off
  storage file_system {folder}/caddy
}}
http://127.0.0.1:{port} {{
  root * {output}
  import {output}/_caddy.conf
  file_server
}}
"""
NGINX = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{}}
http {{
  access_log off;
  types {{ text/html html; text/css css; text/javascript js; }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {output}; absolute_redirect off; include {output}/_nginx.conf; }}
}}
"""


@contextlib.contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """Run a web server until the block ends, with a folder for what it writes; wait until it answers."""
    own = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=own) as process:
        try:
            while True:
                with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
                    break
                assert process.poll() is None, process.stderr and process.stderr.read()
            yield
        finally:
            process.terminate()
            process.communicate()


def asked(port: int, path: str) -> tuple[int, http.client.HTTPMessage, str]:
    """Return what a server answers: status, headers, text."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8")
    connection.close()
    return answer.status, answer.headers, text


@pytest.mark.parametrize("name", ["caddy", "nginx"])
def test_servers_do_as_they_are_told(name: str, server: Callable[[str], str], output: Path, tmp_path: Path) -> None:
    """Caddy and nginx themselves: pages with headers, files to keep, old addresses, the page for what is not there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = tmp_path / "Caddyfile"
    file.write_text(
        (CADDYFILE if name == "caddy" else NGINX).format(port=port, output=output, folder=tmp_path), "utf-8"
    )
    program = server(name)
    run = (
        [program, "run", "--config", str(file), "--adapter", "caddyfile"]
        if name == "caddy"
        else [program, "-c", str(file)]
    )
    wanted = hosting.headers(hosting.Rules((), (), ""))
    with running(run, port, tmp_path):
        status, headers, text = asked(port, "/articles/one/")
        assert (status, "<title>One" in text) == (200, True)
        assert {key: headers[key] for key in wanted} == wanted
        assert headers["Cache-Control"] is None
        (sheet,) = (output / "theme").glob("style.*.css")
        _, headers, _ = asked(port, f"/theme/{sheet.name}")
        assert "immutable" in headers["Cache-Control"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        for line in (output / "_redirects").read_text("utf-8").splitlines():
            old, new, _ = line.split(" ")
            status, headers, _ = asked(port, old)
            assert (status, headers["Location"]) == (301, new), old
        status, headers, text = asked(port, "/nothing/here/")
        assert (status, "Page not found" in text) == (404, True)
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_below_a_path_the_rules_are_below_it_too(tmp_path: Path) -> None:
    """With `base_url = "https://example.org/review/"` every path begins with /review/."""
    settings = SETTINGS.replace("example.org/", "example.org/review/") + HOSTS
    output = good(write(tmp_path, MOVED, settings))
    assert (output / "_headers").read_text("utf-8").startswith("/review/*\n")
    for line in (output / "_redirects").read_text("utf-8").splitlines():
        old, new, _ = line.split(" ")
        assert old.startswith("/review/")
        assert new.startswith("/review/")


def test_a_host_that_nobody_knows_is_an_error_that_names_the_nearest(tmp_path: Path) -> None:
    from sitegen.build import SettingsError

    site = write(tmp_path, {}, SETTINGS + 'hosts = ["netlifi"]\n')
    with pytest.raises(SettingsError, match="netlifi") as raised:
        make(site)
    (problem,) = raised.value.problems
    assert (problem.line, problem.column) == (3, 1)
    assert problem.hint == "did you mean 'netlify'?"


def test_more_than_a_host_takes_is_said_before_it_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning with both numbers, for Cloudflare alone."""
    monkeypatch.setattr(hosting, "CLOUDFLARE_REDIRECTS", 7)
    monkeypatch.setattr(hosting, "CLOUDFLARE_FILES", 10)
    said = [p.message for p in make(write(tmp_path / "a", MOVED, SETTINGS + HOSTS)).problems]
    assert len([text for text in said if "Cloudflare" in text]) == 2
    assert any("there are 8 old addresses" in text for text in said)
    said = [p.message for p in make(write(tmp_path / "b", MOVED, SETTINGS + 'hosts = ["netlify"]\n')).problems]
    assert not [text for text in said if "Cloudflare" in text]


def test_crawlers_are_told_what_the_settings_say(tmp_path: Path) -> None:
    """Everything is open at first; paths can be closed, and crawlers that train models asked to stay away."""
    text = (good(write(tmp_path / "a", {})) / "robots.txt").read_text("utf-8")
    assert text == "User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\n"
    settings = SETTINGS + '[robots]\nclosed = ["/internal/"]\nai = false\n'
    text = (good(write(tmp_path / "b", {}, settings)) / "robots.txt").read_text("utf-8")
    groups = text.split("\n\n")
    assert [line for line in groups[0].splitlines() if "GPTBot" in line] == ["User-agent: GPTBot"]
    assert groups[0].endswith("\nDisallow: /")
    assert groups[1] == "User-agent: *\nDisallow: /internal/"
    for wrong in ('closed = "/a/"', 'closed = ["a"]', 'ai = "no"', "al = false"):
        from sitegen.build import SettingsError

        with pytest.raises(SettingsError, match=r"site.toml:4:1: error: `robots`"):
            make(write(tmp_path / "c", {}, f"{SETTINGS}[robots]\n{wrong}\n"))


def test_what_came_out_in_two_days_is_news(tmp_path: Path) -> None:
    """The article of yesterday is in the news sitemap, and leaves it two days after it came out to the second."""
    site = write(
        tmp_path,
        {
            "content/articles/new.md": article("New & <now>", "2026-05-31 10:00"),
            "content/articles/old.md": article("Old", "2026-05-30 11:59"),
        },
        SETTINGS + 'timezone = "Asia/Tokyo"\nlanguage = "zh-Hant"\n',
    )
    output = good(site, as_of="2026-06-01 12:00")
    (entry,) = etree.parse(str(output / "news-sitemap.xml")).getroot().findall(f"{MAP}url")
    assert entry.findtext(f"{MAP}loc") == "https://example.org/articles/new/"
    news = entry.find(f"{NEWS}news")
    assert news is not None
    assert news.findtext(f"{NEWS}title") == "New & <now>"
    assert news.findtext(f"{NEWS}publication_date") == "2026-05-31T10:00:00+09:00"
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "The Test"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "zh-tw"
    assert "news-sitemap.xml" in (output / "robots.txt").read_text("utf-8")
    make(site, as_of="2026-06-02 09:59:59")
    assert (output / "news-sitemap.xml").is_file()
    assert make(site, as_of="2026-06-02 10:00").written.removed == ("news-sitemap.xml",)
    assert "news-sitemap.xml" not in (output / "robots.txt").read_text("utf-8")


def test_a_long_sitemap_is_cut_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece has as many addresses as allowed at most; sitemap.xml lists the pieces."""
    files = {f"content/articles/a{n}.md": article(f"Article {n}") for n in range(9)}
    whole = addresses(good(write(tmp_path / "whole", files)) / "sitemap.xml")
    monkeypatch.setattr(sitemap, "MOST", 5)
    output = good(write(tmp_path / "cut", files))
    pieces = addresses(output / "sitemap.xml")
    assert pieces == [f"https://example.org/sitemap-{n}.xml" for n in (1, 2, 3)]
    found = [addresses(output / piece.rpartition("/")[2]) for piece in pieces]
    assert max(map(len, found)) == 5
    assert [url for piece in found for url in piece] == whole


def addresses(file: Path) -> list[str]:
    return [str(loc.text) for loc in etree.parse(str(file)).getroot().iter(f"{MAP}loc")]


def test_no_draft_is_told_to_anyone(tmp_path: Path) -> None:
    """Neither a draft nor its old addresses are in what hosts and crawlers read."""
    draft = article("Secret", "2026-05-31", draft="true", aliases="[/old-secret/]")
    output = good(write(tmp_path, {**MOVED, "content/articles/secret.md": draft}, SETTINGS + HOSTS))
    assert [path for path, data in tree(output).items() if b"secret" in data.lower()] == []


def test_bad_names_change_nothing(tmp_path: Path) -> None:
    """An alias that would take the place of a host's file is an error."""
    site = write(tmp_path, {"static/_headers": "mine"}, SETTINGS + HOSTS)
    (line,) = [line for line in bad(site) if "_headers" in line]
    assert line.startswith("static/_headers:1:1: error: wants the address /_headers, which site.toml has")


def test_settings_are_named_by_the_file_that_they_are_in(tmp_path: Path) -> None:
    """In pyproject.toml too, where a file of theirs and another claim one path."""
    site = write(tmp_path, {"static/_headers": "mine"}, SETTINGS)
    (site / "site.toml").rename(site / "pyproject.toml")
    (site / "pyproject.toml").write_text("[tool.sitegen]\n" + SETTINGS + HOSTS)
    (line,) = [line for line in bad(site) if "_headers" in line]
    assert line.startswith("static/_headers:1:1: error: wants the address /_headers, which pyproject.toml has")


# Files by a known name ----------------------------------------------------------------------------------------------

MASTHEAD = "---\ntitle: Masthead\n---\n## Editors\n\nEditor\n:   **Ana Ruiz** & others\n\nThanks to [Ben](/about/).\n"


def test_humans_txt_is_the_masthead(tmp_path: Path) -> None:
    """Who makes the publication, in plain words, and what the site is."""
    files = {"content/pages/masthead.md": MASTHEAD, "content/pages/about.md": "---\ntitle: About\n---\nWe.\n"}
    output = good(write(tmp_path, files, SETTINGS + 'humans = "/masthead/"\n'))
    assert (output / "humans.txt").read_text("utf-8") == (
        "/* TEAM */\nEditors\nEditor: Ana Ruiz & others\nThanks to Ben.\n\n"
        "/* SITE */\nName: The Test\nAddress: https://example.org/\nLanguage: en\nSoftware: sitegen\n"
    )
    (tmp_path / "site.toml").write_text(SETTINGS + 'humans = "/mastheads/"\n')
    (message,) = bad(tmp_path)
    assert message.startswith("site.toml:3:1: error: `humans` leads nowhere: there is no page /mastheads/\n")
    assert "did you mean /masthead/?" in message
    (tmp_path / "site.toml").write_text(SETTINGS + 'humans = "/archive/"\n')
    (message,) = bad(tmp_path)
    assert "there is no page /archive/" in message


SECURITY = """[security]
contact = ["mailto:security@example.org", "https://example.org/contact/"]
expires = 2026-06-03
languages = "en, fr"
policy = "https://example.org/rules/"
"""


def test_security_txt_says_whom_to_tell(tmp_path: Path) -> None:
    """It has the fields of RFC 9116; when it has run out the build says where to write another day."""
    site = write(tmp_path, {}, SETTINGS + SECURITY)
    output = good(site)
    assert (output / ".well-known/security.txt").read_text("utf-8") == (
        "Contact: mailto:security@example.org\nContact: https://example.org/contact/\n"
        "Expires: 2026-06-03T00:00:00Z\nCanonical: https://example.org/.well-known/security.txt\n"
        "Preferred-Languages: en, fr\nPolicy: https://example.org/rules/\n"
    )
    assert not make(site).problems
    (problem,) = make(site, as_of="2026-06-03").problems
    assert str(problem).startswith("site.toml:5:1: warning: security.txt has run out on 2026-06-03")


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ('contact = "mailto:a@example.org"', "3:2: error: `security` has no `expires`"),
        (
            'contact = "a@example.org"\nexpires = 2027-01-01',
            "4:1: error: `security` has a `contact` that is no address",
        ),
        (
            'contact = "mailto:a@b.org"\nexpires = "soon"',
            "5:1: error: `security` has `expires` that is text, not a day",
        ),
        ('contact = "mailto:a@b.org"\nexpires = 2027-01-01\npolicy = "x"', "6:1: error: `security` has `policy` that"),
        (
            'contact = "mailto:a@b.org"\nexpires = 2027-01-01\npolicies = "x"',
            "6:1: error: `security` has an unknown key",
        ),
    ],
)
def test_a_mistake_in_security_is_told(tmp_path: Path, lines: str, complaint: str) -> None:
    """With the place, and what to write."""
    with pytest.raises(SettingsError, match=re.escape(complaint)):
        make(write(tmp_path, {}, f"{SETTINGS}[security]\n{lines}\n"))


# Programs that nobody here wrote ----------------------------------------------------------------------------------


def test_a_sitemap_keeps_its_schema(sitemap_schema: tuple[str, Path], demo: Path, tmp_path: Path) -> None:
    """xmllint holds the demonstration's sitemap against the schema of sitemaps.org, and finds a wrong date."""
    xmllint, schema = sitemap_schema

    def check(file: Path) -> int:
        command = [xmllint, "--nonet", "--noout", "--schema", str(schema), str(file)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert check(demo / "sitemap.xml") == 0
    text = (demo / "sitemap.xml").read_text("utf-8")
    (tmp_path / "wrong.xml").write_text(re.sub("<lastmod>[^<]*", "<lastmod>yesterday", text), "utf-8")
    assert check(tmp_path / "wrong.xml") == 3


def test_the_policy_has_no_hole(node_tool: Callable[[str, str], Any]) -> None:
    """csp_evaluator finds nothing of weight in the Content-Security-Policy, and does find what is unsafe in another."""
    policy = hosting.headers(hosting.Rules((), (), "/404.html"))["Content-Security-Policy"]
    # Severity counts down: from 50 on it is a thing to think of, as that 'self' trusts the site's own files.
    assert [found for found in node_tool("policy.mjs", policy) if found[0] < 50] == []
    worse = policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    assert [found[0] for found in node_tool("policy.mjs", worse) if found[0] < 50] == [10]
