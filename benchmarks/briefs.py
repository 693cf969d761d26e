"""From a statement's figures to the mail and the webhook that tell of them.

    python benchmarks/briefs.py

The demonstration study runs live and in real time with a simulated panel behind real sockets. Two
recipients get a brief whenever a statement has its figures: one through a real mail server, one
through a real HTTP server, both in this process. Times run from the moment at which the figures
were in the book to the moment at which the whole message was taken.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

import numpy as np
from aiosmtpd.smtp import SMTP, Envelope, Session
from measuring import cpu_s, machine

from pulsemeter.bootstrap import RunningServer, serving
from pulsemeter.cli.simulated_panel import demonstration_folder, draw, truth_for
from pulsemeter.cli.study_files import keep_study, load_study
from pulsemeter.domain.brief import BriefChannel, BriefRule, Occasion, Recipient
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.rehearsal.drive import Progress, drive_panel
from pulsemeter.release.figures import StatementRelease
from pulsemeter.settings import Settings

LOOK_S = 0.005


class Post:
    """A mail server that notes when it took which message."""

    def __init__(self) -> None:
        self.taken_at: dict[str, float] = {}

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        mail = message_from_bytes(bytes(envelope.content or b""))
        self.taken_at[str(mail["message-id"]).strip("<>").split("@")[0]] = time.monotonic()
        return "250 taken"


class Hooks:
    """An HTTP server that notes when it took which message."""

    def __init__(self) -> None:
        self.taken_at: dict[str, float] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        told = json.loads(await reader.readexactly(length))
        self.taken_at[told["id"]] = time.monotonic()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def sinks(post: Post, hooks: Hooks) -> AsyncIterator[tuple[int, int]]:
    """Both servers; their ports."""
    mail = await asyncio.get_running_loop().create_server(lambda: SMTP(post), "127.0.0.1", 0)
    web = await asyncio.start_server(hooks.serve, "127.0.0.1", 0)
    try:
        yield mail.sockets[0].getsockname()[1], web.sockets[0].getsockname()[1]
    finally:
        mail.close()
        web.close()


async def open_session(server: RunningServer, hook_port: int) -> str:
    """The demonstration's session with two recipients; its code."""
    loaded = load_study(demonstration_folder() / "study.toml")
    await keep_study(loaded, server.stores, server.settings.data)
    name, book = loaded.study.name, server.stores.briefs
    hook = f"http://127.0.0.1:{hook_port}/"
    await book.put_recipient(Recipient("mail", name, "M", BriefChannel.MAIL, "m@desk.example"))
    await book.put_recipient(Recipient("hook", name, "W", BriefChannel.WEBHOOK, hook))
    await book.put_rule(BriefRule("close", name, Occasion.CLOSE))
    planned = await server.services.conduct.plan(name, SessionKind.LIVE, simulated=True)
    await server.services.conduct.step(planned.code, SessionState.OPEN)
    return planned.code


async def watch(server: RunningServer, code: str, left_at: dict[str, float]) -> None:
    """Note when each statement's figures stood in the book first."""
    while True:
        room = server.services.keeper.rooms.get(code)
        for release in room.releaser.releases[-40:] if room else ():
            if isinstance(release, StatementRelease) and release.is_reported:
                left_at.setdefault(release.statement, time.monotonic())
        await asyncio.sleep(LOOK_S)


async def night(folder: Path, persons: int) -> dict[str, Any]:
    """One whole session; seconds from figures to each sink, by channel."""
    post, hooks, left_at = Post(), Hooks(), dict[str, float]()
    async with sinks(post, hooks) as (mail_port, hook_port):
        couriers = folder / "couriers.toml"
        couriers.write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {mail_port}\nsecurity = "none"\n'
            'sender = "desk@pulse.example"\nallow_private = true\n'
            "[webhook]\nallow_private = true\n",
            "utf-8",
        )
        settings = Settings(folder / "data", port=free_port(), couriers=couriers)
        async with serving(settings) as server:
            code = await open_session(server, hook_port)
            watching = asyncio.create_task(watch(server, code, left_at))
            before = cpu_s(os.getpid())
            await show(server, code, persons)
            await asyncio.sleep(15)
            spent = cpu_s(os.getpid()) - before
            watching.cancel()
            briefs = await server.stores.briefs.of_session(code)
    waits: dict[str, list[float]] = {"mail": [], "hook": []}
    for brief in briefs:
        taken = {"mail": post, "hook": hooks}[brief.recipient].taken_at.get(brief.id)
        newest = max(left_at[told.statement] for told in brief.told)
        waits[brief.recipient].append(-1.0 if taken is None else taken - newest)
    return {"briefs": len(briefs), "cpu_s_of_all": round(spent, 1), "waits": waits}


async def show(server: RunningServer, code: str, persons: int) -> None:
    """The panel comes, the stimulus runs to its end; the session stays open for last figures."""
    conduct = server.services.conduct
    study = conduct.place(code).study
    said = list(await server.stores.studies.statements(study.name))
    truth = truth_for(study, said, demonstration_folder())
    panel, ready = draw(study, said, truth, persons, 1), asyncio.Event()

    def look(progress: Progress) -> None:
        if progress.is_ready:
            ready.set()

    driving = asyncio.create_task(drive_panel(server.settings.url, code, panel, on_progress=look))
    await ready.wait()
    await conduct.step(code, SessionState.RUNNING)
    await driving


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=300)
    asked = parser.parse_args()
    about = machine()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(night(Path(folder), asked.persons))
    waits = found.pop("waits")
    lost = sum(wait < 0 for each in waits.values() for wait in each)
    figures = {
        name: {
            "briefs": len(each),
            "median_s": round(statistics.median(each), 2),
            "worst_s": round(float(np.max(each)), 2),
        }
        for name, each in waits.items()
    }
    told = {"machine": about, "persons": asked.persons, "simulated": True, **found}
    print(json.dumps({**told, "not_taken": lost, **figures}, indent=1))


if __name__ == "__main__":
    main()
