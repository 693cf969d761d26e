"""Released figures as files: everything that was released for these audiences, and no more."""

import csv
import json
from io import StringIO

from tests.unit.report.hand_overs import INTERVAL, LABELS, STATEMENT, a_hand_over

from pulsemeter.report.hand_over import hand_over_files
from pulsemeter.report.hand_over_figures import COLUMNS, figures_csv


def table() -> list[dict[str, str]]:
    released = a_hand_over().released
    text = figures_csv(STATEMENT, released, [INTERVAL], LABELS, 5_000).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_one_row_for_each_figure_as_it_was_released() -> None:
    rows = table()
    assert list(rows[0]) == list(COLUMNS)
    assert [(r["level"], r["id"], r["audience"]) for r in rows] == [
        ("statement", "s2 r3", "region:north"),
        ("statement", "s2 r3", "region:west"),
        ("interval", "12", "region:north"),
    ]
    north, west, interval = rows
    assert (north["likes"], north["dislikes"], north["dislikes_coding"]) == ("62", "8", "under")
    assert (north["net"], north["low"], north["high"]) == ("54.0", "38.5", "66.0")
    assert (west["net"], west["finding"]) == ("", "too_few")
    assert (interval["start_ms"], interval["end_ms"]) == ("60000", "65000")
    assert (interval["finding"], interval["release"]) == ("most_liked", "7")


def test_a_spreadsheet_runs_nothing() -> None:
    west = table()[1]
    assert west["sentence"].startswith("'=Among")
    assert west["audience_label"] == "'@West"


def test_json_tells_the_releases_without_their_place_in_the_log() -> None:
    told = json.loads(hand_over_files(a_hand_over())["figures.json"])
    assert told["statement"] == "s2"
    assert told["audiences"] == LABELS
    assert told["statement_release"]["figures"][0]["likers"] == {"value": 62, "coding": "near"}
    assert told["interval_releases"][0]["interval"] == 12
    assert "position" not in json.dumps(told)
    assert "4711" not in json.dumps(told)
