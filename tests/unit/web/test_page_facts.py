"""The run page knows what it shows before its socket opens."""

from dataclasses import replace

import pytest
from tests.unit.web.visit import STUDY, Visit, facts_in, visiting

from pulsemeter.domain.protection import PROFILES, ProtectionProfile

pytestmark = pytest.mark.usefixtures("built")


def test_the_run_page_has_its_facts_and_shows_the_buttons_on_the_seats_side() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        page = (await visit.browser.get("/p")).text
        facts = facts_in(page)
        assert facts["title"] == 'A "title" </script>'
        assert facts["media_url"] == f"/media/{visit.code}/first"
        assert facts["captions_url"] == f"/media/{visit.code}/first/captions"
        assert (facts["kind"], facts["step"], facts["state"]) == ("on_demand", "practice", "open")
        assert (page.index('id="like"') < page.index('id="dislike"')) == facts["likes_left"]
        assert page.count("Agree</") >= 2
        assert (await visit.browser.post("/p/practised")).status_code == 204
        assert facts_in((await visit.browser.get("/p")).text)["step"] == "stimulus"

    visiting(story)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_page_knows_whether_its_traffic_is_even(profile: ProtectionProfile) -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        facts = facts_in((await visit.browser.get("/p")).text)
        assert facts["sealed"] == (profile.name == "sealed")

    visiting(story, replace(STUDY, profile=profile))
