"""An honest model of the participant's page: its outbox, its writers, what it says and hears.

Keeps every record until an acknowledgement reaches it and sends again, in order, what is not
acknowledged. Does no input or output: it makes frames and is told of frames.
"""

from dataclasses import dataclass, field

import msgspec

from pulsemeter.wire.participant import (
    Ack,
    Hello,
    Pong,
    RecordKindName,
    Records,
    Refused,
    StateChange,
    TakenOver,
    ToPage,
    Welcome,
    WireRecord,
)

RECORDS_PER_FRAME_MAX = 24
FRAME_BYTES_MAX = 4_096

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[ToPage] = msgspec.json.Decoder(ToPage)


def read_frame(frame: bytes) -> Ack | Pong | StateChange | TakenOver | Welcome:
    """What the server says in this frame. Raises msgspec.DecodeError for anything else."""
    return _decoder.decode(frame)


@dataclass(slots=True)
class PageModel:
    """One page load that takes a seat. Sequences count from 1, so record n lies at n − 1."""

    writer: int
    records: list[WireRecord] = field(default_factory=list)
    upto: int = 0
    sent_upto: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    is_welcome: bool = False
    is_taken_over: bool = False

    def make(
        self,
        kind: RecordKindName,
        clock_ms: int,
        choice: int = 0,
        stimulus: int = 0,
        target: int = 0,
    ) -> WireRecord:
        """A new record, at once in the outbox."""
        record = WireRecord(len(self.records) + 1, kind, clock_ms, choice, stimulus, target)
        self.records.append(record)
        return record

    def unacknowledged(self) -> list[WireRecord]:
        """The outbox: what has to be sent until it is acknowledged or refused."""
        return [r for r in self.records[self.upto :] if r.sequence not in self.refused]

    @property
    def is_empty(self) -> bool:
        """Whether the outbox is empty."""
        return self.upto >= len(self.records) or not self.unacknowledged()

    def hello(self) -> bytes:
        """The first frame of a connection."""
        return _encoder.encode(Hello(self.writer))

    def frames_to_send(self) -> list[bytes]:
        """Frames for all that was not sent since the last (re)connect; counts them as sent."""
        start = max(self.upto, self.sent_upto)
        fresh = [r for r in self.records[start:] if r.sequence not in self.refused]
        self.sent_upto = len(self.records)
        return [
            _encoder.encode(Records(self.writer, fresh[place : place + RECORDS_PER_FRAME_MAX]))
            for place in range(0, len(fresh), RECORDS_PER_FRAME_MAX)
        ]

    def forget_sending(self) -> None:
        """Nothing is certain of what was sent: everything unacknowledged goes out again."""
        self.sent_upto = self.upto

    def hear(self, message: ToPage) -> bool:
        """Note an answer; True if it changed the outbox."""
        if isinstance(message, Welcome):
            if message.writer != self.writer:
                return False
            self.is_welcome = True
            return self._reach(message.upto, [])
        if isinstance(message, Ack):
            return message.writer == self.writer and self._reach(message.upto, message.refused)
        if isinstance(message, TakenOver):
            self.is_taken_over = True
        return False

    def _reach(self, upto: int, refused: list[Refused]) -> bool:
        if upto > len(self.records):
            raise ValueError(
                f"the server acknowledges record {upto} of writer {self.writer}, "
                f"which made {len(self.records)}"
            )
        before = (self.upto, len(self.refused))
        self.refused.update({r.sequence: r.reason for r in refused})
        self.upto = max(self.upto, upto)
        return before != (self.upto, len(self.refused))
