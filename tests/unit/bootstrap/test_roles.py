"""Several servers over one data folder, or over one book and log, each with its role."""

import asyncio
import itertools
import shutil
from dataclasses import replace

import httpx
import psycopg
import pytest
from tests.nats_servers import free_ports, log_address, nats_server

from pulsemeter.bootstrap import Role, serving
from pulsemeter.bootstrap.book import book_held, stores_of
from pulsemeter.bootstrap.roles import KEEP_LEAD_MS, check_role, held, keep_lead, turn
from pulsemeter.delivery.brief_service import SECRET
from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import EVERY_STUDY, Membership, StaffMember
from pulsemeter.domain.staff import Role as StaffRole
from pulsemeter.outside import SystemClock
from pulsemeter.service.ingest_reaction import Incoming, Superseded
from pulsemeter.service.ports import FolderHeld, LeadLost, StoreError
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


async def until(condition, what):
    """Until this holds; `what` says what was waited for."""
    try:
        async with asyncio.timeout(30):
            while not condition():
                await SystemClock().pause(10)
    except TimeoutError:
        raise AssertionError(f"never: {what}") from None


def cut_off(book):
    """The database lets go of whoever leads."""
    with psycopg.connect(book, autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid, 20000) FROM pg_locks WHERE locktype = 'advisory'"
        )


async def nobody_led():
    """Nobody has begun a term meanwhile."""


def test_who_loses_the_lead_over_a_book_ends_and_who_only_lost_its_line_goes_on(
    tmp_path, postgres_server, clock
):
    book = postgres_server.make()

    async def story():
        with book_held(tmp_path / "one", book) as hold:
            keeping = asyncio.create_task(keep_lead(hold, nobody_led, clock))
            for _ in range(3):
                await until(lambda: clock._sleepers, "it waits for its next look")
                before = hold._line
                cut_off(book)
                await clock.advance(KEEP_LEAD_MS)
                await until(lambda b=before: hold._line not in (b, None), "it has a new line")
            with pytest.raises(FolderHeld), book_held(tmp_path / "two", book):
                pass
            await until(lambda: clock._sleepers, "the look is over")
            cut_off(book)
            with book_held(tmp_path / "two", book):
                await clock.advance(KEEP_LEAD_MS)
                with pytest.raises(LeadLost):
                    await asyncio.wait_for(keeping, 20)

    asyncio.run(story())


def test_a_database_that_is_away_is_said_once_and_waited_for(clock, caplog):
    troubles = [StoreError("away"), StoreError("away"), None, StoreError("away"), LeadLost("x")]

    class Hold:
        def keep(self):
            if (trouble := troubles.pop(0)) is not None:
                raise trouble
            return False

    async def story():
        keeping = asyncio.create_task(keep_lead(Hold(), nobody_led, clock))
        await until(lambda: keeping.done() or (clock.wake_next() and False), "it ends")
        assert isinstance(keeping.exception(), LeadLost)

    asyncio.run(story())
    assert caplog.text.count("can't be told: away") == 2


def test_who_stands_by_over_a_book_waits_while_its_database_is_away(
    tmp_path, postgres_server, monkeypatch
):
    monkeypatch.setattr("pulsemeter.bootstrap.roles._STAND_BY_S", 0.01)
    book, tries = postgres_server.make(), []

    def is_held(data, address):
        tries.append(address)
        if len(tries) in (2, 3):
            raise StoreError("the database is away")
        return book_held(data, address)

    monkeypatch.setattr("pulsemeter.bootstrap.roles.book_held", is_held)

    async def story():
        with book_held(tmp_path / "one", book) as first:

            async def lets_go():
                await until(lambda: len(tries) >= 5, "it tried again")
                first.let_go()

            going = asyncio.create_task(lets_go())
            async with asyncio.timeout(20), turn(tmp_path / "two", book, Role.TALLY) as hold:
                hold.keep()
            await going
        tries.extend([1, 2])
        tries[:] = tries[:1]
        with pytest.raises(StoreError, match="away"):  # from the start: somebody mends it
            async with turn(tmp_path / "two", book, Role.TALLY):
                pass

    asyncio.run(story())


@pytest.fixture
def machines(tmp_path, nats_server, postgres_server):
    """Settings of two that tally, two that take reactions and one that shows, each with a data
    folder of its own, over one book and one log."""
    log, book = log_address(nats_server, f"roles{next(_numbers)}", 1), postgres_server.make()
    names = ("tally", "tally", "ingest", "ingest", "web")
    return [
        Settings(tmp_path / f"{role}{n}", port=port, book=book, log=log, role=role)
        for n, (role, port) in enumerate(zip(names, free_ports(5), strict=True))
    ]


