"""A browser without a seat takes no step."""

import pytest
from starlette.requests import Request
from tests.unit.web.visit import Visit, visiting

from pulsemeter.web.page_seat import address_of

pytestmark = pytest.mark.usefixtures("built")


def test_without_a_seat_every_page_says_how_to_join_and_no_step_is_taken() -> None:
    async def story(visit: Visit) -> None:
        answer = await visit.browser.get("/p")
        assert answer.status_code == 403
        assert "invitation" in answer.text
        for step in ("consent", "profile", "practised", "watched", "closing", "withdraw"):
            assert (await visit.browser.post(f"/p/{step}")).status_code == 403, step
        assert "Open this page in the browser" in await visit.page("/privacy")

    visiting(story)


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("testclient", ""),
        (None, ""),
    ],
)
def test_allowances_are_counted_by_address_and_this_machine_has_none(
    host: str | None, counted: str
) -> None:
    scope = {"type": "http", "client": (host, 1) if host else None}
    assert address_of(Request(scope)) == counted
