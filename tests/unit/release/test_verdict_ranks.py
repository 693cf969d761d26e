"""Ranks of a session's verdicts among those of earlier sessions of the same instrument."""

import numpy as np
import pytest
from tests.unit.release.showings import a_showing

from pulsemeter.analysis.counts import normal_quantile
from pulsemeter.analysis.ranking import rank_shrunk
from pulsemeter.domain.instrument import Instrument
from pulsemeter.domain.session import SessionState
from pulsemeter.release import verdict_ranks as module
from pulsemeter.release.verdict_ranks import verdict_ranks

OWN = a_showing(
    "NEWEST", judged={"s0": ((70, 10, 100), "resonates"), "s1": ((10, 60, 100), "falls_flat")}
)
BEFORE = a_showing(
    "BEFORE", judged={"s0": ((40, 20, 100), "undecided"), "s1": ((30, 30, 100), "divides")}
)
OTHER = a_showing("SLIDER", instrument=Instrument(cue=False), judged={"s0": ((50, 9, 100), "x")})


def test_each_verdict_has_its_rank_among_all():
    found = verdict_ranks(OWN, [BEFORE], "all")
    assert (found.count, [s.code for s in found.earlier], found.reason) == (4, ["BEFORE"], "")
    assert [(r.statement.id, r.verdict, r.rank) for r in found.rows] == [
        ("s0", "resonates", 1), ("s1", "falls_flat", 4),
    ]  # fmt: skip
    assert all(row.rank_low <= row.rank <= row.rank_high for row in found.rows)
    assert 0 < found.rows[0].shrunk < found.rows[0].net == 60.0
    assert found.told_apart


def test_the_ranks_are_those_of_the_one_estimate():
    showings = (OWN, BEFORE)
    figures = [f for s in showings for _, f in s.judged("", "all").values()]
    errors = [(f.high - f.low) / (2 * normal_quantile(0.95)) for f in figures]
    expected = rank_shrunk([f.net for f in figures], errors, seed=1, replicates=1_000)
    found = verdict_ranks(OWN, [BEFORE], "all")
    assert [row.shrunk for row in found.rows] == [round(v, 1) for v in expected.shrunk[:2]]
    assert [row.rank_high for row in found.rows] == expected.rank_high[:2].tolist()


def test_instruments_are_not_mixed():
    found = verdict_ranks(OWN, [OTHER, BEFORE], "all")
    assert found.count == 4
    assert "SLIDER (A night): another instrument: two buttons" in found.left_out[0]
    alone = verdict_ranks(OWN, [OTHER], "all")
    assert (alone.rows, alone.reason) == (
        [], "there is no earlier session of the same instrument that you may see",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        (a_showing("A", judged={"s0": ((9, 1, 20), "x")}, simulated=True), "simulated"),
        (a_showing("A", judged={"s0": ((9, 1, 20), "x")}, state=SessionState.RUNNING), "not over"),
        (a_showing("A", judged={"s0": ((9, 1, 20), "x")}, cells=("region:north",)), "no statement"),
        (a_showing("A", judged={"s0": ((1, 1, 3), "too_few")}), "no statement"),
    ],
)
def test_what_is_left_out_is_told_with_its_reason(earlier, told):
    found = verdict_ranks(OWN, [earlier], "all")
    assert told in found.left_out[0]


def test_without_figures_of_its_own_there_are_no_ranks():
    assert "no statement of this session" in verdict_ranks(a_showing("N"), [BEFORE], "all").reason


def test_where_all_is_chance_no_order_is_told():
    same = {"s0": ((30, 20, 100), "undecided"), "s1": ((29, 20, 100), "undecided")}
    found = verdict_ranks(a_showing("N", judged=same), [a_showing("B", judged=same)], "all")
    assert not found.told_apart
    assert {(row.rank, row.rank_low, row.rank_high) for row in found.rows} == {(1, 1, 4)}


def test_of_very_many_statements_the_newest_sessions_are_used(monkeypatch):
    monkeypatch.setattr(module, "ITEMS_MAX", 5)
    older = a_showing("OLDER1", judged=dict.fromkeys(("s0", "s1"), ((30, 20, 100), "undecided")))
    found = verdict_ranks(OWN, [BEFORE, older], "all")
    assert (found.count, [s.code for s in found.earlier]) == (4, ["BEFORE"])
    assert "OLDER1 and sessions before it" in found.left_out[0]
    assert np.isfinite([row.shrunk for row in found.rows]).all()
