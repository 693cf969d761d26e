"""The demonstration: a simulated panel watches a real speech, live, through the real sockets."""

import asyncio
from pathlib import Path

import click

from pulsemeter.bootstrap import RunningServer, forget_folder, opened, serving
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.serve import network_address, say_plain_http, say_qr, until_stopped
from pulsemeter.cli.simulated_panel import demonstration_folder, draw, truth_for
from pulsemeter.cli.staff import demonstration_link
from pulsemeter.cli.study_files import keep_study, load_study
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.rehearsal.drive import Progress, drive_panel
from pulsemeter.settings import DEFAULT_HOST, DEFAULT_PORT, Settings

_DATA = Path("demo-data")
_START_AFTER_S = 5
_OURS = (
    "media", "quarantine", "overlays", "packages", "reports", "exports", "imports", "import.lock",
    "server.lock", "status.socket", "webhook.secret",
)  # fmt: skip
_OUR_FILES = ("studies.", "credentials.", "reactions.", "audit.")
_LIVE = (SessionState.OPEN, SessionState.RUNNING, SessionState.PAUSED)


@click.command()
@click.option("--lan", is_flag=True, help="Let phones in this network join.")
@click.option("--fresh", is_flag=True, help="Forget earlier demonstrations.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--panelists", default=200, show_default=True, type=click.IntRange(1, 5_000))
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=_DATA, show_default=True
)
def demo(lan: bool, fresh: bool, port: int, panelists: int, data: Path) -> None:
    """Show a live session with a simulated panel on this machine."""
    if fresh and data.exists():
        _forget(data)
    host = "0.0.0.0" if lan else DEFAULT_HOST
    public_url = f"http://{network_address()}:{port}" if lan else ""
    run(_demonstrate(Settings(data, host, port, public_url), panelists))


def _forget(data: Path) -> None:
    """Remove a data folder and nothing else: whatever else lies there may be somebody's own."""
    strangers = [
        path.name
        for path in data.iterdir()
        if path.name not in _OURS and not path.name.startswith(_OUR_FILES)
    ]
    if strangers:
        raise Stop(
            f"{data} holds more than a demonstration ({strangers[0]}); remove it yourself, or "
            "name another folder with --data"
        )
    try:
        forget_folder(data)
    except OSError as error:
        raise Stop(f"{data} can't be removed: {error.strerror}") from error


async def _demonstrate(settings: Settings, panelists: int) -> None:
    study, statements = await _demonstration_study(settings.data)
    async with serving(settings) as server:
        code, resumed = await _session(server, study.name)
        await _say(server, code, resumed)
        panel = asyncio.create_task(_run_panel(server, code, study, statements, panelists, resumed))
        stopped = asyncio.create_task(until_stopped())
        await asyncio.wait({panel, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not stopped.done():
            if panel.exception() is not None:
                click.echo(f"The simulated panel stopped: {panel.exception()}", err=True)
            click.echo("The speech is over. The live room stays open until you press Ctrl-C.")
            await stopped
        panel.cancel()
        click.echo("Stopping; everything is kept in the data folder.")
        await asyncio.gather(panel, return_exceptions=True)


async def _demonstration_study(data: Path) -> tuple[Study, list[Statement]]:
    loaded = load_study(demonstration_folder() / "study.toml")
    async with opened(data, "") as stores:
        held = await stores.stores.studies.study(loaded.study.name)
        if held is None:
            await keep_study(loaded, stores.stores, data)
            return loaded.study, loaded.statements
        return held, list(await stores.stores.studies.statements(held.name))


async def _session(server: RunningServer, study: str) -> tuple[str, bool]:
    """The session that an earlier demonstration left running, or a new one."""
    conduct = server.services.conduct
    for place in conduct.places():
        if place.study.name != study or place.session.state not in _LIVE:
            continue
        if place.session_ms < place.study.stimuli[0].duration_ms:
            return place.session.code, True
        await conduct.step(place.session.code, SessionState.CLOSED)
    planned = await conduct.plan(study, SessionKind.LIVE, simulated=True)
    await conduct.step(planned.code, SessionState.OPEN)
    return planned.code, False


async def _say(server: RunningServer, code: str, resumed: bool) -> None:
    settings = server.settings
    join = f"{settings.url}/j/{code}"
    click.echo("")
    click.echo("Pulsemeter demonstration: a SIMULATED panel watches Kennedy at Rice University.")
    if resumed:
        click.echo("It goes on with the session of an earlier run; FRESH=1 begins anew.")
    click.echo(f"  Take part:        {join}   (or type the code {code})")
    link = await demonstration_link(server.services.staff, settings.staff_url)
    click.echo(f"  Moderator's link: {link}")
    click.echo(f"                    (one sign-in; then {settings.staff_url}/sessions/{code}/live)")
    click.echo(f"  Data:             {settings.data.resolve()}")
    click.echo("  Stop:             Ctrl-C")
    if settings.host == "0.0.0.0":
        say_qr(join)
        say_plain_http()
    click.echo("")


async def _run_panel(
    server: RunningServer,
    code: str,
    study: Study,
    statements: list[Statement],
    panelists: int,
    resumed: bool,
) -> None:
    """Let the simulated panel join and react, start the session, close it at the end."""
    conduct = server.services.conduct
    truth = truth_for(study, statements, demonstration_folder())
    everyone_in = asyncio.Event()

    def heed(progress: Progress) -> None:
        if progress.is_ready:
            everyone_in.set()

    panel = draw(study, statements, truth, panelists, study.seed)
    driving = asyncio.create_task(
        drive_panel(_local_url(server.settings), code, panel, on_progress=heed)
    )
    try:
        if conduct.place(code).session.state is SessionState.OPEN:
            await _ready(everyone_in, driving)
            click.echo(f"{panelists} simulated panelists are in. It starts in {_START_AFTER_S} s.")
            await asyncio.sleep(_START_AFTER_S)
            await conduct.step(code, SessionState.RUNNING)
        elif resumed and conduct.place(code).session.state is SessionState.PAUSED:
            await conduct.step(code, SessionState.RUNNING)
        click.echo("The speech is running.")
        while conduct.place(code).session_ms < study.stimuli[0].duration_ms:
            await server.clock.pause(500)
        await driving
        if conduct.place(code).session.state in _LIVE:
            await conduct.step(code, SessionState.CLOSED)
    finally:
        driving.cancel()
        await asyncio.gather(driving, return_exceptions=True)


async def _ready(everyone_in: asyncio.Event, driving: "asyncio.Task[object]") -> None:
    """Until the panel is seated; a panel that failed says so at once."""
    waiting = asyncio.create_task(everyone_in.wait())
    await asyncio.wait({waiting, driving}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if driving.done():
        driving.result()


def _local_url(settings: Settings) -> str:
    return f"http://{DEFAULT_HOST}:{settings.port}"
