"""Staff in a real browser: a passkey from invitation to sign-in, a password, an editor’s room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import STUDY, ServedRoom

from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.rehearsal.drive import drive_panel
from pulsemeter.simulation.panel import draw_panel
from pulsemeter.simulation.truth import read_truth

pytestmark = pytest.mark.browser

WAIT_MS = 60_000
PASSWORD, NEXT = "correct horse battery", "staple of another sort"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A person at a browser of their own."""
    opened = chromium.new_context(viewport={"width": 390, "height": 780})
    opened.set_default_timeout(WAIT_MS)
    yield opened
    opened.close()


def authenticator(context: BrowserContext, page: Page) -> tuple[Any, str]:
    """A device that verifies whoever sits before it, as Chromium plays one."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, made["authenticatorId"]


def invitation(room: ServedRoom, membership: Membership, host: str = "localhost") -> str:
    token = room.ask(room.server.services.staff.admission.invite("a test", membership))
    return f"http://{host}:{room.settings.port}/staff/welcome#{token}"


def test_a_passkey_is_made_used_and_joined_by_another_way(
    room: ServedRoom, context: BrowserContext
) -> None:
    page = context.new_page()
    device, name = authenticator(context, page)
    local = f"http://localhost:{room.settings.port}"
    page.goto(invitation(room, Membership(EVERY_STUDY, Role.OWNER)))
    expect(page.locator("main")).to_contain_text("owner of every study")
    assert "#" not in page.url
    page.get_by_role("button", name="Make a passkey").click()  # a name is asked for first
    assert page.locator("#name").evaluate("field => field.validity.valueMissing")
    page.locator("#name").fill("Ada")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/sessions")
    held = device.send("WebAuthn.getCredentials", {"authenticatorId": name})["credentials"]
    assert [each["isResidentCredential"] for each in held] == [True]

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/sign-in")
    assert page.goto(f"{local}/studies")
    assert page.url.endswith("/staff/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/sessions")
    expect(page.locator(".signed-in")).to_have_text("Ada")

    page.goto(f"{local}/staff/account")
    page.get_by_role("button", name="Remove first passkey").click()
    expect(page.locator("[role=alert]").first).to_contain_text("last way in")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set a password").click()
    page.get_by_role("button", name="Remove first passkey").click()
    expect(page.locator("[aria-labelledby=passkeys]")).to_contain_text("none yet")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey [role=alert]")).to_contain_text("isn't known here")


def test_who_is_not_verified_gets_no_passkey(room: ServedRoom, context: BrowserContext) -> None:
    page = context.new_page()
    device, name = authenticator(context, page)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
    page.goto(invitation(room, Membership(STUDY, Role.VIEWER)))
    page.locator("#name").fill("Eve")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator("#passkey [role=alert]")).to_contain_text("No passkey was given")
    assert "Eve" not in [who.name for who, _ in room.ask(room.server.stores.staff.all())]


def test_a_password_signs_in_and_is_changed(room: ServedRoom, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(invitation(room, Membership(STUDY, Role.MODERATOR), "127.0.0.1"))
    expect(page.locator("main")).to_contain_text("Passkeys don’t work at this address")
    page.locator("#name").fill("Mona")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Use this password").click()
    page.wait_for_url("**/sessions")
    cookie = next(c for c in context.cookies() if c["name"] == "pm_staff")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    page.goto(f"{room.url}/staff/account")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password").fill(NEXT)
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("button", name="Sign out everywhere").click()
    page.wait_for_url("**/staff/sign-in")
    for password, told in ((PASSWORD, "Name or password is wrong."), (NEXT, "")):
        page.get_by_label("Name").fill("mona")
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in with the password").click()
        if told:
            expect(page.locator("[role=alert]")).to_have_text(told)
    page.wait_for_url("**/sessions")
    expect(page.get_by_role("link", name="People")).to_have_count(0)


def fill_room(room: ServedRoom, code: str) -> Any:
    """A simulated panel that joins and presses."""
    study = room.server.services.conduct.place(code).study
    truth = read_truth({"default": {"like": 0.4, "dislike": 0.2}})
    panel = draw_panel(study, [], truth, 60, np.random.default_rng(11))
    return room.begin(drive_panel(room.url, code, panel))


def test_an_editor_sees_own_audiences_and_a_viewer_waits_for_the_close(
    room: ServedRoom, chromium: Browser
) -> None:
    code = room.open_session(SessionKind.LIVE, simulated=True)
    pages = {}
    for name, membership in {
        "Edda": Membership(STUDY, Role.EDITOR, ("age:35_59", "age:60_plus")),
        "Olga": Membership(STUDY, Role.OWNER),
        "Vera": Membership(STUDY, Role.VIEWER),
    }.items():
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(WAIT_MS)
        page = pages[name] = context.new_page()
        page.goto(invitation(room, membership, "127.0.0.1"))
        page.locator("#name").fill(name)
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Use this password").click()
        page.wait_for_url("**/sessions")
    editor, owner, viewer = pages["Edda"], pages["Olga"], pages["Vera"]
    driving = fill_room(room, code)
    for page in (editor, owner):
        page.goto(f"{room.url}/sessions/{code}/live")
    refused = viewer.goto(f"{room.url}/sessions/{code}/live")
    assert refused is not None
    assert refused.status == 403
    owner.get_by_role("button", name="Start").click()
    expect(owner.locator(".strip-name", has_text="Under 35")).to_be_visible()
    expect(editor.locator(".strip-name", has_text="35 to 59")).to_be_visible()
    assert "Under 35" not in editor.content()
    assert "Region" not in editor.locator(".timeline").inner_text()
    expect(editor.get_by_role("button", name="Pause")).to_have_count(0)
    expect(editor.locator(".status")).not_to_contain_text("active now")
    expect(owner.locator(".status")).to_contain_text("active now")
    expect(editor.locator("main")).to_contain_text("your own audiences")
    step = f"{room.url}/api/v1/sessions/{code}/pause"
    assert editor.request.post(step).status == 403
    facts = editor.request.get(f"{room.url}/api/v1/sessions/{code}/room").json()
    assert {cell["id"] for cell in facts["cells"]} == {"age:35_59", "age:60_plus"}
    driving.result(60)
    room.step(code, SessionState.CLOSED)
    viewer.reload()
    expect(viewer.locator(".strip-name", has_text="Under 35")).to_be_visible()
    expect(viewer.locator(".status")).to_contain_text("final")
    for page in pages.values():
        page.context.close()
