import asyncio

from pulsemeter.service.staff_desk import StaffDesk

PASSWORD = "correct horse battery"


def test_all_verbs_work_on_the_same_staff(world):
    async def story():
        desk = world.desk
        assert isinstance(desk, StaffDesk)
        token = await desk.admission.first_owner_link()
        secret = await desk.admission.with_password(token, "Ada", PASSWORD)
        who = await desk.sign_ins.who(secret)
        assert (await desk.ways.of(who.member.id)).has_password
        assert await desk.people.an_owner() == who.member
        assert await desk.signing_in.by_password("Ada", PASSWORD, "")

    asyncio.run(story())
