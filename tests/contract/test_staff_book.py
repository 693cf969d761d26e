"""What every book of staff must do."""

import asyncio
from typing import Any

import pytest

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.service.staff_ports import Invitation, NameTaken, NewMember, Passkey, SignIn

LINK, SECRET = b"\x01" * 32, b"\x02" * 32
ADA, BEN = StaffMember("a1", "Ada Lovelace"), StaffMember("b2", "Ben")
EVERYWHERE = Membership(EVERY_STUDY, Role.OWNER)
EDITS = Membership("moon", Role.EDITOR, ("region:north", "age"))


def invitation(link: bytes = LINK, member: str = "", **changes: Any) -> Invitation:
    values = {"id": link.hex()[:8], "link_hash": link, "membership": EDITS, "expires_ms": 500}
    return Invitation(**{**values, "member": member, **changes})


def signed_in(member: str, secret: bytes = SECRET) -> SignIn:
    return SignIn(secret, member, "link", "2026-11-26", 10, 20)


def test_members_with_their_memberships(engine: Any) -> None:
    async def write(stores: Stores) -> None:
        await stores.staff.add(BEN, EDITS)
        await stores.staff.add(ADA, EVERYWHERE)
        await stores.staff.put_membership("a1", Membership("moon", Role.VIEWER))
        await stores.staff.put_membership("a1", Membership("moon", Role.ANALYST))

    engine.tell(write)
    analyses = Membership("moon", Role.ANALYST)
    assert engine.tell(lambda stores: stores.staff.member("a1")) == ADA
    assert engine.tell(lambda stores: stores.staff.member("c3")) is None
    assert engine.tell(lambda stores: stores.staff.named(" ADA  lovelace")) == ADA
    assert engine.tell(lambda stores: stores.staff.named("Ada")) is None
    assert list(engine.tell(lambda stores: stores.staff.memberships("a1"))) == [
        EVERYWHERE,
        analyses,
    ]
    everyone = engine.tell(lambda stores: stores.staff.all())
    assert list(everyone) == [(ADA, (EVERYWHERE, analyses)), (BEN, (EDITS,))]


