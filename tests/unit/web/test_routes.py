import pytest

from pulsemeter.domain.study import Stimulus
from pulsemeter.web.policy import Policy
from pulsemeter.web.routes import TABLE

PUBLIC_STATUS = {
    ("GET", "/"): (200, 200),
    ("POST", "/join"): (303, 303),
    ("POST", "/language"): (303, 303),
    ("GET", "/j/{code}"): (200, 200),
    ("POST", "/j/{code}/redeem"): (403, 403),
    ("GET", "/j/{code}/again"): (303, 303),
    ("GET", "/p"): (403, 200),
    ("GET", "/p/step"): (403, 200),
    ("POST", "/p/consent"): (403, 303),
    ("POST", "/p/profile"): (403, 422),
    ("POST", "/p/practised"): (403, 204),
    ("POST", "/p/watched"): (403, 204),
    ("POST", "/p/go-on"): (403, 303),
    ("POST", "/p/questions"): (403, 303),
    ("POST", "/p/why"): (403, 303),
    ("GET", "/p/summary"): (403, 303),
    ("POST", "/p/closing"): (403, 303),
    ("POST", "/p/withdraw"): (403, 303),
    ("POST", "/p/records"): (403, 400),
    ("GET", "/takeover"): (200, 200),
    ("POST", "/takeover"): (404, 404),
    ("GET", "/withdraw"): (200, 200),
    ("POST", "/withdraw"): (404, 404),
    ("GET", "/privacy"): (200, 200),
    ("GET", "/accessibility"): (200, 200),
    ("GET", "/staff/sign-in"): (200, 200),
    ("POST", "/staff/sign-in"): (403, 403),
}
"""What (nobody, a participant) gets from a public route with an empty request."""

STAFF_STATUS = {
    ("GET", "/studies"): 200,
    ("GET", "/studies/{name}/stimuli"): 200,
    ("GET", "/api/v1/studies/{name}/stimuli"): 200,
    ("POST", "/api/v1/uploads"): 400,
    ("PATCH", "/api/v1/uploads/{id}"): 400,
    ("HEAD", "/api/v1/uploads/{id}"): 404,
    ("DELETE", "/api/v1/uploads/{id}"): 204,
    ("GET", "/sessions"): 200,
    ("GET", "/sessions/{code}/live"): 200,
    ("GET", "/api/v1/sessions/{code}/room"): 200,
    ("POST", "/api/v1/sessions/{code}/{step}"): 200,
    ("POST", "/api/v1/sessions/{code}/cue/{step}"): 404,
}

ROUTES = [(method, path, policy) for method, path, _, policy in TABLE]
STIMULI = (
    Stimulus(
        "talk", "A talk", 30_000, "talk.mp4", "talk.vtt", captions_in=(("de", "talk.de.vtt"),)
    ),
    Stimulus("long", "A long talk", 30_000, "long.hls/index.m3u8"),
)
STREAM = "/api/v1/sessions/{code}/stream"


def filled(path, code):
    stimulus = "long" if "piece" in path else "talk"
    return path.format(
        code=code, stimulus=stimulus, step="pause", name="talk", id="nothing", language="de",
        piece="index.m3u8",
    )  # fmt: skip


def test_the_table_is_covered():
    listed = {(method, path) for method, path, policy in ROUTES if policy is Policy.PUBLIC}
    assert listed == set(PUBLIC_STATUS)
    listed = {(m, p) for m, p, policy in ROUTES if policy is Policy.STAFF and p != STREAM}
    assert listed == set(STAFF_STATUS)


@pytest.mark.parametrize(("method", "path", "policy"), ROUTES)
def test_every_route_for_every_party(visit, method, path, policy):
    async def story(site):
        async def status(who, code=site.code):
            return (await site.ask(method, filled(path, code), who)).status_code

        nobody, participant = await status("nobody"), await status("participant")
        if policy is Policy.PUBLIC:
            assert (nobody, participant) == PUBLIC_STATUS[method, path]
        elif policy is Policy.SEAT_OR_STAFF:
            assert (nobody, participant, await status("staff")) == (303, 200, 200)
        else:
            api = path.startswith("/api/")
            assert nobody == (401 if api else 303)
            for code in (site.code, site.code.lower(), "NOSUCH"):
                assert await status("participant", code) == 403
            if path != STREAM:  # an endless answer; its own tests read it
                assert await status("staff") == STAFF_STATUS[method, path]

    visit(story, stimuli=STIMULI)


@pytest.mark.parametrize(
    ("method", "path"), [(method, path) for method, path, _ in ROUTES if method == "POST"]
)
def test_nothing_is_changed_from_another_site(visit, method, path):
    async def story(site):
        for headers in (
            {"origin": "http://evil.test"},
            {"origin": "null"},
            {"origin": "http://pulse.test.evil.test"},
            {"sec-fetch-site": "cross-site"},
        ):
            for who in ("participant", "staff"):
                answer = await site.ask(method, filled(path, site.code), who, headers=headers)
                assert answer.status_code == 403
                assert "another site" in answer.text
        state = site.world.conduct.place(site.code).session.state.value
        assert state == "running"
        assert site.world.enrolment.seat(site.seat.id).step.value == "stimulus"

    visit(story)


def test_built_files_are_kept_for_good_and_the_manifest_is_ours_alone(visit):
    async def story(site):
        page = await site.get("/")
        name = page.text.split('href="/assets/')[1].split('"')[0]
        built = await site.get(f"/assets/{name}")
        assert built.status_code == 200
        assert "immutable" in built.headers["cache-control"]
        for path in ("/assets/.vite/manifest.json", "/assets/../routes.py", "/assets/%2e%2e/x"):
            assert (await site.get(path)).status_code == 404

    visit(story)
