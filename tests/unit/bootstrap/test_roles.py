"""Several servers over one data folder, each with its role."""

import asyncio
import itertools
from dataclasses import replace

import httpx
import pytest
from tests.nats_servers import free_ports, log_address, nats_server

from pulsemeter.bootstrap import Role, serving
from pulsemeter.bootstrap.roles import check_role, held, turn
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.service.ports import FolderHeld, StoreError
from pulsemeter.settings import Settings

__all__ = ["nats_server"]
_numbers = itertools.count(1)


@pytest.fixture
def settings(tmp_path, nats_server):
    """Of a server that takes reactions, of one that tallies."""
    ports = free_ports(2)
    log = log_address(nats_server, f"roles{next(_numbers)}", 1)
    door = Settings(tmp_path / "data", port=ports[0], log=log, role="ingest")
    return door, replace(door, port=ports[1], role="tally")


def test_a_role_needs_a_log_that_others_hear_of(tmp_path):
    check_role(Role.ALL, has_bus=False)
    check_role(Role.TALLY, has_bus=True)
    with pytest.raises(StoreError, match="name it with --log"):
        check_role(Role.INGEST, has_bus=False)


def test_a_folder_is_held_by_one_server_or_shared_by_several(tmp_path):
    def refused(role):
        with pytest.raises(FolderHeld), held(tmp_path, role):
            pass

    with held(tmp_path, Role.INGEST), held(tmp_path, Role.TALLY):
        refused(Role.ALL)
    with held(tmp_path, Role.ALL):
        refused(Role.INGEST)
    with held(tmp_path, Role.ALL):
        pass


def test_one_of_those_that_tally_leads_and_the_next_follows_it(tmp_path, monkeypatch):
    monkeypatch.setattr("pulsemeter.bootstrap.roles._STAND_BY_S", 0.01)
    leads = []

    async def one(name, until):
        async with turn(tmp_path, "", Role.TALLY):
            leads.append(name)
            await until.wait()
            leads.append(f"{name} ends")

    async def story():
        first, second = asyncio.Event(), asyncio.Event()
        second.set()
        tasks = [asyncio.create_task(one("first", first))]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(one("second", second)))
        async with turn(tmp_path, "", Role.INGEST):  # which waits for nobody
            assert leads == ["first"]
        first.set()
        async with asyncio.timeout(20):
            await asyncio.gather(*tasks)

    asyncio.run(story())
    assert leads == ["first", "first ends", "second", "second ends"]


def test_what_is_for_staff_is_where_it_is_tallied_and_a_session_opened_there_is_open_everywhere(
    settings, make_study
):
    door, tally = settings

    async def story():
        async with serving(tally) as leading, serving(door) as taking, httpx.AsyncClient() as web:
            assert (await web.get(f"{tally.url}/staff/sign-in")).status_code == 200
            assert (await web.get(f"{door.url}/staff/sign-in")).status_code == 404
            assert (await web.get(f"{door.url}/")).status_code == 200
            study = make_study()
            await leading.stores.studies.add_study(study, "", ())
            conduct = leading.services.conduct
            code = (await conduct.plan(study.name, SessionKind.LIVE)).code
            await conduct.step(code, SessionState.OPEN)
            async with asyncio.timeout(20):
                conducting = taking.services.conduct
                while not any(
                    place.session.state is SessionState.OPEN for place in conducting.places()
                ):
                    await taking.clock.pause(10)
                redeemed = await taking.services.enrolment.redeem(code, "", "k" * 24)
                while not leading.services.enrolment.seats(code):
                    await leading.clock.pause(10)
            assert leading.services.enrolment.seats(code) == [redeemed.seat]
            assert code in taking.services.keeper.rooms

    asyncio.run(story())
