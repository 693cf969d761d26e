"""The program's own server with two probes: when a press is in the tally, when a release leaves.

    python benchmarks/latency_server.py --data DIR --stamps FILE

Prints its port as JSON, serves until the signal to stop, then writes its stamps. All stamps of
a run are seconds of one steady clock, that of the machine.
"""

import argparse
import asyncio
import json
import signal
import socket as network
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop
from measuring import raise_descriptor_limit

from pulsemeter.bootstrap import serving
from pulsemeter.release.figures import Release
from pulsemeter.settings import Settings
from pulsemeter.storage.relational.release_book import SqlReleaseBook
from pulsemeter.tally.frame import Records
from pulsemeter.tally.session_tally import SessionTally

folded: list[tuple[float, Records]] = []
written: dict[int, float] = {}
_fold = SessionTally.fold
_write = SqlReleaseBook.write


def stamped_fold(tally: SessionTally, records: Records, position: int) -> None:
    """Stamped behind the fold: from here on the counters hold these records."""
    _fold(tally, records, position)
    folded.append((time.monotonic(), records[["writer", "sequence"]].copy()))


async def stamped_write(book: SqlReleaseBook, session: str, releases: Sequence[Release]) -> None:
    """Stamped before the book is written: the figures are made, nobody can have seen them."""
    now_s = time.monotonic()
    written.update((release.number, now_s) for release in releases)
    await _write(book, session, releases)


async def serve(folder: Path) -> None:
    """Serve on a free port until the signal to stop."""
    with network.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stopped.set)
    async with serving(Settings(folder, port=port)):
        print(json.dumps({"port": port}), flush=True)
        await stopped.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--stamps", type=Path, required=True)
    asked = parser.parse_args()
    raise_descriptor_limit()
    SessionTally.fold = stamped_fold  # type: ignore[method-assign]
    SqlReleaseBook.write = stamped_write  # type: ignore[method-assign]
    uvloop.run(serve(asked.data))
    presses = [[at_s, records.tolist()] for at_s, records in folded]
    asked.stamps.write_text(json.dumps({"folded": presses, "written": written}))
