"""Two sessions beside each other, told to a program."""

import pytest
from tests.unit.release.showings import SAID
from tests.unit.web.test_compare_page import both

from pulsemeter.domain.staff import Membership, Role


@pytest.mark.usefixtures("built")
def test_it_tells_what_the_page_tells(visit):
    async def story(site):
        page = await both(site)
        other = page.partition("=")[2]
        path = f"/api/v1/sessions/{site.code}/comparison?with={other}"
        told = (await site.get(path, "staff")).json()
        assert (told["first"], told["second"], told["cell"]) == (site.code, other, "all")
        first = told["rows"][0]
        assert first["first"]["net"] == pytest.approx((40 - 10) / 80 * 100)
        assert first["second"]["net"] == pytest.approx((10 - 40) / 60 * 100)
        assert first["difference"]["net"] > 0
        assert {s["statement"] for s in told["statements"]} == {"s0", "s1"}
        assert (told["statements"][0]["first_verdict"]) == "resonates"
        north = (await site.get(f"{path}&segment=region:north", "staff")).json()
        assert north["cell"] == "region:north"

    visit(story, statements=SAID)


@pytest.mark.usefixtures("built")
def test_what_cannot_be_compared_or_seen_is_refused(visit):
    async def story(site):
        other = (await both(site)).partition("=")[2]
        base = f"/api/v1/sessions/{site.code}/comparison"
        for query in ("", "?with=NOSUCH", f"?with={other}&stimulus=no", f"?with={other}&segment=x"):
            assert (await site.get(base + query, "staff")).status_code == 422, query
        await site.employ("edda", Membership("talk", Role.EDITOR, ("region:north",)))
        hidden = await site.get(f"{base}?with={other}&segment=region:south", "edda")
        assert hidden.status_code == 422

    visit(story)
