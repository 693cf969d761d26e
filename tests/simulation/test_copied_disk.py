"""Somebody copies the disk and knows everybody's attributes: whose reactions do they find?

Plays on real files. At the close the attacker finds the persons whose combination of attributes
nobody else has; a day later, after the retention's first step, nobody and no group below the
profile's smallest roster.
"""

import asyncio
import json
import random
import sqlite3
from collections import Counter

from pulsemeter.domain.retention import DAY_MS
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Attribute, Category
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.keep_retention import Retention
from pulsemeter.storage.sqlite import open_stores
from pulsemeter.tally.frame import decode_frame

PERSONS, FLOOR = 60, 10
ATTRIBUTES = tuple(
    Attribute(name, name, "?", tuple(Category(f"{name}{n}", f"{n}") for n in range(sizes)), merges)
    for name, sizes, merges in (
        ("region", 3, ()),
        ("age", 4, (("age0", "age1"), ("age2", "age3"))),
        ("vote", 3, (("vote1", "vote2"),)),
    )
)


def combinations(data):
    """What beside reactions stands in the copied files: combinations and how many have each."""
    connection = sqlite3.connect(data / "reactions.sqlite")
    rows = connection.execute("SELECT categories, arm, playlist FROM categories").fetchall()
    frames = connection.execute("SELECT frame FROM frames").fetchall()
    connection.close()
    held = Counter((tuple(sorted(json.loads(c).items())), arm, p) for c, arm, p in rows)
    received = {int(ms) for (blob,) in frames for ms in decode_frame(blob).records["received_ms"]}
    return held, received


def found_persons(held, panel):
    """Groups that the attacker, who knows everybody's attributes, can tell from all others: for
    each person the rows that fit them."""
    groups = []
    for person in panel:
        fitting = 0
        for (categories, _, _), count in held.items():
            if all(person[name] in category.split("+") for name, category in categories):
                fitting += count
        groups.append(fitting)
    return groups


def test_a_day_after_the_close_nobody_is_found_by_their_attributes(
    make_world, make_study, tmp_path
):
    chance = random.Random(4)
    panel = [{a.id: chance.choice(a.categories).id for a in ATTRIBUTES} for _ in range(PERSONS)]

    async def story():
        opened = open_stores(tmp_path / "data")
        world = make_world(opened.stores)
        async with world.running():
            code = await world.session(make_study("standard", attributes=ATTRIBUTES))
            seats = await world.sit_all(code, panel)
            await world.go(code, SessionState.RUNNING)
            await world.done(world.keeper.tick())
            before, _ = combinations(tmp_path / "data")
            world.clock.now_ms += 6_000
            for seat in seats[:20]:
                await world.press(seat, 2_000)
            await world.go(code, SessionState.CLOSED)
            for _ in range(3):
                await world.done(world.keeper.tick())
                world.clock.now_ms += 3_000
            coarsening = Coarsening(world.stores, world.enrolment, world.keeper, world.clock)
            await world.done(coarsening.tick())
            merged, received = combinations(tmp_path / "data")
            retention = Retention(
                world.stores, world.conduct, world.enrolment, world.ingest, world.keeper,
                coarsening, world.clock,
            )  # fmt: skip
            world.clock.now_ms += DAY_MS
            await world.done(retention.tick())
        await opened.close()
        return before, merged, received

    before, merged, received = asyncio.run(story())
    after, later = combinations(tmp_path / "data")
    assert min(found_persons(before, panel)) == 1, "the attack works where nothing is done"
    assert sum(merged.values()) == sum(after.values()) == PERSONS
    assert received - {0}
    assert later <= {0}
    assert min(after.values()) >= FLOOR
    assert min(found_persons(after, panel)) >= FLOOR
    # Nothing was thrown away that could stay: most persons keep something.
    assert sum(n for (categories, _, _), n in after.items() if categories) > PERSONS / 2
