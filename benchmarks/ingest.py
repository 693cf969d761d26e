"""What one core takes in over the socket: cost per message, acknowledgement, memory per socket.

    python benchmarks/ingest.py --floor                    the adapter alone, nothing written
    python benchmarks/ingest.py --path                     socket to log and back, without pages
    python benchmarks/ingest.py --url http://127.0.0.1:8000 --pid PID --session CODE \\
        --categories '{"age": "18-29"}'                    a running server, with the log

The server stays on one core, the pages on another. Figures go to standard output as JSON.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measuring import cpu_s, machine, raise_descriptor_limit, rss_kb, stay_on_core

HERE = Path(__file__).resolve().parent
SETTLE_S = 1.0
WARM_UP_S = 2.0


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


def start(script: str, *arguments: str) -> tuple[str, subprocess.Popen[str]]:
    """Start a server of this folder that prints its port; its address and process."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"{script} did not start; it says why above.")
    return f"http://127.0.0.1:{json.loads(line)['port']}", process


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


def measure(asked: argparse.Namespace, what: str, url: str, pid: int) -> dict[str, Any]:
    """All figures of one server."""
    stay_on_core(pid, 0)
    pages = Pages(url, asked.connections)
    try:
        figures: dict[str, Any] = {"what": what, "machine": machine()}
        if asked.session:
            figures["joining"] = pages.ask(f"join {asked.session} {asked.categories}")
        figures["connecting"] = measure_connecting(pages, pid, asked.connections)
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
    parser.add_argument("--floor", action="store_true")
    parser.add_argument("--path", action="store_true")
    parser.add_argument("--url")
    parser.add_argument("--pid", type=int)
    parser.add_argument("--session")
    parser.add_argument("--categories", default="{}")
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--rates", type=float, nargs="*", default=[5000, 20000])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--in-flight", type=int, default=2000)
    asked = parser.parse_args()
    raise_descriptor_limit()
    if asked.url and asked.pid and asked.session:
        print(json.dumps(measure(asked, "ingest", asked.url, asked.pid), indent=1))
        return
    if not asked.floor and not asked.path:
        parser.error("give --floor, --path, or --url, --pid and --session of a running server")
    with tempfile.TemporaryDirectory() as folder:
        if asked.floor:
            url, server = start("socket_floor.py")
        else:
            pages = str(asked.connections)
            url, server = start("ingest_path.py", "--data", folder, "--pages", pages)
        try:
            what = "floor" if asked.floor else "path"
            print(json.dumps(measure(asked, what, url, server.pid), indent=1))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


if __name__ == "__main__":
    main()
