"""``make audit`` passes only where advisories were asked for every package and none was found.

The services are programs on the loopback interface that answer as the real ones do.
"""

import gzip
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

OLD = {("jinja2", "2.4.1"), ("minimist", "0.0.8")}
"""What the command asks first, to see whether a service knows anything at all."""


class Advisories(BaseHTTPRequestHandler):
    """OSV and an npm registry at once. `holes` are names whose every version has one."""

    holes: frozenset[str] = frozenset()
    knows_old = True
    asked: set[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        told = json.loads(body)
        self._say(self._osv(told) if self.path == "/query" else self._bulk(told))

    def do_GET(self) -> None:
        """The versions of a package, by which npm tells which of them have the hole."""
        name = self.path.strip("/").replace("%2f", "/")
        versions = {v: {"name": name, "version": v} for v in ("0.0.8", "1.2.3")}
        self._say({"name": name, "versions": versions, "dist-tags": {"latest": "1.2.3"}})

    def _has_hole(self, name: str, version: str) -> bool:
        self.asked.add(name)
        return name in self.holes or (self.knows_old and (name, version) in OLD)

    def _osv(self, told: dict[str, Any]) -> dict[str, Any]:
        name, version = told["package"]["name"], told["version"]
        if not self._has_hole(name, version):
            return {}
        package = {"name": name, "ecosystem": "PyPI"}
        affected = {"package": package, "versions": [version], "ranges": []}
        return {"vulns": [{"id": f"MADE-UP-{name}", "summary": "a hole", "affected": [affected]}]}

    def _bulk(self, told: dict[str, list[str]]) -> dict[str, Any]:
        hole = {"id": 1, "url": "https://made-up.example/1", "title": "a hole", "severity": "high"}
        return {
            name: [{**hole, "vulnerable_versions": "*", "name": name, "cwe": [], "cvss": {}}]
            for name, versions in told.items()
            if self._has_hole(name, versions[0])
        }

    def _say(self, told: Any) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def advisories(*holes: str, knows_old: bool = True) -> Iterator[tuple[str, set[str]]]:
    """The address of a service, and what it was asked about."""
    asked: set[str] = set()
    told = {"holes": frozenset(holes), "knows_old": knows_old, "asked": asked}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Advisories,), told))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def audit(root: Path, base: str) -> subprocess.CompletedProcess[str]:
    """The command against a service."""
    environment = {name: held for name, held in os.environ.items() if "proxy" not in name.lower()}
    environment |= {
        "PATH": f"{root}/.venv/bin:{os.environ['PATH']}",
        "npm_config_fetch_retries": "0",
    }
    command = [sys.executable, "scripts/audit.py", "--advisories", f"{base}/query"]
    return subprocess.run(
        [*command, "--registry", base],
        cwd=root, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


def test_where_nothing_is_known_against_any_package_it_passes(project_root: Path) -> None:
    with advisories() as (base, asked):
        told = audit(project_root, base)
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("nothing is known against any of the") == 2
    assert {"jinja2", "cryptography", "starlette", "hls.js", "preact", "minimist"} <= asked
    assert "vite" not in asked, "tools for building aren't what browsers get"


def test_a_known_hole_is_named_and_fails(project_root: Path) -> None:
    with advisories("starlette", "hls.js") as (base, _):
        told = audit(project_root, base)
    assert told.returncode == 1
    assert "MADE-UP-starlette" in told.stderr
    assert "hls.js, high: a hole" in told.stderr
    assert "COULD NOT AUDIT" not in told.stderr


def test_services_that_cannot_be_reached_are_no_all_clear(project_root: Path) -> None:
    with socket.socket() as held:  # bound and never listening: whoever connects is refused
        held.bind(("127.0.0.1", 0))
        told = audit(project_root, f"http://127.0.0.1:{held.getsockname()[1]}")
    assert told.returncode == 2
    assert told.stderr.count("COULD NOT AUDIT") == 2
    assert told.stderr.count("Nothing is known about these") == 2
    assert "nothing is known against" not in told.stdout


def test_a_service_that_knows_nothing_is_not_believed(project_root: Path) -> None:
    with advisories(knows_old=False) as (base, asked):
        told = audit(project_root, base)
    assert told.returncode == 2
    assert told.stderr.count("so it tells nothing") == 2
    assert asked == {"jinja2", "minimist"}


@pytest.mark.parametrize("line", ["audit:", "sbom:"])
def test_the_commands_are_there(project_root: Path, line: str) -> None:
    assert f"\n{line}" in (project_root / "Makefile").read_text("utf-8")
