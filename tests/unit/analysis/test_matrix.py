"""The fold of a long table: the live tally's rules, and what can't be is refused."""

import numpy as np
import polars as pl
import pytest

from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.matrix import read_matrix
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.tally.cells import Cells
from pulsemeter.tally.frame import RECORD

COLUMNS = {
    "participant": pl.String,
    "stimulus_ms": pl.Int64,
    "choice": pl.Int64,
    "kind": pl.String,
    "target": pl.String,
}


def fold(*records, participants=(), end_ms=0, **settings):
    filled = [(*r, *("press", "")[len(r) - 3 :]) for r in records]
    table = pl.DataFrame(filled, schema=COLUMNS, orient="row")
    return read_matrix(
        table, AnalysisSettings(**settings), participants=participants, end_ms=end_ms
    )


def test_the_last_press_of_an_interval_stands_and_of_equal_times_the_later_row():
    held = fold(("a", 4_000, 100), ("a", 1_000, -100), ("b", 2_000, 100), ("b", 2_000, -100))
    assert held.codes["speech"].tolist() == [[100], [-100]]
    assert held.offset_ms["speech"].tolist() == [[4_000], [2_000]]
    assert held.presses["speech"].stimulus_ms.tolist() == [1_000, 2_000, 2_000, 4_000]


def test_an_undone_press_becomes_skipped_and_a_press_outranks_presence():
    held = fold(
        ("a", 1_000, 100),
        ("a", 2_000, None, "undo"),
        ("b", 1_000, -100),
        ("b", 4_999, None, "away"),
        ("c", 0, None, "skipped"),
        ("c", 5_000, None, "away"),
    )
    assert held.codes["speech"].tolist() == [[101, -128], [-100, -128], [101, 102]]
    assert held.presence_known
    assert held.ever_present.tolist() == [True, True, True]


def test_presence_is_shared_by_targets_and_makes_none_of_its_own():
    held = fold(
        ("a", 1_000, 100, "press", "x"),
        ("b", 1_000, -100, "press", "y"),
        ("b", 6_000, None, "skipped"),
        instrument="two_buttons_per_target",
    )
    assert held.targets == ("x", "y")
    assert held.codes["x"].tolist() == [[100, -128], [101, 101]]
    assert held.codes["y"].tolist() == [[101, -128], [-100, 101]]


def test_without_presence_records_everybody_with_a_record_is_there():
    held = fold(("a", 6_000, 100), participants=("z", "a"))
    assert not held.presence_known
    assert held.participants == ("z", "a")
    assert held.codes["speech"].tolist() == [[-128, -128], [101, 100]]
    assert held.ever_present.tolist() == [False, True]
    told = fold(("a", 6_000, 100), presence_known=True)
    assert told.codes["speech"].tolist() == [[-128, 100]]


def test_records_after_the_end_are_left_out_and_counted():
    held = fold(("a", 9_999, 100), ("a", 10_000, 100), ("a", 12_000, 100), duration_ms=10_000)
    assert (held.left_out, held.intervals) == (2, 2)
    assert held.codes["speech"].tolist() == [[101, 100]]


def test_duration_ends_the_last_interval_of_records_or_statements():
    assert fold(("a", 5_000, 100)).duration_ms == 10_000
    assert fold(("a", 5_000, 100), end_ms=11_000).duration_ms == 15_000


def test_a_slider_keeps_its_value_while_its_holder_is_there():
    held = fold(
        ("a", 6_000, 40),
        ("a", 0, None, "skipped"),
        ("a", 10_000, None, "away"),
        ("a", 15_000, None, "skipped"),
        instrument="slider",
    )
    assert held.codes["speech"].tolist() == [[0, 40, 102, 40]]


def test_a_slider_stands_at_its_start_value_until_it_is_moved():
    told = (("a", 0, None, "skipped"), ("a", 5_000, -70), ("a", 10_000, None, "skipped"))
    held = fold(*told, instrument="slider", start=25)
    assert held.codes["speech"].tolist() == [[25, -70, -70]]


