"""How the server fares, for owners and moderators of every study alone."""

import re
from dataclasses import replace

import pytest

from pulsemeter.domain.brief import BriefState
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.service.jobs import JobState
from pulsemeter.service.read_status import COMMITS_COUNTED_MAX, FolderLook
from pulsemeter.service.watch_load import Burden
from pulsemeter.storage.data_folder import note_backup
from pulsemeter.web.status_page import _groups, span_words

DAY_MS = 86_400_000


def told(page):
    """What stands behind each name."""
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.text))


def test_a_fresh_server_says_that_nothing_is_wrong(visit):
    async def story(site):
        page = await site.get("/staff/status", "staff")
        assert page.status_code == 200
        assert 'aria-current="page">Status' in page.text
        assert "Nothing is wrong that the server knows of." in page.text
        found = told(page)
        assert found["Stored since the start"] == "fewer than 100 records"
        assert found["Waiting for the disk"] == "nothing"
        assert found["Tally"] == "has counted all that is stored"
        assert found["Load"] == "The server keeps up."
        assert found["Sessions"] == "1 running"
        assert found["Last backup"] == "none known"
        assert found["Jobs"] == found["Briefs"] == "none"
        assert "% of the disk" in found["Disk"]

    visit(story)


def test_nobody_else_sees_it_nor_its_link(visit):
    async def story(site):
        await site.employ("lead", Membership(EVERY_STUDY, Role.MODERATOR))
        await site.employ("analyst", Membership(EVERY_STUDY, Role.ANALYST))
        await site.employ("owner", Membership("talk", Role.OWNER))
        for who, status in (("lead", 200), ("analyst", 403), ("owner", 404)):
            page = await site.get("/staff/status", who)
            assert page.status_code == status, who
            has_link = 'href="/staff/status"' in (await site.get("/studies", who)).text
            assert has_link is (status == 200), who

    visit(story)


def test_troubles_are_told_first_and_as_text(visit):
    async def story(site):
        site.services.ingest.commits.trouble = "the disk <b> is full."
        page = await site.get("/staff/status", "staff")
        assert '<p class="note" role="alert"><bdi>the disk &lt;b&gt; is full.</bdi>' in page.text
        assert "Nothing is wrong" not in page.text

    visit(story)


def test_the_last_backup_is_told_with_its_age(visit):
    async def story(site):
        note_backup(site.media.parent, site.world.clock.wall_ms() - 3 * DAY_MS)
        page = await site.get("/staff/status", "staff")
        assert told(page)["Last backup"].endswith(" UTC, 3 days ago")

    visit(story)


def test_every_figure_has_words(visit):
    async def story(site):
        status = replace(
            await site.services.status.read(),
            records=12_300, last_commit_ms=65_000, waiting=1, behind=2,
            burden=Burden.NO_JOINING, workers=4, dry_runs=1, simulated=2,
            sessions={SessionState.CLOSED: 2, SessionState.OPEN: 1},
            disk=FolderLook(20 * 10**9, 80 * 10**9, 1_500_000), lasts_ms=3 * DAY_MS, due=1,
            jobs={JobState.FAILED: 2, JobState.MAKING: 1},
            briefs={BriefState.GIVEN_UP: 1, BriefState.ARRIVED: 1_234},
        )  # fmt: skip
        words = dict(row for _, rows in _groups(status) for row in rows)
        assert words == {
            "Stored since the start": "12,300 records and more",
            "Last commit": "1 min ago",
            "Waiting for the disk": "1 message",
            "Tally": "2 commits behind the log",
            "Load": "The server is far behind: live screens are let go and nobody joins for now, "
            "presses go on.",
            "Sockets": "carried by 4 worker processes",
            "Sessions": "1 open, 2 closed; 2 of them simulated; 1 dry run",
            "Disk": "20.0 GB free, 25 % of the disk that holds the data folder; its stores take "
            "1.5 MB",
            "It lasts": "about 3 days at the pace of the last hour",
            "Last backup": "none known",
            "Due to be erased": "1 piece waits for the next look",
            "Jobs": "1 being made, 2 failed",
            "Briefs": "1,234 arrived, 1 given up",
        }
        far = replace(
            status, behind=COMMITS_COUNTED_MAX + 1, lasts_ms=400 * DAY_MS, due=3, disk=None
        )
        words = dict(row for _, rows in _groups(far) for row in rows)
        assert words["Tally"] == "more than 100 commits behind the log"
        assert words["It lasts"] == "more than a year at the pace of the last hour"
        assert words["Due to be erased"] == "3 pieces wait for the next look"
        assert words["Disk"] == "can’t be looked at"

    visit(story)


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (-5, "0 s"), (59_999, "59 s"), (60_000, "1 min"), (3_600_000, "1 h"),
        (DAY_MS, "1 day"), (2_500 * DAY_MS, "2,500 days"),
    ],
)  # fmt: skip
def test_spans_are_told_in_their_largest_unit(ms, words):
    assert span_words(ms) == words
