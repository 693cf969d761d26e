from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.domain.study import Stimulus

PATH = "/api/v1/studies"


async def keep_other(site, make_study, name="other"):
    """A further study without a session."""
    study = make_study(name=name, title="Another talk", stimuli=(Stimulus("talk", "A talk", 0),))
    await site.world.stores.studies.add_study(study, "", [])


def test_studies_are_listed_with_the_role_in_each(visit, make_study):
    async def story(site):
        await keep_other(site, make_study)
        await site.employ_everyone()
        everything = (await site.get(PATH, "staff")).json()["studies"]
        assert [(s["name"], s["role"], s["sessions"]) for s in everything] == [
            ("other", "owner", 0), ("talk", "owner", 1),
        ]  # fmt: skip
        (own,) = (await site.get(PATH, "editor")).json()["studies"]
        assert (own["name"], own["role"], own["audiences"]) == ("talk", "editor", ["region:north"])
        assert (await site.get(PATH, "stranger")).json() == {"studies": []}

    visit(story)


def test_a_study_is_told_with_what_it_is_made_of(visit):
    async def story(site):
        told = (await site.get(f"{PATH}/talk", "staff")).json()
        assert (told["name"], told["role"], told["fixed_by"]) == ("talk", "owner", site.code)
        assert told["sessions"] == [site.code]
        assert told["stimuli"] == [{"id": "talk", "title": "A talk", "duration_ms": 30_000}]
        (attribute,) = [a for a in told["attributes"] if a["id"] == "region"]
        assert {c["id"] for c in attribute["categories"]} >= {"north"}

    visit(story)


def test_what_is_missing_is_told_to_those_who_can_mend_it(visit, make_study):
    async def story(site):
        await keep_other(site, make_study)
        await site.employ("ada", Membership("other", Role.VIEWER), Membership("talk", Role.OWNER))
        await site.employ("ben", Membership(EVERY_STUDY, Role.MODERATOR))
        assert (await site.get(f"{PATH}/other", "ada")).json()["missing"] == []
        missing = (await site.get(f"{PATH}/other", "ben")).json()["missing"]
        assert any(part["is_needed"] for part in missing)
        assert all(part["what"] and part["step"] for part in missing)

    visit(story)


def test_a_study_that_is_not_there_is_said_not_to_be(visit):
    async def story(site):
        answer = await site.get(f"{PATH}/nothing", "staff")
        assert (answer.status_code, answer.json()["error"]) == (
            404, "there is no study 'nothing'"
        )  # fmt: skip

    visit(story)
