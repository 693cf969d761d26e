"""The stage view as a browser source: transparent, late, renewed by itself, dark when it is off."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import ServedRoom, short_study
from tests.e2e.pages import CADENCE_MS, SECONDS, tell_session

from pulsemeter.cli.staff import demonstration_link
from pulsemeter.domain.protection import RESEARCH
from pulsemeter.domain.study import Stimulus

pytestmark = pytest.mark.browser

WAIT_MS = 60_000
STUDIO = {"width": 1920, "height": 1080}


@pytest.fixture
def source(chromium: Browser) -> Iterator[Page]:
    """A studio's browser source: no cookies, no ground of its own."""
    context = chromium.new_context(viewport=STUDIO, color_scheme="dark")  # type: ignore[arg-type]
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def owner(room: ServedRoom, chromium: Browser) -> Iterator[Page]:
    """Whoever switches it on."""
    context = chromium.new_context(viewport={"width": 390, "height": 780})
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto(room.ask(demonstration_link(room.server.services.staff, room.url)))
    page.wait_for_url("**/sessions")
    yield page
    context.close()


def told(room: ServedRoom) -> str:
    """A session that is over and has told its figures."""
    air = Stimulus("air", "On air", SECONDS * 1_000)
    study = replace(short_study(SECONDS * 1_000, CADENCE_MS), name="on-air", stimuli=(air,),
                    profile=RESEARCH)  # fmt: skip

    async def work() -> str:
        await room.server.stores.studies.add_study(study, "", ())
        return await tell_session(room.server, study, 100)

    return room.ask(asyncio.wait_for(work(), 60))


def alpha(page: Page) -> npt.NDArray[np.uint8]:
    """How opaque each point of the picture is (height, width)."""
    picture = Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA")
    return np.asarray(picture)[:, :, 3]


def test_it_is_transparent_late_and_dark_when_it_is_off(
    room: ServedRoom, owner: Page, source: Page
) -> None:
    code = told(room)
    owner.goto(f"{room.url}/sessions/{code}/stage")
    expect(owner.locator("h1 + p")).to_contain_text("It is off")
    owner.get_by_role("button", name="Switch the stage view on").click()
    assert owner.locator("[name=read]").evaluate("field => field.validity.valueMissing")
    owner.locator("[name=read]").check()
    owner.get_by_role("button", name="Switch the stage view on").click()
    link = owner.locator("code.link").first.inner_text()

    wrong: list[Any] = []
    source.on("console", lambda said: wrong.append(said.text))
    source.on("pageerror", lambda error: wrong.append(str(error)))
    source.goto(link)
    with source.expect_response(lambda answer: answer.url == link):
        pass  # it asks again by itself
    assert source.locator(".pm-stage").count() == 0
    assert not alpha(source).any()

    # The delay goes by: for the server its figures were seen a minute ago.
    held = room.server.services.stages.of(code)
    assert held is not None
    held.marks[:] = [(left_ms - 60_000, number) for left_ms, number in held.marks]
    expect(source.locator(".pm-stage")).to_be_visible()
    expect(source.locator(".pm-stage")).to_contain_text("shown 30 seconds late")
    seen = alpha(source)
    assert not seen[:540].any(), "only the lower part is covered"
    edges = (seen[:54], seen[-54:], seen[:, :96], seen[:, -96:])
    assert not any(edge.any() for edge in edges), "all lies in the safe area"
    plate = seen[560:1020, 110:1810]
    assert plate.min() > 150
    assert np.median(plate) < 255, "what is behind it shines through"
    colours = source.locator(".pm-line.pm-c0").first.evaluate("one => getComputedStyle(one).stroke")
    assert re.search(r"255, 255, 255", colours)

    owner.get_by_role("button", name="Switch the stage view off").click()
    expect(source.locator(".pm-stage")).to_have_count(0)
    assert not alpha(source).any()
    assert [text for text in wrong if "404" not in text] == []
