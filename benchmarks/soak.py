"""A session of two hours on a real server: does its memory grow, do its descriptors, is all there?

    python benchmarks/soak.py --minutes 120 --participants 500 --dashboards 10

`pulsemeter serve` with a live session and a statement each minute. Simulated pages press in nearly
every interval of 5 s over sockets of their own that break, fall silent and come back, and they
reload; visitors come late and withdraw; screens of a moderator read the stream of releases, and
one of them after the other is opened anew. The server's memory, threads and descriptors and the
data folder's size are looked at every 10 s. At the end every page's journal is held against the
log and the tally, and every release of the book against every screen.

It ends with 1, and says why, if after the first quarter hour the memory grew by more than 5 % (the
highest median of a minute against the first), if descriptors grew, if an acknowledged press is
lost or there twice, or if a release never came to a screen. Ctrl-C closes the session early and
judges what was seen so far.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import uvloop
from latency import sign_in
from measuring import cpu_s, machine, raise_descriptor_limit
from processes import pulsemeter, served
from soak_judge import WINDOW_SAMPLES, Kept, Sample, complaints, curve
from soak_panel import SoakPanel, long_talk, seats_by_key, statements
from soak_picture import draw
from soak_screens import Screens
from soak_watch import Watch

from pulsemeter.bootstrap import opened
from pulsemeter.cli.rehearse import codes_of
from pulsemeter.domain.reaction import Record
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Study
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.rehearsal.compare import compare
from pulsemeter.rehearsal.drive import Progress
from pulsemeter.rehearsal.journal import Journal
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.run_analysis import analyse_session

TELL_EVERY_S = 60.0
VISITS = 36
VISIT_SHARE = 1 / 15
"""Of the session that a visitor stays."""
RENEWALS = 24
"""So many times over the whole session a screen is opened anew."""
SETTLED_LOOKS = 20
SETTLED_MAX_S = 300.0


@dataclass(slots=True)
class Course:
    """How far a soak is, for whoever waits for it; and why it has to end early."""

    duration_s: float
    began_s: float = 0.0
    progress: Progress | None = None
    everyone_in: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    troubles: list[str] = field(default_factory=list)

    def heed(self, progress: Progress) -> None:
        """The panel tells how it fares."""
        self.progress = progress
        if progress.is_ready:
            self.everyone_in.set()

    @property
    def now_s(self) -> float:
        """Seconds since the session was started."""
        return time.monotonic() - self.began_s

    async def guard(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this; if it fails the soak ends, and says why."""
        try:
            await work
        except Exception as error:
            while isinstance(error, ExceptionGroup):
                error = error.exceptions[0]
            self.troubles.append(f"{type(error).__name__}: {error}")
            self.stopped.set()

    async def tell(self, watch: Watch, screens: Screens) -> None:
        """A line each minute, until cancelled."""
        every_s = min(TELL_EVERY_S, self.duration_s / 4)
        while True:
            await asyncio.sleep(every_s)
            now, panel = watch.newest, self.progress
            left_s = max(0.0, self.duration_s - self.now_s)
            say(
                f"{left_s / 60:5.1f} min to go | {now.rss_kb / 1000:.1f} MB | "
                f"{now.sockets} + {now.files} descriptors | "
                f"{panel.acknowledged if panel else 0:,} acknowledged, "
                f"{panel.failed if panel else 0} pages failed | {screens.newest} releases"
            )


def say(line: str) -> None:
    """To whoever waits."""
    print(f"{time.strftime('%H:%M:%S')}  {line}", file=sys.stderr, flush=True)


async def plan_session(folder: Path, study: Study) -> str:
    """A new data folder with an open live session; its code."""
    async with opened(folder) as held:
        book = held.stores.studies
        await book.add_study(study, "", statements(study.stimuli[0].duration_ms))
        conduct = Conduct(book, SystemClock(), SystemChance())
        await conduct.refresh()
        session = await conduct.plan(study.name, SessionKind.LIVE, simulated=True)
        await conduct.step(session.code, SessionState.OPEN)
        return session.code


async def visits(panel: SoakPanel, course: Course) -> None:
    """Visitors one after the other; the last have withdrawn before the session ends."""
    each_s = course.duration_s / (VISITS + 4)
    stay_ms = round(1000 * course.duration_s * VISIT_SHARE)

    async def visit(number: int) -> None:
        await asyncio.sleep(number * each_s - course.now_s)
        await panel.visit(round(1000 * course.now_s), stay_ms)

    await asyncio.gather(*(visit(number) for number in range(1, VISITS + 1)))


async def all_released(folder: Path, code: str) -> set[int]:
    """Numbers of all releases in the book, once no more come."""
    until_s, same, found = time.monotonic() + SETTLED_MAX_S, 0, set[int]()
    while same < SETTLED_LOOKS and time.monotonic() < until_s:
        async with opened(folder) as held:
            state = await held.stores.releases.state(code)
        now = {release.number for release in state.releases}
        same, found = (same + 1 if now == found else 0), now
        await asyncio.sleep(1)
    return found


async def reckon(
    folder: Path, code: str, study: Study, journal: Journal, panel: SoakPanel
) -> dict[str, Any]:
    """The pages' journals against the log and the cells; no server runs any more."""
    async with opened(folder) as held:
        found = await analyse_session(held.stores.log, code, study)
        seats = {r.secret_hash: r.seat for r in await held.stores.seats.all(code)}
    stored = (Record(*row) for row in found.records.tolist())
    compared = compare(journal, stored, codes_of(found.tally), seats_by_key(journal, seats))
    gone = panel.withdrawn_writers()
    unerased = sum(int(writer) in gone for writer in found.records["writer"])
    return {**json.loads(compared.as_json()), "unerased": unerased}


