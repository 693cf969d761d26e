"""Drives a whole simulated panel through the real doors of a running server.

Knows the URL and the session's code, nothing of what is behind them. Cancelling it closes
every socket.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pulsemeter.rehearsal.front_door import FrontDoor
from pulsemeter.rehearsal.journal import Journal
from pulsemeter.rehearsal.page_clock import PageClock
from pulsemeter.rehearsal.page_run import PageRun, Surroundings
from pulsemeter.simulation.mishaps import Mishap
from pulsemeter.simulation.panel import SimulatedPanel

PROGRESS_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rehearsal is. `is_ready`: all who come early hold their seat (or failed)."""

    size: int
    seated: int
    finished: int
    failed: int
    made: int
    acknowledged: int
    refused: int
    is_ready: bool
    session_ms: int


async def drive_panel(  # noqa: PLR0913 - each is one knob of a rehearsal, all but three optional
    base_url: str,
    code: str,
    panel: SimulatedPanel,
    *,
    clock: Callable[[], float] = time.monotonic,
    speed: float = 1.0,
    mishaps: Sequence[tuple[Mishap, ...]] = (),
    concurrency: int = 50,
    on_progress: Callable[[Progress], None] | None = None,
    is_live: bool = True,
) -> Journal:
    """Let everyone of the panel join, react and finish; returns when the last one has.

    In a live session pages follow the session's clock, which has to run at `speed` times real
    time, and wait for its start; on demand each has an own clock of that speed. `clock` is
    monotonic, in seconds. `mishaps` holds one plan per panelist, or nothing.

    A page that fails is noted in the journal with the reason and does not stop the others.
    """
    if mishaps and len(mishaps) != len(panel.panelists):
        raise ValueError(f"{len(mishaps)} plans of mishaps for {len(panel.panelists)} panelists")
    base_url = base_url.rstrip("/")
    panel_clock = PageClock(clock, speed, is_live)
    entrance = asyncio.Semaphore(concurrency)
    door = FrontDoor(base_url, code, concurrency)
    around = Surroundings(
        base_url, door, panel_clock, clock, speed, is_live, panel.stimulus, panel.duration_ms
    )
    runs = [
        PageRun(around, panelist, mishaps[place] if mishaps else ())
        for place, panelist in enumerate(panel.panelists)
    ]
    reporter = asyncio.create_task(_report(runs, panel, panel_clock, on_progress))
    try:
        async with asyncio.TaskGroup() as tasks:
            for run, panelist in zip(runs, panel.panelists, strict=True):
                tasks.create_task(
                    _enter(run, entrance, panel_clock, panelist.join_ms if is_live else 0)
                )
    finally:
        reporter.cancel()
        door.close()
    if on_progress is not None:
        on_progress(_progress(runs, panel, panel_clock))
    return Journal(code, panel.cadence_ms, [run.journal for run in runs], panel.targets)


async def _enter(
    run: PageRun, entrance: asyncio.Semaphore, panel_clock: PageClock, join_ms: int
) -> None:
    """Whoever is late comes when the session has come that far; not at all if it is over."""
    if join_ms and not await panel_clock.reach(join_ms):
        run.is_done = True
        return
    await run.live(entrance)


async def _report(
    runs: Sequence[PageRun],
    panel: SimulatedPanel,
    panel_clock: PageClock,
    on_progress: Callable[[Progress], None] | None,
) -> None:
    while on_progress is not None:
        on_progress(_progress(runs, panel, panel_clock))
        await asyncio.sleep(PROGRESS_EVERY_S)


def _progress(runs: Sequence[PageRun], panel: SimulatedPanel, panel_clock: PageClock) -> Progress:
    loads = [page for run in runs for page in run.journal.loads]
    early = [
        run for run, panelist in zip(runs, panel.panelists, strict=True) if panelist.join_ms == 0
    ]
    return Progress(
        size=len(runs),
        seated=sum(run.is_ready.is_set() and not run.journal.failure for run in runs),
        finished=sum(run.is_done for run in runs),
        failed=sum(bool(run.journal.failure) for run in runs),
        made=sum(len(page.records) for page in loads),
        acknowledged=sum(page.upto for page in loads),
        refused=sum(len(page.refused) for page in loads),
        is_ready=all(run.is_ready.is_set() for run in early),
        session_ms=round(panel_clock.now_ms),
    )
