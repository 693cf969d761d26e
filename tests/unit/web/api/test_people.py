"""The staff of a study, led by a program."""

from pulsemeter.domain.staff import Membership, Role

PATH = "/api/v1/studies/talk/people"


def test_people_are_listed_invited_changed_and_removed(visit):
    async def story(site):
        ben = await site.employ("ben", Membership("talk", Role.EDITOR, ("region:north",)))
        told = (await site.get(PATH, "staff")).json()
        (person,) = [p for p in told["people"] if p["name"] == "Ben"]
        assert (person["role"], person["audiences"]) == ("editor", ["region:north"])
        assert {"id": "region:north", "label": "North", "attribute": "Region"} in told["audiences"]
        wanted = {"role": "editor", "audiences": ["region:south"]}
        made = await site.post(f"{PATH}/invitations", "staff", json=wanted)
        assert made.status_code == 201
        assert "/staff/welcome#" in made.json()["link"]
        (open_one,) = (await site.get(PATH, "staff")).json()["invitations"]
        assert (open_one["role"], open_one["audiences"]) == ("editor", ["region:south"])
        changed = await site.ask("PUT", f"{PATH}/{ben.id}", "staff", json={"role": "moderator"})
        assert changed.status_code == 204
        gone = await site.ask("DELETE", f"{PATH}/invitations/{open_one['id']}", "staff")
        assert gone.status_code == 204
        told = (await site.get(PATH, "staff")).json()
        assert [p["role"] for p in told["people"] if p["name"] == "Ben"] == ["moderator"]
        assert told["invitations"] == []
        assert (await site.ask("DELETE", f"{PATH}/{ben.id}", "staff")).status_code == 204
        assert all(p["name"] != "Ben" for p in (await site.get(PATH, "staff")).json()["people"])

    visit(story)


def test_what_cannot_be_is_refused_with_the_reason(visit):
    async def story(site):
        for body, status, told in (
            ({"role": "editor", "audiences": ["region:mars"]}, 422, "mars"),
            ({"role": "editor"}, 422, "audience"),
            ({"role": "king"}, 400, "king"),
            ({"role": "viewer", "extra": 1}, 400, "extra"),
        ):
            for method, path in (("POST", f"{PATH}/invitations"), ("PUT", f"{PATH}/id-nobody")):
                answer = await site.ask(method, path, "staff", json=body)
                assert (answer.status_code, told in answer.text) == (status, True), (body, path)
        unknown = await site.ask("PUT", f"{PATH}/id-nobody", "staff", json={"role": "viewer"})
        assert unknown.status_code == 422
        missing = await site.get("/api/v1/studies/nothing/people", "staff")
        assert missing.status_code == 404

    visit(story)
