"""A rehearsal: a simulated panel with mishaps through the real sockets, then the reckoning."""

import asyncio
import json
import socket
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from pulsemeter.bootstrap import RunningServer, opened, serving
from pulsemeter.cli.options import check_is_there, unchecked_data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.simulated_panel import DEMONSTRATION, demonstration_folder, draw, truth_for
from pulsemeter.cli.study_files import keep_study, load_study
from pulsemeter.domain.reaction import Record
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Category, JoinMode, Study
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.rehearsal.compare import Comparison, SeatCell, compare
from pulsemeter.rehearsal.drive import Progress, drive_panel
from pulsemeter.rehearsal.journal import Journal
from pulsemeter.service.conduct_session import Conduct, UnknownStudy
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ports import Stores
from pulsemeter.service.run_analysis import analyse_session
from pulsemeter.service.seal_plan import seal_plan
from pulsemeter.settings import DEFAULT_HOST, Settings
from pulsemeter.simulation.mishaps import draw_all_mishaps
from pulsemeter.tally.session_tally import SessionTally

_SETTLE_S = 60


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the person at the command line asked for."""

    study: str
    panelists: int
    speed: float
    seed: int
    data: Path
    url: str
    on_demand: bool
    calm: bool
    quiet: bool


@click.command()
@click.argument("study")
@click.option("--panelists", default=500, show_default=True, type=click.IntRange(1, 20_000))
@click.option("--speed", default=10.0, show_default=True, type=click.FloatRange(0.1, 100))
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--url", default="", help="A running server of the same data folder; else an own one."
)
@click.option("--on-demand", is_flag=True, help="Own clocks instead of the common one.")
@click.option("--calm", is_flag=True, help="Without mishaps.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@unchecked_data_option
def rehearse(  # noqa: PLR0913 - each is an option of the command
    study: str,
    panelists: int,
    speed: float,
    seed: int,
    url: str,
    on_demand: bool,
    calm: bool,
    as_json: bool,
    data: Path,
) -> None:
    """Rehearse STUDY with a simulated panel ("demo" is the demonstration study).

    Afterwards what was acknowledged is compared with what the log and the tally hold; any
    difference ends with exit code 1.
    """
    plan = _Plan(study, panelists, speed, seed, data, url, on_demand, calm, as_json)
    if url and speed != 1 and not on_demand:
        raise Stop("a running server keeps real time: use --speed 1, or --on-demand")
    if url or study != DEMONSTRATION:
        check_is_there(data)
    done = run(_rehearse_there(plan) if url else _rehearse_here(plan))
    if as_json:
        click.echo(json.dumps(done.as_table(), ensure_ascii=False))
    else:
        click.echo(done.comparison.as_text())
        click.echo(f"Live tally and final analysis agree: {'yes' if done.agrees else 'NO'}")
        click.echo(f"The session stays in {data}.")
    if not (done.comparison.is_clean and done.agrees):
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """What a rehearsal came to."""

    comparison: Comparison
    agrees: bool
    releases: int
    data: str

    def as_table(self) -> dict[str, object]:
        """Everything as JSON keys."""
        counts: dict[str, object] = json.loads(self.comparison.as_json())
        return {
            **counts,
            "simulated": True,
            "live_tally_agrees": self.agrees,
            "releases": self.releases,
            "data": self.data,
        }


async def _study(plan: _Plan, stores: Stores) -> tuple[Study, list[Statement], Path | None]:
    if plan.study == DEMONSTRATION:
        loaded = load_study(demonstration_folder() / "study.toml")
        if await stores.studies.study(loaded.study.name) is None:
            await keep_study(loaded, stores, plan.data)
        return loaded.study, loaded.statements, loaded.folder
    held = await stores.studies.study(plan.study)
    if held is None:
        names = ", ".join(s.name for s in await stores.studies.studies()) or "none yet"
        raise UnknownStudy(f"there is no study {plan.study!r} in {plan.data}; there are: {names}")
    return held, list(await stores.studies.statements(held.name)), None


def _opened_to_all(study: Study) -> Study:
    """The study as it is rehearsed: anyone may join, no quota is ever full."""
    attributes = tuple(
        replace(a, categories=tuple(Category(c.id, c.label) for c in a.categories))
        for a in study.attributes
    )
    return replace(study, join=JoinMode.OPEN, attributes=attributes)


async def _open_session(plan: _Plan, conduct: Conduct, stores: Stores, study: Study) -> Session:
    kind = SessionKind.ON_DEMAND if plan.on_demand else SessionKind.LIVE
    planned = await conduct.plan(study.name, kind, simulated=True)
    session = planned.step(SessionState.OPEN, conduct.wall_ms())
    rehearsed = _opened_to_all(study)
    await seal_plan(stores.studies, session.code, rehearsed)
    await stores.studies.put_session(session, rehearsed)
    await conduct.refresh()
    return session


async def _drive(
    plan: _Plan,
    url: str,
    conduct: Conduct,
    session: Session,
    study: Study,
    statements: list[Statement],
    folder: Path | None,
) -> Journal:
    truth = truth_for(study, statements, folder)
    panel = draw(study, statements, truth, plan.panelists, plan.seed)
    rng = np.random.default_rng([plan.seed, 1])
    mishaps = (
        ()
        if plan.calm
        else draw_all_mishaps(plan.panelists, panel.duration_ms, panel.cadence_ms, rng)
    )
    everyone_in = asyncio.Event()

    def heed(progress: Progress) -> None:
        if progress.is_ready:
            everyone_in.set()
        if not plan.quiet:
            _say(progress)

    driving = asyncio.create_task(
        drive_panel(
            url,
            session.code,
            panel,
            speed=plan.speed,
            mishaps=mishaps,
            on_progress=heed,
            is_live=not plan.on_demand,
        )
    )
    waiting = asyncio.create_task(everyone_in.wait())
    try:
        await asyncio.wait({waiting, driving}, return_when=asyncio.FIRST_COMPLETED)
        if not driving.done():
            await conduct.step(session.code, SessionState.RUNNING)
        return await driving
    finally:
        for task in (waiting, driving):
            task.cancel()
        if not plan.quiet:
            click.echo("", err=True)


def _say(progress: Progress) -> None:
    line = (
        f"\rin {progress.seated}/{progress.size}  at {progress.session_ms / 1000:6.1f} s  "
        f"made {progress.made}  acknowledged {progress.acknowledged}  "
        f"done {progress.finished}  failed {progress.failed} "
    )
    click.echo(line, nl=False, err=True)


async def _rehearse_here(plan: _Plan) -> _Reckoning:
    """With a server of our own, on a free port, its clock at the rehearsal's speed."""
    with socket.socket() as free:
        free.bind((DEFAULT_HOST, 0))
        port = free.getsockname()[1]
    async with opened(plan.data, "") as stores:
        study, statements, folder = await _study(plan, stores.stores)
    async with serving(Settings(plan.data, DEFAULT_HOST, port, speed=plan.speed)) as server:
        conduct = server.services.conduct
        session = await _open_session(plan, conduct, server.stores, study)
        journal = await _drive(
            plan, server.settings.url, conduct, session, study, statements, folder
        )
        await conduct.step(session.code, SessionState.CLOSED)
        await _settled(server, session.code)
        room = server.services.keeper.rooms[session.code]
        live = codes_of(room.follower.tally)
        return await _reckon(
            plan, server.stores, study, session.code, journal, live, len(room.releaser.releases)
        )


