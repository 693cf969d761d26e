"""What staff and their ways in need from outside: two books, a seal for passwords, passkeys.

Secrets reach a book as hashes only. Wall times are those of staff; nothing here is of participants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pulsemeter.domain.staff import Membership, StaffMember


class NameTaken(ValueError):
    """Somebody of the staff has this name already."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link by its hash: a place among the staff for whoever uses it, or, where it
    names a `member`, a way in for that one. `id` is what owners take it back by."""

    id: str
    link_hash: bytes
    membership: Membership
    expires_ms: int
    member: str = ""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of a member, as its authenticator gave it; `label` is the member's own word."""

    id: bytes
    member: str
    public_key: bytes
    sign_count: int
    label: str
    added_day: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser that is signed in. Its beginning is kept as a day, its ends in milliseconds."""

    secret_hash: bytes
    member: str
    way: str
    began_day: str
    seen_ms: int
    expires_ms: int


@dataclass(frozen=True, slots=True)
class NewMember:
    """All that is written when an invitation is accepted; a sealed password or a passkey."""

    member: StaffMember
    sealed: str = ""
    passkey: Passkey | None = None


class StaffBook(Protocol):
    """Members of the staff, their memberships, and invitations."""

    async def add(self, member: StaffMember, membership: Membership) -> None:
        """Write a member. NameTaken where the name is held already."""
        ...

    async def member(self, member: str) -> StaffMember | None:
        """A member by id."""
        ...

    async def named(self, name: str) -> StaffMember | None:
        """A member by name, as `name_key` compares names."""
        ...

    async def all(self) -> Sequence[tuple[StaffMember, tuple[Membership, ...]]]:
        """Every member with all memberships, by name."""
        ...

    async def memberships(self, member: str) -> Sequence[Membership]:
        """The memberships of a member, by study."""
        ...

    async def put_membership(self, member: str, membership: Membership) -> None:
        """Write a membership, in place of an earlier one in the same study. StoreError where
        there is no such member."""
        ...

    async def drop_membership(self, member: str, study: str) -> None:
        """Take a membership away."""
        ...

    async def remove(self, member: str) -> None:
        """Remove a member with memberships, passkeys, password, sign-ins and links."""
        ...

    async def add_invitation(self, invitation: Invitation) -> None:
        """Write an invitation. StoreError where its link was written before."""
        ...

    async def invitation(self, link_hash: bytes) -> Invitation | None:
        """The invitation behind a link that wasn't used."""
        ...

    async def invitations(self) -> Sequence[Invitation]:
        """All that weren't used, soonest to expire first."""
        ...

    async def drop_invitation(self, invitation: str) -> None:
        """Take an invitation back."""
        ...

    async def accept(self, link_hash: bytes, new: NewMember, sign_in: SignIn) -> bool:
        """Burn a link and write the member, the membership that it promised, the way in and the
        sign-in, all or none. False where the link is gone; NameTaken where the name is held."""
        ...

    async def use_link(self, link_hash: bytes, sign_in: SignIn) -> bool:
        """Burn the link of a member and write the sign-in; False where the link is gone."""
        ...


class SignInBook(Protocol):
    """Passwords, passkeys and sign-ins of staff."""

    async def put_password(self, member: str, sealed: str) -> None:
        """Write a sealed password in place of an earlier one."""
        ...

    async def password(self, member: str) -> str | None:
        """The sealed password of a member."""
        ...

    async def drop_password(self, member: str) -> None:
        """Remove a password."""
        ...

    async def add_passkey(self, passkey: Passkey) -> None:
        """Write a passkey. StoreError where one of this id is here already."""
        ...

    async def passkey(self, passkey: bytes) -> Passkey | None:
        """A passkey by its id."""
        ...

    async def passkeys(self, member: str) -> Sequence[Passkey]:
        """The passkeys of a member, in the order they were added."""
        ...

    async def count_use(self, passkey: bytes, sign_count: int) -> None:
        """Keep the authenticator's count of uses."""
        ...

    async def drop_passkey(self, member: str, passkey: bytes) -> None:
        """Remove a passkey of this member."""
        ...

    async def add_sign_in(self, sign_in: SignIn) -> None:
        """Write a sign-in. StoreError where there is one with this secret."""
        ...

    async def sign_in(self, secret_hash: bytes) -> SignIn | None:
        """The sign-in behind a secret, expired or not."""
        ...

    async def sign_ins(self, member: str) -> Sequence[SignIn]:
        """The sign-ins of a member, those seen last first."""
        ...

    async def see(self, secret_hash: bytes, seen_ms: int) -> None:
        """Note when a sign-in was used last."""
        ...

    async def end(self, secret_hash: bytes) -> None:
        """Remove a sign-in."""
        ...

    async def end_all(self, member: str, but: bytes = b"") -> None:
        """Remove every sign-in of a member, but this one."""
        ...

    async def forget(self, seen_before_ms: int, now_ms: int) -> None:
        """Remove sign-ins not seen since, and those past their end."""
        ...


class PasswordSeal(Protocol):
    """Seals passwords so that nobody can read them back; slow on purpose."""

    async def seal(self, password: str) -> str:
        """The sealed password."""
        ...

    async def opens(self, password: str, sealed: str) -> bool:
        """Whether this is the password that was sealed."""
        ...


class PasskeyRefused(ValueError):
    """An authenticator's answer that can't be accepted; says why."""


@dataclass(frozen=True, slots=True)
class CheckedPasskey:
    """What a good answer of an authenticator says."""

    id: bytes
    sign_count: int
    public_key: bytes = b""


class PasskeyCheck(Protocol):
    """The passkey ceremonies, for the sites at which this server is reached."""

    @property
    def origins(self) -> tuple[str, ...]:
        """Where passkeys can be used."""
        ...

    def creation(
        self, origin: str, challenge: bytes, member: StaffMember, held: Sequence[Passkey]
    ) -> str:
        """The options, as JSON, by which a browser makes a passkey."""
        ...

    def request(self, origin: str, challenge: bytes) -> str:
        """The options, as JSON, by which a browser uses a passkey."""
        ...

    def challenge_of(self, answer: dict[str, Any]) -> bytes:
        """The challenge that an answer says it is to. PasskeyRefused for what is no answer."""
        ...

    def id_of(self, answer: dict[str, Any]) -> bytes:
        """The passkey that an answer says it is of. PasskeyRefused for what is no answer."""
        ...

    def created(self, origin: str, challenge: bytes, answer: dict[str, Any]) -> CheckedPasskey:
        """A new passkey. PasskeyRefused for an answer that isn't good."""
        ...

    def used(
        self, origin: str, challenge: bytes, answer: dict[str, Any], passkey: Passkey
    ) -> CheckedPasskey:
        """A use of a passkey. PasskeyRefused for an answer that isn't good."""
        ...