def test_a_name_is_held_by_one_member(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.staff.add(ADA, EVERYWHERE)
        with pytest.raises(NameTaken, match="ada LOVELACE"):
            await stores.staff.add(StaffMember("x", "ada LOVELACE"), EDITS)
        assert len(await stores.staff.all()) == 1
        with pytest.raises(StoreError, match="no such member"):
            await stores.staff.put_membership("x", EDITS)

    engine.tell(story)


def test_a_membership_is_taken_away_and_the_member_stays(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.staff.add(BEN, EDITS)
        await stores.staff.drop_membership("b2", "mars")
        assert list(await stores.staff.memberships("b2")) == [EDITS]
        await stores.staff.drop_membership("b2", "moon")

    engine.tell(story)
    assert list(engine.tell(lambda stores: stores.staff.all())) == [(BEN, ())]


def test_a_removed_member_leaves_nothing_and_the_name_is_free(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.staff.add(BEN, EDITS)
        await stores.staff.add(ADA, EVERYWHERE)
        await stores.staff.add_invitation(invitation(member="b2"))
        await stores.sign_ins.put_password("b2", "sealed")
        await stores.sign_ins.add_passkey(Passkey(b"k", "b2", b"p", 1, "phone", "2026-11-26"))
        await stores.sign_ins.add_sign_in(signed_in("b2"))
        await stores.staff.remove("b2")
        await stores.staff.remove("nobody")

    async def look(stores: Stores) -> list[Any]:
        found: list[Any] = [
            await stores.staff.member("b2"),
            await stores.staff.named("Ben"),
            await stores.staff.invitation(LINK),
            await stores.sign_ins.password("b2"),
            await stores.sign_ins.passkey(b"k"),
            await stores.sign_ins.sign_in(SECRET),
        ]
        assert list(await stores.staff.memberships("b2")) == []
        await stores.staff.add(StaffMember("new", "Ben"), EDITS)
        return found

    engine.tell(story)
    assert engine.tell(look) == [None] * 6
    assert [held.id for held, _ in engine.tell(lambda stores: stores.staff.all())] == ["a1", "new"]


def test_an_invitation_makes_a_member_once_even_when_many_try_at_once(engine: Any) -> None:
    async def story(stores: Stores) -> list[bool]:
        await stores.staff.add_invitation(invitation())
        found = await stores.staff.invitation(LINK)
        assert found == invitation()
        tries = [
            stores.staff.accept(
                LINK,
                NewMember(StaffMember(f"m{n}", f"Member {n}"), sealed=f"sealed {n}"),
                signed_in(f"m{n}", bytes([n]) * 32),
            )
            for n in range(10)
        ]
        return list(await asyncio.gather(*tries))

    answers = engine.tell(story)
    assert answers.count(True) == 1
    won = answers.index(True)
    member = StaffMember(f"m{won}", f"Member {won}")
    assert list(engine.tell(lambda stores: stores.staff.all())) == [(member, (EDITS,))]
    assert engine.tell(lambda stores: stores.sign_ins.password(member.id)) == f"sealed {won}"
    held = engine.tell(lambda stores: stores.sign_ins.sign_in(bytes([won]) * 32))
    assert held == signed_in(member.id, bytes([won]) * 32)
    assert engine.tell(lambda stores: stores.staff.invitation(LINK)) is None
    assert list(engine.tell(lambda stores: stores.staff.invitations())) == []


def test_what_can_not_be_accepted_leaves_the_link_unused(engine: Any) -> None:
    passkey = Passkey(b"k", "a1", b"p", 1, "phone", "2026-11-26")

    async def story(stores: Stores) -> None:
        await stores.staff.add(ADA, EVERYWHERE)
        await stores.sign_ins.add_passkey(passkey)
        await stores.sign_ins.add_sign_in(signed_in("a1"))
        await stores.staff.add_invitation(invitation())
        fresh = signed_in("b2", b"\x07" * 32)
        with pytest.raises(NameTaken):
            await stores.staff.accept(LINK, NewMember(StaffMember("b2", "ADA lovelace")), fresh)
        taken = Passkey(b"k", "b2", b"p", 1, "phone", "2026-11-26")
        with pytest.raises(StoreError, match="passkey is known"):
            await stores.staff.accept(LINK, NewMember(BEN, passkey=taken), fresh)
        with pytest.raises(StoreError, match="exists already"):
            await stores.staff.accept(LINK, NewMember(BEN), signed_in("b2"))

    engine.tell(story)
    assert len(engine.tell(lambda stores: stores.staff.all())) == 1
    assert engine.tell(lambda stores: stores.sign_ins.passkey(b"k")) == passkey
    assert engine.tell(lambda stores: stores.staff.invitation(LINK)) == invitation()


def test_a_link_of_a_member_signs_that_member_in_once(engine: Any) -> None:
    async def story(stores: Stores) -> list[bool]:
        await stores.staff.add(ADA, EVERYWHERE)
        await stores.staff.add(BEN, EDITS)
        await stores.staff.add_invitation(invitation(member="a1"))
        return [
            await stores.staff.use_link(LINK, signed_in("b2")),
            await stores.staff.accept(
                LINK, NewMember(StaffMember("c", "C")), signed_in("c", b"\x08" * 32)
            ),
            await stores.staff.use_link(LINK, signed_in("a1")),
            await stores.staff.use_link(LINK, signed_in("a1", b"\x09" * 32)),
            await stores.staff.use_link(b"unknown", signed_in("a1", b"\x09" * 32)),
        ]

    assert engine.tell(story) == [False, False, True, False, False]
    assert engine.tell(lambda stores: stores.sign_ins.sign_in(SECRET)) == signed_in("a1")
    assert len(engine.tell(lambda stores: stores.staff.all())) == 2


def test_invitations_are_listed_taken_back_and_never_written_twice(engine: Any) -> None:
    late, soon = invitation(b"\x0a" * 32, expires_ms=900), invitation(b"\x0b" * 32, expires_ms=100)

    async def story(stores: Stores) -> None:
        await stores.staff.add_invitation(late)
        await stores.staff.add_invitation(soon)
        with pytest.raises(StoreError, match="exists already"):
            await stores.staff.add_invitation(soon)
        assert list(await stores.staff.invitations()) == [soon, late]
        await stores.staff.drop_invitation(soon.id)
        await stores.staff.drop_invitation("nothing")
        with pytest.raises(StoreError, match="exists already"):
            await stores.staff.add_invitation(soon)

    engine.tell(story)
    assert list(engine.tell(lambda stores: stores.staff.invitations())) == [late]
    assert engine.tell(lambda stores: stores.staff.invitation(soon.link_hash)) is None
