"""Staff in memory; what every engine must do stands in the contract suite."""

import asyncio

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.storage.memory import memory_stores


def test_what_was_read_does_not_change_afterwards() -> None:
    stores = memory_stores()

    async def story() -> tuple[int, int]:
        await stores.staff.add(StaffMember("a", "Ada"), Membership(EVERY_STUDY, Role.OWNER))
        before = await stores.staff.memberships("a")
        await stores.staff.put_membership("a", Membership("moon", Role.VIEWER))
        return len(before), len(await stores.staff.memberships("a"))

    assert asyncio.run(story()) == (1, 2)
