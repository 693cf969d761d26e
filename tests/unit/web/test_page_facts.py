"""The run page knows what it shows before its socket opens."""

import pytest
from tests.unit.web.visit import Visit, facts_in, visiting

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
