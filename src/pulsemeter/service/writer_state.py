"""What ingest remembers of one writer: which sequences it has seen and which are durable."""

from array import array

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.tally.frame import Records

SEQUENCE_MAX = 1_000_000
SEQUENCE_AHEAD_MAX = 4_096
"""A page numbers without gaps; more than this ahead of what is durable is not a page of ours."""

_BLOCK = 64
_BLOCKS_WHOLE = 2
"""So many of the newest blocks are kept whole, five to ten minutes of presses in each interval; of
what is durable for longer a byte is left, by which other content is found 254 times in 256."""
_NOTHING_SEEN = array("I", bytes(4 * _BLOCK))
_ANY = 0xFFFFFFFE
_MODULUS = 0xFFFFFFFF


def digest(kind: int, stimulus: int, target: int, choice: int, clock_ms: int) -> int:
    """A number by which the same record is known again; odd, so never 0 nor the wild card."""
    mixed = (
        clock_ms * 2_654_435_761
        + (choice + 128) * 40_503
        + kind * 8_191
        + stimulus * 131_071
        + target * 524_287
    )
    return mixed & _MODULUS | 1


def digests(records: Records) -> npt.NDArray[np.uint32]:
    """`digest` of many records from the log; a refused one has lost its content and matches any."""
    column = {name: records[name].astype(np.uint64) for name in ("kind", "stimulus", "target")}
    mixed = (
        records["clock_ms"].astype(np.uint64) * np.uint64(2_654_435_761)
        + (records["choice"].astype(np.int64) + 128).astype(np.uint64) * np.uint64(40_503)
        + column["kind"] * np.uint64(8_191)
        + column["stimulus"] * np.uint64(131_071)
        + column["target"] * np.uint64(524_287)
    )
    found: npt.NDArray[np.uint32] = (mixed & np.uint64(_MODULUS) | np.uint64(1)).astype(np.uint32)
    found[records["kind"] == RecordKind.REFUSED] = _ANY
    return found


class WriterState:
    """Sequences of one writer. `upto` is the highest contiguous durable one."""

    __slots__ = ("_ahead", "_brief", "_digests", "rank", "upto")

    def __init__(self, rank: int) -> None:
        self.rank = rank
        self.upto = 0
        # In blocks: a single array for each writer would leave holes in memory wherever it moved
        # from while it grew. The first `_brief` of them hold a byte of each digest.
        self._digests: list[array[int] | bytes] = []
        self._brief = 0
        self._ahead: set[int] = set()
        """Durable behind a gap."""

    def fits(self, sequence: int) -> bool:
        """Whether a sequence is near enough to what is durable to be kept in mind."""
        return 1 <= sequence <= min(SEQUENCE_MAX, self.upto + SEQUENCE_AHEAD_MAX)

    def see(self, sequence: int, content: int) -> bool | None:
        """Note a sequence with its content's digest. True if new, False if the same was seen,
        None if it was seen with other content."""
        block, place = (sequence - 1) // _BLOCK, (sequence - 1) % _BLOCK
        while block >= len(self._digests):
            self._digests.append(_NOTHING_SEEN[:])
        digests_held = self._digests[block]
        held = digests_held[place]
        if isinstance(digests_held, bytes):
            return False if held in (_brief(content), _brief(_ANY)) else None
        if held == 0:
            digests_held[place] = content
            return True
        return False if held in (content, _ANY) else None

    def refuse(self, sequence: int) -> None:
        """Forget the content of a refused record: whatever comes again is a repetition."""
        digests_held = self._digests[(sequence - 1) // _BLOCK]
        assert not isinstance(digests_held, bytes)  # what is refused was seen in this moment
        digests_held[(sequence - 1) % _BLOCK] = _ANY

    def settle(self, sequence: int) -> None:
        """A sequence is durable."""
        if sequence == self.upto + 1:
            self.upto = sequence
            if self._ahead:
                self._close_up()
            if self.upto > _BLOCK * (self._brief + _BLOCKS_WHOLE):
                self._shorten()
        elif sequence > self.upto:
            self._ahead.add(sequence)

    def _close_up(self) -> None:
        while self.upto + 1 in self._ahead:
            self.upto += 1
            self._ahead.remove(self.upto)

    def _shorten(self) -> None:
        """Keep a byte each of what has been durable for long."""
        old = max(self._brief, self.upto // _BLOCK - _BLOCKS_WHOLE + 1)
        for place in range(self._brief, old):
            self._digests[place] = bytes(map(_brief, self._digests[place]))
        self._brief = old

    def note(self, sequence: int, content: int) -> None:
        """The log holds this record; perhaps another server took it."""
        self.see(sequence, content)
        self.settle(sequence)

    def restore(self, sequences: npt.NDArray[np.uint32], contents: npt.NDArray[np.uint32]) -> None:
        """Begin with what the log holds of this writer. Of a sequence that stands there twice
        the first content counts, as it did when it came."""
        blocks = -(-int(sequences.max(initial=0)) // _BLOCK)
        held = np.zeros(blocks * _BLOCK, dtype=np.uint32)
        held[sequences[::-1] - 1] = contents[::-1]
        gaps = np.flatnonzero(held == 0)
        self.upto = int(gaps[0]) if len(gaps) else len(held)
        self._ahead = set((self.upto + 1 + np.flatnonzero(held[self.upto :])).tolist())
        self._digests = [array("I", block.tobytes()) for block in held.reshape(blocks, _BLOCK)]
        self._brief = 0
        self._shorten()


def _brief(content: int) -> int:
    """Of a digest, whose lowest bit says nothing, the second byte."""
    return content >> 8 & 0xFF


def note_all(writers: dict[tuple[int, int], WriterState], records: Records) -> None:
    """Let the states of writers, by (seat, writer), hold what these records of the log say,
    none of them blanked."""
    if not len(records):
        return
    # Column by column: turning whole records round takes most of the time otherwise.
    order = np.lexsort((records["writer"], records["seat"]))
    seats, held_by, ranks, sequences = (
        records[name][order] for name in ("seat", "writer", "writer_rank", "sequence")
    )
    contents = digests(records)[order]
    is_next = (seats[1:] != seats[:-1]) | (held_by[1:] != held_by[:-1])
    starts = np.flatnonzero(np.r_[True, is_next])
    whose = zip(*(column[starts].tolist() for column in (seats, held_by, ranks)), strict=True)
    ends = [*starts[1:].tolist(), len(records)]
    for (seat, writer, rank), start, end in zip(whose, starts.tolist(), ends, strict=True):
        state = writers.get((seat, writer))
        if state is None:
            state = writers[seat, writer] = WriterState(rank)
            state.restore(sequences[start:end], contents[start:end])
        else:
            for sequence, content in zip(
                sequences[start:end].tolist(), contents[start:end].tolist(), strict=True
            ):
                state.note(sequence, content)
