"""What a phone fetches before the video: requests and bytes of the participant's page.

    python benchmarks/page.py

Counts the page itself, the scripts and styles that it names, and the socket that its script
opens (a request without a body). Bytes are those of the bodies: as the server sends them, and
compressed with Brotli at its highest level, as a proxy in front of it would keep them.
"""

import json
import tempfile
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin

import brotli
import httpx
from load_join import MOON_ANSWERS, page_key
from measuring import machine
from processes import MOON, MOON_CATEGORIES, open_session, served

BROTLI_QUALITY = 11
SOCKETS = 1


class Named(HTMLParser):
    """What a browser fetches at once because the page names it: scripts, styles, preloads."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "script" and said.get("src"):
            self.paths.append(said["src"])
        if tag == "link" and said.get("rel") in ("stylesheet", "modulepreload", "preload"):
            self.paths.append(said["href"])


def walk_in(browser: httpx.Client, code: str) -> None:
    """From the link to the page with practice and video."""
    browser.cookies.set("pm_seat", page_key(0))
    answers = {name: ids[0] for name, ids in json.loads(MOON_CATEGORIES).items()}
    for path, form in (
        (f"/j/{code}/redeem", {"page_key": page_key(0), "token": ""}),
        ("/p/consent", {"agrees": "yes"}),
        ("/p/profile", answers),
        ("/p/questions", MOON_ANSWERS),
    ):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = browser.post(path, content=urlencode(form), headers=headers)
        if answer.status_code not in (200, 204, 303):
            raise SystemExit(f"POST {path} answered {answer.status_code}.")


def fetched(browser: httpx.Client, path: str) -> dict[str, bytes]:
    """The page and all that it names, by path."""
    bodies: dict[str, bytes] = {}
    waiting = [path]
    while waiting:
        asked = waiting.pop(0)
        answer = browser.get(asked)
        if answer.status_code != 200:
            raise SystemExit(f"GET {asked} answered {answer.status_code}.")
        bodies[asked] = answer.content
        if answer.headers["content-type"].startswith("text/html"):
            named = Named()
            named.feed(answer.text)
            waiting += [urljoin(asked, found) for found in named.paths]
    return bodies


def told(bodies: dict[str, bytes], sockets: int) -> dict[str, Any]:
    """Requests and bytes."""
    packed = {
        path: len(brotli.compress(body, quality=BROTLI_QUALITY)) for path, body in bodies.items()
    }
    return {
        "requests": len(bodies) + sockets,
        "bytes_sent": sum(map(len, bodies.values())),
        "bytes_brotli": sum(packed.values()),
        "bytes_brotli_of_each": packed,
    }


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        code = open_session(folder, str(MOON))
        with (
            served(folder, code) as (url, _),
            httpx.Client(base_url=url, trust_env=False) as browser,
        ):
            figures = {
                "machine": machine(),
                "first_page": told(fetched(browser, f"/j/{code}"), 0),
            }
            walk_in(browser, code)
            figures["page_before_the_video"] = told(fetched(browser, "/p"), SOCKETS)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