def give_secret(first, *others):
    for other in others:
        other.data.mkdir(parents=True)
        shutil.copy(first.data / SECRET, other.data / SECRET)


def test_participants_are_at_home_at_every_machine_that_takes_reactions(machines, make_study):
    tally, _, one, other, _ = machines

    async def story():
        async with (
            serving(tally) as leading, serving(one) as first, serving(other) as second,
            httpx.AsyncClient() as web,
        ):  # fmt: skip
            study = make_study()
            await leading.stores.studies.add_study(study, "", ())
            conduct = leading.services.conduct
            code = (await conduct.plan(study.name, SessionKind.LIVE)).code
            await conduct.step(code, SessionState.OPEN)
            for server in (first, second):
                await until(lambda s=server: any(
                    p.session.state is SessionState.OPEN for p in s.services.conduct.places()
                ), "the session is open at the door")  # fmt: skip
            key = "k" * 24
            joined = await first.services.enrolment.redeem(code, "", key)
            # The cookie of one holds at the other, step by step.
            cookies = {"Cookie": f"pm_seat={key}", "Origin": other.url}
            assert (await web.get(f"{other.url}/p", headers=cookies)).status_code == 200
            for path, form in (
                ("consent", {"agrees": "yes"}), ("profile", {"region": "north"}), ("practised", {}),
            ):  # fmt: skip
                sent = await web.post(f"{other.url}/p/{path}", headers=cookies, data=form)
                assert sent.status_code in (204, 303), path
            seat = second.services.enrolment.seat(joined.seat.id)
            assert seat.step is SeatStep.STIMULUS
            await conduct.step(code, SessionState.RUNNING)
            for server in (first, second):
                await until(lambda s=server: (
                    s.services.conduct.place(code).session.state is SessionState.RUNNING
                ), "the session runs at the door")  # fmt: skip
                await until(lambda s=server: (
                    s.services.enrolment.seat(seat.id).step is SeatStep.STIMULUS
                ), "the seat is there")  # fmt: skip
            # It presses at one and goes on at the other; a page that was overtaken is told so.
            done = await press(second, seat, 1, 1)
            assert done.upto == 1
            await first.services.enrolment.know_writer(seat, 1)
            assert (await first.services.ingest.take_seat(seat, 1)).upto == 1
            assert (await press(first, seat, 1, 2)).upto == 2
            await second.services.enrolment.take_over(seat, "n" * 24)
            taken = await first.services.enrolment.seat_of("n" * 24)
            assert taken is not None
            await first.services.ingest.take_seat(taken, 2)
            await second.services.enrolment.refresh()
            with pytest.raises(Superseded):
                await second.services.ingest.take_seat(taken, 1)
            assert await first.services.enrolment.seat_of(key) is None
            # It withdraws at one: nothing of it is left anywhere.
            await second.services.enrolment.withdraw(taken)
            await until(lambda: first.services.enrolment.is_gone(seat.id), "the other knows")
            frames = await leading.stores.log.read(code)
            held = [int(row["seat"]) for _, frame in frames for row in frame.records]
            assert len(held) == 2
            assert set(held) == {0}

    asyncio.run(story())


async def press(server, seat, writer, sequence):
    ingest = server.services.ingest
    seat = server.services.enrolment.seat(seat.id)
    if sequence == 1:
        await ingest.take_seat(seat, writer)
    done = asyncio.get_running_loop().create_future()
    row = Incoming(sequence, RecordKind.PRESS, 0, 0, 100, 100 * sequence)
    ingest.take(server.services.enrolment.seat(seat.id), writer, [row], done.set_result)
    return await asyncio.wait_for(done, 30)


