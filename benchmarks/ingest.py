"""What one core takes in over the socket: cost per message, acknowledgement, memory per socket.

    python benchmarks/ingest.py --floor                    the adapter alone, nothing written
    python benchmarks/ingest.py --path                     socket to log and back, without pages
    python benchmarks/ingest.py --serve                    the whole server, with pages and tally

The server stays on one core, the pages on another. Figures go to standard output as JSON.
"""

import argparse
import contextlib
import json
import re
import signal
import socket as network
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measuring import cpu_s, machine, raise_descriptor_limit, rss_kb, stay_on_core

HERE = Path(__file__).resolve().parent
SETTLE_S = 1.0
WARM_UP_S = 2.0
CATEGORIES = '{"age": "under_35", "region": "north", "gender": "woman"}'


class Pages:
    """The load generator, a process of its own."""

    def __init__(self, url: str, pages: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "load.py"), "--url", url, "--pages", str(pages)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        stay_on_core(self.process.pid, 1)

    def ask(self, command: str) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The load generator ended during: {command}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def quit(self) -> None:
        """End the generator and with it all its connections."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


def measure_connecting(pages: Pages, pid: int, count: int) -> dict[str, Any]:
    """Connect all; memory and processor time per connection. Includes the hello and welcome."""
    before_kb, before_s = rss_kb(pid), cpu_s(pid)
    answer = pages.ask("connect")
    if answer["connected"] != count:
        raise SystemExit(f"Only {answer['connected']} of {count} sockets opened.")
    connecting_s = cpu_s(pid) - before_s
    time.sleep(SETTLE_S)
    return {
        "connections": count,
        "seconds": answer["seconds"],
        "server_us_per_connect": 1e6 * connecting_s / count,
        "server_kb_per_idle_connection": (rss_kb(pid) - before_kb) / count,
    }


def measure_sending(
    pages: Pages, pid: int, rate: float, seconds: float, in_flight: int
) -> dict[str, Any]:
    """Press for some seconds after warming up; what it cost the server per message."""
    pages.ask(f"send {rate} {WARM_UP_S} {in_flight}")
    before_s, began_s = cpu_s(pid), time.monotonic()
    answer = pages.ask(f"send {rate} {seconds} {in_flight}")
    used_s, elapsed_s = cpu_s(pid) - before_s, time.monotonic() - began_s
    return {
        "asked_per_s": rate or "as fast as acknowledged",
        **answer,
        "server_us_per_message": 1e6 * used_s / max(1, answer["acknowledged"]),
        "server_cpu_share": used_s / elapsed_s,
        "server_rss_kb": rss_kb(pid),
    }


@contextlib.contextmanager
def started(script: str, *arguments: str) -> Iterator[tuple[str, int]]:
    """A server of this folder, which prints its port; its address and process id."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"{script} did not start; it says why above.")
        yield f"http://127.0.0.1:{json.loads(line)['port']}", process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def pulsemeter(folder: str, *words: str) -> str:
    """Run a command of the program on this data folder; what it says."""
    command = [sys.executable, "-m", "pulsemeter", *words, "--data", folder]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.returncode)  # it has said why
    return done.stdout


@contextlib.contextmanager
def served(folder: str, code: str) -> Iterator[tuple[str, int]]:
    """The program's own server on a free port."""
    with network.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pulsemeter", "serve", "--port", str(port), "--data", folder]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        if not any(code in line for line in process.stdout):
            raise SystemExit("The server did not start; it says why above.")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def measure(
    asked: argparse.Namespace, url: str, pid: int, folder: str = "", code: str = ""
) -> dict[str, Any]:
    """All figures of one server; with `code`, seats are taken first and the session started."""
    stay_on_core(pid, 0)
    figures: dict[str, Any] = {"machine": machine()}
    pages = Pages(url, asked.connections)
    try:
        if code:
            figures["joining"] = pages.ask(f"join {code} {asked.categories}")
        figures["connecting"] = measure_connecting(pages, pid, asked.connections)
        if code:
            pulsemeter(folder, "session", "start", code)
            time.sleep(SETTLE_S)
            pages.ask("listen")
        figures["sending"] = [
            measure_sending(pages, pid, rate, asked.seconds, asked.in_flight)
            for rate in [*asked.rates, 0]
        ]
        return figures
    finally:
        pages.quit()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    for name in ("floor", "path", "serve"):
        what.add_argument(f"--{name}", dest="what", action="store_const", const=name)
    parser.add_argument("--study", default=str(HERE.parent / "examples" / "moon" / "study.toml"))
    parser.add_argument("--categories", default=CATEGORIES, help="JSON: one category per attribute")
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--rates", type=float, nargs="*", default=[5000, 20000])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--in-flight", type=int, default=2000)
    asked = parser.parse_args()
    raise_descriptor_limit()
    with tempfile.TemporaryDirectory() as folder:
        if asked.what == "floor":
            with started("socket_floor.py") as (url, pid):
                figures = measure(asked, url, pid)
        elif asked.what == "path":
            seats = str(asked.connections)
            with started("ingest_path.py", "--data", folder, "--pages", seats) as (url, pid):
                figures = measure(asked, url, pid)
        else:
            said = pulsemeter(folder, "study", "create", asked.study)
            study = re.search(r"Study (\S+) is in", said)
            assert study is not None
            opened = re.search(
                r"Session (\S+) is open", pulsemeter(folder, "session", "open", study[1])
            )
            assert opened is not None
            with served(folder, opened[1]) as (url, pid):
                figures = measure(asked, url, pid, folder, opened[1])
    print(json.dumps({"what": asked.what, **figures}, indent=1))


if __name__ == "__main__":
    main()
