import asyncio
import csv
from io import StringIO

import pytest

from pulsemeter.domain.session import ACCEPTS_SEATS, Session, SessionKind, SessionState
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.make_tokens import CellWish, TokensRefused
from pulsemeter.service.pack_invitations import (
    PACKED_MAX,
    NoWayIn,
    check_way_in,
    invitation_files,
    new_links,
)
from pulsemeter.storage.memory import memory_stores


@pytest.fixture
def study(make_study):
    return make_study(join=JoinMode.TOKENS)


def test_links_are_stored_as_hashes_and_told_once(world, study):
    async def story():
        book = memory_stores().credentials
        made = await new_links(book, world.chance, study, "K7M2QX", [CellWish(7_000 // 2)])
        assert len(made) == 3_500
        for each in (made[0], made[-1]):
            assert (await book.find(secret_hash(each.token))).session == "K7M2QX"
        return made[:2]

    made = asyncio.run(story())
    address = "https://p.example/j/K7M2QX"
    files = invitation_files(study, "K7M2QX", address, made, with_sheets=True)
    assert list(files) == ["links.csv", "cards.pdf", "labels.pdf"]
    rows = list(csv.DictReader(StringIO(files["links.csv"].decode("utf-8-sig"))))
    assert [row["link"] for row in rows] == [f"{address}#{each.token}" for each in made]
    assert files["cards.pdf"].startswith(b"%PDF-")
    bare = invitation_files(study, "K7M2QX", address, made, with_sheets=False)
    assert bare == {"links.csv": files["links.csv"]}


@pytest.mark.parametrize("count", [0, PACKED_MAX + 1])
def test_too_few_or_too_many_are_refused_and_none_is_stored(world, study, count):
    async def story():
        book = memory_stores().credentials
        with pytest.raises(TokensRefused):
            await new_links(book, world.chance, study, "A", [CellWish(count)])

    asyncio.run(story())


@pytest.mark.parametrize("state", SessionState)
def test_nobody_is_invited_where_nobody_can_join(state):
    session = Session("K7M2QX", "talk", SessionKind.LIVE, state)
    if state in ACCEPTS_SEATS:
        check_way_in(session)
    else:
        with pytest.raises(NoWayIn, match="nobody can join"):
            check_way_in(session)
