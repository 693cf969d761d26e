"""What every book of tokens must do."""

from typing import Any

import pytest

from pulsemeter.service.ports import StoreError, Stores, Token

FIRST = Token(b"\x01" * 32, "KENNEDY")
SECOND = Token(b"\x02" * 32, "KENNEDY")


def test_a_token_is_found_by_its_hash(engine: Any) -> None:
    engine.tell(lambda stores: stores.credentials.add([FIRST, SECOND]))

    assert engine.tell(lambda stores: stores.credentials.find(SECOND.token_hash)) == SECOND
    assert engine.tell(lambda stores: stores.credentials.find(b"\x03" * 32)) is None


def test_burning_marks_one_token_and_is_harmless_twice(engine: Any) -> None:
    async def story(stores: Stores) -> tuple[Token | None, Token | None]:
        book = stores.credentials
        await book.add([FIRST, SECOND])
        await book.burn(FIRST.token_hash)
        await book.burn(FIRST.token_hash)
        await book.burn(b"\x09" * 32)
        return await book.find(FIRST.token_hash), await book.find(SECOND.token_hash)

    assert engine.tell(story) == (Token(FIRST.token_hash, "KENNEDY", True), SECOND)
    assert engine.tell(lambda stores: stores.credentials.find(b"\x09" * 32)) is None


def test_a_token_that_exists_refuses_the_whole_batch(engine: Any) -> None:
    async def story(stores: Stores) -> Token | None:
        await stores.credentials.add([FIRST])
        for batch in ([SECOND, FIRST], [SECOND, SECOND]):
            with pytest.raises(StoreError, match="none was added"):
                await stores.credentials.add(batch)
        return await stores.credentials.find(SECOND.token_hash)

    assert engine.tell(story) is None
