"""Sessions tried and joined, at a real server."""

import pytest

from pulsemeter.client import ApiRefused, Client
from pulsemeter.wire.opening import CellLinks, LinksWish


def test_plans_posters_and_links_are_told_and_what_cannot_be_says_why(served):
    with Client(served.url, served.token()) as owner:
        (session,) = owner.list_sessions().sessions
        planned = owner.list_plans("talk").sessions
        assert session.code in {each.code for each in planned}
        with pytest.raises(ApiRefused) as none:
            owner.read_plan("NOSUCH")
        assert none.value.status == 404
        assert owner.read_poster(session.code)[:4] == b"%PDF"
        made = owner.make_links(session.code, LinksWish([CellLinks(2)]))
        assert len({link.url for link in made.links}) == 2
        with pytest.raises(ApiRefused) as refused:
            owner.make_links(session.code, LinksWish([CellLinks(0)]))
        assert (refused.value.status, bool(refused.value.error)) == (422, True)
