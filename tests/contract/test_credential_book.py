"""What every book of tokens must do."""

from typing import Any

import pytest

from pulsemeter.service.credential_ports import Token
from pulsemeter.service.ports import StoreError, Stores

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
        await book.burn([FIRST.token_hash])
        await book.burn([FIRST.token_hash])
        await book.burn([b"\x09" * 32])
        return await book.find(FIRST.token_hash), await book.find(SECOND.token_hash)

    assert engine.tell(story) == (Token(FIRST.token_hash, "KENNEDY", True), SECOND)
    assert engine.tell(lambda stores: stores.credentials.find(b"\x09" * 32)) is None


def test_tokens_are_counted_by_session(engine: Any) -> None:
    async def story(stores: Stores) -> list[tuple[int, int]]:
        book = stores.credentials
        await book.add([FIRST, SECOND, Token(b"\x03" * 32, "NIXON")])
        await book.claim([(FIRST.token_hash, b"1" * 32)])
        before = await book.count("KENNEDY")
        await book.burn([FIRST.token_hash])
        return [before, *[await book.count(code) for code in ("KENNEDY", "NIXON", "NOSUCH")]]

    assert engine.tell(story) == [(2, 0), (2, 1), (1, 0), (0, 0)]


def test_one_page_has_an_unused_token_until_it_is_burnt(engine: Any) -> None:
    async def story(stores: Stores) -> list[bool]:
        book = stores.credentials
        await book.add([FIRST, SECOND])
        one, other = b"1" * 32, b"2" * 32
        asked = [(FIRST.token_hash, one), (FIRST.token_hash, other), (FIRST.token_hash, one)]
        found = [*await book.claim([*asked, (b"\x09" * 32, one)])]
        await book.burn([FIRST.token_hash])
        return [*found, *await book.claim([(FIRST.token_hash, one), (SECOND.token_hash, one)])]

    assert engine.tell(story) == [True, False, True, False, False, True]
    assert engine.tell(lambda stores: stores.credentials.find(SECOND.token_hash)) == SECOND


def test_a_token_that_exists_refuses_the_whole_batch(engine: Any) -> None:
    async def story(stores: Stores) -> Token | None:
        await stores.credentials.add([FIRST])
        for batch in ([SECOND, FIRST], [SECOND, SECOND]):
            with pytest.raises(StoreError, match="none was added"):
                await stores.credentials.add(batch)
        return await stores.credentials.find(SECOND.token_hash)

    assert engine.tell(story) is None


def test_a_token_keeps_the_categories_it_carries(engine: Any) -> None:
    carried = Token(b"\x04" * 32, "KENNEDY", categories={"age": "young", "region": "Łódź"})
    engine.tell(lambda stores: stores.credentials.add([carried, FIRST]))
    assert engine.tell(lambda stores: stores.credentials.find(carried.token_hash)) == carried
    engine.tell(lambda stores: stores.credentials.burn([carried.token_hash]))
    found = engine.tell(lambda stores: stores.credentials.find(carried.token_hash))
    assert (found.is_used, found.categories) == (True, carried.categories)


def test_vouchers_are_known_by_hash_and_session_and_once(engine: Any) -> None:
    async def story(stores: Stores) -> tuple[set[bytes], set[bytes]]:
        book = stores.credentials
        for session, voucher in (("A", b"1"), ("A", b"2"), ("A", b"1"), ("B", b"3")):
            await book.add_voucher(session, voucher)
        asked = [b"3", b"2", b"1", b"9", b"1"]
        return await book.vouchers("A", asked), await book.vouchers("C", asked)

    assert engine.tell(story) == ({b"1", b"2"}, set())
    assert engine.tell(lambda stores: stores.credentials.vouchers("B", [b"3"])) == {b"3"}
