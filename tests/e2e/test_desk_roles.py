"""The desk of a session of 300 simulated participants in three browsers: a moderator's, an editor's
and a viewer's. What one decides the other sees, and nobody gets figures of other audiences."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import ServedRoom, short_study

from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.statement import Statement
from pulsemeter.rehearsal.drive import Progress, drive_panel
from pulsemeter.simulation.panel import draw_panel
from pulsemeter.simulation.truth import read_truth

pytestmark = pytest.mark.browser

STUDY = "said"
PERSONS = 300
POLICY = "Content Security Policy"
WAIT_MS = 90_000
SAID = [
    Statement("s1", 1, "clip", 0, 2_000, "We go because it is hard.", "Kennedy", "Moon"),
    Statement("s2", 1, "clip", 2_000, 4_500, "It will cost a lot.", "Kennedy", "Money",
              note="The sum is disputed."),
]  # fmt: skip
OWN = ("age:under_35",)


def signed_in(
    room: ServedRoom, browser: Browser, name: str, membership: Membership, refused: list[str]
) -> Page:
    """A member of the staff at a browser of their own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT_MS)
    context.on("console", lambda said: refused.append(said.text) if POLICY in said.text else None)
    token = room.ask(room.server.services.staff.admission.invite("a test", membership))
    page = context.new_page()
    page.goto(f"{room.url}/staff/welcome#{token}")
    page.locator("#name").fill(name)
    page.locator("#password").fill("correct horse battery")
    page.get_by_role("button", name="Use this password").click()
    page.wait_for_url("**/sessions")
    return page


def opened_session(room: ServedRoom) -> str:
    study = replace(short_study(9_000, 1_000), name=STUDY, lag_ms=1_000)
    room.ask(room.server.stores.studies.add_study(study, "", SAID))
    return room.open_session(SessionKind.LIVE, study=study, simulated=True)


def fill(room: ServedRoom, code: str) -> tuple[Any, threading.Event]:
    """The panel, which joins and presses by itself; and that all who come early are in."""
    study = room.server.services.conduct.place(code).study
    truth = read_truth({"default": {"like": 0.45, "dislike": 0.1}})
    panel = draw_panel(study, [], truth, PERSONS, np.random.default_rng(11))
    ready = threading.Event()

    def look(progress: Progress) -> None:
        if progress.is_ready:
            ready.set()

    return room.begin(drive_panel(room.url, code, panel, on_progress=look)), ready


def test_what_the_region_decides_the_centre_sees_and_figures_stay_with_their_audience(
    room: ServedRoom, chromium: Browser
) -> None:
    code = opened_session(room)
    broken: list[str] = []
    moderator = signed_in(room, chromium, "Mona", Membership(STUDY, Role.MODERATOR), broken)
    editor = signed_in(room, chromium, "Edda", Membership(STUDY, Role.EDITOR, OWN), broken)
    viewer = signed_in(room, chromium, "Vera", Membership(STUDY, Role.VIEWER), broken)
    driving, early = fill(room, code)
    address = f"{room.url}/sessions/{code}/desk"
    api = f"{room.url}/api/v1/sessions/{code}/desk"
    refused = viewer.goto(address)
    assert refused is not None
    assert refused.status == 403
    moderator.goto(address)
    editor.goto(address)
    expect(moderator.locator(".matrix-card")).to_contain_text("The audiences aren’t settled yet")
    expect(editor.locator("main")).to_contain_text("your own audiences only")
    assert early.wait(WAIT_MS / 1_000)
    room.step(code, SessionState.RUNNING)

    # Verdicts appear by themselves, to each as far as their audiences go.
    expect(moderator.locator('[data-cell="s1 age:under_35"]')).to_be_visible()
    expect(moderator.locator('[data-cell="s1 all"]')).to_be_visible()
    expect(editor.locator('[data-cell="s1 age:under_35"]')).to_be_visible()
    expect(editor.locator(".matrix .cell")).to_have_count(
        editor.locator("[data-cell$=' age:under_35']").count()
    )
    told = editor.request.get(api).json()
    assert {c["cell"] for row in told["statements"]["rows"] for c in row["cells"]} == set(OWN)
    assert "region" not in editor.request.get(api).text()
    assert "60 or older" not in editor.content()

    # The centre suggests, the region takes it, and the centre sees so at once.
    moderator.locator('[data-cell="s1 age:under_35"]').click()
    form = moderator.locator(".decide")
    expect(form).to_contain_text("Who decides for Under 35 takes it or drops it")
    form.get_by_label("Reason").fill("The strongest line for the young.")
    form.get_by_role("button", name="Propose it").click()
    expect(moderator.locator(".decision")).to_contain_text("proposed by Mona (moderator)")
    editor.locator("#tab-decisions").click()
    card = editor.locator(".decision")
    expect(card).to_contain_text("The strongest line for the young.")
    card.get_by_role("button", name="Take it …").click()
    card.get_by_label("Reason").fill("We open with it.")
    card.get_by_role("button", name="Take it", exact=True).click()
    expect(moderator.locator(".decision")).to_contain_text("taken by Edda (editor)")
    expect(moderator.locator(".decision")).to_contain_text("We open with it.")

    # What is featured is handed over, with the figures of own audiences.
    link = card.get_by_role("link", name="Hand-over package")
    expect(link).to_be_visible()
    with editor.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == f"{STUDY}-s1-r1.zip"
    card.get_by_role("button", name="It is done …").click()
    card.get_by_label("Where it ran").fill("https://young.example/1")
    card.get_by_role("button", name="It is done", exact=True).click()
    expect(moderator.locator(".decision")).to_contain_text("done by Edda (editor)")
    expect(moderator.get_by_role("link", name="Where it ran")).to_be_visible()

    # A decision for somebody else's audience is told without figures and reasons.
    moderator.locator('[data-cell="s2 all"]').click()
    form.get_by_label("Hold").check()
    form.get_by_label("Reason").fill("Nine in ten of all dislike it.")
    form.get_by_role("button", name="Take it", exact=True).click()
    expect(editor.locator(".decision", has_text="for All")).to_contain_text("taken by Mona")
    assert "Nine in ten" not in editor.content()

    driving.result(90)
    room.step(code, SessionState.CLOSED)
    expect(moderator.locator(".standing")).to_have_text("final")
    viewer.goto(address)
    expect(viewer.locator('[data-cell="s1 age:under_35"]')).to_be_visible()
    shown = viewer.request.get(api).json()
    assert {row["standing"] for row in shown["statements"]["rows"]} == {"final"}
    viewer.locator('[data-cell="s1 age:under_35"]').click()
    expect(viewer.locator(".cell-view .decision")).to_contain_text("done by Edda")
    expect(viewer.locator(".decide")).to_have_count(0)
    expect(viewer.get_by_role("button", name="Take it")).to_have_count(0)
    assert broken == []
    for page in (moderator, editor, viewer):
        page.context.close()
