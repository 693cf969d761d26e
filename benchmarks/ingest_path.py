"""The way of a press alone: socket, admission, group commit, log on disk, acknowledgement.

The parts are those of the product, put together without pages, tally and screens; seats are
taken beforehand. Prints its port as JSON and serves:

    python benchmarks/ingest_path.py --data DIR --pages 5000
"""

import argparse
import asyncio
import contextlib
import gc
import json
import socket as network
from collections.abc import Awaitable, Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import uvicorn
import uvloop
from load_join import page_key
from measuring import raise_descriptor_limit

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Consent, JoinMode, Stimulus, Study
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.create_study import create_study
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.ports import SeatRecord
from pulsemeter.storage.sqlite.stores import open_stores
from pulsemeter.web.participant_socket import ParticipantSockets
from pulsemeter.web.services import Services
from pulsemeter.web.socket_picows import build_socket_protocol

STUDY = Study(
    name="ingest",
    title="Ingest benchmark (simulated)",
    question="How much does one core take in?",
    stimuli=(Stimulus("speech", "Two hours", 7_200_000),),
    attributes=(),
    consent=Consent("benchmark", "nobody", "nothing", "not needed"),
    join=JoinMode.OPEN,
    simulated=True,
)


class NothingToResume:
    """In place of the room's keeper: every page starts from the beginning."""

    async def resume_ms(self, seat: Seat) -> int:
        return 0


async def answer_nothing(
    scope: object, receive: object, send: Callable[..., Awaitable[None]]
) -> None:
    """There are no pages here."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def serve(folder: Path, pages: int) -> None:
    """Open a session, seat everybody, serve until the signal to stop."""
    clock, chance = SystemClock(), SystemChance()
    opened = open_stores(folder)
    stores = opened.stores
    conduct = Conduct(stores.studies, clock, chance)
    enrolment = Enrolment(stores, conduct, clock, chance)
    ingest = Ingest(stores.log, stores.seats, conduct, enrolment, clock, chance)
    await create_study(stores.studies, STUDY, "", [])
    code = (await conduct.plan(STUDY.name, SessionKind.LIVE, simulated=True)).code
    seats = [
        Seat(chance.number(63), code, SeatStep.STIMULUS, consent_version=1) for _ in range(pages)
    ]
    await stores.seats.add(
        [
            SeatRecord(seat, secret_hash(page_key(index)), b"%d" % index)
            for index, seat in enumerate(seats)
        ]
    )
    await enrolment.load(code)
    await conduct.step(code, SessionState.OPEN)
    await conduct.step(code, SessionState.RUNNING)
    # What a press never meets stays empty.
    empty = dict.fromkeys((held.name for held in fields(Services)), cast("Any", None))
    way = {
        "conduct": conduct,
        "enrolment": enrolment,
        "ingest": ingest,
        "keeper": NothingToResume(),
    }
    services = Services(**{**empty, **way})
    config = uvicorn.Config(
        answer_nothing,  # type: ignore[arg-type]
        ws=build_socket_protocol(ParticipantSockets(services)),
        lifespan="off",
        log_level="warning",
        access_log=False,
        backlog=4096,
    )
    config.load()
    async with asyncio.TaskGroup() as work:
        running = [work.create_task(ingest.commits.run()), work.create_task(ingest.claims.run())]
        with network.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(config.backlog)
            gc.collect()
            gc.freeze()
            # Presses wait for the disk as young objects by the thousand; with the standard
            # thresholds each crowd sets off a search through all open sockets.
            gc.set_threshold(100_000, 50, 1000)
            print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
            await uvicorn.Server(config).serve([listener])
        for task in running:
            task.cancel()
    await opened.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pages", type=int, required=True)
    asked = parser.parse_args()
    raise_descriptor_limit()
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(serve(asked.data, asked.pages))
