"""Who is signed in, and until when: random secrets in browsers, their hashes here.

A sign-in ends when it was unused for twelve hours, after seven days, when somebody ends it, or when
its member has ten newer ones.
What a member may do is read anew with every request: a role that was taken away is gone at once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from pulsemeter.domain.scope import Scope, holds
from pulsemeter.domain.staff import (
    EVERY_STUDY,
    Act,
    Membership,
    StaffMember,
    may,
    membership_in,
)
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ports import Chance, Clock
from pulsemeter.service.staff_ports import SignIn, SignInBook, StaffBook

IDLE_MS = 12 * 3_600_000
WHOLE_MS = 7 * 24 * 3_600_000
SIGN_INS_MAX = 10
"""Of one member at a time; the one that was seen longest ago gives way."""
SEEN_STEP_MS = 5 * 60_000
"""A use is noted at most this often: nobody needs it closer, and each note is a write."""
_FOR_EVER_MS = 2**62


def day_of(wall_ms: int) -> str:
    """The day of a wall time; finer times of staff are not kept."""
    return datetime.fromtimestamp(wall_ms / 1_000, UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A member of the staff who asks: at a browser by a `sign_in`, or through a program by a
    token. A token's `scopes` bound what may be done; None where nothing but the role does."""

    member: StaffMember
    memberships: tuple[Membership, ...]
    sign_in: SignIn | None
    scopes: frozenset[Scope] | None = None

    def membership(self, study: str) -> Membership | None:
        """The membership that counts in a study."""
        return membership_in(study, self.memberships)

    def may(self, act: Act, study: str) -> bool:
        """Whether this member may do this in a study, and isn't kept from it by a token."""
        held = self.membership(study)
        return self.holds(act) and may(held.role if held else None, act)

    def holds(self, act: Act) -> bool:
        """Whether no token's scopes keep this member from an act."""
        return self.scopes is None or holds(self.scopes, act)

    @property
    def sees_audit(self) -> bool:
        """Whether the audit log, which is of the whole server, is for this member."""
        return self.may(Act.SEE_AUDIT, EVERY_STUDY)

    @property
    def sees_status(self) -> bool:
        """Whether the page on how the whole server fares is for this member."""
        return self.may(Act.SEE_STATUS, EVERY_STUDY)


class SignIns:
    """The sign-ins of one store."""

    def __init__(self, staff: StaffBook, book: SignInBook, clock: Clock, chance: Chance) -> None:
        self._staff = staff
        self._book = book
        self._clock = clock
        self._chance = chance

    def new(self, member: str, way: str) -> tuple[str, SignIn]:
        """A secret for a browser, and the sign-in that somebody has to write."""
        secret, now_ms = self._chance.text(), self._clock.wall_ms()
        day = day_of(now_ms)
        return secret, SignIn(secret_hash(secret), member, way, day, now_ms, now_ms + WHOLE_MS)

    async def begin(self, member: str, way: str) -> str:
        """Sign a member in; what ended is cleared away on this occasion."""
        now_ms = self._clock.wall_ms()
        await self._book.forget(now_ms - IDLE_MS, now_ms)
        secret, sign_in = self.new(member, way)
        await self._book.add_sign_in(sign_in)
        await self.bound(sign_in)
        return secret

    async def bound(self, newest: SignIn) -> None:
        """End what a member has too many of, now that there is a new one."""
        held = [one for one in await self.of(newest.member) if one != newest]
        for oldest in held[SIGN_INS_MAX - 1 :]:
            await self._book.end(oldest.secret_hash)

    async def who(self, secret: str) -> SignedIn | None:
        """The member behind a browser's secret, while the sign-in is good."""
        if not secret:
            return None
        held = await self._book.sign_in(secret_hash(secret))
        now_ms = self._clock.wall_ms()
        if held is None or not _is_good(held, now_ms):
            return None
        member = await self._staff.member(held.member)
        if member is None:
            return None
        if now_ms - held.seen_ms >= SEEN_STEP_MS:
            await self._book.see(held.secret_hash, now_ms)
        return SignedIn(member, tuple(await self._staff.memberships(member.id)), held)

    async def of(self, member: str) -> list[SignIn]:
        """The good sign-ins of a member, those seen last first."""
        now_ms = self._clock.wall_ms()
        return [held for held in await self._book.sign_ins(member) if _is_good(held, now_ms)]

    async def end(self, who: SignedIn) -> None:
        """Sign this browser out."""
        if who.sign_in is not None:
            await self._book.end(who.sign_in.secret_hash)

    async def end_one(self, who: SignedIn, hashed: bytes) -> None:
        """Sign the member out of one browser; of nobody else's."""
        if any(held.secret_hash == hashed for held in await self.of(who.member.id)):
            await self._book.end(hashed)

    async def end_others(self, who: SignedIn) -> None:
        """Sign the member out of every browser but this one."""
        await self._book.end_all(who.member.id, who.sign_in.secret_hash if who.sign_in else b"")

    async def end_all(self, who: SignedIn) -> None:
        """Sign the member out everywhere."""
        await self._book.end_all(who.member.id)

    async def end_everybody(self) -> None:
        """Sign everybody out everywhere, as after a restored backup."""
        await self._book.forget(_FOR_EVER_MS, _FOR_EVER_MS)


def _is_good(sign_in: SignIn, now_ms: int) -> bool:
    return now_ms < sign_in.expires_ms and now_ms - sign_in.seen_ms <= IDLE_MS
