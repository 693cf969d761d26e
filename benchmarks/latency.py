"""From a press to the tally, and from a release to every dashboard, on one clock.

    python benchmarks/latency.py --participants 2000 --dashboards 50

2,000 pages press once per interval of 5 s, spread evenly over it, in a live session of the
demonstration study; 50 screens of moderators read the stream of releases.

*Press to tally* begins when the page hands its press to the socket and ends when the tally has
folded it, press by press. *Release to dashboard* begins when the figures are made, before they
are written into the book, and ends when the bytes of the release have arrived at a screen; one
value per release and screen. Waiting that the rules of release ask for comes before and is not
in it, nor is the drawing of the picture.
"""

import argparse
import asyncio
import contextlib
import json
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from measuring import (
    core_wait_s,
    cpu_s,
    disk,
    disk_watched,
    machine,
    quantile,
    raise_descriptor_limit,
    stay_on_core,
)
from processes import MOON, MOON_CATEGORIES, Pages, open_session, pulsemeter, started

INTERVAL_S = 5.0
SETTLE_S = 1.0
LAST_RELEASES_S = 8.0
TAIL_BYTES = 32
RELEASE_NUMBER = re.compile(rb"id: (\d+)\n")


class Screens:
    """Dashboards as far as the server sees them: open streams whose releases are stamped."""

    def __init__(self, url: str, code: str, cookie: str, count: int) -> None:
        self.arrived: list[dict[int, float]] = [{} for _ in range(count)]
        parts = urlsplit(url)
        self._address = (parts.hostname, parts.port)
        self._request = (
            f"GET /api/v1/sessions/{code}/stream HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Cookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n"
        ).encode()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._read_all()), daemon=True)

    def open(self) -> None:
        """Read in the background until the server ends the streams."""
        self._thread.start()

    def wait_for_end(self) -> None:
        """The server is gone, and with it all streams."""
        self._thread.join(timeout=30)

    async def _read_all(self) -> None:
        await asyncio.gather(*(self._read(arrived) for arrived in self.arrived))

    async def _read(self, arrived: dict[int, float]) -> None:
        reader, writer = await asyncio.open_connection(*self._address)
        writer.write(self._request)
        tail = b""
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                now_s = time.monotonic()
                for number in RELEASE_NUMBER.findall(tail + data):
                    arrived.setdefault(int(number), now_s)
                tail = data[-TAIL_BYTES:]
        writer.close()


def sign_in(url: str, link: str) -> str:
    """A moderator's cookie, by the one-time link."""
    token = link.strip().rpartition("#")[2]
    form = {"token": token, "name": "Benchmark", "password": "only for this benchmark"}
    with httpx.Client(base_url=url, trust_env=False) as browser:
        browser.post("/staff/welcome/password", data=form, headers={"Origin": url})
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def told(values_ms: list[float]) -> dict[str, float]:
    """Quantiles of what was measured."""
    values_ms.sort()
    return {
        "count": len(values_ms),
        "p50_ms": quantile(values_ms, 0.5),
        "p99_ms": quantile(values_ms, 0.99),
        "max_ms": quantile(values_ms, 1.0),
    }


def press_to_tally(sent: Path, stamps: dict[str, Any]) -> dict[str, Any]:
    """Each press by (page, number): when it left, when the tally held it."""
    folded_s = {
        (writer, sequence): at_s
        for at_s, records in stamps["folded"]
        for writer, sequence in records
    }
    left = json.loads(sent.read_text())
    held = [(folded_s.get((writer, sequence)), left_s) for writer, sequence, left_s in left]
    return {
        **told([1000 * (at_s - left_s) for at_s, left_s in held if at_s is not None]),
        "never_in_the_tally": sum(at_s is None for at_s, _ in held),
    }


def release_to_dashboard(screens: Screens, stamps: dict[str, Any]) -> dict[str, Any]:
    """Each release at each screen."""
    written_s = {int(number): at_s for number, at_s in stamps["written"].items()}
    taken_ms = [
        1000 * (at_s - written_s[number])
        for arrived in screens.arrived
        for number, at_s in arrived.items()
    ]
    return {
        "releases": len(written_s),
        **told(taken_ms),
        "never_at_a_screen": len(written_s) * len(screens.arrived) - len(taken_ms),
    }


@contextlib.contextmanager
def watched(pid: int, figures: dict[str, Any]) -> Iterator[None]:
    """What the server used meanwhile, and how long it had to wait for its core."""
    used_s, waited_s, began_s = cpu_s(pid), core_wait_s(pid), time.monotonic()
    yield
    elapsed_s = time.monotonic() - began_s
    figures["server_cpu_share"] = (cpu_s(pid) - used_s) / elapsed_s
    figures["server_waited_for_core_share"] = (core_wait_s(pid) - waited_s) / elapsed_s


def measure(asked: argparse.Namespace, folder: str) -> dict[str, Any]:
    """One session from joining to the last release."""
    figures: dict[str, Any] = {"machine": machine(), "disk": disk(folder)}
    code = open_session(folder, str(MOON))
    link = pulsemeter(folder, "staff", "link")
    sent, stamps = Path(folder) / "sent.json", Path(folder) / "stamps.json"
    with started("latency_server.py", "--data", folder, "--stamps", str(stamps)) as (url, pid):
        stay_on_core(pid, 0)
        pages = Pages(url, asked.participants)
        pages.ask(f"join {code} {MOON_CATEGORIES}")
        pages.ask("connect")
        screens = Screens(url, code, sign_in(url, link), asked.dashboards)
        screens.open()
        pulsemeter(folder, "session", "start", code)
        time.sleep(SETTLE_S)
        pages.ask("listen")
        with watched(pid, figures), disk_watched(folder, figures):
            rate = asked.participants / INTERVAL_S
            figures["sending"] = pages.ask(f"send {rate} {asked.seconds} 0")
        pages.ask(f"stamps {sent}")
        time.sleep(LAST_RELEASES_S)
        # The server goes first: its stop ends the streams.
    screens.wait_for_end()
    pages.quit()
    seen = json.loads(stamps.read_text())
    figures["press_to_tally"] = press_to_tally(sent, seen)
    figures["release_to_dashboard"] = release_to_dashboard(screens, seen)
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--participants", type=int, default=2000)
    parser.add_argument("--dashboards", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=40.0)
    asked = parser.parse_args()
    raise_descriptor_limit()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(asked, folder), indent=1))


if __name__ == "__main__":
    main()
