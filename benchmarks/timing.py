"""How exactly a press is timed when the page's main thread is blocked.

    python benchmarks/timing.py

A real Chromium plays the stimulus while presses come from outside the page. Before most of them
the page is made to compute for 250 ms without a break, so its handlers run late. The truth is the
moment at which the press was sent, put on a straight line through the frames that the browser
says it has shown. Printed beside our error: what a handler would have noted that reads the player
when it runs.
"""

import asyncio
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from measuring import machine
from playwright.sync_api import CDPSession, Page, sync_playwright
from processes import MOON, pulsemeter, served

from pulsemeter.bootstrap import opened
from pulsemeter.domain.reaction import RecordKind

BLOCK_MS = 250
BLOCKED, CALM = 60, 20
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
]
WATCH = """() => {
  const video = document.getElementById('video');
  window.frames_seen = []; window.read_late = [];
  const see = (_now, data) => {
    window.frames_seen.push([data.expectedDisplayTime, data.mediaTime * 1000]);
    video.requestVideoFrameCallback(see);
  };
  video.requestVideoFrameCallback(see);
  document.getElementById('like').addEventListener('click',
    () => window.read_late.push(video.currentTime * 1000), true);
}"""
BLOCK = """block_ms => { setTimeout(() => {
  const from = performance.now(); while (performance.now() - from < block_ms);
}, 60); }"""
FRAMES_AROUND_MS = 3_000


def take_seat(page: Page, url: str, code: str) -> None:
    """From the link to the run page."""
    page.goto(f"{url}/j/{code}")
    page.locator("#join-form button").click()
    page.locator("input[name=agrees]").check()
    page.locator("main form button").first.click()
    for name in ("age", "region", "gender"):
        page.locator(f"input[name={name}]").first.check()
    page.locator("main form button").first.click()
    while not page.locator("#practise").count():  # questions before the stimulus
        for question in page.locator("main fieldset").all():
            question.locator("input").first.check()
        page.locator("main form button[type=submit]").first.click()


def watch(page: Page, url: str) -> None:
    """From the run page to the playing stimulus, without practice."""
    page.evaluate("fetch('/p/practised', { method: 'POST' })")
    page.wait_for_timeout(500)
    page.goto(f"{url}/p")
    page.wait_for_function("document.getElementById('start').ariaDisabled === 'false'")
    page.locator("#start").click()
    page.wait_for_function("document.getElementById('video').currentTime > 2")
    page.evaluate(WATCH)


def press(page: Page, cdp: CDPSession, *, blocks: bool) -> float:
    """One press on Like, perhaps while the page computes; when it was sent, by the page's clock."""
    box = page.locator("#like").bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    button = {"button": "left", "clickCount": 1, **place}
    if blocks:
        page.evaluate(BLOCK, BLOCK_MS)
        time.sleep(0.06 + random.uniform(0.02, BLOCK_MS / 1_000 - 0.03))
    else:
        time.sleep(random.uniform(0.1, 0.3))
    sent_ms = time.time() * 1_000
    cdp.send("Input.dispatchMouseEvent", {"type": "mousePressed", **button})
    cdp.send("Input.dispatchMouseEvent", {"type": "mouseReleased", **button})
    page.wait_for_timeout(900)
    return sent_ms


def shown_at(frames: Sequence[Sequence[float]], page_ms: float) -> float:
    """Media time at a moment of the page, on the line through the frames around it."""
    near = np.array([f for f in frames if abs(f[0] - page_ms) < FRAMES_AROUND_MS])
    slope, shift = np.polyfit(near[:, 0] - page_ms, near[:, 1], 1)
    if not 0.98 < slope < 1.02:
        raise SystemExit(f"The stimulus didn't play evenly ({slope:.3f} of its speed).")
    return float(shift)


def told(errors: Sequence[float]) -> dict[str, float]:
    """Error in ms: median, and size at the 95th percentile and at worst."""
    sizes = sorted(map(abs, errors))
    return {
        "presses": len(errors),
        "median_ms": round(statistics.median(errors), 1),
        "size_p95_ms": round(sizes[int(0.95 * (len(sizes) - 1))], 1),
        "size_max_ms": round(sizes[-1], 1),
    }


async def noted(folder: str, code: str) -> list[int]:
    """Times of the presses that the log holds, in the order of pressing."""
    async with opened(Path(folder)) as stores:
        frames = await stores.stores.log.read(code)
    rows = [r for _, f in frames for r in f.records if r["kind"] == RecordKind.PRESS]
    return [int(r["clock_ms"]) for r in sorted(rows, key=lambda r: int(r["sequence"]))]


def pressed(url: str, code: str) -> tuple[list[bool], list[float], list[float]]:
    """Press through the stimulus: which presses met a blocked page, the true stimulus times, and
    those that a late handler reads."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_context(
            viewport={"width": 390, "height": 844}, bypass_csp=True
        ).new_page()
        take_seat(page, url, code)
        watch(page, url)
        cdp = page.context.new_cdp_session(page)
        blocks = random.sample([True] * BLOCKED + [False] * CALM, BLOCKED + CALM)
        origin_ms = page.evaluate("performance.timeOrigin")
        sent = [press(page, cdp, blocks=b) - origin_ms for b in blocks]
        page.wait_for_function("document.getElementById('network').textContent === 'all sent'")
        frames: Any = page.evaluate("window.frames_seen")
        late = page.evaluate("window.read_late")
        browser.close()
    return blocks, [shown_at(frames, at) for at in sent], late


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        pulsemeter(folder, "study", "create", str(MOON))
        said = pulsemeter(folder, "session", "open", "moon", "--on-demand")
        code = said.split("Session ", 1)[1].split()[0]
        about = machine()
        with served(folder, code) as (url, _):
            blocks, true_ms, late_ms = pressed(url, code)
        noted_ms = asyncio.run(noted(folder, code))
    if not len(noted_ms) == len(true_ms) == len(late_ms):
        raise SystemExit(f"{len(true_ms)} presses were made and {len(noted_ms)} are in the log.")

    def errors(times: Sequence[float], *, of_blocked: bool) -> dict[str, float]:
        pairs = zip(times, true_ms, blocks, strict=True)
        return told([t - true for t, true, blocked in pairs if blocked is of_blocked])

    figures = {
        "machine": about,
        "block_ms": BLOCK_MS,
        "blocked": errors(noted_ms, of_blocked=True),
        "calm": errors(noted_ms, of_blocked=False),
        "late_handler_blocked": errors(late_ms, of_blocked=True),
        "late_handler_calm": errors(late_ms, of_blocked=False),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
