import pytest

from pulsemeter.web.headers import CONTENT_SECURITY_POLICY


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


def test_nothing_inline_may_run():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY
