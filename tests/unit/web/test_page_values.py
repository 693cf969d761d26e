"""Every page of the way is given the same values."""

from types import SimpleNamespace
from typing import cast

from starlette.requests import Request

from pulsemeter.service.conduct_session import Place
from pulsemeter.web.page_values import ABOUT_YOU, STEPS, WATCH, YOUR_VIEW, page_values

ASKED = Request({"type": "http", "method": "GET", "path": "/p", "headers": []})


def test_the_named_steps_are_where_the_pages_say() -> None:
    assert [STEPS[n - 1] for n in (ABOUT_YOU, WATCH, YOUR_VIEW)] == [
        "About you",
        "Watch",
        "Your view",
    ]


def test_a_simulated_session_says_so_on_every_page() -> None:
    place = SimpleNamespace(
        study=SimpleNamespace(language="en", languages=()), session=SimpleNamespace(simulated=True)
    )
    values = page_values(ASKED, cast("Place", place))
    assert values["simulated"]
    assert values["study"] is place.study
