"""Every figure of the status has words, the same on the page and at the command line."""

from dataclasses import replace

import pytest

from pulsemeter.domain.brief import BriefState
from pulsemeter.domain.session import SessionState
from pulsemeter.service.jobs import JobState
from pulsemeter.service.read_status import COMMITS_COUNTED_MAX, FolderLook
from pulsemeter.service.watch_load import Burden
from pulsemeter.web.status_words import span_words, status_groups, status_text

DAY_MS = 86_400_000


def test_every_figure_has_words(visit):
    async def story(site):
        status = replace(
            await site.services.status.read(),
            records=12_300, last_commit_ms=65_000, waiting=1, behind=2, lag_ms=12_900,
            burden=Burden.NO_JOINING, workers=4, dry_runs=1, simulated=2,
            sessions={SessionState.CLOSED: 2, SessionState.OPEN: 1},
            disk=FolderLook(20 * 10**9, 80 * 10**9, 1_500_000), lasts_ms=3 * DAY_MS, due=1,
            jobs={JobState.FAILED: 2, JobState.MAKING: 1},
            briefs={BriefState.GIVEN_UP: 1, BriefState.ARRIVED: 1_234},
        )  # fmt: skip
        words = dict(row for _, rows in status_groups(status) for row in rows)
        assert words == {
            "Stored since the start": "12,300 records and more",
            "Last commit": "1 min ago",
            "Waiting for the disk": "1 message",
            "Tally": "2 commits behind the log, the oldest of them 12 s old",
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
            status,
            behind=COMMITS_COUNTED_MAX + 1,
            lag_ms=0,
            lasts_ms=400 * DAY_MS,
            due=3,
            disk=None,
        )
        words = dict(row for _, rows in status_groups(far) for row in rows)
        assert words["Tally"] == "more than 100 commits behind the log"
        assert words["It lasts"] == "more than a year at the pace of the last hour"
        assert words["Due to be erased"] == "3 pieces wait for the next look"
        assert words["Disk"] == "can’t be looked at"

    visit(story)


def test_the_text_tells_the_same_as_the_page_and_first_what_is_wrong(visit):
    async def story(site):
        status = replace(await site.services.status.read(), up_ms=3 * DAY_MS)
        first, second, *rest = status_text(status).splitlines()
        assert first.startswith("As of ")
        assert first.endswith(" UTC. This server has run for 3 days.")
        assert second == "Nothing is wrong that the server knows of."
        for title, rows in status_groups(status):
            assert title in rest
            for name, words in rows:
                (line,) = [each for each in rest if each.startswith(f"  {name}  ")]
                assert line.endswith(f" {words}")
        troubled = replace(status, troubles=("The disk is full;\n make room.", "It waits."))
        assert status_text(troubled).splitlines()[1:3] == [
            "! The disk is full; make room.", "! It waits.",
        ]  # fmt: skip

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
