"""From choosing a segment to its curve, for 10,000 participants and 1,440 intervals.

    python benchmarks/cells.py

A session of two hours that is over, all of it in the book: every interval of every one- and
two-way segment of the demonstration's attributes, counted from a simulated matrix and led through
the gate's rounding. The program serves it; a headless Chromium opens the live room and chooses
segments and differences. Times run from the press to the frame after it is drawn; processor time
is that of the page's scripts and layout, and of the server.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from latency import sign_in
from load_join import page_key
from measuring import cpu_s, machine
from playwright.sync_api import CDPSession, Page, sync_playwright
from processes import MOON, open_session, pulsemeter, served
from timing import FLAGS

from pulsemeter.bootstrap import opened
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Study
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.release.gate import release_interval, rule_of
from pulsemeter.release.plan import SettledPlan, settle_plan
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.create_study import create_study
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ports import SeatRecord, Stores

CADENCE_MS = 5_000
CHANCES = {"like": 0.09, "dislike": 0.06, "away": 0.08}


def figures_of(
    study: Study, plan: SettledPlan, profiles: Sequence[dict[str, str]], intervals: int
) -> list[IntervalRelease]:
    """All releases of the session: counted per cell, then rounded as the gate does."""
    draw = np.random.default_rng(1)
    codes = np.array([plan.codes(profile) for profile in profiles]).T
    members = [np.eye(size)[code] for size, code in zip(plan.sizes, codes, strict=True)]
    rule, told = rule_of(study), plan.released
    releases = []
    for interval in range(intervals):
        chances = [CHANCES["like"], CHANCES["dislike"], 0.0, CHANCES["away"], 0.0]
        chances[2] = 1 - sum(chances)
        standing = np.eye(5)[draw.choice(5, size=len(profiles), p=chances)]
        counts = [(member.T @ standing).astype(np.int64) for member in members]
        figures = release_interval(plan, counts, study.profile, rule, told)
        releases.append(IntervalRelease(interval + 1, 0, interval, "final", 100, figures))
    return releases


async def fill(folder: str, persons: int, intervals: int) -> str:
    """A session that is over, with its roster, plan and releases; its code."""
    chance = SystemChance()
    async with opened(Path(folder)) as held:
        stores: Stores = held.stores
        moon = await stores.studies.study("moon")
        if moon is None:
            raise SystemExit("The demonstration study is missing.")
        study = replace(
            moon,
            name="long",
            stimuli=tuple(replace(s, duration_ms=intervals * CADENCE_MS) for s in moon.stimuli),
            two_way=tuple(combinations([a.id for a in moon.attributes], 2)),
        )
        await create_study(stores.studies, study, "", await stores.studies.statements("moon"))
        conduct = Conduct(stores.studies, SystemClock(), chance)
        code = (await conduct.plan(study.name, SessionKind.LIVE, simulated=True)).code
        for state in (SessionState.OPEN, SessionState.RUNNING, SessionState.CLOSED):
            await conduct.step(code, state)
        draw = np.random.default_rng(2)
        profiles = [
            {a.id: a.categories[draw.integers(len(a.categories))].id for a in study.attributes}
            for _ in range(persons)
        ]
        plan = settle_plan(study, profiles)
        await stores.seats.add(
            [
                SeatRecord(
                    Seat(chance.number(63), code, SeatStep.THANKS, 1, categories=profile),
                    secret_hash(page_key(index)),
                    b"%d" % index,
                    enters=1,
                )
                for index, profile in enumerate(profiles)
            ]
        )
        await stores.releases.write_plan(code, plan.cells)
        await stores.releases.write(code, figures_of(study, plan, profiles, intervals))
    return code


class Room:
    """The live room in a browser, and what it costs page and server to do something there."""

    def __init__(self, page: Page, server: int) -> None:
        self._page, self._server = page, server
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("Performance.enable")
        self._cdp.send("Network.enable")
        self._bytes = 0
        self._cdp.on("Network.loadingFinished", self._came)

    def _came(self, done: dict[str, Any]) -> None:
        self._bytes += int(done["encodedDataLength"])

    def _page_ms(self) -> float:
        told = self._cdp.send("Performance.getMetrics")["metrics"]
        spent = {metric["name"]: metric["value"] for metric in told}
        return 1_000 * float(
            spent["ScriptDuration"] + spent["LayoutDuration"] + spent["RecalcStyleDuration"]
        )

    def costs(self, act: Callable[[], float]) -> dict[str, float]:
        """What an act cost; it says itself how long it took."""
        self._bytes, page_ms, server_s = 0, self._page_ms(), cpu_s(self._server)
        took_ms = act()
        return {
            "ms": took_ms,
            "page_ms": self._page_ms() - page_ms,
            "server_ms": 1_000 * (cpu_s(self._server) - server_s),
            "bytes": self._bytes,
        }

    def press(self, selector: str, text: str = "") -> float:
        """Press something and wait until the frame with what it brought was shown."""
        pressed = """async ([selector, text]) => {
          const found = [...document.querySelectorAll(selector)];
          const it = found.find((one) => one.textContent.includes(text));
          const begun = performance.now();
          it.click();
          await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
          return performance.now() - begun;
        }"""
        return float(self._page.evaluate(pressed, [selector, text]))

    def choose(self, pair: tuple[str, str]) -> float:
        """Choose two segments and wait until the figure of their difference stands there."""
        chosen = """async ([first, second]) => {
          const frame = () => new Promise((go) => requestAnimationFrame(go));
          const set = async (k, cell) => {
            const field = document.querySelectorAll('.cells-pair select')[k];
            field.value = cell;
            field.dispatchEvent(new Event('change', { bubbles: true }));
            await frame();
          };
          await set(1, '');
          await set(0, first);
          while (document.querySelector('.difference')) await frame();
          const begun = performance.now();
          await set(1, second);
          while (!document.querySelector('.difference-here')) await frame();
          await frame();
          return performance.now() - begun;
        }"""
        return float(self._page.evaluate(chosen, list(pair)))


def middle(each: Sequence[dict[str, float]]) -> dict[str, float]:
    """The median of every figure, and the longest."""
    found = {name: round(statistics.median(one[name] for one in each), 1) for name in each[0]}
    return {**found, "ms_max": round(max(one["ms"] for one in each), 1), "times": len(each)}


def measure(page: Page, url: str, code: str, server: int, times: int) -> dict[str, Any]:
    """Open the room, then choose there again and again."""
    room = Room(page, server)

    def come() -> float:
        page.goto(f"{url}/sessions/{code}/live")
        page.wait_for_selector(".strip canvas")
        page.wait_for_selector(".cells-choice")
        return float(page.evaluate("performance.now()"))

    opening = [room.costs(come) for _ in range(3)]
    for one in opening:
        del one["page_ms"]  # its meter begins anew with each page
    page.wait_for_timeout(2_000)  # what the first look left to do is no part of a choice
    labels = page.locator(".strip-name").evaluate_all("all => all.map((one) => one.textContent)")
    curves = [
        room.costs(lambda label=label: room.press(".strip-name", label))
        for label in (labels[1 + (7 * k) % (len(labels) - 1)] for k in range(times))
    ]
    cells = page.locator(".cells-pair select").first.locator("option")
    ids = cells.evaluate_all("all => all.map((one) => one.value).filter(Boolean)")
    pairs = [(ids[1 + k % 9], ids[-1 - k % 20]) for k in range(times)]
    differences = [room.costs(lambda pair=pair: room.choose(pair)) for pair in pairs]
    return {
        "segments": len(labels),
        "opening_the_room": middle(opening),
        "choosing_a_segment": middle(curves),
        "choosing_a_difference": middle(differences),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--intervals", type=int, default=1_440)
    parser.add_argument("--times", type=int, default=15)
    asked = parser.parse_args()
    about = machine()
    with tempfile.TemporaryDirectory() as folder:
        waiting = open_session(folder, str(MOON))  # the server names those that are open
        code = asyncio.run(fill(folder, asked.persons, asked.intervals))
        with served(folder, waiting) as (url, server), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            context = browser.new_context(viewport={"width": 1_920, "height": 1_080})
            context.set_default_timeout(60_000)
            name, _, value = sign_in(url, pulsemeter(folder, "staff", "link")).partition("=")
            context.add_cookies([{"name": name, "value": value, "url": url}])
            found = measure(context.new_page(), url, code, server, asked.times)
            browser.close()
    figures = {"persons": asked.persons, "intervals": asked.intervals, **found}
    print(json.dumps({"machine": about, **figures}, indent=1))


if __name__ == "__main__":
    main()
