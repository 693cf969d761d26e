"""Members of the staff, their memberships, and one-time links as hashes.

Keeps roles by name; what a role may do is decided elsewhere.
"""

from collections.abc import Sequence
from typing import Any

from pulsemeter.domain.staff import Membership, Role, StaffMember, name_key
from pulsemeter.service.ports import StoreError
from pulsemeter.service.staff_ports import Invitation, NameTaken, NewMember, SignIn
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries
from pulsemeter.storage.relational.sign_in_book import write_passkey, write_password, write_sign_in

_SQL = load_queries("staff_book")
_Row = tuple[Any, ...]


class SqlStaffBook:
    """StaffBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, member: StaffMember, membership: Membership) -> None:
        """Write a member. NameTaken where the name is held already."""
        await self._database.write(lambda c: _add(c, member, membership))

    async def member(self, member: str) -> StaffMember | None:
        """A member by id."""
        rows = await self._rows("member", member)
        return StaffMember(*rows[0]) if rows else None

    async def named(self, name: str) -> StaffMember | None:
        """A member by name, as `name_key` compares names."""
        rows = await self._rows("named", name_key(name))
        return StaffMember(*rows[0]) if rows else None

    async def all(self) -> Sequence[tuple[StaffMember, tuple[Membership, ...]]]:
        """Every member with all memberships, by name."""
        held: dict[StaffMember, list[Membership]] = {}
        for member, name, *row in await self._rows("all"):
            memberships = held.setdefault(StaffMember(member, name), [])
            if row[0] is not None:
                memberships.append(_membership(row))
        return [(member, tuple(memberships)) for member, memberships in held.items()]

    async def memberships(self, member: str) -> Sequence[Membership]:
        """The memberships of a member, by study."""
        return [_membership(row) for row in await self._rows("memberships", member)]

    async def put_membership(self, member: str, membership: Membership) -> None:
        """Write a membership, in place of an earlier one in the same study."""

        def work(connection: Connection) -> None:
            try:
                _put(connection, member, membership)
            except connection.IntegrityError:
                raise StoreError("there is no such member of the staff.") from None

        await self._database.write(work)

    async def drop_membership(self, member: str, study: str) -> None:
        """Take a membership away."""
        await self._run("drop_membership", member, study)

    async def remove(self, member: str) -> None:
        """Remove a member with memberships, passkeys, password, sign-ins and links."""
        await self._run("remove", member)

    async def add_invitation(self, invitation: Invitation) -> None:
        """Write an invitation. StoreError where its link was written before."""
        promised = invitation.membership
        row = (
            invitation.link_hash,
            invitation.id,
            promised.study,
            promised.role.value,
            to_body(promised.audiences),
            invitation.expires_ms,
            invitation.member or None,
        )

        def work(connection: Connection) -> None:
            try:
                connection.execute(_SQL["add_invitation"], row)
            except connection.IntegrityError:
                raise StoreError("this one-time link exists already.") from None

        await self._database.write(work)

    async def invitation(self, link_hash: bytes) -> Invitation | None:
        """The invitation behind a link that wasn't used."""
        rows = await self._rows("invitation", link_hash)
        return _invitation(rows[0]) if rows else None

    async def invitations(self) -> Sequence[Invitation]:
        """All that weren't used, soonest to expire first."""
        return [_invitation(row) for row in await self._rows("invitations")]

    async def drop_invitation(self, invitation: str) -> None:
        """Take an invitation back."""
        await self._run("drop_invitation", invitation)

    async def accept(self, link_hash: bytes, new: NewMember, sign_in: SignIn) -> bool:
        """Burn a link and write all that comes of it, all or none; False where it is gone."""

        def work(connection: Connection) -> bool:
            # fetchall, not fetchone: a RETURNING statement is finished only when it is drained.
            rows = connection.execute(_SQL["use_invitation"], (link_hash,)).fetchall()
            if not rows:
                return False
            _add(connection, new.member, _membership(rows[0]))
            if new.sealed:
                write_password(connection, new.member.id, new.sealed)
            if new.passkey is not None:
                write_passkey(connection, new.passkey)
            write_sign_in(connection, sign_in)
            return True

        return await self._database.write(work)

    async def use_link(self, link_hash: bytes, sign_in: SignIn) -> bool:
        """Burn the link of a member and write the sign-in; False where the link is gone."""

        def work(connection: Connection) -> bool:
            key = (link_hash, sign_in.member)
            if not connection.execute(_SQL["use_link"], key).fetchall():
                return False
            write_sign_in(connection, sign_in)
            return True

        return await self._database.write(work)

    async def _rows(self, query: str, *keys: object) -> list[_Row]:
        return await self._database.read(lambda c: c.execute(_SQL[query], keys).fetchall())

    async def _run(self, query: str, *values: object) -> None:
        def work(connection: Connection) -> None:
            connection.execute(_SQL[query], values)

        await self._database.write(work)


def _add(connection: Connection, member: StaffMember, membership: Membership) -> None:
    try:
        row = (member.id, member.name, name_key(member.name))
        connection.execute(_SQL["add_member"], row)
    except connection.IntegrityError:
        raise NameTaken(f"somebody called {member.name} is of the staff already") from None
    _put(connection, member.id, membership)


def _put(connection: Connection, member: str, membership: Membership) -> None:
    audiences = to_body(membership.audiences)
    row = (member, membership.study, membership.role.value, audiences)
    connection.execute(_SQL["put_membership"], row)


def _membership(row: Sequence[Any]) -> Membership:
    study, role, audiences = row
    return Membership(study, Role(role), from_body(audiences, tuple[str, ...]))


def _invitation(row: Sequence[Any]) -> Invitation:
    invitation, link_hash, *promised, expires_ms, member = row
    return Invitation(invitation, link_hash, _membership(promised), expires_ms, member or "")
