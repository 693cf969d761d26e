"""Two showings beside each other: rows, tests, what is refused and what is said."""

from dataclasses import replace

import pytest
from tests.unit.release.showings import SAID, STUDY, TALK, a_showing

from pulsemeter.analysis.adjustment import benjamini_hochberg, holm
from pulsemeter.analysis.interval_nets import Net, difference_p, net_difference
from pulsemeter.analysis.proportion import net_interval
from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.session_pair import (
    IN_BOTH,
    PairRefused,
    Told,
    session_pair,
    shared_cells,
    shared_stimuli,
)

FIRST = [(40, 10, 80), (30, 20, 80), (60, 5, 80), (8, 2, 20)]
SECOND = [(20, 20, 60), (25, 10, 60), (10, 30, 60)]
JUDGED = ({"s0": ((40, 10, 80), "resonates"), "s1": ((30, 30, 80), "divides")},
          {"s0": ((15, 20, 60), "undecided"), "s1": ((25, 20, 60), "divides")})  # fmt: skip


def pair(first=FIRST, second=SECOND, stimulus="talk", cell="all", **changes):
    return session_pair(
        a_showing("AAAAAA", first, JUDGED[0]),
        a_showing("BBBBBB", second, JUDGED[1], **changes),
        stimulus,
        cell,
    )


def ends(counts):
    low, high = net_interval(*counts)
    return Net((counts[0] - counts[1]) / counts[2], float(low), float(high))


def test_each_interval_is_the_difference_of_two_that_were_told():
    found = pair()
    assert [row.persons for row in found.rows] == [(80, 60), (80, 60), (80, 60), (20, 0)]
    row, alone = found.rows[0], found.rows[3]
    assert (row.first.net, row.second.net, row.difference.net) == (37.5, 0.0, 37.5)
    expected = net_difference(ends(FIRST[0]), ends(SECOND[0]))
    # Figures were told to a tenth of a point, so the ends are within that.
    assert row.difference.low == pytest.approx(100 * expected.low, abs=0.15)
    assert row.difference.high == pytest.approx(100 * expected.high, abs=0.15)
    assert (alone.difference, alone.p, alone.together) == (Told(), None, Told())
    assert alone.first.net == 30.0
    assert found.persons == (80, 60)


def test_the_test_is_corrected_for_all_intervals():
    found = pair()
    raw = [row.p for row in found.rows[:3]]
    exact = [
        float(difference_p(net_difference(ends(a), ends(b))))
        for a, b in zip(FIRST, SECOND, strict=False)
    ]
    assert raw == pytest.approx(exact, rel=0.05)
    assert [row.adjusted_p for row in found.rows[:3]] == pytest.approx(holm(raw).tolist())
    assert found.anywhere_p == min(row.adjusted_p for row in found.rows[:3])
    assert [row.differs for row in found.rows] == [True, False, True, False]
    assert found.counts == {"tested": 3, "raw": 2, "differing": 2}


def test_over_the_whole_the_ends_are_those_of_means():
    found = pair()
    assert found.whole.first.net == pytest.approx((37.5 + 12.5 + 68.8) / 3, abs=0.05)
    assert found.whole.difference.net == pytest.approx(
        found.whole.first.net - found.whole.second.net, abs=0.11
    )
    assert (found.whole.p < 0.05) == (found.whole.difference.low > 0)


def test_both_together_are_weighed_by_persons_and_narrower_than_either():
    row = pair().rows[0]
    assert row.together.net == pytest.approx((80 * 37.5 + 60 * 0.0) / 140, abs=0.05)
    width = row.together.high - row.together.low
    assert width < row.first.high - row.first.low
    assert width < row.second.high - row.second.low


def test_statements_that_both_told_stand_beside_each_other():
    found = pair()
    assert [(one.statement.id, one.verdicts) for one in found.statements] == [
        ("s0", ("resonates", "undecided")), ("s1", ("divides", "divides")),
    ]  # fmt: skip
    raw = [one.row.p for one in found.statements]
    adjusted = [one.row.adjusted_p for one in found.statements]
    assert adjusted == pytest.approx(benjamini_hochberg(raw).tolist())
    assert found.apart == []


def test_other_words_are_another_statement():
    changed = (replace(SAID[0], words="Other words."), replace(SAID[1], id="s9"))
    found = session_pair(
        a_showing("AAAAAA", FIRST, JUDGED[0]),
        a_showing("BBBBBB", SECOND, {**JUDGED[1], "s9": JUDGED[1]["s0"]}, statements=changed),
        "talk",
        "all",
    )
    assert found.statements == []
    assert found.apart == [
        "s0: other words or times in the second session",
        "s1: in one session only",
        "s9: in one session only",
    ]


def test_another_instrument_is_warned_of_and_never_pooled():
    found = pair(instrument=Instrument(InstrumentKind.SLIDER))
    assert "slider that keeps its value" in found.warnings[0]
    assert not found.is_pooled
    assert all(row.together == Told() for row in (*found.rows, found.whole))
    assert found.rows[0].difference.net == 37.5
    assert pair().warnings == []


def test_notes_say_what_it_rests_on():
    assert pair().notes == [
        IN_BOTH,
        "Made of released figures, whose counts are rounded; nothing is counted anew.",
    ]
    rough = pair(
        profile=STANDARD, lag_ms=0, verdict=(("a", 0.2),), standing="frozen", simulated=True
    )
    told = "\n".join(rough.notes)
    assert (
        "rounded to 2: with 20 persons, the fewest here, that can move net approval by 10" in told
    )
    for words in ("Preliminary", "lags differ", "thresholds", "profiles differ", "simulated"):
        assert words in told
    assert any("Preliminary" in note for note in pair(state=SessionState.RUNNING).notes)


def test_nothing_told_yet_is_no_difference():
    found = pair(first=[], second=[])
    assert (found.rows, found.whole.p, found.anywhere_p) == ([], None, None)
    few = pair(first=[(1, 1, 3)], second=[(1, 1, 3)])
    assert (few.counts["tested"], few.rows[0].p, few.persons) == (0, None, (0, 0))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stimulus": "other"}, "don’t both show"),
        ({"cell": "region:east"}, "no segment"),
        ({"instrument": Instrument(cadence_ms=3_000)}, "5 s and 3 s"),
        ({"stimuli": (Stimulus("ad", "Ad", 9_000),)}, "don’t both show"),
    ],
)
def test_what_shares_no_axis_is_refused(changes, told):
    with pytest.raises(PairRefused, match=told):
        pair(**changes)


def test_a_session_is_not_compared_with_itself():
    same = a_showing("AAAAAA", FIRST)
    with pytest.raises(PairRefused, match="with itself"):
        session_pair(same, same, "talk", "all")


def test_what_both_have_can_be_chosen():
    first = a_showing("AAAAAA")
    second = replace(
        a_showing("BBBBBB", stimuli=(Stimulus("ad", "Ad", 9_000), TALK)), cells=first.cells[1:]
    )
    assert shared_stimuli(first, second) == ["talk"]
    assert shared_cells(first, second) == [("region:north", "North"), ("region:south", "South")]
    assert STUDY.stimuli == (TALK,)
