"""Commands for sessions."""

from pathlib import Path

import click

from pulsemeter.bootstrap import opened, quiet_folder
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.recording import recording
from pulsemeter.domain.counted import counted
from pulsemeter.domain.session import OVER, Session, SessionKind, SessionState, ShownIn
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.audit_trail import COMMAND_LINE, AuditTrail
from pulsemeter.service.catch_up_retention import catch_up_retention
from pulsemeter.service.conduct_session import Conduct, UnknownSession
from pulsemeter.service.erasure_ports import ASKED
from pulsemeter.service.ports import FolderHeld
from pulsemeter.service.seal_plan import ShownPlan
from pulsemeter.service.seal_plan import show_plan as plan_shown
from pulsemeter.service.studio import missing_of


@click.group()
def session() -> None:
    """Open, start, pause and close sessions. A running server follows at once."""


session.add_command(recording)


@session.command("open")
@click.argument("study")
@click.option("--on-demand", is_flag=True, help="Everyone watches at their own time.")
@click.option(
    "--shown",
    type=click.Choice([place.value.replace("_", "-") for place in ShownIn]),
    default="in-page",
    help="Where people watch: on the page, on a screen of their own, or together in one room.",
)
@data_option
def open_session(study: str, on_demand: bool, shown: str, data: Path) -> None:
    """Open a session of STUDY: people can join."""

    async def work(conduct: Conduct, audit: AuditTrail) -> Session:
        kind = SessionKind.ON_DEMAND if on_demand else SessionKind.LIVE
        planned = await conduct.plan(study, kind, shown=ShownIn(shown.replace("-", "_")))
        await audit.note_step(COMMAND_LINE, conduct.place(planned.code), SessionState.OPEN)
        begun = await conduct.step(planned.code, SessionState.OPEN)
        await audit.note_plan(COMMAND_LINE, begun.code, await conduct.plan_digest(begun.code))
        return begun

    opened_session = _with_conduct(data, work)
    code = opened_session.code
    click.echo(f"Session {code} is open ({opened_session.kind.value}).")
    click.echo(
        f"People join at /j/{code} of the server, or type the code {code} on its first page."
    )
    click.echo(f"Its analysis plan is sealed: pulsemeter session plan {code} --data {data}")
    if not on_demand:
        click.echo(f"Next: pulsemeter session start {code} --data {data}")
    for line in run(_left_out(study, data)):
        click.echo(f"Note: {line}", err=True)


async def _left_out(study: str, data: Path) -> list[str]:
    """What the browser would have asked for before it opened a session of this study."""
    async with opened(data) as stores:
        found = await stores.stores.studies.study(study)
        if found is None or found.simulated:
            return []
        missing = await missing_of(stores.stores, found)
        return [each.what for each in missing if each.is_needed]


@session.command("plan")
@click.argument("code")
@data_option
def show_plan(code: str, data: Path) -> None:
    """Print the analysis plan of session CODE and its SHA-256; sealed when it opened."""

    async def read() -> ShownPlan | None:
        async with opened(data) as stores:
            book, named = stores.stores.studies, code.strip().upper()
            found = await book.session(named)
            if found is None:
                raise UnknownSession(f"there is no session {code!r}")
            if found.origin is not None:
                raise Stop(f"session {named} was imported; no plan was sealed before its data")
            return await plan_shown(book, named)

    shown = run(read())
    if shown is None:
        raise Stop(f"session {code} opened before there were plans; none was sealed")
    click.echo(shown.plan.text, nl=False)
    click.echo(f"SHA-256: {shown.plan.digest}")
    if not shown.is_sealed:
        click.echo("Not sealed yet: the session isn't open, and an edit changes it.", err=True)


def _with_conduct(data: Path, work) -> Session:  # type: ignore[no-untyped-def]
    async def inside() -> Session:
        async with opened(data) as stores:
            clock = SystemClock()
            conduct = Conduct(stores.stores.studies, clock, SystemChance())
            await conduct.refresh()
            done: Session = await work(conduct, AuditTrail(stores.stores.audit, clock))
            return done

    return run(inside())


def _step(data: Path, code: str, state: SessionState, at_ms: int | None = None) -> None:
    async def work(conduct: Conduct, audit: AuditTrail) -> Session:
        await audit.note_step(COMMAND_LINE, conduct.place(code), state)
        return await conduct.step(code, state, at_ms)

    moved = _with_conduct(data, work)
    click.echo(f"Session {moved.code} is {moved.state.value}.")


def _add(name: str, state: SessionState, text: str) -> None:
    @session.command(name, help=text)
    @click.argument("code")
    @data_option
    def command(code: str, data: Path) -> None:
        _step(data, code, state)


@session.command("start")
@click.argument("code")
@click.option(
    "--countdown", type=click.IntRange(0, 60), default=0, help="Seconds before the beginning."
)
@data_option
def start(code: str, countdown: int, data: Path) -> None:
    """Start session CODE: the common clock runs."""
    _step(data, code, SessionState.RUNNING, -1_000 * countdown or None)


_add("pause", SessionState.PAUSED, "Pause session CODE: the common clock stands.")
_add("resume", SessionState.RUNNING, "Let the clock of session CODE run again.")
_add("close", SessionState.CLOSED, "Close session CODE: nobody can join or press any more.")


@session.command("extend")
@click.argument("code")
@click.option("--minutes", default=10, show_default=True, type=click.IntRange(1, 60))
@data_option
def extend(code: str, minutes: int, data: Path) -> None:
    """Move the end of live session CODE, whose stimulus has no file."""

    async def work(conduct: Conduct, audit: AuditTrail) -> Session:
        await audit.note_extension(COMMAND_LINE, conduct.place(code), 60_000 * minutes)
        return await conduct.extend(code, 60_000 * minutes)

    moved = _with_conduct(data, work)
    click.echo(f"Session {moved.code} ends {counted(minutes, 'minute')} later.")


@session.command("erase")
@click.argument("code")
@click.option("--reason", required=True, help="Why; it goes to the audit log.")
@data_option
def erase(code: str, reason: str, data: Path) -> None:
    """Erase all persons of the closed session CODE now. What was released stays.

    Answers that haven't left yet never will.
    """
    if not reason.strip():
        raise Stop("--reason is empty; say why the session's persons are erased before their time")

    async def ask() -> str:
        async with opened(data) as stores:
            clock = SystemClock()
            conduct = Conduct(stores.stores.studies, clock, SystemChance())
            await conduct.refresh()
            place = conduct.place(code)
            if place.session.state not in OVER:
                raise Stop(
                    f"session {place.session.code} is {place.session.state.value}; close it first: "
                    f"pulsemeter session close {place.session.code}"
                )
            found = place.session.code
            audit = AuditTrail(stores.stores.audit, clock)
            await audit.note(COMMAND_LINE, "session erased", found, reason)
            await stores.stores.erasures.note_step(found, ASKED)
            return found

    async def apply() -> None:
        async with quiet_folder(data) as folder:
            clock, chance = SystemClock(), SystemChance()
            await catch_up_retention(folder.stores, folder.shelf, clock, chance, folder.channel)

    asked = run(ask())
    try:
        run(apply())
    except FolderHeld:
        click.echo(f"The running server erases the persons of session {asked} within a minute.")
    else:
        click.echo(f"All persons of session {asked} are erased; what was released stays.")
