"""What one core takes in over the socket: cost per message, acknowledgement, memory per socket.

    python benchmarks/ingest.py --floor          the adapter alone, nothing written
    python benchmarks/ingest.py --path           socket to log and back, without pages
    python benchmarks/ingest.py --serve          the whole server, with pages and tally

Several at once run one after the other; without any all three do. The floor is the baseline of
the ratios. The server stays on one core (its workers, too), the pages on another. Figures go to
standard output.
"""

import argparse
import json
import tempfile
import time
from typing import Any

from measuring import (
    children_of,
    core_wait_s,
    cpu_s,
    disk,
    machine,
    raise_descriptor_limit,
    rss_kb,
    stay_on_core,
)
from processes import MOON, MOON_CATEGORIES, Pages, open_session, pulsemeter, served, started

SETTLE_S = 1.0
WARM_UP_S = 2.0


def measure_joining(pages: Pages, pid: int, code: str, categories: str) -> dict[str, Any]:
    """Seats over HTTP, four forms each; time and processor time per seat."""
    before_s = cpu_s(pid)
    answer = pages.ask(f"join {code} {categories}")
    used_s = cpu_s(pid) - before_s
    return {**answer, "server_us_per_join": 1e6 * used_s / answer["joined"]}


def measure_connecting(pages: Pages, pid: int, count: int) -> dict[str, Any]:
    """Connect all; memory and processor time per connection. Includes the hello and welcome."""
    before_kb, before_s, workers = rss_kb(pid), cpu_s(pid), children_of(pid)
    workers_kb = sum(map(rss_kb, workers))
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
        "workers_kb_per_idle_connection": (sum(map(rss_kb, workers)) - workers_kb) / count,
    }


def measure_sending(
    pages: Pages, pid: int, rate: float, seconds: float, in_flight: int
) -> dict[str, Any]:
    """Press for some seconds after warming up; what it cost the server per message."""
    pages.ask(f"send {rate} {WARM_UP_S} {in_flight}")
    workers = children_of(pid)
    before_s, waited_s, began_s = cpu_s(pid), core_wait_s(pid), time.monotonic()
    workers_s = sum(map(cpu_s, workers))
    answer = pages.ask(f"send {rate} {seconds} {in_flight}")
    used_s, elapsed_s = cpu_s(pid) - before_s, time.monotonic() - began_s
    waited_s = core_wait_s(pid) - waited_s
    workers_s = sum(map(cpu_s, workers)) - workers_s
    return {
        "asked_per_s": rate or "as fast as acknowledged",
        **answer,
        "server_us_per_message": 1e6 * used_s / max(1, answer["acknowledged"]),
        "workers_us_per_message": 1e6 * workers_s / max(1, answer["acknowledged"]),
        "server_cpu_share": used_s / elapsed_s,
        "server_waited_for_core_share": waited_s / elapsed_s,
        "server_rss_kb": rss_kb(pid),
    }


def measure(
    asked: argparse.Namespace, url: str, pid: int, folder: str = "", code: str = ""
) -> dict[str, Any]:
    """All figures of one server; with `code`, seats are taken first and the session started."""
    for process in (pid, *children_of(pid)):
        stay_on_core(process, 0)
    figures: dict[str, Any] = {"machine": machine(), "disk": disk(folder or ".")}
    pages = Pages(url, asked.connections, asked.generators)
    try:
        if code:
            figures["joining"] = measure_joining(pages, pid, code, asked.categories)
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


def measure_floor(asked: argparse.Namespace, folder: str) -> dict[str, Any]:
    """The baseline."""
    with started("socket_floor.py") as (url, pid):
        return measure(asked, url, pid)


def measure_path(asked: argparse.Namespace, folder: str) -> dict[str, Any]:
    """The way of a press alone."""
    seats = str(asked.connections)
    with started("ingest_path.py", "--data", folder, "--pages", seats) as (url, pid):
        return measure(asked, url, pid, folder)


def measure_serve(asked: argparse.Namespace, folder: str) -> dict[str, Any]:
    """Everything."""
    code = open_session(folder, asked.study)
    options = ("--workers", str(asked.workers)) if asked.workers else ()
    with served(folder, code, *options) as (url, pid):
        return measure(asked, url, pid, folder, code)


MEASURES = {"floor": measure_floor, "path": measure_path, "serve": measure_serve}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in MEASURES:
        parser.add_argument(f"--{name}", dest="what", action="append_const", const=name)
    parser.add_argument("--study", default=str(MOON))
    parser.add_argument("--categories", default=MOON_CATEGORIES, help="JSON: attribute to ids")
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--rates", type=float, nargs="*", default=[10000, 20000])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--workers", type=int, default=0, help="as in `pulsemeter serve`")
    parser.add_argument("--generators", type=int, default=1, help="processes of pages")
    parser.add_argument("--in-flight", type=int, default=4000)
    asked = parser.parse_args()
    raise_descriptor_limit()
    figures: dict[str, Any] = {}
    for name in asked.what or list(MEASURES):
        with tempfile.TemporaryDirectory() as folder:
            figures[name] = MEASURES[name](asked, folder)
    if "floor" in figures:
        # What a message costs against the adapter alone, as fast as acknowledged.
        floor_us = figures["floor"]["sending"][-1]["server_us_per_message"]
        figures["cost_against_floor"] = {
            name: figures[name]["sending"][-1]["server_us_per_message"] / floor_us
            for name in MEASURES
            if name in figures
        }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
