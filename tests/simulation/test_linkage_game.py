"""The linkage game: with a copy of every file, the contact list and the order of mailing, nobody
tells whose seat is whose better than by chance.

People come exactly in the order in which they were invited, the worst case. The same player is
turned on a store that keeps seats as they come.
"""

import asyncio
import random
import sqlite3

import pytest
from linkage import Contact, disk_of, play, varint

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Attribute, Category, JoinMode
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.forget_arrival import ArrivalForgetting
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.keep_retention import Retention
from pulsemeter.service.make_tokens import CellWish, made_tokens, stored_tokens
from pulsemeter.storage.sqlite import open_stores

PERSONS = 120
REGIONS, AGES = ("north", "east", "south"), ("young", "old")
WRITER = 7
DAY_MS = 24 * 3_600_000


def study(make_study):
    return make_study(
        "standard",
        join=JoinMode.TOKENS,
        attributes=(
            Attribute("region", "Region", "?", tuple(Category(c, c) for c in REGIONS)),
            Attribute("age", "Age", "?", tuple(Category(c, c) for c in AGES)),
        ),
    )


def categories(number):
    return {"region": REGIONS[number % 3], "age": AGES[number % 2]}


def group(categories):
    return "×".join(categories[name] for name in ("region", "age"))


class Game:
    """A whole session over files; what the player is given afterwards."""

    def __init__(self, make_world, folder, kind):
        self.folder, self.kind = folder, kind
        self.opened = open_stores(folder)
        self.world = make_world(self.opened.stores)
        self.forgetting = ArrivalForgetting(self.world.stores, self.world.keeper, self.world.clock)
        self.coarsening = Coarsening(
            self.world.stores, self.world.enrolment, self.world.keeper, self.world.clock
        )
        self.contacts, self.truth = [], {}
        self.disk_before_close = {}

    async def session(self, plan):
        world, live = self.world, self.kind is SessionKind.LIVE
        code = await world.session(plan, self.kind)
        batch = made_tokens(world.chance, [CellWish(PERSONS)])
        links = await world.done(stored_tokens(world.stores.credentials, code, batch))
        self.contacts = [
            Contact(group(categories(n)), secret_hash(link.token)) for n, link in enumerate(links)
        ]
        for number, link in enumerate(links):
            redeemed = await world.done(
                world.enrolment.redeem(code, link.token, f"page-of-person-{number:06}-" + "x" * 12)
            )
            self.truth[redeemed.seat.id] = number
            await world.done(world.enrolment.consent(redeemed.seat))
            profile = categories(number)
            seat = await world.done(world.enrolment.answer_profile(redeemed.seat, profile))
            await world.done(world.enrolment.practised(seat))
            if not live:
                await self.watches(redeemed.seat, number)
                await self.beat()
        if live:
            await world.go(code, SessionState.RUNNING)
            await self.beat()
            thumbs = random.Random(7)
            for interval in range(6):
                world.clock.now_ms = max(world.clock.now_ms, (interval + 1) * 5_000)
                # Who is quick with a thumb isn't who was invited first.
                for seat in thumbs.sample(sorted(self.truth), PERSONS):
                    await self.presses(seat, interval, self.truth[seat])
                await self.beat()
        self.disk_before_close = disk_of(self.folder)
        await world.go(code, SessionState.CLOSED)
        for _ in range(3):
            world.clock.now_ms += 60_000
            await self.beat()
        return code

    async def beat(self):
        await self.world.done(self.world.keeper.tick())
        await self.world.done(self.coarsening.tick())
        await self.world.done(self.forgetting.tick())

    async def watches(self, seat, number):
        for interval in range(6):
            self.world.clock.now_ms += 5_000
            await self.presses(seat.id, interval, number)
        await self.world.done(self.world.enrolment.watched(seat))
        await self.world.done(self.world.enrolment.answer_closing(seat, "good", ""))

    async def presses(self, seat_id, interval, number):
        seat = self.world.enrolment.seat(seat_id)
        if interval == 0:
            await self.world.hello(seat, WRITER)
        choice = 100 if (number * 7 + interval) % 3 else -100
        press = Incoming(interval + 1, RecordKind.PRESS, 0, 0, choice, interval * 5_000 + 1_000)
        await self.world.send(self.world.enrolment.seat(seat_id), WRITER, press)

    def retention(self):
        world = self.world
        return Retention(
            world.stores, world.conduct, world.enrolment, world.ingest, world.keeper,
            self.coarsening, world.clock,
        )  # fmt: skip

    async def seats(self, code):
        """The groups as the disk tells them."""
        records = await self.world.done(self.opened.stores.seats.all(code))
        return {record.seat.id: group(record.seat.categories) for record in records}


@pytest.mark.parametrize("kind", [SessionKind.LIVE, SessionKind.ON_DEMAND])
def test_a_copied_disk_and_the_mailing_list_link_nobody(make_world, make_study, tmp_path, kind):
    async def story():
        game = Game(make_world, tmp_path / "data", kind)
        async with game.world.running():
            code = await game.session(study(make_study))
            game.world.clock.now_ms += DAY_MS + 60_000
            await game.beat()
            await game.world.done(game.retention().tick())
            groups = await game.seats(code)
        await game.opened.close()
        disks = (game.disk_before_close, disk_of(game.folder))
        return [play(disk, game.contacts, groups, game.truth) for disk in disks]

    before_close, found = asyncio.run(story())
    assert found.right <= found.at_chance, found
    if kind is SessionKind.LIVE:
        assert before_close.right <= before_close.at_chance, before_close
    else:  # The player can win: while people come, files do tell in which order.
        assert before_close.right > before_close.at_chance


def test_a_store_that_keeps_seats_as_they_come_loses_the_game(tmp_path):
    chance = random.Random(4)
    contacts = [Contact(group(categories(n)), chance.randbytes(32)) for n in range(PERSONS)]
    truth = {chance.randrange(2**56, 2**63): n for n in range(PERSONS)}
    connection = sqlite3.connect(tmp_path / "naive.sqlite")
    connection.execute("CREATE TABLE seats (number INTEGER PRIMARY KEY, seat INTEGER)")
    for seat in truth:
        connection.execute("INSERT INTO seats (seat) VALUES (?)", (seat,))
    connection.commit()
    connection.close()
    groups = {seat: group(categories(n)) for seat, n in truth.items()}
    found = play(disk_of(tmp_path), contacts, groups, truth)
    assert found.right == PERSONS
    assert found.at_chance < PERSONS / 3


def test_numbers_are_spelled_as_sqlite_does(tmp_path):
    connection = sqlite3.connect(tmp_path / "keys.sqlite")
    connection.execute("CREATE TABLE keys (id INTEGER PRIMARY KEY)")
    keys = [1, 127, 128, 16_384, 2**40 + 5, 2**56 - 1, 2**56, 2**62 + 77, 2**63 - 1]
    connection.executemany("INSERT INTO keys VALUES (?)", [(key,) for key in keys])
    connection.commit()
    connection.close()
    content = (tmp_path / "keys.sqlite").read_bytes()
    assert all(varint(key) in content for key in keys)
