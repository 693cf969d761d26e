"""Access tokens: a member lets a program act, within scopes, perhaps in one study, until a day.

What the member may do is read anew with every request, as at a browser: a role that was taken away
is gone from the token too. The token itself is told once and kept as a hash.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pulsemeter.domain.scope import Scope
from pulsemeter.domain.staff import Membership, StaffMember, membership_in
from pulsemeter.service.access_ports import AccessBook, AccessToken
from pulsemeter.service.admit_staff import StaffRefused
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.sign_in_rate import SignInRate
from pulsemeter.service.staff_ports import StaffBook
from pulsemeter.service.staff_proofs import Proofs
from pulsemeter.service.staff_sign_ins import SignedIn, day_of

PREFIX = "pmt_"
"""What every token begins with, so that scanners of code and logs recognise one."""
TOKENS_MAX = 20
DAYS_MAX = 365
LABEL_LENGTH_MAX = 60


@dataclass(frozen=True, slots=True)
class TokenWish:
    """A token as somebody asks for it, in the words of a form: see `AccessToken`."""

    label: str
    scopes: Collection[str]
    study: str = ""
    last_day: str = ""


class TokenWrong(PermissionError):
    """No good token: never made, taken back, or past its end; which one isn't said."""


class AccessTokens:
    """The access tokens of one store's staff."""

    def __init__(
        self, staff: StaffBook, book: AccessBook, proofs: Proofs, rate: SignInRate
    ) -> None:
        self._staff = staff
        self._book = book
        self._proofs = proofs
        self._rate = rate
        self._one_at_a_time = asyncio.Lock()

    async def make(self, actor: str, member: StaffMember, wish: TokenWish) -> str:
        """A new token, told here and never again. StaffRefused, with what to mend."""
        held = await self._staff.memberships(member.id)
        today = self._today()
        made = AccessToken(
            self._proofs.chance.text(),
            b"",
            member.id,
            _checked_label(wish.label),
            _checked_scopes(wish.scopes),
            _checked_study(wish.study, held),
            today,
            _checked_end(wish.last_day, today),
        )
        secret = PREFIX + self._proofs.chance.text()
        async with self._one_at_a_time:
            if len(await self._book.of(member.id)) >= TOKENS_MAX:
                raise StaffRefused(f"{TOKENS_MAX} tokens are enough; take one back first")
            await self._proofs.audit.note(actor, "token made", member.name, _said(made))
            await self._book.add(replace(made, token_hash=secret_hash(secret)))
        return secret

    async def of(self, member: str) -> Sequence[AccessToken]:
        """The tokens of a member, ended ones too."""
        return await self._book.of(member)

    def has_ended(self, token: AccessToken) -> bool:
        """Whether a token's last day is over."""
        return bool(token.last_day) and self._today() > token.last_day

    async def take_back(self, actor: str, member: StaffMember, token: str) -> None:
        """End a token of this member at once. StaffRefused where there is none of this id."""
        found = next((held for held in await self._book.of(member.id) if held.id == token), None)
        if found is None:
            raise StaffRefused("there is no such token; it may have been taken back already")
        await self._proofs.audit.note(actor, "token taken back", member.name, found.label)
        await self._book.drop(member.id, token)

    async def who(self, secret: str, address: str) -> SignedIn:
        """The member behind a token, bound to its scopes and study. TokenWrong, or TooManyTries
        for an address with too many wrong ones; good tokens are never held up."""
        found = await self._book.find(secret_hash(secret))
        member = await self._staff.member(found.member) if found else None
        if found is None or member is None or self.has_ended(found):
            self._rate.take("", address)
            raise TokenWrong("this token isn’t good: unknown, taken back, or past its end")
        today = self._today()
        if found.used_day != today:
            await self._book.use(found.token_hash, today)
        held = tuple(await self._staff.memberships(member.id))
        bound = _within(found.study, held) if found.study else held
        return SignedIn(member, bound, None, frozenset(found.scopes))

    async def forget_everybodys(self) -> None:
        """End every token, as after a restored backup."""
        await self._book.forget()

    def _today(self) -> str:
        return day_of(self._proofs.clock.wall_ms())


def _within(study: str, held: tuple[Membership, ...]) -> tuple[Membership, ...]:
    """What is left of memberships in one study alone."""
    counts = membership_in(study, held)
    return (replace(counts, study=study),) if counts else ()


def _said(token: AccessToken) -> str:
    where = token.study or "every study of the member"
    until = f"until {token.last_day}" if token.last_day else "without an end"
    return f"{token.label}: {', '.join(token.scopes)}; {where}; {until}"


def _checked_label(label: str) -> str:
    tidy = " ".join(label.split())
    if not tidy or not tidy.isprintable() or len(tidy) > LABEL_LENGTH_MAX:
        raise StaffRefused(
            f"a token needs a name of up to {LABEL_LENGTH_MAX} signs that says what it is for, "
            "such as: nightly export"
        )
    return tidy


def _checked_scopes(scopes: Collection[str]) -> tuple[Scope, ...]:
    known = [scope.value for scope in Scope]
    unknown = [scope for scope in scopes if scope not in known]
    if unknown:
        raise StaffRefused(f"there is no scope {unknown[0]!r}; choose among {', '.join(known)}")
    if not scopes:
        raise StaffRefused("a token without a scope could do nothing; choose at least one")
    return tuple(scope for scope in Scope if scope.value in scopes)


def _checked_study(study: str, held: Sequence[Membership]) -> str:
    if study and membership_in(study, held) is None:
        raise StaffRefused(f"there is no study {study!r} here; look at the list of studies")
    return study


def _checked_end(last_day: str, today: str) -> str:
    if not last_day:
        return ""
    try:
        days = (date.fromisoformat(last_day) - date.fromisoformat(today)).days
    except ValueError:
        raise StaffRefused(f"{last_day!r} isn’t a day; write one such as {today}") from None
    if not 0 <= days <= DAYS_MAX:
        raise StaffRefused(f"the last day is from today up to {DAYS_MAX} days on, not {last_day}")
    return date.fromisoformat(last_day).isoformat()