async def hold(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The whole session; all figures, and what is wrong."""
    study = long_talk(round(60_000 * asked.minutes))
    course, figures = Course(60 * asked.minutes), {"machine": machine()}
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, course.stopped.set)
    code = await plan_session(folder, study)
    with served(str(folder), code) as (url, pid):
        panel = SoakPanel(url, code, study, asked.seed)
        # Now: at its start a server makes a link of its own, and the newest is good.
        link = await asyncio.to_thread(pulsemeter, str(folder), "staff", "link")
        cookie = await asyncio.to_thread(sign_in, url, link)
        screens = Screens(url, code, cookie, asked.dashboards, course.duration_s / RENEWALS)
        watch = Watch(pid, folder, asked.sample_s)
        staying = asyncio.create_task(panel.stay(asked.participants, course.heed))
        await first_of(course.everyone_in.wait(), staying)
        await asyncio.to_thread(pulsemeter, str(folder), "session", "start", code)
        course.began_s, used_s = time.monotonic(), cpu_s(pid)
        say(f"session {code} has begun at {url}; its data are in {folder}")
        async with beside(course, watch.run(), screens.run()):
            ends = (stop_early(course, folder, code), course.tell(watch, screens))
            async with beside(course, *ends, visits(panel, course)):
                journal = await staying
            samples = list(watch.samples)
            figures["server_cpu_share"] = (cpu_s(pid) - used_s) / course.now_s
            await close(folder, code)
            released = await all_released(folder, code)
            missing = await screens.missing(released)
            after = watch.newest
    reckoned = await reckon(folder, code, study, journal, panel)
    kept = Kept(
        acknowledged=reckoned["acknowledged"],
        lost=reckoned["lost"],
        doubled=reckoned["doubled"],
        wrong=reckoned["differences"] - reckoned["lost"] - reckoned["doubled"],
        troubles=(*course.troubles, *journal.failures),
        withdrawn=len(panel.withdrawn),
        unerased=reckoned["unerased"],
        releases=len(released),
        missing=missing,
    )
    settle_s = 60 * asked.settle_minutes
    seen = curve(samples, settle_s)
    return figures | {
        "simulated": True,
        "asked": {
            name: getattr(asked, name)
            for name in ("minutes", "participants", "dashboards", "settle_minutes", "seed")
        },
        "is_whole": not course.stopped.is_set(),
        "complaints": complaints(samples, settle_s, kept),
        "growth_percent": seen and seen.growth_percent,
        "curve": seen and asdict(seen),
        "kept": asdict(kept),
        "reckoned": reckoned,
        "streams_opened": screens.opened,
        "after_closing": asdict(after),
        "samples": [asdict(sample) for sample in samples],
    }


async def first_of(waited: Coroutine[Any, Any, object], work: asyncio.Task[Any]) -> None:
    """Wait for an event, or for the end of the work that would set it."""
    waiting = asyncio.ensure_future(waited)
    await asyncio.wait({waiting, work}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


@contextlib.asynccontextmanager
async def beside(course: Course, *works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run these beside the block, and end them with it."""
    tasks = [asyncio.create_task(course.guard(work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def close(folder: Path, code: str) -> None:
    """Close the session, if that hasn't happened yet."""
    async with opened(folder) as held:
        conduct = Conduct(held.stores.studies, SystemClock(), SystemChance())
        await conduct.refresh()
        if conduct.place(code).session.state is SessionState.RUNNING:
            await conduct.step(code, SessionState.CLOSED)


async def stop_early(course: Course, folder: Path, code: str) -> None:
    """Close the session once that is asked for: then all pages come to their end in good order."""
    await course.stopped.wait()
    why = f" ({course.troubles[0]})" if course.troubles else ""
    say(f"ending early{why}: the session closes, and what was seen so far is judged")
    await close(folder, code)


def main() -> None:
    """Hold the session, tell and judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--participants", type=int, default=500)
    parser.add_argument("--dashboards", type=int, default=10)
    parser.add_argument("--settle-minutes", type=float, default=15.0)
    parser.add_argument("--sample-s", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--result", type=Path, help="write the figures here, not to the terminal")
    parser.add_argument("--picture", type=Path, help="write the curve here (.png or .svg)")
    asked = parser.parse_args()
    if 60 * (asked.minutes - asked.settle_minutes) < 2 * WINDOW_SAMPLES * asked.sample_s:
        parser.error("too short for two windows after the settling: give more --minutes, or fewer "
                     "--settle-minutes or --sample-s")  # fmt: skip
    raise_descriptor_limit()
    with tempfile.TemporaryDirectory() as folder:
        found = uvloop.run(hold(asked, Path(folder) / "data"))
    told = json.dumps(found, indent=1)
    if asked.result is None:
        print(told)
    else:
        asked.result.write_text(told + "\n")
    if asked.picture is not None:
        whole = "" if found["is_whole"] else ", ended early"
        title = (f"{asked.participants} simulated participants, {asked.dashboards} dashboards, "
                 f"{found['machine']['date']}{whole}")  # fmt: skip
        samples = [Sample(**sample) for sample in found["samples"]]
        draw(samples, 60 * asked.settle_minutes, title, asked.picture)
    for complaint in found["complaints"]:
        say(f"FAILED  {complaint}")
    if found["complaints"]:
        raise SystemExit(1)
    kept = found["kept"]
    say(
        f"passed: memory {found['growth_percent']:+.1f} %, "
        f"{kept['acknowledged']:,} presses and {kept['releases']:,} releases are there"
    )


if __name__ == "__main__":
    main()
