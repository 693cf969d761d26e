"""Signing in: by passkey, by password, or once by a link that names the member.

Whether a name is unknown or a password wrong can't be told from the answer, nor from how long it
takes.
"""

from typing import Any

from pulsemeter.domain.staff import name_key
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.sign_in_rate import TooManyTries
from pulsemeter.service.staff_ports import PasskeyRefused, SignInBook, StaffBook
from pulsemeter.service.staff_proofs import Proofs
from pulsemeter.service.staff_sign_ins import SignIns

PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX = 15, 256
SOMEBODY = "somebody"
"""Who acts where nobody is known yet."""
_PURPOSE = "sign-in"


class SignInRefused(ValueError):
    """Name or password is wrong; which one isn't said."""


class SigningIn:
    """The ways in, for members who have one."""

    def __init__(
        self, staff: StaffBook, book: SignInBook, sign_ins: SignIns, proofs: Proofs
    ) -> None:
        self._staff = staff
        self._book = book
        self._sign_ins = sign_ins
        self._proofs = proofs
        self._nobodys = ""

    async def by_password(self, name: str, password: str, address: str) -> str:
        """A secret for the browser. SignInRefused, or TooManyTries."""
        member = await self._staff.named(name)
        subject = member.name if member else "a name that nobody has"
        await self._take_turn(name_key(name), address, subject)
        if not self._nobodys:
            self._nobodys = await self._proofs.seal.seal(self._proofs.chance.text())
        sealed = await self._book.password(member.id) if member else None
        typed = password if len(password) <= PASSWORD_LENGTH_MAX else ""
        is_right = await self._proofs.seal.opens(typed, sealed or self._nobodys)
        if member is None or sealed is None or not is_right:
            raise SignInRefused("name or password is wrong")
        self._proofs.rate.give_back(name_key(name), address)
        return await self._sign_ins.begin(member.id, "password")

    async def _take_turn(self, name: str, address: str, subject: str) -> None:
        try:
            self._proofs.rate.take(name, address)
        except TooManyTries:
            if self._proofs.rate.is_news(subject):
                await self._proofs.audit.note(SOMEBODY, "sign-in throttled", subject)
            raise

    def passkey_request(self, origin: str) -> str:
        """Options by which a browser uses a passkey, as JSON."""
        return self._proofs.passkeys.request(origin, self._proofs.challenges.draw(_PURPOSE))

    async def by_passkey(self, origin: str, answer: dict[str, Any], address: str) -> str:
        """A secret for the browser. PasskeyRefused, or TooManyTries."""
        await self._take_turn("", address, "a passkey")
        challenge = self._proofs.passkeys.challenge_of(answer)
        self._proofs.challenges.take(challenge, _PURPOSE)
        passkey = await self._book.passkey(self._proofs.passkeys.id_of(answer))
        if passkey is None:
            raise PasskeyRefused("this passkey isn't known here; it may have been removed")
        checked = self._proofs.passkeys.used(origin, challenge, answer, passkey)
        await self._book.count_use(passkey.id, checked.sign_count)
        self._proofs.rate.give_back("", address)
        return await self._sign_ins.begin(passkey.member, "passkey")

    async def by_link(self, token: str) -> str | None:
        """A secret for the browser, for the one use of a member's link; None for any other."""
        link = secret_hash(token)
        held = await self._staff.invitation(link)
        if held is None or not held.member or self._proofs.clock.wall_ms() >= held.expires_ms:
            return None
        member = await self._staff.member(held.member)
        await self._proofs.audit.note(member.name if member else SOMEBODY, "sign-in link used", "")
        secret, sign_in = self._sign_ins.new(held.member, "link")
        if not await self._staff.use_link(link, sign_in):
            return None
        await self._sign_ins.bound(sign_in)
        return secret