def test_presses_are_acknowledged_while_the_book_is_away_and_all_goes_on_by_itself(
    machines, make_study, postgres_server
):
    tally, _, door, *_ = machines

    async def story():
        async with serving(tally) as leading, serving(door) as taking:
            study = make_study()
            await leading.stores.studies.add_study(study, "", ())
            conduct = leading.services.conduct
            code = (await conduct.plan(study.name, SessionKind.LIVE)).code
            await conduct.step(code, SessionState.OPEN)
            await until(lambda: any(
                p.session.state is SessionState.OPEN for p in taking.services.conduct.places()
            ), "the session is open at the door")  # fmt: skip
            enrolment = taking.services.enrolment
            seat = (await enrolment.redeem(code, "", "k" * 24)).seat
            await enrolment.consent(seat)
            await enrolment.answer_profile(seat, {"region": "north"})
            await enrolment.practised(seat)
            await conduct.step(code, SessionState.RUNNING)
            await until(lambda: (
                taking.services.conduct.place(code).session.state is SessionState.RUNNING
            ), "the session runs at the door")  # fmt: skip
            assert (await press(taking, seat, 1, 1)).upto == 1
            await asyncio.to_thread(postgres_server.halt)
            try:
                assert (await press(taking, seat, 1, 2)).upto == 2
                await until(lambda: leading.services.keeper.figures_wait, "the leader says so")
            finally:
                await asyncio.to_thread(postgres_server.start)
            assert (await press(taking, seat, 1, 3)).upto == 3
            for server in (leading, taking):
                await until(lambda s=server: not s.services.keeper.figures_wait, "it goes on")
            assert (await conduct.step(code, SessionState.PAUSED)).state is SessionState.PAUSED
            with pytest.raises(FolderHeld):
                await until(lambda: book_held(door.data, tally.book).let_go(), "it still leads")

    asyncio.run(story())


@pytest.mark.parametrize("has_own_folder", [True, False])
def test_a_server_that_shows_shows_what_the_one_that_leads_tells_and_does_nothing(
    machines, make_study, has_own_folder
):
    tally, _, _, _, shows = machines
    if not has_own_folder:
        tally, shows = (replace(one, data=tally.data, book="") for one in (tally, shows))

    async def story():
        async with serving(tally) as leading:
            if has_own_folder:
                give_secret(tally, shows)
            study = make_study()
            await leading.stores.studies.add_study(study, "", ())
            conduct = leading.services.conduct
            code = (await conduct.plan(study.name, SessionKind.LIVE)).code
            await conduct.step(code, SessionState.OPEN)
            async with serving(shows) as showing, httpx.AsyncClient(timeout=30) as web:
                member = await signed_in(leading)
                address = f"{shows.url}/api/v1/sessions/{code}/room"
                assert (await web.get(address)).status_code == 401
                room = await web.get(address, headers=member)
                assert room.json()["status"]["state"] == "open"
                await until(
                    lambda: showing.services.feed.told_activity(code), "the leader tells of it"
                )
                assert (await web.get(f"{shows.url}/p")).status_code == 404
                sent = await web.post(f"{shows.url}/api/v1/sessions/{code}/start", headers=member)
                assert sent.status_code == 404
                assert conduct.place(code).session.state is SessionState.OPEN
                assert not showing.services.health.why_not_ready()

    asyncio.run(story())


async def signed_in(server):
    """What the browser of an owner sends, who signed in where it is tallied."""
    staff, desk = server.stores.staff, server.services.staff
    await staff.add(StaffMember("o", "Olga"), Membership(EVERY_STUDY, StaffRole.OWNER))
    return {"Cookie": f"pm_staff={await desk.sign_ins.begin('o', 'password')}"}


def test_a_server_that_is_overtaken_ends_and_says_why(machines, make_study):
    tally, other, *_ = machines

    async def story():
        with pytest.RaisesGroup(LeadLost):
            async with serving(tally) as leading:
                await leading.stores.studies.add_study(make_study(), "", ())
                cut_off(tally.book)
                with book_held(other.data, tally.book):
                    async with asyncio.timeout(30):
                        await asyncio.Event().wait()

    asyncio.run(story())


def test_a_server_that_was_overtaken_by_one_that_has_gone_again_ends(machines, make_study):
    """It would hold the lock, write nothing, and keep everybody else from leading."""
    tally, other, *_ = machines

    async def story():
        with pytest.RaisesGroup(LeadLost):
            async with serving(tally) as leading:
                await leading.stores.studies.add_study(make_study(), "", ())
                cut_off(tally.book)
                with book_held(other.data, tally.book):
                    overtaking = await stores_of(other.data, tally.book)
                    await overtaking.lead()
                    await overtaking.close()
                async with asyncio.timeout(30):
                    await asyncio.Event().wait()

    asyncio.run(story())


def test_who_could_not_lead_says_so_before_it_stands_by(machines):
    tally, other, *_ = machines

    async def story():
        async with serving(tally):
            with pytest.raises(StoreError, match=r"webhook.secret is missing"):
                async with asyncio.timeout(60), serving(other):
                    pass
            elsewhere = tally.log.replace("/roles", "/elsewhere")
            with pytest.raises(StoreError, match="keeps to its log"):
                async with asyncio.timeout(60), serving(replace(other, log=elsewhere)):
                    pass

    asyncio.run(story())
