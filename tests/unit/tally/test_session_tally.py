"""The tally of a whole session: several stimuli and targets, settling, withdrawal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.simulation.expectation import Cell, MadeRecord, standing_codes
from pulsemeter.tally.counters import Standing
from pulsemeter.tally.frame import records_of
from pulsemeter.tally.session_tally import SessionTally

pytestmark = pytest.mark.usefixtures("by_each_engine")


def code(tally, seat, interval, stimulus=0, target=0):
    return int(tally.cells[stimulus, target].codes[interval, tally.row_of[seat]])


def like_counts(tally, key=(0, 0), partition=0):
    return tally.counters[key].counts[partition][:, :, Standing.LIKE].tolist()


@pytest.fixture
def tally():
    """Two stimuli of three and two intervals, two targets."""
    return SessionTally((12_000, 10_000), 5_000, 2)


def test_stimuli_and_targets_have_cells_of_their_own(tally, made):
    tally.fold(
        records_of(
            [
                made(1_000, 100, seat=9, sequence=1),
                made(1_000, -100, seat=9, sequence=2, target=1),
                made(6_000, 100, seat=9, sequence=3, stimulus=1, target=1),
                made(11_999, -100, seat=9, sequence=4),
                made(11_999, -100, seat=9, sequence=5, stimulus=1),  # past the second's end
                made(1_000, 100, seat=9, sequence=6, stimulus=2),
                made(1_000, 100, seat=9, sequence=7, target=2),
            ]
        ),
        1,
    )
    assert {key: cells.codes.T.tolist() for key, cells in tally.cells.items()} == {
        (0, 0): [[100, UNKNOWN, -100]],
        (0, 1): [[-100, UNKNOWN, SKIPPED]],
        (1, 0): [[UNKNOWN, SKIPPED]],
        (1, 1): [[UNKNOWN, 100]],
    }


def test_presence_is_of_the_person_and_whoever_answers_for_one_target_was_there(tally, made):
    tally.fold(
        records_of(
            [
                made(4_999, AWAY, seat=9, sequence=1, kind=RecordKind.PRESENCE),
                made(1_000, 100, seat=9, sequence=2, target=1),
                made(9_999, AWAY, seat=9, sequence=3, kind=RecordKind.PRESENCE),
                made(10_500, 100, seat=9, sequence=4),
                made(10_600, 0, seat=9, sequence=5, kind=RecordKind.UNDO),
            ]
        ),
        1,
    )
    assert tally.cells[0, 0].codes.T.tolist() == [[SKIPPED, AWAY, SKIPPED]]
    assert tally.cells[0, 1].codes.T.tolist() == [[100, AWAY, SKIPPED]]


KINDS = {100: RecordKind.PRESS, -100: RecordKind.PRESS, 0: RecordKind.UNDO}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([100, -100, 0, SKIPPED, AWAY]),
            st.integers(0, 9_999),
            st.integers(0, 1),
            st.integers(1, 2),
        ),
        max_size=25,
    ),
    st.randoms(),
)
def test_several_targets_agree_with_the_rule_in_words_in_any_order(drawn, chance):
    records = [
        Record(
            9, writer, writer, sequence, KINDS.get(choice, RecordKind.PRESENCE), 0,
            target, choice, clock_ms, clock_ms,
        )
        for sequence, (choice, clock_ms, target, writer) in enumerate(drawn, start=1)
    ]  # fmt: skip
    told = standing_codes(
        [
            MadeRecord(r.writer, r.writer_rank, r.sequence, RecordKind(r.kind), *r[5:9])
            for r in records
        ],
        5_000,
        2,
    )
    chance.shuffle(records)
    folded = SessionTally((10_000,), 5_000, 2)
    for place, record in enumerate(records, start=1):
        folded.fold(records_of([record]), place)
    for target in (0, 1):
        for interval in (0, 1):
            expected = told.get(Cell(0, target, interval), UNKNOWN)
            found = code(folded, 9, interval, target=target) if records else UNKNOWN
            assert found == expected


def test_seats_keep_their_rows_and_blanked_rows_are_nobody(tally, made):
    tally.fold(records_of([made(0, seat=2**63 + 5), made(0, seat=0), made(0, seat=3)]), 1)
    rows = dict(tally.row_of)
    assert set(rows) == {2**63 + 5, 3}
    tally.fold(records_of([made(6_000, seat=1, sequence=2), made(6_000, seat=3, sequence=2)]), 2)
    assert rows.items() <= tally.row_of.items()
    assert sorted(tally.row_of.values()) == [0, 1, 2]


def test_an_empty_frame_moves_the_position_only(tally):
    tally.fold(records_of([]), 4)
    assert tally.position == 4
    assert tally.row_of == {}
    tally.fold(records_of([]), 3)
    assert tally.position == 4


def test_settled_counters_follow_the_fold(tally, made):
    tally.fold(records_of([made(0, seat=3)]), 1)
    tally.settle({3: (0, 0), 4: (0, 1), 5: (0, -1)}, (1, 2), {4: 1})
    assert like_counts(tally) == [[1], [0], [0]]
    tally.fold(
        records_of(
            [made(0, seat=4), made(6_000, seat=4, sequence=2), made(6_000, seat=5), made(0, seat=6)]
        ),
        2,
    )
    assert like_counts(tally) == [[1], [2], [0]]
    assert like_counts(tally, partition=1) == [[1, 0], [0, 1], [0, 0]]
    settled = [counts.sum(axis=2).tolist() for counts in tally.counters[0, 0].counts]
    assert settled == [[[2], [3], [3]], [[1, 0], [1, 1], [1, 1]]]


def test_who_is_on_the_roster_and_sent_nothing_is_unknown(tally):
    tally.settle({1: (0,), 2: (0,)}, (1,), {})
    for counters in tally.counters.values():
        assert (counters.counts[0][:, 0, Standing.UNKNOWN] == 2).all()


def test_settling_again_recounts(tally, made):
    tally.settle({1: (0,)}, (1,), {})
    tally.fold(records_of([made(0, seat=2), made(0, seat=1)]), 1)
    assert like_counts(tally)[0] == [1]
    tally.settle({1: (0,), 2: (0,)}, (1,), {2: 0})
    assert like_counts(tally)[0] == [2]


def test_a_forgotten_seat_is_unheard_of_everywhere(tally, made):
    tally.fold(
        records_of(
            [
                made(0, seat=1),
                made(0, seat=1, sequence=2, stimulus=1, target=1),
                made(0, -100, seat=2),
            ]
        ),
        1,
    )
    membership = ({1: (0,), 2: (0,)}, (1,), {})
    tally.settle(*membership)
    tally.forget(1)
    tally.settle(*membership)
    assert code(tally, 1, 0) == UNKNOWN
    assert (tally.cells[1, 1].codes == UNKNOWN).all()
    assert code(tally, 2, 0) == -100
    assert tally.counters[0, 0].counts[0][0, 0].tolist() == [0, 1, 0, 0, 1]


def test_forgetting_whom_nobody_knows_changes_nothing(tally, made):
    tally.forget(99)
    assert tally.row_of == {}
    tally.settle({5: (0,)}, (1,), {})
    tally.forget(5)
    assert (tally.cells[0, 0].codes == UNKNOWN).all()


pieces = st.lists(
    st.lists(
        st.builds(
            lambda seat, sequence, kind, clock_ms, stimulus, target: Record(
                seat, seat, 1, sequence, kind, stimulus, target,
                100 if kind == RecordKind.PRESS else SKIPPED, clock_ms, 0,
            ),
            st.integers(1, 5),
            st.integers(1, 500),
            st.sampled_from((RecordKind.PRESS, RecordKind.PRESENCE)),
            st.integers(-100, 13_000),
            st.integers(0, 2),
            st.integers(0, 2),
        ),
        max_size=8,
    ),
    max_size=5,
)  # fmt: skip


@given(pieces)
def test_frame_by_frame_or_in_one_sweep_every_seat_has_the_same_cells(frames):
    seen, distinct = set(), []
    for frame in frames:
        kept = [r for r in frame if (r.seat, r.sequence) not in seen]
        distinct.append(list({(r.seat, r.sequence): r for r in kept}.values()))
        seen |= {(r.seat, r.sequence) for r in kept}
    by_piece, at_once = (SessionTally((12_000, 10_000), 5_000, 2) for _ in range(2))
    for position, frame in enumerate(distinct, 1):
        by_piece.fold(records_of(frame), position)
        by_piece.fold(records_of(frame), position)  # replayed
    at_once.fold(records_of([r for frame in reversed(distinct) for r in frame]), len(frames))
    assert by_piece.position == at_once.position
    assert set(by_piece.row_of) == set(at_once.row_of)
    members = (dict.fromkeys(at_once.row_of, (0,)), (1,), {})
    by_piece.settle(*members)
    at_once.settle(*members)
    for key in at_once.cells:
        for seat in at_once.row_of:
            mine = by_piece.cells[key].codes[:, by_piece.row_of[seat]]
            assert np.array_equal(mine, at_once.cells[key].codes[:, at_once.row_of[seat]])
        assert np.array_equal(by_piece.counters[key].counts[0], at_once.counters[key].counts[0])


def test_nobody_counts_in_a_stimulus_that_is_not_shown_to_them(tally, made):
    tally.settle({3: (0, 1), 4: (0, 0)}, (1, 2), {}, {3: {1}})
    tally.fold(
        records_of(
            [
                made(1_000, 100, seat=3, sequence=1),
                made(1_000, 100, seat=3, sequence=2, stimulus=1),
                made(1_000, 100, seat=4, sequence=1, stimulus=1),
            ]
        ),
        1,
    )
    assert [tally.counters[k, 0].counts[0][0].sum() for k in (0, 1)] == [2, 1]
    assert like_counts(tally, (1, 0))[0] == [1]
    assert like_counts(tally, (1, 0), 1)[0] == [1, 0]
    assert tally.counters[0, 1].membership is tally.roster
    assert tally.counters[1, 1].membership is not tally.roster


def test_what_is_known_coarsely_is_in_no_interval_but_in_a_stretch_if_asked(made):
    tally = SessionTally((12_000,), 5_000)
    tally.fold(records_of([made(1_000, 100, seat=7)]), 1)
    tally.fold_coarse(records_of([made(2_000, -100, seat=8), made(6_000, -100, seat=7)]))
    tally.settle({7: (0,), 8: (0,)}, (1,), {})
    assert tally.counters[0, 0].counts[0][0, 0].tolist() == [1, 0, 0, 0, 1]
    exact, _ = tally.stretch((0, 0), 0, 2, with_coarse=False)
    assert exact.tolist() == [[100, UNKNOWN], [UNKNOWN, UNKNOWN]]
    both, offsets = tally.stretch((0, 0), 0, 2, with_coarse=True)
    assert both.tolist() == [[100, -100], [-100, UNKNOWN]]
    assert offsets[:, 0].tolist() == [1_000, 2_000]
    tally.forget(8)
    assert tally.stretch((0, 0), 0, 2, with_coarse=True)[0][1].tolist() == [UNKNOWN] * 2


def test_a_stimulus_that_lasts_longer_is_as_if_it_had_been_planned_so(made):
    early = records_of(
        [made(1_000, 100, seat=9, sequence=1), made(9_000, -100, seat=8, sequence=1)]
    )
    late = records_of(
        [made(17_000, 100, seat=9, sequence=2), made(21_000, 100, seat=8, sequence=2)]
    )
    grown, planned = SessionTally((12_000,), 5_000), SessionTally((22_000,), 5_000)
    for tally in (grown, planned):
        tally.fold(early, 1)
        tally.settle({9: (0,), 8: (1,)}, (2,), {9: 0, 8: 0})
    assert grown.cells[0, 0].intervals == 3
    grown.lengthen(0, 22_000)
    for tally in (grown, planned):
        tally.fold(late, 2)
    assert grown.cells[0, 0].codes.tolist() == planned.cells[0, 0].codes.tolist()
    assert grown.coarse[0, 0].intervals == 5
    assert like_counts(grown) == like_counts(planned)
    grown.lengthen(0, 12_000)  # never shorter
    assert grown.cells[0, 0].intervals == 5
