"""Comments put together by what they mean: groups, the most typical of each, and their tone.

Pure: one vector a comment in, places out. Where the vectors come from is not known here.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt
import scipy

Vectors = npt.NDArray[np.float64]

_TRIES = 24
_ROUNDS = 60
_FEWEST, _MOST = 2, 8
_LIKENESS = 0.5
TONE_EDGE = 0.12
"""So far to one side of the axis a comment must lie to be called pleased or displeased."""


def suggested_count(comments: int) -> int:
    """With how many themes to begin: the root of half the comments, 2 to 8."""
    return min(max(_FEWEST, round(sqrt(comments / 2))), _MOST, max(comments, 1))


def centred(vectors: npt.ArrayLike) -> Vectors:
    """Vectors of length 1 around their common mean, which is what all comments share.

    Vectors of several languages lie apart by their language; without the mean that matters less.
    One that lies on the mean stays a zero.
    """
    away = np.asarray(vectors, dtype=np.float64)
    if not len(away):
        return away
    away = away - away.mean(axis=0)
    lengths = np.linalg.norm(away, axis=1, keepdims=True)
    scaled: Vectors = np.divide(away, lengths, out=np.zeros_like(away), where=lengths > 1e-9)
    return scaled


def grouped(vectors: Vectors, count: int, seed: int) -> list[list[int]]:
    """Places of comments in `count` groups or fewer, the largest group first.

    k-means with k-means++ beginnings (Arthur & Vassilvitskii 2007), the tightest of several tries.

    Parameters
    ----------
    vectors
        Shape (comments, dimensions), centred.
    count
        How many groups; there are never more than different comments.
    seed
        Of the beginnings: the same seed gives the same groups.
    """
    different = len(np.unique(vectors.round(9), axis=0)) if len(vectors) else 0
    count = min(count, different)
    if count < 2:
        return [list(range(len(vectors)))] if len(vectors) else []
    random = np.random.default_rng(seed)
    best, labels = np.inf, np.zeros(len(vectors), dtype=np.int64)
    for _ in range(_TRIES):
        centres, found = scipy.cluster.vq.kmeans2(
            vectors, _beginning(vectors, count, random), minit="matrix", iter=_ROUNDS,
            missing="raise" if count == 1 else "warn",
        )  # fmt: skip
        loss = float(((vectors - centres[found]) ** 2).sum())
        if loss < best - 1e-9:
            best, labels = loss, found
    groups = [np.flatnonzero(labels == label).tolist() for label in range(count)]
    return sorted((group for group in groups if group), key=lambda g: (-len(g), g))


def _beginning(vectors: Vectors, count: int, random: np.random.Generator) -> Vectors:
    """Centres to begin with: comments far from each other, by chance."""
    chosen = [int(random.integers(len(vectors)))]
    distances = ((vectors - vectors[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < count:
        chosen.append(int(random.choice(len(vectors), p=distances / distances.sum())))
        distances = np.minimum(distances, ((vectors - vectors[chosen[-1]]) ** 2).sum(axis=1))
    return vectors[chosen]


def typical(vectors: Vectors, group: Sequence[int], count: int) -> list[int]:
    """The places of those that stand best for their group and don't repeat each other.

    One after the other is chosen: near to the middle of the group, far from what is chosen
    (maximal marginal relevance, Carbonell & Goldstein 1998).
    """
    places = np.asarray(group, dtype=np.int64)
    if not len(places):
        return []
    own = vectors[places]
    near = own @ own.mean(axis=0)
    said: Vectors = np.full(len(places), -np.inf)
    chosen: list[int] = []
    while len(chosen) < min(count, len(places)):
        worth = near - _LIKENESS * np.where(np.isfinite(said), said, 0.0)
        worth[chosen] = -np.inf
        chosen.append(int(np.argmax(worth)))
        said = np.maximum(said, own @ own[chosen[-1]])
    return [int(places[n]) for n in chosen]


def tones(vectors: npt.ArrayLike, pleased: npt.ArrayLike, displeased: npt.ArrayLike) -> Vectors:
    """Where each comment lies between displeased (below −`TONE_EDGE`) and pleased (above it).

    The axis runs through the middles of two sets of model sentences; 0 is half way. Shape
    (comments,). It tells of the wording only: irony and praise of the other side are lost on it.
    """
    up = np.asarray(pleased, dtype=np.float64).mean(axis=0)
    down = np.asarray(displeased, dtype=np.float64).mean(axis=0)
    axis = up - down
    length = float(np.linalg.norm(axis))
    held = np.asarray(vectors, dtype=np.float64)
    if length < 1e-9 or not len(held):
        return np.zeros(len(held))
    found: Vectors = (held - (up + down) / 2) @ (axis / length)
    return found
