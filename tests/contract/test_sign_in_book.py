"""What every book of ways in must do."""

from typing import Any

import pytest

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.service.staff_ports import Passkey, SignIn

DAY = "2026-11-26"
PHONE = Passkey(b"\xffphone", "a", b"key 1", 0, "Phone", DAY)
LAPTOP = Passkey(b"\x00laptop", "a", b"key 2", 7, "Laptop", DAY)


def signed_in(secret: bytes, member: str = "a", seen_ms: int = 10, expires_ms: int = 99) -> SignIn:
    return SignIn(secret, member, "passkey", DAY, seen_ms, expires_ms)


@pytest.fixture
def staffed(engine: Any) -> Any:
    """An engine that knows two members."""

    async def story(stores: Stores) -> None:
        for name in "ab":
            await stores.staff.add(StaffMember(name, name), Membership(EVERY_STUDY, Role.OWNER))

    engine.tell(story)
    return engine


def test_a_password_is_written_replaced_and_removed(staffed: Any) -> None:
    assert staffed.tell(lambda stores: stores.sign_ins.password("a")) is None
    for sealed in ("first", "second"):
        staffed.tell(lambda stores, sealed=sealed: stores.sign_ins.put_password("a", sealed))
        assert staffed.tell(lambda stores: stores.sign_ins.password("a")) == sealed
    staffed.tell(lambda stores: stores.sign_ins.drop_password("b"))
    assert staffed.tell(lambda stores: stores.sign_ins.password("a")) == "second"
    staffed.tell(lambda stores: stores.sign_ins.drop_password("a"))
    assert staffed.tell(lambda stores: stores.sign_ins.password("a")) is None


def test_several_passkeys_of_one_member(staffed: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.sign_ins.add_passkey(PHONE)
        await stores.sign_ins.add_passkey(LAPTOP)
        with pytest.raises(StoreError, match="known already"):
            await stores.sign_ins.add_passkey(Passkey(PHONE.id, "b", b"", 0, "", DAY))
        await stores.sign_ins.count_use(LAPTOP.id, 8)
        await stores.sign_ins.count_use(b"unknown", 8)

    staffed.tell(story)
    used = Passkey(LAPTOP.id, "a", b"key 2", 8, "Laptop", DAY)
    assert list(staffed.tell(lambda stores: stores.sign_ins.passkeys("a"))) == [PHONE, used]
    assert list(staffed.tell(lambda stores: stores.sign_ins.passkeys("b"))) == []
    assert staffed.tell(lambda stores: stores.sign_ins.passkey(LAPTOP.id)) == used
    staffed.tell(lambda stores: stores.sign_ins.drop_passkey("b", PHONE.id))
    staffed.tell(lambda stores: stores.sign_ins.drop_passkey("a", LAPTOP.id))
    assert list(staffed.tell(lambda stores: stores.sign_ins.passkeys("a"))) == [PHONE]
    assert staffed.tell(lambda stores: stores.sign_ins.passkey(LAPTOP.id)) is None


def test_sign_ins_are_seen_and_ended(staffed: Any) -> None:
    one, two, other = signed_in(b"1"), signed_in(b"2", seen_ms=20), signed_in(b"3", "b")

    async def story(stores: Stores) -> None:
        for each in (one, two, other):
            await stores.sign_ins.add_sign_in(each)
        with pytest.raises(StoreError, match="exists already"):
            await stores.sign_ins.add_sign_in(one)

    staffed.tell(story)
    assert staffed.tell(lambda stores: stores.sign_ins.sign_in(b"1")) == one
    assert staffed.tell(lambda stores: stores.sign_ins.sign_in(b"unknown")) is None
    assert list(staffed.tell(lambda stores: stores.sign_ins.sign_ins("a"))) == [two, one]
    staffed.tell(lambda stores: stores.sign_ins.see(b"1", 30))
    staffed.tell(lambda stores: stores.sign_ins.see(b"unknown", 30))
    seen = signed_in(b"1", seen_ms=30)
    assert list(staffed.tell(lambda stores: stores.sign_ins.sign_ins("a"))) == [seen, two]
    staffed.tell(lambda stores: stores.sign_ins.end(b"2"))
    assert list(staffed.tell(lambda stores: stores.sign_ins.sign_ins("a"))) == [seen]


def test_all_sign_ins_of_a_member_end_but_one(staffed: Any) -> None:
    async def story(stores: Stores) -> None:
        for secret in (b"1", b"2", b"3"):
            await stores.sign_ins.add_sign_in(signed_in(secret))
        await stores.sign_ins.add_sign_in(signed_in(b"4", "b"))
        await stores.sign_ins.end_all("a", b"2")

    staffed.tell(story)
    held = staffed.tell(lambda stores: stores.sign_ins.sign_ins("a"))
    assert [sign_in.secret_hash for sign_in in held] == [b"2"]
    staffed.tell(lambda stores: stores.sign_ins.end_all("a"))
    assert list(staffed.tell(lambda stores: stores.sign_ins.sign_ins("a"))) == []
    assert len(staffed.tell(lambda stores: stores.sign_ins.sign_ins("b"))) == 1


def test_what_is_over_is_forgotten(staffed: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.sign_ins.add_sign_in(signed_in(b"idle", seen_ms=9, expires_ms=99))
        await stores.sign_ins.add_sign_in(signed_in(b"ended", seen_ms=50, expires_ms=50))
        await stores.sign_ins.add_sign_in(signed_in(b"good", seen_ms=10, expires_ms=51))
        await stores.sign_ins.forget(10, 50)

    staffed.tell(story)
    held = staffed.tell(lambda stores: stores.sign_ins.sign_ins("a"))
    assert [sign_in.secret_hash for sign_in in held] == [b"good"]
