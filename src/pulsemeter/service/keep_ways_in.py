"""A member's own ways in: passkeys and a password, added and removed, never the last one.

Whoever changes a way in is signed out everywhere else: it may have been somebody else's.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pulsemeter.domain.staff import name_key
from pulsemeter.service.admit_staff import StaffRefused, checked_label, checked_password
from pulsemeter.service.staff_ports import Passkey, PasskeyRefused, SignInBook
from pulsemeter.service.staff_proofs import Proofs
from pulsemeter.service.staff_sign_ins import SignedIn, SignIns, day_of

PASSKEYS_MAX = 20


@dataclass(frozen=True, slots=True)
class Ways:
    """What a member can sign in with."""

    passkeys: Sequence[Passkey]
    has_password: bool

    @property
    def count(self) -> int:
        """How many ways there are."""
        return len(self.passkeys) + self.has_password


class WaysIn:
    """The ways in of those who are signed in."""

    def __init__(self, book: SignInBook, sign_ins: SignIns, proofs: Proofs) -> None:
        self._book = book
        self._sign_ins = sign_ins
        self._proofs = proofs
        self._one_at_a_time = asyncio.Lock()

    async def of(self, member: str) -> Ways:
        """The ways in of a member."""
        has_password = await self._book.password(member) is not None
        return Ways(await self._book.passkeys(member), has_password)

    async def set_password(self, who: SignedIn, present: str, password: str) -> None:
        """Set a password, or change it for whoever knows the present one. StaffRefused, or
        TooManyTries."""
        sealed = await self._book.password(who.member.id)
        if sealed is not None:
            key = name_key(who.member.name)
            self._proofs.rate.take(key, "")
            if not await self._proofs.seal.opens(present, sealed):
                raise StaffRefused("the present password is wrong")
            self._proofs.rate.give_back(key, "")
        fresh = await self._proofs.seal.seal(checked_password(password))
        act = "password set" if sealed is None else "password changed"
        await self._proofs.audit.note(who.member.name, act, who.member.name)
        await self._book.put_password(who.member.id, fresh)
        await self._sign_ins.end_others(who)

    async def drop_password(self, who: SignedIn) -> None:
        """Remove the password."""
        async with self._one_at_a_time:
            ways = await self.of(who.member.id)
            if not ways.has_password:
                return
            _keep_one(ways)
            await self._proofs.audit.note(who.member.name, "password removed", who.member.name)
            await self._book.drop_password(who.member.id)
        await self._sign_ins.end_others(who)

    async def passkey_creation(self, who: SignedIn, origin: str) -> str:
        """Options by which the browser makes a further passkey, as JSON."""
        held = await self._book.passkeys(who.member.id)
        if len(held) >= PASSKEYS_MAX:
            raise PasskeyRefused(f"{PASSKEYS_MAX} passkeys are enough; remove one first")
        challenge = self._proofs.challenges.draw(who.member.id)
        return self._proofs.passkeys.creation(origin, challenge, who.member, held)

    async def add_passkey(
        self, who: SignedIn, origin: str, answer: dict[str, Any], label: str
    ) -> None:
        """Keep the passkey that was made."""
        challenge = self._proofs.passkeys.challenge_of(answer)
        self._proofs.challenges.take(challenge, who.member.id)
        made = self._proofs.passkeys.created(origin, challenge, answer)
        if await self._book.passkey(made.id) is not None:
            raise PasskeyRefused("this passkey is known already")
        called, day = checked_label(label), day_of(self._proofs.clock.wall_ms())
        await self._proofs.audit.note(who.member.name, "passkey added", who.member.name, called)
        await self._book.add_passkey(
            Passkey(made.id, who.member.id, made.public_key, made.sign_count, called, day)
        )

    async def drop_passkey(self, who: SignedIn, passkey: bytes) -> None:
        """Remove a passkey of this member's own."""
        async with self._one_at_a_time:
            ways = await self.of(who.member.id)
            found = next((held for held in ways.passkeys if held.id == passkey), None)
            if found is None:
                return
            _keep_one(ways)
            await self._proofs.audit.note(
                who.member.name, "passkey removed", who.member.name, found.label
            )
            await self._book.drop_passkey(who.member.id, passkey)
        await self._sign_ins.end_others(who)


def _keep_one(ways: Ways) -> None:
    if ways.count < 2:
        raise StaffRefused("this is your last way in; add another one first")
