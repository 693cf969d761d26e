"""A server is killed while a report is being made; the next one on its folder makes it."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

from pulsemeter.bootstrap import opened, serving
from pulsemeter.release.view import EVERYTHING
from pulsemeter.settings import Settings

DIALS = ROOT / "examples" / "imported_dials"
SERVER = """
import asyncio, sys, time
from pathlib import Path
from pulsemeter.media import report_service

def never(findings):
    print("making", flush=True)
    time.sleep(600)
    yield "html", b""

report_service.report_parts = never
from pulsemeter.bootstrap import serving
from pulsemeter.release.view import EVERYTHING
from pulsemeter.settings import Settings

async def main():
    async with serving(Settings(Path(sys.argv[1]), port=int(sys.argv[2]))) as server:
        (place,) = server.services.conduct.places()
        await server.services.reports.ask(place, EVERYTHING)
        await asyncio.sleep(600)

asyncio.run(main())
"""


def test_a_report_of_a_killed_server_is_made_by_the_next(tmp_path: Path) -> None:
    data = tmp_path / "data"
    subprocess.run(
        [sys.executable, "-m", "pulsemeter", "import", DIALS / "dials.csv", "--mapping",
         DIALS / "mapping.toml", "--study", "dials", "--data", data],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings = Settings(data, port=free.getsockname()[1])
    killed = subprocess.Popen(
        [sys.executable, "-c", SERVER, data, str(settings.port)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "making\n"
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=60)

    async def story() -> None:
        async with serving(settings) as server:
            reports, (place,) = server.services.reports, server.services.conduct.places()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(120):
                    while (told := reports.progress(place, EVERYTHING)).state != "ready":
                        await server.clock.pause(50)
            assert told.kept is not None, told
            assert told.kept.files["pdf"].read_bytes().startswith(b"%PDF-")
        async with opened(data) as held:
            assert list(await held.stores.jobs.all()) == []

    asyncio.run(story())
