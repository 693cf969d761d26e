"""What machines ask that watch the server."""

import re
from dataclasses import replace

from pulsemeter.service.server_health import Figure
from pulsemeter.web.application import build_application
from pulsemeter.web.health_pages import metrics_text

TOKEN = "a-token-of-the-watching-machine-0123"
LINE = re.compile(r'(pulsemeter_[a-z_]+)(\{state="[a-z]+"\})? (-?[0-9.e+]+)')


def with_token(site):
    """The same site, with metrics for who brings the token."""
    site.services = replace(site.services, metrics_token=TOKEN)
    site.application = build_application(site.services)


async def asked(site, authorization=None):
    headers = {} if authorization is None else {"authorization": authorization}
    return await site.get("/metrics", headers=headers)


def test_a_server_that_stores_is_live_and_ready(visit):
    async def story(site):
        for path, told in (("/health/live", "live\n"), ("/health/ready", "ready\n")):
            answer = await site.get(path)
            assert (answer.status_code, answer.text) == (200, told)
            assert answer.headers["cache-control"] == "no-store"
            assert "set-cookie" not in answer.headers

    visit(story)


def test_a_server_that_stores_nothing_is_live_but_not_ready_and_says_no_more(visit):
    async def story(site):
        site.world.ingest.commits.trouble = "/srv/anna/reactions.sqlite: the disk is full"
        answer = await site.get("/health/ready")
        assert answer.status_code == 503
        assert answer.text == "nothing can be stored at the moment\n"
        assert (await site.get("/health/live")).status_code == 200
        site.world.ingest.commits.trouble = ""
        assert (await site.get("/health/ready")).status_code == 200
        site.services.health.is_stopping = True
        assert (await site.get("/health/ready")).text == "this server is stopping\n"

    visit(story)


def test_there_are_no_metrics_where_no_token_was_given(visit):
    async def story(site):
        for authorization in (None, "Bearer", "Bearer x"):
            assert (await asked(site, authorization)).status_code == 404

    visit(story)


def test_metrics_are_for_who_brings_the_token_alone(visit):
    async def story(site):
        with_token(site)
        for wrong in (None, "", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
            answer = await asked(site, wrong)
            assert answer.status_code == 401, wrong
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "pulsemeter_" not in answer.text
        assert (await site.get("/metrics", "staff")).status_code == 401
        assert (await asked(site, f"Bearer {TOKEN}")).status_code == 200
        assert TOKEN not in repr(site.services)

    visit(story)


def test_metrics_are_numbers_in_the_text_format(visit):
    async def story(site):
        with_token(site)
        answer = await asked(site, f"Bearer {TOKEN}")
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert answer.text.endswith("\n")
        lines = answer.text.splitlines()
        values = [line for line in lines if not line.startswith("#")]
        found = [LINE.fullmatch(line) for line in values]
        assert all(found), values
        names = {match[1] for match in found if match}
        assert {"pulsemeter_ready", "pulsemeter_records_total", "pulsemeter_sessions"} <= names
        assert names == {line.split()[2] for line in lines if line.startswith("# TYPE ")}
        assert names == {line.split()[2] for line in lines if line.startswith("# HELP ")}
        for word in (site.code, site.study.name, "north", "region", "like"):
            assert word not in answer.text
        assert 'pulsemeter_sessions{state="running"} 1' in values

    visit(story)


def test_large_and_small_numbers_are_written_whole():
    figures = [Figure("a", "counter", "A.", [("", 123_456_789_012)]),
               Figure("b", "gauge", "B.", [("open", 0.25)])]  # fmt: skip
    assert metrics_text(figures) == (
        "# HELP pulsemeter_a A.\n# TYPE pulsemeter_a counter\npulsemeter_a 123456789012\n"
        '# HELP pulsemeter_b B.\n# TYPE pulsemeter_b gauge\npulsemeter_b{state="open"} 0.25\n'
    )
