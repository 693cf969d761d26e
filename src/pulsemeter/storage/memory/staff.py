"""Staff, invitations, and their ways in, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pulsemeter.domain.staff import Membership, StaffMember, name_key
from pulsemeter.service.ports import StoreError
from pulsemeter.service.staff_ports import Invitation, NameTaken, NewMember, Passkey, SignIn


class MemorySignInBook:
    """SignInBook."""

    def __init__(self) -> None:
        self._passwords: dict[str, str] = {}
        self._passkeys: dict[bytes, Passkey] = {}
        self._sign_ins: dict[bytes, SignIn] = {}

    async def put_password(self, member: str, sealed: str) -> None:
        """Write a sealed password in place of an earlier one."""
        self._passwords[member] = sealed

    async def password(self, member: str) -> str | None:
        """The sealed password of a member."""
        return self._passwords.get(member)

    async def drop_password(self, member: str) -> None:
        """Remove a password."""
        self._passwords.pop(member, None)

    async def add_passkey(self, passkey: Passkey) -> None:
        """Write a passkey. StoreError where one of this id is here already."""
        if passkey.id in self._passkeys:
            raise StoreError("this passkey is known already.")
        self._passkeys[passkey.id] = passkey

    async def passkey(self, passkey: bytes) -> Passkey | None:
        """A passkey by its id."""
        return self._passkeys.get(passkey)

    async def passkeys(self, member: str) -> Sequence[Passkey]:
        """The passkeys of a member, in the order they were added."""
        return [passkey for passkey in self._passkeys.values() if passkey.member == member]

    async def count_use(self, passkey: bytes, sign_count: int) -> None:
        """Keep the authenticator's count of uses."""
        held = self._passkeys.get(passkey)
        if held is not None:
            self._passkeys[passkey] = replace(held, sign_count=sign_count)

    async def drop_passkey(self, member: str, passkey: bytes) -> None:
        """Remove a passkey of this member."""
        held = self._passkeys.get(passkey)
        if held is not None and held.member == member:
            del self._passkeys[passkey]

    async def add_sign_in(self, sign_in: SignIn) -> None:
        """Write a sign-in. StoreError where there is one with this secret."""
        if sign_in.secret_hash in self._sign_ins:
            raise StoreError("a sign-in with this secret exists already.")
        self._sign_ins[sign_in.secret_hash] = sign_in

    async def sign_in(self, secret_hash: bytes) -> SignIn | None:
        """The sign-in behind a secret, expired or not."""
        return self._sign_ins.get(secret_hash)

    async def sign_ins(self, member: str) -> Sequence[SignIn]:
        """The sign-ins of a member, those seen last first."""
        held = [sign_in for sign_in in self._sign_ins.values() if sign_in.member == member]
        return sorted(held, key=lambda sign_in: (-sign_in.seen_ms, sign_in.secret_hash))

    async def see(self, secret_hash: bytes, seen_ms: int) -> None:
        """Note when a sign-in was used last."""
        held = self._sign_ins.get(secret_hash)
        if held is not None:
            self._sign_ins[secret_hash] = replace(held, seen_ms=seen_ms)

    async def end(self, secret_hash: bytes) -> None:
        """Remove a sign-in."""
        self._sign_ins.pop(secret_hash, None)

    async def end_all(self, member: str, but: bytes = b"") -> None:
        """Remove every sign-in of a member, but this one."""
        self._keep(lambda held: held.member != member or held.secret_hash == but)

    async def forget(self, seen_before_ms: int, now_ms: int) -> None:
        """Remove sign-ins not seen since, and those past their end."""
        self._keep(lambda held: held.seen_ms >= seen_before_ms and held.expires_ms > now_ms)

    def _keep(self, is_kept: Callable[[SignIn], bool]) -> None:
        self._sign_ins = {key: held for key, held in self._sign_ins.items() if is_kept(held)}

    def remove(self, member: str) -> None:
        """Forget all of a member."""
        self._passwords.pop(member, None)
        self._passkeys = {k: held for k, held in self._passkeys.items() if held.member != member}
        self._keep(lambda held: held.member != member)


