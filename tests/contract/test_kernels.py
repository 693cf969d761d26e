"""What every engine that works on cells must do, held against plain loops: to the last count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.tally import engine
from pulsemeter.tally.numpy_kernels import STANDINGS

LIKE, DISLIKE, NEITHER, ABSENT, UNHEARD = range(STANDINGS)
CODES = st.one_of(st.integers(-100, 102), st.just(UNKNOWN))
INTERVALS, ROWS, GROUPS = 3, 6, 3


@pytest.fixture(scope="module", params=["numpy", "numba"])
def kernels(request):
    """Every engine there is."""
    with engine.using(request.param):
        yield engine.kernels(1)


def standing(code):
    if code in (SKIPPED, 0):
        return NEITHER
    if -100 <= code <= 100:
        return LIKE if code > 0 else DISLIKE
    return ABSENT if code == AWAY else UNHEARD


def counted(codes, group, groups):
    """Cell by cell."""
    counts = np.zeros((len(codes), groups, STANDINGS), dtype=np.int32)
    for (interval, row), code in np.ndenumerate(codes):
        if group[row] >= 0:
            counts[interval, group[row], standing(code)] += 1
    return counts


matrices = st.lists(
    st.lists(CODES, min_size=ROWS, max_size=ROWS), min_size=INTERVALS, max_size=INTERVALS
).map(lambda rows: np.array(rows, dtype=np.int8))


@given(
    matrices,
    st.lists(st.integers(-1, GROUPS - 1), min_size=ROWS, max_size=ROWS),
    st.integers(0, ROWS),
)
def test_counts_are_those_of_every_cell(kernels, codes, group, rows):
    before = codes.copy()
    group = np.array(group, dtype=np.int32)
    # A part of wider rows, as a tally has them: what lies beyond doesn't count.
    for groups in (GROUPS, GROUPS + 2):
        found = kernels.count_standings(codes[:, :rows], group[:rows], groups)
        assert found.dtype == np.int32
        assert np.array_equal(found, counted(codes[:, :rows], group[:rows], groups))
    one = np.minimum(group, 0)
    found = kernels.count_standings(codes, one, 1)
    assert np.array_equal(found, counted(codes, one, 1))
    assert np.array_equal(codes, before)


@given(matrices, st.lists(st.integers(-1, 1), min_size=INTERVALS, max_size=INTERVALS))
def test_other_layouts_count_the_same(kernels, codes, group):
    group = np.array(group, dtype=np.int32)
    assert np.array_equal(kernels.count_standings(codes.T, group, 2), counted(codes.T, group, 2))
    thin = kernels.count_standings(codes[:, ::2], group, 1 + int(group.max() > 0))
    assert np.array_equal(thin, counted(codes[:, ::2], group, 1 + int(group.max() > 0)))


@pytest.mark.parametrize("groups", [1, 2])
def test_what_may_only_be_read_is_counted(kernels, groups):
    codes = np.full((2, 5), 100, dtype=np.int8)
    group = np.zeros(5, dtype=np.int32)
    for array in (codes, group):
        array.setflags(write=False)
    found = kernels.count_standings(codes, group, groups)
    assert found[:, 0, LIKE].tolist() == [5, 5]


def test_every_byte_has_its_standing(kernels):
    codes = np.arange(-128, 128).astype(np.int8)[:, np.newaxis]
    for group, groups in ((0, 1), (1, 2)):
        found = kernels.count_standings(codes, np.array([group], dtype=np.int32), groups)
        assert found[:, group].argmax(axis=1).tolist() == [standing(code) for code in codes[:, 0]]
        assert found.sum() == 256


@pytest.mark.parametrize("members", [0, 1, 9, 10, 11, 100])
def test_a_group_of_few_or_many_is_counted(kernels, members):
    draw = np.random.default_rng(members)
    some = np.array([100, -100, 0, SKIPPED, AWAY, UNKNOWN], dtype=np.int8)
    codes = some[draw.integers(0, 6, (3, 100))]
    group = np.full(100, -1, dtype=np.int32)
    group[draw.permutation(100)[:members]] = 0
    assert np.array_equal(kernels.count_standings(codes, group, 1), counted(codes, group, 1))


@pytest.mark.parametrize(("rows", "intervals"), [(70_001, 40), (1_200_000, 2), (3, 2_000)])
@pytest.mark.parametrize("groups", [1, 7])
def test_large_matrices_are_counted_in_steps(kernels, rows, intervals, groups):
    draw = np.random.default_rng(3)
    some = np.array([100, -100, 0, SKIPPED, AWAY, UNKNOWN], dtype=np.int8)
    codes = some[draw.integers(0, 6, (intervals, rows))]
    group = draw.integers(-1, groups, rows).astype(np.int32)
    found = kernels.count_standings(codes, group, groups)
    for interval in range(0, intervals, max(1, intervals // 7)):
        for place in range(groups):
            mine = codes[interval, group == place]
            by_code = [int((mine == code).sum()) for code in some]
            assert found[interval, place].tolist() == [
                by_code[0], by_code[1], by_code[2] + by_code[3], by_code[4], by_code[5],
            ]  # fmt: skip
    assert found.sum() == intervals * (group >= 0).sum()


# Few ranks, so that entries of one cell meet and the same one comes twice; its code is the rank's.
entries = st.lists(
    st.tuples(st.integers(0, INTERVALS - 1), st.integers(0, ROWS - 1), st.integers(1, 9)),
    max_size=25,
)


@given(st.lists(entries, max_size=4))
def test_the_highest_rank_stands_and_what_changed_is_told_once(kernels, batches):
    # A rank may be told in words as its code; the highest bit is used too.
    code_of = {rank: (100, -100, SKIPPED)[rank % 3] for rank in range(1, 10)}
    codes = np.full((INTERVALS, ROWS), UNKNOWN, dtype=np.int8)
    ranks = np.zeros((INTERVALS, ROWS), dtype=np.uint64)
    plain: dict[tuple[int, int], int] = {}
    for batch in batches:
        before = codes.copy()
        columns = np.array(batch, dtype=np.int64).reshape(-1, 3).T
        interval, row = columns[0].copy(), columns[1].copy()
        rank = columns[2].astype(np.uint64) << np.uint64(60)
        code = np.array([code_of[each] for each in columns[2].tolist()], dtype=np.int8)
        changed = kernels.stand(codes, ranks, interval, row, rank, code)
        for place, number, each in batch:
            plain[place, number] = max(plain.get((place, number), 0), each)
        for place, number in np.ndindex(codes.shape):
            standing_rank = plain.get((place, number), 0)
            assert int(ranks[place, number]) >> 60 == standing_rank
            assert codes[place, number] == code_of.get(standing_rank, UNKNOWN)
        told = sorted(zip(*(part.tolist() for part in changed), strict=True))
        assert told == [
            (place, number, before[place, number], codes[place, number])
            for place, number in np.ndindex(codes.shape)
            if before[place, number] != codes[place, number]
        ]


@given(matrices, matrices, st.lists(st.integers(-1, GROUPS - 1), min_size=ROWS, max_size=ROWS))
def test_counts_move_along_with_cells(kernels, codes, after, group):
    group = np.array(group, dtype=np.int16)
    counts = kernels.count_standings(codes, group.astype(np.int32), GROUPS)
    interval, row = np.nonzero(codes != after)
    kernels.move(counts, interval, group[row], codes[interval, row], after[interval, row])
    assert np.array_equal(counts, counted(after, group, GROUPS))


def test_nothing_changes_nothing(kernels):
    codes, ranks = np.zeros((2, 0), dtype=np.int8), np.zeros((2, 0), dtype=np.uint64)
    none = np.empty(0, dtype=np.int64)
    small = np.empty(0, dtype=np.int8)
    changed = kernels.stand(codes, ranks, none, none, none.astype(np.uint64), small)
    assert [len(part) for part in changed] == [0, 0, 0, 0]
    assert not kernels.count_standings(codes, np.empty(0, dtype=np.int32), 3).any()
    counts = np.zeros((2, 1, STANDINGS), dtype=np.int32)
    kernels.move(counts, none, np.empty(0, dtype=np.int16), small, small)
    assert not counts.any()