@pytest.mark.parametrize(
    ("record", "settings", "said"),
    [
        (("a", -1, 100), {}, "-1 ms"),
        (("a", 86_400_001, 100), {}, "24 hours"),
        ((None, 1, 100), {}, "without participant"),
        (("a", None, 100), {}, "without participant"),
        (("a", 1, None), {}, "press without a choice"),
        (("a", 1, 100, "vote"), {}, "'vote'"),
        (("a", 1, 50), {}, "choice 50"),
        (("a", 1, 50), {"instrument": "two_buttons_free"}, "choice 50"),
        (("a", 1, 30), {"instrument": "four_steps"}, "choice 30"),
        (("a", 1, 101), {"instrument": "slider"}, "choice 101"),
        (("a", 1, 70_000), {"instrument": "slider"}, "choice 70000"),
    ],
)
def test_impossible_records_are_refused(record, settings, said):
    with pytest.raises(DataError, match=said):
        fold(record, **settings)


def test_missing_columns_no_rows_and_mixed_instruments_are_refused():
    with pytest.raises(DataError, match="missing: choice, stimulus_ms"):
        read_matrix(pl.DataFrame({"participant": ["a"]}), AnalysisSettings())
    with pytest.raises(DataError, match="no reactions"):
        fold()
    two = pl.DataFrame(
        {
            "participant": ["a", "b"],
            "stimulus_ms": [1, 2],
            "choice": [100, 100],
            "instrument": ["slider", "two_buttons"],
        }
    )
    with pytest.raises(DataError, match="2 instruments"):
        read_matrix(two, AnalysisSettings())


@pytest.mark.parametrize("column", ["stimulus_ms", "choice"])
@pytest.mark.parametrize("wrong", [0.5, float("nan"), float("inf"), "soon"])
def test_what_is_no_whole_number_is_refused_and_never_cut(column, wrong):
    held = {"participant": ["a"], "stimulus_ms": [1], "choice": [100], column: [wrong]}
    with pytest.raises(DataError, match=f"{column} holds"):
        read_matrix(pl.DataFrame(held), AnalysisSettings(instrument="slider"))


def test_more_than_five_targets_are_refused():
    with pytest.raises(DataError, match="6 targets"):
        fold(*[("a", 1, 100, "press", f"t{i}") for i in range(6)])


@pytest.mark.parametrize("seed", range(8))
def test_live_tally_and_analysis_agree_on_any_log(seed):
    rng = np.random.default_rng(seed)
    n, persons, intervals = 400, 5, 6
    kind = rng.choice(
        [RecordKind.PRESS, RecordKind.UNDO, RecordKind.PRESENCE], n, p=[0.5, 0.2, 0.3]
    )
    records = np.zeros(n, dtype=RECORD)
    records["kind"], records["sequence"] = kind, np.arange(1, n + 1)
    records["clock_ms"] = rng.integers(0, intervals * 500, n) * 10
    state = rng.choice([SKIPPED, AWAY], n)
    choice = np.where(kind == RecordKind.PRESS, rng.choice([-100, 100], n), 0)
    records["choice"] = np.where(kind == RecordKind.PRESENCE, state, choice)
    rows = rng.integers(0, persons, n)
    live = Cells(intervals, 5_000, persons)
    live.fold(records, rows)
    names = {RecordKind.PRESS: "press", RecordKind.UNDO: "undo"}
    table = pl.DataFrame(
        {
            "participant": [f"p{row}" for row in rows],
            "stimulus_ms": records["clock_ms"].astype(np.int64),
            "choice": choice,
            "kind": [
                names.get(k, "away" if s == AWAY else "skipped")
                for k, s in zip(kind, state, strict=True)
            ],
        }
    )
    held = read_matrix(table, AnalysisSettings(duration_ms=intervals * 5_000))
    assert np.array_equal(held.codes["speech"], live.codes.T)


def free(rows: list[tuple[str, int, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["participant", "stimulus_ms", "choice", "kind"], orient="row")


def test_a_press_taken_back_is_among_no_presses_and_the_one_before_it_stays() -> None:
    rows = [
        ("a", 100, 100, "press"),
        ("a", 200, -100, "press"),
        ("b", 250, -100, "press"),
        ("a", 300, 0, "undo"),
        ("a", 400, 0, "undo"),
    ]
    matrix = read_matrix(free(rows), AnalysisSettings(instrument="two_buttons_free"))
    presses = matrix.presses["speech"]
    assert presses.choices.tolist() == [100, -100]
    assert presses.rows.tolist() == [0, 1]


def test_records_of_being_away_alone_leave_the_rest_present() -> None:
    rows = [("a", 100, 100, "press"), ("a", 5_100, 0, "away"), ("b", 12_000, 100, "press")]
    matrix = read_matrix(free(rows), AnalysisSettings())
    assert matrix.codes["speech"].tolist() == [[100, 102, 101], [101, 101, 100]]
    assert matrix.presence_known