class MemoryStaffBook:
    """StaffBook beside the ways in of the same store."""

    def __init__(self, sign_ins: MemorySignInBook) -> None:
        self._ways = sign_ins
        self._members: dict[str, StaffMember] = {}
        self._memberships: dict[str, dict[str, Membership]] = {}
        self._invitations: dict[bytes, Invitation | None] = {}

    async def add(self, member: StaffMember, membership: Membership) -> None:
        """Write a member. NameTaken where the name is held already."""
        if await self.named(member.name) is not None:
            raise NameTaken(f"somebody called {member.name} is of the staff already")
        self._members[member.id] = member
        self._memberships[member.id] = {membership.study: membership}

    async def member(self, member: str) -> StaffMember | None:
        """A member by id."""
        return self._members.get(member)

    async def named(self, name: str) -> StaffMember | None:
        """A member by name, as `name_key` compares names."""
        key = name_key(name)
        return next((held for held in self._members.values() if name_key(held.name) == key), None)

    async def all(self) -> Sequence[tuple[StaffMember, tuple[Membership, ...]]]:
        """Every member with all memberships, by name."""
        members = sorted(self._members.values(), key=lambda held: name_key(held.name))
        return [(held, tuple(await self.memberships(held.id))) for held in members]

    async def memberships(self, member: str) -> Sequence[Membership]:
        """The memberships of a member, by study."""
        return [held for _, held in sorted(self._memberships.get(member, {}).items())]

    async def put_membership(self, member: str, membership: Membership) -> None:
        """Write a membership, in place of an earlier one in the same study."""
        if member not in self._members:
            raise StoreError("there is no such member of the staff.")
        self._memberships[member][membership.study] = membership

    async def drop_membership(self, member: str, study: str) -> None:
        """Take a membership away."""
        self._memberships.get(member, {}).pop(study, None)

    async def remove(self, member: str) -> None:
        """Remove a member with memberships, passkeys, password, sign-ins and links."""
        self._members.pop(member, None)
        self._memberships.pop(member, None)
        for key, held in self._invitations.items():
            if held is not None and held.member == member:
                self._invitations[key] = None
        self._ways.remove(member)

    async def add_invitation(self, invitation: Invitation) -> None:
        """Write an invitation. StoreError where its link was written before."""
        if invitation.link_hash in self._invitations:
            raise StoreError("this one-time link exists already.")
        self._invitations[invitation.link_hash] = invitation

    async def invitation(self, link_hash: bytes) -> Invitation | None:
        """The invitation behind a link that wasn't used."""
        return self._invitations.get(link_hash)

    async def invitations(self) -> Sequence[Invitation]:
        """All that weren't used, soonest to expire first."""
        held = [invitation for invitation in self._invitations.values() if invitation is not None]
        return sorted(held, key=lambda invitation: (invitation.expires_ms, invitation.id))

    async def drop_invitation(self, invitation: str) -> None:
        """Take an invitation back."""
        for key, held in self._invitations.items():
            if held is not None and held.id == invitation:
                self._invitations[key] = None

    async def accept(self, link_hash: bytes, new: NewMember, sign_in: SignIn) -> bool:
        """Burn a link and write all that comes of it, all or none; False where it is gone."""
        held = self._invitations.get(link_hash)
        if held is None or held.member:
            return False
        if await self._ways.sign_in(sign_in.secret_hash) is not None:
            raise StoreError("a sign-in with this secret exists already.")
        if new.passkey is not None and await self._ways.passkey(new.passkey.id) is not None:
            raise StoreError("this passkey is known already.")
        await self.add(new.member, held.membership)
        self._invitations[link_hash] = None
        if new.sealed:
            await self._ways.put_password(new.member.id, new.sealed)
        if new.passkey is not None:
            await self._ways.add_passkey(new.passkey)
        await self._ways.add_sign_in(sign_in)
        return True

    async def use_link(self, link_hash: bytes, sign_in: SignIn) -> bool:
        """Burn the link of a member and write the sign-in; False where the link is gone."""
        held = self._invitations.get(link_hash)
        if held is None or held.member != sign_in.member:
            return False
        self._invitations[link_hash] = None
        await self._ways.add_sign_in(sign_in)
        return True
