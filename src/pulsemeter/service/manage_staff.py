"""Who belongs to a study, and as what: listed, changed, removed. Owners do this.

Members of every study are managed on the server's machine; somebody always owns every study.
"""

import asyncio
from dataclasses import dataclass

from pulsemeter.domain.assignment import segment_attributes
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember, membership_in
from pulsemeter.domain.study import Study
from pulsemeter.release.plan import ALL
from pulsemeter.service.access_ports import AccessBook
from pulsemeter.service.admit_staff import StaffRefused, is_owner_of_all, said_membership
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.ports import Chance
from pulsemeter.service.staff_ports import StaffBook


@dataclass(frozen=True, slots=True)
class Audience:
    """What an editor can be bound to: everybody, an attribute with all of it, or a category."""

    id: str
    label: str
    attribute: str = ""


def audiences_of(study: Study) -> list[Audience]:
    """Everything an editor of this study can be bound to."""
    found = [Audience(ALL, "All (the whole panel)")]
    for attribute in segment_attributes(study):
        found.append(Audience(attribute.id, f"{attribute.label}: every category"))
        found.extend(
            Audience(f"{attribute.id}:{category.id}", category.label, attribute.label)
            for category in attribute.categories
        )
    return found


def membership_for(study: Study, role: str, audiences: list[str]) -> Membership:
    """A membership as a form asks for it. StaffRefused, with what to mend, for what can't be."""
    try:
        wanted = Role(role)
    except ValueError:
        names = ", ".join(each.value for each in Role)
        raise StaffRefused(f"there is no role {role!r}; choose one of {names}") from None
    if wanted is not Role.EDITOR:
        return Membership(study.name, wanted)
    chosen = chosen_audiences(study, audiences)
    if not chosen:
        raise StaffRefused("an editor sees the figures of own audiences; choose at least one")
    return Membership(study.name, wanted, chosen)


def chosen_audiences(study: Study, audiences: list[str]) -> tuple[str, ...]:
    """Audiences in the study's order. StaffRefused where one of them isn't of this study."""
    known = [audience.id for audience in audiences_of(study)]
    unknown = [audience for audience in audiences if audience not in known]
    if unknown:
        raise StaffRefused(f"study {study.name} has no audience {unknown[0]!r}")
    return tuple(each for each in known if each in audiences)


class People:
    """The staff of one store."""

    def __init__(
        self, staff: StaffBook, access: AccessBook, audit: AuditTrail, chance: Chance
    ) -> None:
        self._staff = staff
        self._access = access
        self._audit = audit
        self._chance = chance
        self._one_at_a_time = asyncio.Lock()

    async def everyone(self) -> list[tuple[StaffMember, tuple[Membership, ...]]]:
        """The whole staff, by name."""
        return list(await self._staff.all())

    async def of_study(self, study: str) -> list[tuple[StaffMember, Membership]]:
        """Everybody who belongs to a study, members of every study included."""
        found = [(who, membership_in(study, held)) for who, held in await self._staff.all()]
        return [(member, membership) for member, membership in found if membership is not None]

    async def named(self, name: str) -> StaffMember:
        """A member by name. StaffRefused where there is none."""
        found = await self._staff.named(name)
        if found is None:
            raise StaffRefused(
                f"nobody of the staff is called {name!r}; see: pulsemeter staff list"
            )
        return found

    async def an_owner(self) -> StaffMember | None:
        """Somebody who owns every study, the first by name."""
        everyone = await self._staff.all()
        return next((member for member, held in everyone if is_owner_of_all(held)), None)

    async def add_owner(self, name: str) -> StaffMember:
        """An owner of every study without a way in yet, for a demonstration."""
        member = StaffMember(self._chance.text(), name)
        membership = Membership(EVERY_STUDY, Role.OWNER)
        await self._audit.note("server", "staff added", name, said_membership(membership))
        await self._staff.add(member, membership)
        return member

    async def change(self, actor: str, member: str, membership: Membership) -> None:
        """Give a member of a study another role there."""
        held = await self._held(member, membership.study)
        name = await self._name(member)
        about = f"{name}: {said_membership(held)} → {said_membership(membership)}"
        await self._audit.note(actor, "role changed", membership.study, about)
        await self._staff.put_membership(member, membership)

    async def remove(self, actor: str, member: str, study: str) -> None:
        """Take a member out of a study; whoever belongs to none is gone, sign-ins and all."""
        held = await self._held(member, study)
        about = f"{await self._name(member)}, {said_membership(held)}"
        await self._audit.note(actor, "staff removed", study, about)
        await self._staff.drop_membership(member, study)
        if not await self._staff.memberships(member):
            await self._forget(member)

    async def remove_everywhere(self, actor: str, member: StaffMember) -> None:
        """Remove a member altogether. StaffRefused for the last who owns every study."""
        async with self._one_at_a_time:
            owners = [who for who, held in await self._staff.all() if is_owner_of_all(held)]
            if owners == [member]:
                raise StaffRefused(
                    f"{member.name} is the last owner of every study; invite another one first: "
                    "pulsemeter staff invite --role owner"
                )
            await self._audit.note(actor, "staff removed", "every study", member.name)
            await self._forget(member.id)

    async def _forget(self, member: str) -> None:
        await self._staff.remove(member)
        await self._access.drop_all(member)

    async def _held(self, member: str, study: str) -> Membership:
        for held in await self._staff.memberships(member):
            if held.study == study:
                return held
        raise StaffRefused(
            "this person doesn't belong to this study alone, or not any more; members of every "
            "study are managed on the server: pulsemeter staff list"
        )

    async def _name(self, member: str) -> str:
        found = await self._staff.member(member)
        return found.name if found else member
