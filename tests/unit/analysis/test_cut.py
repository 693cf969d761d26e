import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pulsemeter.analysis.cut import cut
from pulsemeter.tally.engine import using

CODES = st.one_of(st.integers(-100, 102), st.just(-128))


@pytest.fixture(scope="module", params=["numpy", "numba"], autouse=True)
def by_each_engine(request):
    with using(request.param):
        yield


def plainly(codes, category, categories):
    """The same counts, one category after the other."""
    rows = [codes[category == place] for place in range(categories)]
    return [
        [((r > 0) & (r <= 100)).sum(axis=0) for r in rows],
        [((r < 0) & (r >= -100)).sum(axis=0) for r in rows],
        [((r >= -100) & (r <= 101)).sum(axis=0) for r in rows],
    ]


def same(found, expected):
    for part, wanted in zip((found.likes, found.dislikes, found.present), expected, strict=True):
        np.testing.assert_array_equal(part, wanted)
        assert part.dtype == np.int64


@given(
    arrays.arrays(np.int8, st.tuples(st.integers(0, 12), st.integers(1, 5)), elements=CODES),
    st.data(),
)
def test_counts_are_those_of_each_category(codes, data):
    category = data.draw(arrays.arrays(np.int64, len(codes), elements=st.integers(-1, 2)))
    before = codes.copy()
    for laid in (codes, np.asfortranarray(codes)):  # as the analysis has them, and as the tally
        same(cut(laid, category, 3), plainly(codes, category, 3))
        np.testing.assert_array_equal(laid, before)


def test_every_code_there_is():
    codes = np.arange(-128, 128, dtype=np.int64).astype(np.int8)[:, np.newaxis]
    known = codes[(codes[:, 0] <= 102) & ((codes[:, 0] >= -100) | (codes[:, 0] == -128))]
    found = cut(known, np.zeros(len(known), dtype=int), 1)
    assert [int(part[0, 0]) for part in (found.likes, found.dislikes, found.present)] == [
        100, 100, 202,
    ]  # fmt: skip


@pytest.mark.parametrize("persons", [254, 255, 256, 510, 511, 1300])
def test_more_persons_than_a_byte_counts(persons):
    codes = np.full((persons, 2), 100, dtype=np.int8)
    codes[:, 1] = -100
    found = cut(codes, np.zeros(persons, dtype=int), 1)
    assert found.likes.tolist() == [[persons, 0]]
    assert found.dislikes.tolist() == [[0, persons]]
    assert found.present.tolist() == [[persons, persons]]


def test_other_layouts_and_empty_categories():
    rng = np.random.default_rng(4)
    codes = rng.choice(np.array([-100, 100, 101, 102, -128], dtype=np.int8), (7, 600)).T
    category = rng.integers(-1, 4, 600)
    same(cut(codes, category, 6), plainly(codes, category, 6))
    same(cut(codes[::2], category[::2], 6), plainly(codes[::2], category[::2], 6))


def test_what_cannot_be_cut():
    codes = np.zeros((2, 3), dtype=np.int8)
    for category in ([0], [0.0, 1.0], [0, 2], [-2, 0], [[0, 1]]):
        with pytest.raises(ValueError, match="categor"):
            cut(codes, category, 2)
    with pytest.raises(ValueError, match="categories"):
        cut(codes, [0, 0], 0)
    with pytest.raises(ValueError, match="int8"):
        cut(codes.astype(int), [0, 0], 1)