async def _settled(server: RunningServer, code: str) -> None:
    """Until the last release is out."""
    room = server.services.keeper.rooms[code]
    async with asyncio.timeout(_SETTLE_S):
        while not room.releaser.is_final:
            await server.clock.pause(100)


async def _rehearse_there(plan: _Plan) -> _Reckoning:
    """Against a running server of the same data folder; the tally is then folded anew."""
    async with opened(plan.data, "") as held:
        stores = held.stores
        study, statements, folder = await _study(plan, stores)
        conduct = Conduct(stores.studies, SystemClock(), SystemChance())
        await conduct.refresh()
        session = await _open_session(plan, conduct, stores, study)
        journal = await _drive(plan, plan.url, conduct, session, study, statements, folder)
        await conduct.step(session.code, SessionState.CLOSED)
        releases = len((await stores.releases.state(session.code)).releases)
        return await _reckon(plan, stores, study, session.code, journal, None, releases)


def codes_of(tally: SessionTally) -> dict[SeatCell, int]:
    """Every known cell of a tally by seat, stimulus, target and interval."""
    seat_of = {row: seat for seat, row in tally.row_of.items()}
    found: dict[SeatCell, int] = {}
    for (stimulus, target), cells in tally.cells.items():
        codes = cells.codes
        for interval, row in zip(*(p.tolist() for p in np.nonzero(cells.ranks)), strict=True):
            cell = SeatCell(seat_of[row], stimulus, target, interval)
            found[cell] = int(codes[interval, row])
    return found


async def _reckon(
    plan: _Plan,
    stores: Stores,
    study: Study,
    code: str,
    journal: Journal,
    live: dict[SeatCell, int] | None,
    releases: int,
) -> _Reckoning:
    analysis = await analyse_session(stores.log, code, study)
    codes = codes_of(analysis.tally)
    by_secret = {record.secret_hash: record.seat.id for record in await stores.seats.all(code)}
    seats = {
        page.page_key: by_secret[secret_hash(page.page_key)]
        for page in journal.pages
        if secret_hash(page.page_key) in by_secret
    }
    stored = (Record(*row) for row in analysis.records.tolist())
    comparison = compare(journal, stored, live if live is not None else codes, seats)
    agrees = live is None or live == codes
    return _Reckoning(comparison, agrees, releases, str(plan.data))
