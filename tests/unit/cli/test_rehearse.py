import json

import pytest

from pulsemeter.cli.rehearse import codes_of
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.service.begin_tally import new_tally
from pulsemeter.tally.frame import records_of


def test_codes_of_a_tally(make_study):
    tally = new_tally(make_study())
    row = Record(42, 1, 1, 1, RecordKind.PRESS, 0, 0, -100, 6_000, 6_000)
    tally.fold(records_of([row]), 1)
    assert codes_of(tally) == {(42, 0, 0, 1): -100}


def test_what_cannot_be_rehearsed(command):
    command.begin()
    assert "there is no study 'moon'" in command.refused("rehearse", "moon")
    assert "--speed 1" in command.refused(
        "rehearse", "demo", "--url", "http://127.0.0.1:1", "--speed", 5
    )
    command.refused("rehearse", "demo", "--panelists", 0)


@pytest.mark.slow
def test_a_rehearsal_of_the_demonstration_finds_no_difference(command):
    done = command.program(
        "rehearse", "demo", "--panelists", 12, "--speed", 30, "--json", "--data", command.data,
        timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["is_clean"] is True
    assert counts["differences"] == 0
    assert counts["live_tally_agrees"] is True
    assert counts["simulated"] is True
    assert counts["made"] == counts["stored"] > 200
    assert counts["releases"] > 10
    shown = command.fine("study", "show", "moon").output
    assert f"Session {counts['session']}: live, closed" in shown
