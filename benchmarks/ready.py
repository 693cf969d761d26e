"""How long a phone on a slow line waits until the participant's page can be used.

    python benchmarks/ready.py

A real Chromium with an empty cache fetches the page over an emulated line of 400 kbit/s and 150 ms
each way until its first button works; the video isn't waited for. The median of nine loads.
"""

import json
import shutil
import statistics
import tempfile
from collections.abc import Sequence

from measuring import machine
from playwright.sync_api import Page, sync_playwright
from processes import MOON, pulsemeter, served
from timing import FLAGS, take_seat

LOADS = 9
LINE = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 200_000 / 8,
}


def loads(page: Page, url: str) -> tuple[list[float], int]:
    """Seconds until the page could be used, load by load, and the bytes that came."""
    cdp = page.context.new_cdp_session(page)
    received = []
    cdp.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    cdp.send("Network.emulateNetworkConditions", LINE)
    taken = []
    for _ in range(LOADS):
        received.clear()
        page.goto(f"{url}/p")
        page.wait_for_function("!document.getElementById('practise').disabled")
        taken.append(page.evaluate("performance.now()") / 1_000)
    return taken, int(sum(received))


def told(taken: Sequence[float], byte_count: int) -> dict[str, float]:
    """Median and worst."""
    return {
        "loads": len(taken),
        "ready_s_median": round(statistics.median(taken), 2),
        "ready_s_max": round(max(taken), 2),
        "bytes_received": byte_count,
    }


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pulsemeter(folder, "study", "create", str(MOON))
        said = pulsemeter(folder, "session", "open", "moon", "--on-demand")
        code = said.split("Session ", 1)[1].split()[0]
        about = machine()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with served(folder, code) as (url, _):
            page = browser.new_context(
                viewport={"width": 390, "height": 844}, bypass_csp=True
            ).new_page()
            take_seat(page, url, code)
            figures = told(*loads(page, url))
        browser.close()
    line = {"kbit_s": LINE["downloadThroughput"] * 8 / 1_000, "round_trip_ms": LINE["latency"]}
    print(json.dumps({"machine": about, "line": line, "page": figures}, indent=1))


if __name__ == "__main__":
    main()
