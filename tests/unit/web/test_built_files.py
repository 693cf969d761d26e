"""Built files leave packed for browsers that take that, plain for the others, and only they."""

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from pulsemeter.web.built_files import BuiltFiles, accepted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page-1a.js").write_text("plain", "utf-8")
    (tmp_path / "page-1a.js.br").write_bytes(b"packed by brotli")
    (tmp_path / "page-1a.js.gz").write_bytes(b"packed by gzip")
    (tmp_path / "small.css").write_text("plain", "utf-8")
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text("{}", "utf-8")
    return tmp_path


def ask(folder: Path, path: str, takes: str) -> tuple[int, bytes, httpx.Headers]:
    async def asked() -> tuple[int, bytes, httpx.Headers]:
        application = Starlette(routes=[Mount("/assets", BuiltFiles(directory=folder))])
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as browser:
            headers = {"accept-encoding": takes}
            async with browser.stream("GET", f"/assets/{path}", headers=headers) as answer:
                body = b"".join([part async for part in answer.aiter_raw()])
                return answer.status_code, body, answer.headers

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("takes", "body", "encoding"),
    [
        ("gzip, deflate, br", b"packed by brotli", "br"),
        ("gzip, deflate", b"packed by gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", b"packed by gzip", "gzip"),
        ("identity", b"plain", None),
        ("", b"plain", None),
    ],
)
def test_the_best_packing_that_the_browser_takes(
    folder: Path, takes: str, body: bytes, encoding: str | None
) -> None:
    status, sent, headers = ask(folder, "page-1a.js", takes)
    assert (status, sent, headers.get("content-encoding")) == (200, body, encoding)
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    assert headers["vary"] == "Accept-Encoding"


def test_a_file_that_was_not_packed_leaves_plain(folder: Path) -> None:
    status, sent, headers = ask(folder, "small.css", "br")
    assert (status, sent, headers.get("content-encoding")) == (200, b"plain", None)


@pytest.mark.parametrize("path", ["page-1a.js.br", ".vite/manifest.json", "missing.js"])
def test_nothing_else_is_served(folder: Path, path: str) -> None:
    assert ask(folder, path, "br")[0] == 404


def test_weights_of_nought_refuse() -> None:
    assert accepted("br; q=0.0, gzip;q=1, *;q=0") == {"gzip"}
