"""Cues of a recording's file told in stimulus time, and cues of the stimulus told in file time.

What lies outside, before the stimulus began or before the recorder ran, is left out or cut off.
"""

from collections.abc import Callable, Iterable

from pulsemeter.domain.alignment import Alignment
from pulsemeter.transcript.cue import Cue


def in_stimulus_time(cues: Iterable[Cue], alignment: Alignment, duration_ms: int = 0) -> list[Cue]:
    """What a recording's captions say, when it was said in the session; up to the stimulus' end
    where its duration is known."""
    return _mapped(cues, alignment.stimulus_ms, duration_ms)


def in_file_time(cues: Iterable[Cue], alignment: Alignment, duration_ms: int = 0) -> list[Cue]:
    """What is said in the stimulus, when it is heard in the recording."""
    return _mapped(cues, alignment.file_ms, duration_ms)


def _mapped(cues: Iterable[Cue], at: Callable[[int], int], end_ms: int) -> list[Cue]:
    mapped = []
    for cue in cues:
        begins_ms, ends_ms = max(0, at(cue.start_ms)), at(cue.end_ms)
        if end_ms:
            ends_ms = min(ends_ms, end_ms)
        if begins_ms < ends_ms:
            mapped.append(Cue(begins_ms, ends_ms, cue.speaker, cue.text))
    return mapped
