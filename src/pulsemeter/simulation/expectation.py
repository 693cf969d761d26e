"""What a panel must leave behind: an oracle for the log and the tally.

Written from the rule in words and on purpose without the tally's code, so that a mistake
there is not repeated here. Knows records and cells, nothing of how they travelled.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind


class MadeRecord(NamedTuple):
    """A record as its page made it. `writer_rank` counts the page loads of one seat from 1."""

    writer: int
    writer_rank: int
    sequence: int
    kind: RecordKind
    stimulus: int
    target: int
    choice: int
    stimulus_ms: int


class Cell(NamedTuple):
    """The place of one code within a seat."""

    stimulus: int
    target: int
    interval: int


def expected_keys(records: Iterable[MadeRecord]) -> set[tuple[int, int]]:
    """The (writer, sequence) of one seat that its log must hold, each once."""
    return {(record.writer, record.sequence) for record in records}


def standing_codes(
    records: Iterable[MadeRecord], cadence_ms: int, targets: int = 1
) -> dict[Cell, int]:
    """The code that stands in each interval of one seat; absent means unknown.

    Press and undo outrank presence. Among equals the latest stimulus time stands, then the
    later page load, then the higher sequence. An undone press is skipped. A pause says
    nothing about an interval: stimulus time stood still. Presence is of the person, for all
    targets; who answered for one target was there, and skipped those without an answer.
    """
    heard: dict[tuple[int, int], list[MadeRecord]] = {}
    for record in records:
        heard.setdefault((record.stimulus, record.stimulus_ms // cadence_ms), []).append(record)
    codes: dict[Cell, int] = {}
    for (stimulus, interval), entries in heard.items():
        answers = [e for e in entries if e.kind in (RecordKind.PRESS, RecordKind.UNDO)]
        present = _latest([e for e in entries if e.kind == RecordKind.PRESENCE])
        for target in range(targets):
            cell = Cell(stimulus, target, interval)
            standing = _latest([e for e in answers if e.target == target])
            if standing is not None:
                codes[cell] = SKIPPED if standing.kind == RecordKind.UNDO else standing.choice
            elif answers:
                codes[cell] = SKIPPED
            elif present is not None:
                codes[cell] = present.choice
    return codes


def _latest(entries: list[MadeRecord]) -> MadeRecord | None:
    return max(entries, key=lambda e: (e.stimulus_ms, e.writer_rank, e.sequence), default=None)
