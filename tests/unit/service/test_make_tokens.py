import asyncio
import tracemalloc

import pytest

from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment
from pulsemeter.domain.study import JoinMode
from pulsemeter.outside import SystemChance
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.make_tokens import (
    BATCH,
    CellWish,
    TokensRefused,
    checked_categories,
    checked_wishes,
    made_tokens,
    stored_tokens,
)
from pulsemeter.storage.memory import memory_stores


@pytest.fixture
def carrying(make_study):
    return make_study(
        join=JoinMode.TOKENS, recruitment=Recruitment(categories_from=CategoriesFrom.TOKENS)
    )


def test_tokens_are_numbered_through_all_cells_and_carry_theirs():
    wishes = [CellWish(2, {"region": "north"}), CellWish(0), CellWish(1, {"region": "south"})]
    made = list(made_tokens(SystemChance(), wishes))
    assert [(t.number, t.categories["region"]) for t in made] == [
        (1, "north"), (2, "north"), (3, "south"),
    ]  # fmt: skip
    assert len({t.token for t in made}) == 3
    credential = made[0].credential("ABC")
    assert (credential.token_hash, credential.session) == (secret_hash(made[0].token), "ABC")
    assert credential.categories == {"region": "north"}


def test_a_hundred_thousand_come_in_batches_and_none_is_kept():
    class Counting:
        def __init__(self):
            self.sizes, self.total = [], 0

        async def add(self, tokens):
            self.sizes.append(len(tokens))

    async def story():
        book, seen = Counting(), 0
        made = made_tokens(SystemChance(), [CellWish(100_000)])
        await stored_tokens(book, "ABC", made)
        tracemalloc.start()
        one_batch = 0
        while batch := await stored_tokens(book, "ABC", made):
            seen += len(batch)
            one_batch = one_batch or tracemalloc.get_traced_memory()[1]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert seen == 100_000 - BATCH
        assert set(book.sizes) == {BATCH}
        assert peak < 2.5 * one_batch, "memory grows with a batch, not with the whole"

    asyncio.run(story())


def test_what_is_asked_for_must_fit_the_study(make_study, carrying):
    assert checked_wishes(make_study(), [CellWish(3)]) == [CellWish(3)]
    assert checked_wishes(carrying, [CellWish(3, {"region": "north"})])[0].count == 3
    with pytest.raises(TokensRefused, match="asks people"):
        checked_wishes(make_study(), [CellWish(3, {"region": "north"})])
    with pytest.raises(TokensRefused, match="no attribute"):
        checked_categories(carrying, {"age": "young"})
    for given in ({}, {"region": "east"}):
        with pytest.raises(TokensRefused, match="one of north, south"):
            checked_categories(carrying, given)
    for count in (0, 1_000_001):
        with pytest.raises(TokensRefused, match="1 to 1,000,000"):
            checked_wishes(make_study(), [CellWish(count)])


def test_a_batch_is_stored_before_anybody_sees_it():
    async def story():
        stores = memory_stores()
        made = made_tokens(SystemChance(), [CellWish(3)])
        batch = await stored_tokens(stores.credentials, "ABC", made)
        held = [await stores.credentials.find(secret_hash(t.token)) for t in batch]
        assert [token.session for token in held] == ["ABC"] * 3
        assert await stored_tokens(stores.credentials, "ABC", made) == []

    asyncio.run(story())
