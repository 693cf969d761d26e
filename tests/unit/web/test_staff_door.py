from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.scope import Scope
from pulsemeter.domain.staff import Membership, Role, StaffMember
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.web.staff_door import (
    NOTHING,
    passkey_elsewhere,
    passkey_origin,
    sign_in_browser,
    sign_out_browser,
    staff_cookie,
    view_of,
    who_asks,
)


def asked(site, **headers):
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "app": site.application})


@pytest.mark.parametrize(
    ("role", "view"),
    [
        (Role.OWNER, EVERYTHING),
        (Role.ANALYST, EVERYTHING),
        (Role.MODERATOR, EVERYTHING),
        (Role.EDITOR, View(frozenset(("region",)), with_activity=False)),
        (Role.VIEWER, View(final_only=True, with_activity=False)),
    ],
)
def test_what_each_role_sees(role, view):
    held = (Membership("talk", role, ("region",)),)
    who = SignedIn(StaffMember("a", "Ada"), held, None)
    assert view_of(who, "talk") == view
    assert view_of(who, "another") == NOTHING
    assert not NOTHING.shows("all")
    assert view_of(replace(who, scopes=frozenset((Scope.READ,))), "talk") == view
    others = frozenset(scope for scope in Scope if scope is not Scope.READ)
    assert view_of(replace(who, scopes=others), "talk") == NOTHING


def test_the_sign_in_is_bound_to_the_host_over_tls():
    assert staff_cookie(True) == "__Host-pm_staff"
    assert staff_cookie(False) == "pm_staff"


@pytest.mark.parametrize("is_tls", [True, False])
def test_the_cookie_as_browsers_want_it(visit, is_tls):
    async def story(site):
        object.__setattr__(site.services, "is_tls", is_tls)
        answer = await sign_in_browser(asked(site), Response(), "secret")
        given = answer.headers["set-cookie"]
        gone = sign_out_browser(asked(site), Response()).headers["set-cookie"]
        for cookie in (given, gone):
            assert cookie.startswith("__Host-pm_staff=" if is_tls else "pm_staff=")
            assert "HttpOnly" in cookie
            assert "Path=/" in cookie
            assert "SameSite=strict" in cookie
            assert "Domain" not in cookie
            assert ("Secure" in cookie) is is_tls
        assert "Max-Age=604800" in given
        assert "Max-Age=0" in gone

    visit(story)


def test_signing_out_clears_kept_pages_and_leaves_presses_that_wait(visit):
    async def story(site):
        told = sign_out_browser(asked(site), Response()).headers["clear-site-data"]
        assert told == '"cache"'  # "storage" would take a participant's unsent presses along

    visit(story)


def test_who_asks_is_told_by_the_cookie_of_this_kind_of_server(visit):
    async def story(site):
        secret = site.secrets["staff"]
        assert (await who_asks(asked(site, cookie=f"pm_staff={secret}"))).member.name == "Staff"
        for cookie in ("", "pm_staff=", "pm_staff=x", f"__Host-pm_staff={secret}"):
            assert await who_asks(asked(site, cookie=cookie)) is None

    visit(story)


def test_where_passkeys_work_is_told_by_the_address_of_the_page(visit):
    async def story(site):
        for host, here in (
            ("localhost:8000", "http://localhost:8000"),
            ("LOCALHOST:8000", "http://localhost:8000"),
            ("pulse.example", "https://pulse.example"),
            ("127.0.0.1:8000", ""),
            ("localhost", ""),
        ):
            assert passkey_origin(asked(site, host=host)) == here
            assert bool(passkey_elsewhere(asked(site, host=host))) is not bool(here)

    visit(story)
