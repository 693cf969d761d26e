"""The server is killed (SIGKILL) again and again while files of another system are read and taken
in: they become one session, once, and no person of another try is left.

`FAULT_SEED=17 pytest tests/faults/test_import_kills.py` plays the round of seed 17 once more.
"""

import asyncio
import random
import time
from pathlib import Path

import httpx
import pytest
from tests.faults.served_again import ServedAgain
from tests.faults.test_kills import free_port, seeds
from tests.served_study import ServedStudy

from pulsemeter.bootstrap import opened
from pulsemeter.client import ApiRefused, Client
from pulsemeter.service.import_jobs import READ
from pulsemeter.wire.imports import ImportFacts, WantedMapping

PERSONS, MOMENTS = 1_500, 12
ROUNDS_MAX = 200
READ_THROUGH = 0.6
"""The share of readings that may end, so that taking in is met, too."""
KILLED_AFTER_MAX_S = 0.4


def dials() -> bytes:
    """A simulated file: a row for each reaction, with everybody's region."""
    lines = ["user;time_s;button;region"]
    lines += [
        f"p{person};{moment};{1 if (person + moment) % 3 else -1};{('north', 'south')[person % 2]}"
        for person in range(PERSONS)
        for moment in range(MOMENTS)
    ]
    return "\n".join(lines).encode()


def gone_on(client: Client, held: ImportFacts) -> ImportFacts:
    """The import one step further, where nothing is under way: what failed is asked for anew."""
    if held.doing or held.session:
        return held
    if held.preview is not None:
        return client.take_import_in("talk", held.id)
    assert not held.refused, held.refused
    return client.put_import_mapping("talk", held.id, WantedMapping())


def play(folder: Path, seed: int, kills: int) -> int:
    """How often the server died before the files were a session."""
    chance, port = random.Random(seed), free_port()
    with ServedStudy(folder / "data") as made:
        token = made.token()
    killed = 0
    with (
        ServedAgain(folder / "data", port) as server,
        Client(f"http://127.0.0.1:{port}", token) as client,
    ):
        server.start()
        held = client.begin_import("talk")
        held = client.put_import_file("talk", held.id, "dials.csv", dials())
        for _ in range(ROUNDS_MAX):
            try:
                held = gone_on(client, client.read_import("talk", held.id))
                if held.session:
                    break
                if held.doing == READ and chance.random() < READ_THROUGH:
                    client.wait_for_import("talk", held.id)
                elif killed < kills:
                    time.sleep(chance.uniform(0, KILLED_AFTER_MAX_S))
                    server.kill()
                    killed += 1
                    server.start()
                else:
                    client.wait_for_import("talk", held.id)
            except httpx.TransportError:
                continue  # the line of the server that was killed
        assert held.session, f"seed {seed}: after {killed} kills it is {held.job}"
        with pytest.raises(ApiRefused, match="already"):
            client.take_import_in("talk", held.id)
    asyncio.run(check(folder / "data", held.session))
    return killed


async def check(data: Path, code: str) -> None:
    async with opened(data) as stores:
        sessions = await stores.stores.studies.sessions()
        assert [each.code for each in sessions if each.origin] == [code]
        assert len(await stores.stores.seats.all(code)) == PERSONS
        known = {each.code for each in sessions}
        left = await stores.stores.imports.codes() - known
        assert not left, "persons of a try that died"


def test_a_session_is_taken_in_once_though_the_server_dies(tmp_path: Path) -> None:
    (seed,) = seeds(1)
    assert play(tmp_path, seed, 6) >= 1


@pytest.mark.slow
def test_so_it_is_at_many_other_moments(tmp_path: Path) -> None:
    for seed in seeds(10):
        play(tmp_path / str(seed), seed, 25)
