"""Groups of vectors, the most typical of each, and tone, on points with known truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.themes import centred, grouped, suggested_count, tones, typical


def _clouds(sizes: list[int], seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    middles = np.eye(8)[: len(sizes)] * 5
    return np.vstack(
        [m + random.normal(0, 0.3, (size, 8)) for m, size in zip(middles, sizes, strict=True)]
    )


def test_clouds_that_lie_apart_are_found_the_largest_first() -> None:
    vectors = centred(_clouds([5, 12, 8]))
    groups = grouped(vectors, 3, seed=4)
    assert groups == [list(range(5, 17)), list(range(17, 25)), list(range(5))]
    assert grouped(vectors, 3, seed=4) == groups


def test_vectors_are_centred_and_of_length_one() -> None:
    vectors = centred(_clouds([5, 12]) + 100)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(centred(np.ones((3, 4))), 0)
    assert centred(np.zeros((0, 4))).shape == (0, 4)


@given(st.integers(0, 12), st.integers(1, 6), st.integers(0, 3))
def test_every_comment_is_in_one_group_however_few_differ(n: int, count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.integers(0, 2, (n, 3)).astype(float)
    groups = grouped(centred(vectors), count, seed)
    assert sorted(place for group in groups for place in group) == list(range(n))
    assert len(groups) <= count
    assert all(groups) or not n


@pytest.mark.parametrize(("comments", "count"), [(0, 1), (1, 1), (2, 2), (50, 5), (5_000, 8)])
def test_how_many_themes_to_begin_with(comments: int, count: int) -> None:
    assert suggested_count(comments) == count


def test_quotes_stand_for_the_middle_and_do_not_repeat() -> None:
    vectors = centred(np.vstack([_clouds([6, 6]), _clouds([6, 6])[:1]]))
    group = [0, 1, 2, 3, 4, 5, 12]
    chosen = typical(vectors, group, 3)
    assert len(set(chosen)) == 3
    assert set(chosen) <= set(group)
    assert not {0, 12} <= set(chosen)  # those two are the same
    assert typical(vectors, [], 3) == []
    assert len(typical(vectors, [1], 3)) == 1


def test_tone_lies_between_two_sets_of_models() -> None:
    up, down = np.array([[1.0, 0, 0.2]]), np.array([[-1.0, 0, 0.2]])
    told = tones(np.array([[0.9, 0, 0.2], [-0.5, 3, 0.2], [0, 5, 0.2]]), up, down)
    assert np.allclose(told, [0.9, -0.5, 0])
    assert np.allclose(tones(np.ones((2, 3)), up, up), 0)
    assert tones(np.zeros((0, 3)), up, down).shape == (0,)
