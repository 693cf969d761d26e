"""An analyst's own data through the gate: what the gate says of the counts, and nothing else."""

import json

import numpy as np
import pytest

from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.measured import measure
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.protection import PROFILES
from pulsemeter.release.gated_analysis import gate_analysis
from pulsemeter.release.rounding import code_triple

STANDARD = PROFILES["standard"]


def session(sizes, seed=2, **settings):
    """Persons of regions of these sizes over twelve intervals, with one statement."""
    rng = np.random.default_rng(seed)
    people = [f"p{i:03}" for i in range(sum(sizes.values()))]
    rows = [
        (p, 5_000 * k + 1_000, 100 if rng.random() < 0.7 else -100)
        for p in people
        for k in range(12)
        if k == 0 or rng.random() < 0.3
    ]
    region = [name for name, size in sizes.items() for _ in range(size)]
    return measure(
        dict(zip(("participant", "stimulus_ms", "choice"), zip(*rows, strict=True), strict=True)),
        {"participant": people, "region": region},
        {"start_ms": [0], "end_ms": [30_000], "words": ["w"], "passage": ["p"]},
        AnalysisSettings(lag_ms=0, **settings),
    )


def test_every_count_is_the_one_that_the_gate_codes():
    measured = session({"N": 31, "S": 43})
    found = gate_analysis(measured, STANDARD)
    codes = measured.matrix.codes["speech"]
    north = measured.segments.members("region:N")
    for interval in range(12):
        column = codes[north, interval]
        likes, dislikes = int((column == 100).sum()), int((column == -100).sum())
        told = code_triple(likes, dislikes, 31, 31, STANDARD)
        (row,) = found.curve.filter(segment="region:N", interval=interval).to_dicts()
        assert (row["likes"], row["likes_coding"]) == (told.likes.value, told.likes.coding)
        assert (row["dislikes"], row["dislikes_coding"]) == (
            told.dislikes.value,
            told.dislikes.coding,
        )


def test_statements_passages_and_session_are_told_with_their_sentences():
    found = gate_analysis(session({"N": 31, "S": 43}), STANDARD)
    for table in (found.statements, found.passages, found.session):
        assert table["segment"].to_list() == ["all", "region:N", "region:S"]
        assert table["sentence"].str.contains("present pressed Like").all()
    assert found.released == "standard"


def test_a_small_category_is_merged_and_never_told_alone():
    found = gate_analysis(session({"A": 30, "B": 4, "C": 30}), STANDARD)
    assert found.segments["segment"].to_list() == ["all", "region:A", "region:B+C"]
    assert set(found.curve["segment"]) == {"all", "region:A", "region:B+C"}


def test_a_pair_leaves_whole_or_not_at_all():
    rng = np.random.default_rng(0)
    people = [f"p{i:03}" for i in range(120)]
    panel = {
        "participant": people,
        "sex": ["f", "m"] * 60,
        "town": [*rng.choice(["x", "y"], 112).tolist(), *["z"] * 8],
    }
    reactions = {"participant": people, "stimulus_ms": [0] * 120, "choice": [100] * 120}
    settings = AnalysisSettings(segments=("sex", "town", "sex:town"))
    found = gate_analysis(measure(reactions, panel, None, settings), PROFILES["sealed"])
    assert not [name for name in found.segments["segment"] if "×" in name]
    assert any("sex×town" in note for note in found.notes)


def test_exact_counts_leave_in_no_table_and_no_note():
    """Two sessions that differ in one person's reactions within a rounding step look the same."""
    measured = session({"N": 31, "S": 43})
    before = gate_analysis(measured, STANDARD)
    codes = measured.matrix.codes["speech"]
    changed = False
    for interval in range(12):
        likes = int((codes[:, interval] == 100).sum())
        person = int(np.argmax(codes[:, interval] == 101))
        if likes % 2 == 1 and codes[person, interval] == 101 and interval > 5:
            codes[person, interval] = 100
            changed = True
            break
    assert changed
    after = gate_analysis(measured, STANDARD)
    same = before.curve.filter(segment="all")["likes"] == after.curve.filter(segment="all")["likes"]
    assert same.all()


def test_every_table_of_single_persons_and_exact_counts_is_empty():
    found = gate_analysis(session({"N": 31, "S": 43}), STANDARD)
    kept = {"segments", "curve", "session", "statement_list", "statements", "passages"}
    for name, table in found.tables.items():
        assert table.is_empty() == (name not in kept), name
    assert found.persons.is_empty()
    json.dumps(found.summary(), allow_nan=False)


@pytest.mark.parametrize(
    ("sizes", "settings", "says"),
    [
        ({"N": 4}, {}, "nothing can be told"),
        ({"N": 30, "S": 30}, {"weights": {"region": {"N": 0.5, "S": 0.5}}}, "weights"),
        ({"N": 30}, {"instrument": "slider"}, "slider"),
    ],
)
def test_what_the_gate_cannot_tell_is_refused(sizes, settings, says):
    with pytest.raises(DataError, match=says):
        gate_analysis(session(sizes, **settings), STANDARD)
