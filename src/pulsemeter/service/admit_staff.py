"""Inviting staff by one-time link, and what the invited does with it: a name and a way in.

The first owner comes by a link that the server prints while there is none; afterwards owners
invite. A link for a member who lost the way in is made on the server's machine only.
"""

from typing import Any

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember, tidy_name
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.sign_in_staff import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN
from pulsemeter.service.staff_ports import Invitation, NameTaken, NewMember, Passkey, StaffBook
from pulsemeter.service.staff_proofs import Proofs
from pulsemeter.service.staff_sign_ins import SignIns, day_of

INVITED_MS = 7 * 24 * 3_600_000
WAY_IN_MS = 24 * 3_600_000
_FIRST = "first-"
_LABEL_MAX = 60


class LinkGone(LookupError):
    """The link was used, taken back, has expired, or never was."""


class StaffRefused(ValueError):
    """What was asked of the staff can't be; says why and how to mend it."""


def is_owner_of_all(memberships: tuple[Membership, ...]) -> bool:
    """Whether somebody owns every study."""
    return any(m.study == EVERY_STUDY and m.role is Role.OWNER for m in memberships)


def checked_password(password: str) -> str:
    """The password, if it is long enough. StaffRefused otherwise."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise StaffRefused(
            f"the password has {len(password)} characters and needs {PASSWORD_LENGTH_MIN}; "
            "four or five words make a good one"
        )
    if len(password) > PASSWORD_LENGTH_MAX:
        raise StaffRefused(f"the password has more than {PASSWORD_LENGTH_MAX} characters")
    return password


def checked_label(label: str) -> str:
    """How a member calls a passkey."""
    tidy = " ".join(label.split())[:_LABEL_MAX]
    return tidy if tidy.isprintable() and tidy else "passkey"


def said_membership(membership: Membership) -> str:
    """A membership in words, for the audit log."""
    where = membership.study or "every study"
    own = f" for {', '.join(membership.audiences)}" if membership.audiences else ""
    return f"{membership.role.value} of {where}{own}"


class Admission:
    """One-time links, made and used."""

    def __init__(self, staff: StaffBook, sign_ins: SignIns, proofs: Proofs) -> None:
        self._staff = staff
        self._sign_ins = sign_ins
        self._proofs = proofs

    async def first_owner_link(self) -> str | None:
        """The token of a link for the first owner, in place of earlier ones; None where somebody
        owns every study already."""
        if any(is_owner_of_all(memberships) for _, memberships in await self._staff.all()):
            return None
        for earlier in await self._staff.invitations():
            if earlier.id.startswith(_FIRST):
                await self._staff.drop_invitation(earlier.id)
        everything = Membership(EVERY_STUDY, Role.OWNER)
        await self._proofs.audit.note("server", "sign-in link made", "first owner")
        return await self._write(everything, INVITED_MS, prefix=_FIRST)

    async def invite(self, actor: str, membership: Membership) -> str:
        """The token of an invitation."""
        await self._proofs.audit.note(actor, "staff invited", said_membership(membership))
        return await self._write(membership, INVITED_MS)

    async def link_for(self, actor: str, member: StaffMember) -> str:
        """The token of a link that signs this member in once."""
        await self._proofs.audit.note(actor, "sign-in link made", member.name)
        return await self._write(Membership(EVERY_STUDY, Role.VIEWER), WAY_IN_MS, member.id)

    async def _write(
        self, membership: Membership, good_ms: int, member: str = "", prefix: str = ""
    ) -> str:
        token = self._proofs.chance.text()
        expires_ms = self._proofs.clock.wall_ms() + good_ms
        invitation = Invitation(
            prefix + self._proofs.chance.text(), secret_hash(token), membership, expires_ms, member
        )
        await self._staff.add_invitation(invitation)
        return token

    async def look(self, token: str) -> Invitation:
        """The invitation behind a token. LinkGone where it isn't good."""
        held = await self._staff.invitation(secret_hash(token))
        if held is None or held.member or self._proofs.clock.wall_ms() >= held.expires_ms:
            raise LinkGone("this link is unknown, has expired or was already used")
        return held

    async def open(self, study: str) -> list[Invitation]:
        """Invitations to a study that wait to be used."""
        now_ms = self._proofs.clock.wall_ms()
        return [
            held
            for held in await self._staff.invitations()
            if held.membership.study == study and not held.member and held.expires_ms > now_ms
        ]

    async def take_back(self, actor: str, study: str, invitation: str) -> None:
        """Take an invitation to a study back."""
        for held in await self.open(study):
            if held.id == invitation:
                about = said_membership(held.membership)
                await self._proofs.audit.note(actor, "invitation taken back", about)
                await self._staff.drop_invitation(invitation)

    async def take_all_back(self) -> None:
        """Take every open link back, as after a restored backup."""
        for held in await self._staff.invitations():
            await self._staff.drop_invitation(held.id)

    async def with_password(self, token: str, name: str, password: str) -> str:
        """Let the invited in with a name and a password; a secret for the browser."""
        held = await self.look(token)
        member = await self._newcomer(name)
        sealed = await self._proofs.seal.seal(checked_password(password))
        return await self._accept(held, NewMember(member, sealed=sealed), "password")

    async def passkey_creation(self, token: str, name: str, origin: str) -> str:
        """Options by which the invited's browser makes a passkey, as JSON."""
        held = await self.look(token)
        member = await self._newcomer(name)
        challenge = self._proofs.challenges.draw(f"{held.id} {member.name}")
        return self._proofs.passkeys.creation(origin, challenge, member, [])

    async def with_passkey(
        self, token: str, name: str, origin: str, answer: dict[str, Any], label: str
    ) -> str:
        """Let the invited in with a name and the passkey that was made; a secret."""
        held = await self.look(token)
        member = await self._newcomer(name)
        challenge = self._proofs.passkeys.challenge_of(answer)
        self._proofs.challenges.take(challenge, f"{held.id} {member.name}")
        made = self._proofs.passkeys.created(origin, challenge, answer)
        day = day_of(self._proofs.clock.wall_ms())
        passkey = Passkey(
            made.id, member.id, made.public_key, made.sign_count, checked_label(label), day
        )
        return await self._accept(held, NewMember(member, passkey=passkey), "passkey")

    async def _newcomer(self, name: str) -> StaffMember:
        try:
            tidy = tidy_name(name)
        except ValueError as error:
            raise StaffRefused(str(error)) from None
        if await self._staff.named(tidy) is not None:
            raise StaffRefused(f"somebody called {tidy} is of the staff already; add a word")
        return StaffMember(self._proofs.chance.text(), tidy)

    async def _accept(self, held: Invitation, new: NewMember, way: str) -> str:
        secret, sign_in = self._sign_ins.new(new.member.id, way)
        about = f"{said_membership(held.membership)}, {way}"
        await self._proofs.audit.note(new.member.name, "invitation accepted", about)
        try:
            is_in = await self._staff.accept(held.link_hash, new, sign_in)
        except NameTaken as error:
            raise StaffRefused(f"{error}; add a word") from None
        if not is_in:
            raise LinkGone("this link was used a moment ago")
        return secret
