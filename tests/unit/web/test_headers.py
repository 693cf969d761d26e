import pytest
from starlette.responses import Response
from tests.unit.web.conftest import Site

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Stimulus
from pulsemeter.web.headers import (
    CONTENT_SECURITY_POLICY,
    allow_media_of,
    content_security_policy,
)


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [
        ("GET", "/", "nobody"),
        ("GET", "/p", "nobody"),
        ("GET", "/p", "participant"),
        ("GET", "/nothing/here", "nobody"),
        ("DELETE", "/", "nobody"),
        ("GET", "/api/v1/sessions/x/room", "nobody"),
        ("GET", "/sessions", "nobody"),
        ("GET", "/assets/nothing.js", "nobody"),
        ("GET", "/media/{code}/talk", "participant"),
        ("POST", "/p/records", "participant"),
    ],
)
def test_every_answer_carries_the_headers(visit, method, path, who):
    async def story(site):
        answer = await site.ask(method, path.format(code=site.code), who)
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")
        assert "permissions-policy" in answer.headers

    visit(story)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_under_tls_browsers_are_bound_to_it(visit, scheme):
    async def story(site):
        answer = await site.get(f"{scheme}://pulse.test/")
        told = answer.headers.get("strict-transport-security")
        assert told == ("max-age=31536000" if scheme == "https" else None)

    visit(story)


def test_nothing_inline_may_run():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


def test_a_named_media_origin_is_open_on_the_page_that_shows_it_only(visit):
    far = Stimulus("far", "Far", 30_000, address="https://media.example.org/a/x.m3u8")

    async def story(site):
        run = (await site.get("/p", "participant")).headers["content-security-policy"]
        assert run == content_security_policy("https://media.example.org")
        assert "connect-src 'self' https://media.example.org" in run
        live = (await site.get(f"/sessions/{site.code}/live", "staff")).headers
        assert live["content-security-policy"] == run
        home = (await site.get("/")).headers["content-security-policy"]
        assert home == CONTENT_SECURITY_POLICY

    visit(story, stimuli=(far,))


def test_a_page_of_several_stimuli_names_each_origin_once():
    page = allow_media_of(
        Response(),
        "https://a.example/1.m3u8",
        "",
        "https://b.example/2.m3u8",
        "https://a.example/3.m3u8",
    )
    policy = page.headers["content-security-policy"]
    assert "media-src 'self' blob: https://a.example https://b.example;" in policy


def test_over_tls_every_cookie_is_for_tls_alone(visit):
    """What else holds for cookies is asked of every answer, see `check_answer`."""

    async def story(site):
        over_tls = Site(site.world, site.media, site.code, site.study, is_tls=True)
        token = await site.world.desk.admission.invite("a test", Membership("talk", Role.VIEWER))
        named = {"name": "Vera", "password": "correct horse battery", "token": token}
        set_names = set()
        for path, form in (
            ("/language", {"language": "de", "back": "/"}),
            (f"/j/{site.code}/redeem", {"page_key": "k" * 32}),
            ("/staff/welcome/password", named),
        ):
            answer = await over_tls.post(path, data=form)
            assert answer.status_code == 303
            set_names |= {each.partition("=")[0] for each in answer.headers.get_list("set-cookie")}
        assert {"pm_language", "pm_seat", "__Host-pm_staff"} <= set_names

    visit(story)
