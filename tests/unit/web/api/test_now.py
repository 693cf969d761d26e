"""What matters of the last ten minutes, told to a program."""

from tests.unit.web.test_now_pages import tell

from pulsemeter.domain.staff import Membership, Role


def test_it_is_told_as_released_and_of_own_audiences_only(visit, spoken):
    async def story(site):
        path = f"/api/v1/sessions/{site.code}/now"
        empty = (await site.get(path, "staff")).json()
        assert empty == {"best": [], "worst": [], "divide": None, "is_last_minutes": True}
        said = await tell(site)
        told = (await site.get(path, "staff")).json()
        (best,) = told["best"]
        assert (best["statement"], best["words"], best["label"]) == (said.id, said.words, "North")
        assert (best["figure"]["net"], best["is_early"], best["release"]) == (60, True, 900)
        assert best["certainty"] > 0.99
        assert told["divide"]["difference"] == 100
        await site.employ("edda", Membership("talk", Role.EDITOR, ("region:north",)))
        own = await site.get(path, "edda")
        assert "south" not in own.text.lower()
        assert own.json()["worst"] == []
        assert own.json()["divide"] is None

    visit(story, statements=spoken)
