import re

from pulsemeter.domain.staff import Membership, Role

PEOPLE = "/studies/talk/people"


async def shown_link(answer):
    return re.search(r"/staff/welcome#([\w-]+)", answer.text)[1]


def test_an_owner_invites_an_editor_for_audiences(visit):
    async def story(site):
        await site.employ("owner", Membership("talk", Role.OWNER))
        data = {"role": "editor", "audience": ["region:north", "all"]}
        answer = await site.post(f"{PEOPLE}/invite", "owner", data=data)
        assert answer.status_code == 200
        held = await site.world.desk.admission.look(await shown_link(answer))
        assert held.membership == Membership("talk", Role.EDITOR, ("all", "region:north"))
        later = (await site.get(PEOPLE, "owner")).text
        assert "Invited, not come yet" in later
        assert "/staff/welcome#" not in later
        back = await site.post(f"{PEOPLE}/invitations/{held.id}/take-back", "owner")
        assert back.status_code == 303
        assert "Invited, not come yet" not in (await site.get(PEOPLE, "owner")).text

    visit(story)


def test_what_can_not_be_asked_for_is_said(visit):
    async def story(site):
        for data, told in (
            ({"role": "editor"}, "at least one"),
            ({"role": "editor", "audience": "region:mars"}, "no audience"),
            ({"role": "boss"}, "no role"),
            ({}, "no role"),
        ):
            answer = await site.post(f"{PEOPLE}/invite", "staff", data=data)
            assert (answer.status_code, told in answer.text) == (422, True)
        assert await site.world.desk.admission.open("talk") == []

    visit(story)


def test_roles_change_and_people_leave(visit):
    async def story(site):
        ben = await site.employ("ben", Membership("talk", Role.VIEWER))
        page = (await site.get(PEOPLE, "staff")).text
        assert "Ben" in page
        assert "of every study" in page
        assert f"{PEOPLE}/{ben.id}/role" in page
        assert f"{PEOPLE}/id-staff/role" not in page
        data = {"role": "editor", "audience": "region"}
        done = await site.post(f"{PEOPLE}/{ben.id}/role", "staff", data=data)
        assert (done.status_code, done.headers["location"]) == (303, PEOPLE)
        held = await site.world.stores.staff.memberships(ben.id)
        assert list(held) == [Membership("talk", Role.EDITOR, ("region",))]
        assert (await site.post(f"{PEOPLE}/{ben.id}/remove", "staff")).status_code == 303
        assert await site.world.desk.sign_ins.who(site.secrets["ben"]) is None
        for path in (f"{PEOPLE}/{ben.id}/remove", f"{PEOPLE}/id-staff/remove"):
            refused = await site.post(path, "staff")
            assert refused.status_code == 422

    visit(story)


def test_an_owner_may_leave(visit):
    async def story(site):
        owner = await site.employ("owner", Membership("talk", Role.OWNER))
        change = await site.post(f"{PEOPLE}/{owner.id}/role", "owner", data={"role": "viewer"})
        assert change.headers["location"] == "/studies"
        assert (await site.get(PEOPLE, "owner")).status_code == 403
        assert (await site.post(f"{PEOPLE}/{owner.id}/remove", "owner")).status_code == 403

    visit(story)


def test_an_owner_of_one_study_changes_nothing_in_another(visit, make_study):
    async def story(site):
        await site.world.stores.studies.add_study(make_study(name="other"), "", [])
        ben = await site.employ("ben", Membership("other", Role.VIEWER))
        await site.employ("owner", Membership("talk", Role.OWNER))
        answer = await site.post(f"/studies/other/people/{ben.id}/remove", "owner")
        assert answer.status_code == 404
        through_own = await site.post(f"{PEOPLE}/{ben.id}/remove", "owner")
        assert through_own.status_code == 422
        token = await site.world.desk.admission.invite("Staff", Membership("other", Role.VIEWER))
        held = await site.world.desk.admission.look(token)
        await site.post(f"{PEOPLE}/invitations/{held.id}/take-back", "owner")
        assert await site.world.desk.admission.open("other") == [held]

    visit(story)


def test_a_study_that_is_not_there(visit):
    async def story(site):
        for answer in (
            await site.get("/studies/mars/people", "staff"),
            await site.post("/studies/mars/people/invite", "staff", data={"role": "viewer"}),
            await site.post("/studies/mars/people/x/role", "staff", data={"role": "viewer"}),
        ):
            assert answer.status_code == 404

    visit(story)
