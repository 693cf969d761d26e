"""All phones cut off in one moment: how they come back, what it costs, and that nothing is lost.

    python benchmarks/storm.py

5,000 pages come back spread as the server asks, and once more without, to compare. Each page has
pressed once while it had no line. The server stays on one core, the pages on another.
"""

import argparse
import json
import tempfile
from typing import Any

from measuring import children_of, core_wait_s, cpu_s, machine, raise_descriptor_limit, stay_on_core
from processes import MOON, MOON_CATEGORIES, Pages, open_session, pulsemeter, served


def measure(asked: argparse.Namespace, folder: str, *, spreads: bool) -> dict[str, Any]:
    """Seats, lines, a running session; then the storm."""
    code = open_session(folder, str(MOON))
    options = ("--workers", str(asked.workers)) if asked.workers else ()
    with served(folder, code, *options) as (url, pid):
        processes = [pid, *children_of(pid)]
        for process in processes:
            stay_on_core(process, 0)
        pages = Pages(url, asked.connections)
        try:
            pages.ask(f"join {code} {MOON_CATEGORIES}")
            pages.ask("connect")
            pulsemeter(folder, "session", "start", code)
            pages.ask("listen")
            before_s, waited_s = sum(map(cpu_s, processes)), core_wait_s(pid)
            answer = pages.ask(f"storm {int(spreads)}")
            used_s = sum(map(cpu_s, processes)) - before_s
            waited_s = core_wait_s(pid) - waited_s
        finally:
            pages.quit()
    if answer["acknowledged"] != answer["pressed_while_cut"] or answer["refused"]:
        raise SystemExit(f"Something was lost: {answer}")
    return {
        **answer,
        "server_us_per_page_that_came_back": 1e6 * used_s / answer["back"],
        "server_waited_for_core_s": waited_s,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=0, help="as in `pulsemeter serve`")
    asked = parser.parse_args()
    raise_descriptor_limit()
    figures: dict[str, Any] = {"machine": machine(), "workers": asked.workers}
    for name, spreads in (("spread", True), ("at_once", False)):
        with tempfile.TemporaryDirectory() as folder:
            figures[name] = measure(asked, folder, spreads=spreads)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
