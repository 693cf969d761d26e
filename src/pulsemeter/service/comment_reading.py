"""What a model reads out of comments: how near they are to each other, and their tone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.themes import TONE_EDGE, centred, grouped, tones
from pulsemeter.service.theme_ports import Reader
from pulsemeter.service.tone_models import DISPLEASED, PLEASED


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read out of the comments of one session: costly, and always the same. `read` are
    the places of those that the model knows the writing of."""

    centred: NDArray[np.float64] | None
    read: tuple[int, ...]
    tones: tuple[int, ...]


def reading_of(reader: Reader, texts: Sequence[str], choices: Sequence[int]) -> Reading:
    """The vectors of comments and their tones; a press says its tone better than words do."""
    if not reader.has_model or not texts:
        return Reading(None, (), tuple((c > 0) - (c < 0) for c in choices))
    vectors = reader.vectors(texts)
    read = [place for place, text in enumerate(texts) if reader.knows(text)]
    own = np.zeros_like(vectors)
    own[read] = centred(vectors[read])
    told = np.zeros(len(texts))
    told[read] = tones(vectors[read], reader.vectors(PLEASED), reader.vectors(DISPLEASED))
    signs = [(tone > TONE_EDGE) - (tone < -TONE_EDGE) for tone in told.tolist()]
    both = zip(choices, signs, strict=True)
    return Reading(own, tuple(read), tuple((c > 0) - (c < 0) if c else s for c, s in both))


def groups_of(reading: Reading, count: int, seed: int) -> list[list[int]]:
    """Places of comments by meaning; those that the model can't read stand by themselves, and
    without a model all stand together."""
    if reading.centred is None:
        return [list(range(len(reading.tones)))]
    read, places = list(reading.read), range(len(reading.tones))
    found = grouped(reading.centred[read], count, seed)
    unread = sorted(set(places).difference(read))
    return [*([read[n] for n in group] for group in found), unread]
