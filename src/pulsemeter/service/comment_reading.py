"""What a model reads out of comments: how near they are to each other, and their tone.

Reading takes its time where there are many: it goes on by itself, says how far it is, and stops
when asked to.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.themes import TONE_EDGE, centred, grouped, tones
from pulsemeter.service.theme_ports import Reader
from pulsemeter.service.tone_models import DISPLEASED, PLEASED

AT_ONCE = 48
"""So few comments are waited for."""
_PIECE = 32
_KEPT = 4
Vectors = NDArray[np.float64]


class StillReading(RuntimeError):
    """The comments are being read: how many are, and of how many."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total} comments are read")
        self.done, self.total = done, total


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read out of the comments of one session: costly, and always the same. `read` are
    the places of those that the model knows the writing of."""

    centred: NDArray[np.float64] | None
    read: tuple[int, ...]
    tones: tuple[int, ...]


def unread(choices: Sequence[int]) -> Reading:
    """What is known of comments that no model has read: the presses that some are about."""
    return Reading(None, (), tuple((c > 0) - (c < 0) for c in choices))


def reading_of(
    reader: Reader, texts: Sequence[str], choices: Sequence[int], vectors: Vectors | None = None
) -> Reading:
    """The vectors of comments and their tones; a press says its tone better than words do.
    `vectors` are given where the texts were read before."""
    if not reader.has_model or not texts:
        return unread(choices)
    if vectors is None:
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
    left = sorted(set(places).difference(read))
    return [*([read[n] for n in group] for group in found), left]


class Readings:
    """The readings of some sessions, each made once and kept while it is among the newest."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._held: dict[str, Reading] = {}
        self._done: dict[str, int] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def of(
        self, code: str, texts: Sequence[str], choices: Sequence[int], *, is_patient: bool = False
    ) -> Reading:
        """The reading of a session's comments. StillReading while it isn't done, unless they are
        few or `is_patient`."""
        if code not in self._held:
            work = self._under_way.get(code)
            if work is None:
                work = asyncio.create_task(self._read(code, texts, choices))
                self._under_way[code] = work
            if not is_patient and len(texts) > AT_ONCE:
                raise StillReading(self._done.get(code, 0), len(texts))
            await asyncio.shield(work)
        return self._held[code]

    def stop(self, code: str, choices: Sequence[int]) -> None:
        """Read no further: until the next start of the server these are comments without themes."""
        work = self._under_way.pop(code, None)
        if work is not None:
            work.cancel()
            self._keep(code, unread(choices))

    async def _read(self, code: str, texts: Sequence[str], choices: Sequence[int]) -> None:
        try:
            vectors: Vectors | None = None
            if self._reader.has_model and texts:
                pieces = []
                for begin in range(0, len(texts), _PIECE):
                    self._done[code] = begin
                    piece = texts[begin : begin + _PIECE]
                    pieces.append(await asyncio.to_thread(self._reader.vectors, piece))
                vectors = np.vstack(pieces)
            self._keep(
                code, await asyncio.to_thread(reading_of, self._reader, texts, choices, vectors)
            )
        finally:
            self._done.pop(code, None)
            self._under_way.pop(code, None)

    def _keep(self, code: str, reading: Reading) -> None:
        while len(self._held) >= _KEPT:
            del self._held[next(iter(self._held))]
        self._held[code] = reading
