"""The log of reactions in a JetStream stream: one message per frame, its sequence the position.

A frame that is rewritten (a withdrawal, times that are dropped) is stored anew under a subject
that names the old position, and what stood there is overwritten and deleted. Readers are given
the new frame at the old position, so what was known at a position can always be made again.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence

import numpy as np
from nats.aio.client import Client

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.address import LogAddress
from pulsemeter.storage.jetstream.state import check_majority
from pulsemeter.storage.jetstream.stream import Message, OtherNewest, Stream
from pulsemeter.tally.frame import (
    RECORD,
    Frame,
    FrameError,
    Records,
    by_seat,
    decode_frame,
    encode_frame,
    joined,
    redact_frame,
    without_times,
)

Change = Callable[[Frame], Frame | None]

_CODE_AT = 2
_CODE = re.compile(r"[A-Za-z0-9_-]{1,16}")
_BUCKET = 1_000
"""Rewritten frames are found by the thousand of their positions."""
_FRAMES_AT_ONCE = 1_000
_REWRITES_AT_ONCE = 16
_TRIES = 50
_BEHIND_S = 0.1


async def open_log(client: Client, address: LogAddress) -> "JetStreamReactionLog":
    """The log of this address, made if it isn't there."""
    stream = Stream(client, address)
    await stream.make()
    return JetStreamReactionLog(stream)


class JetStreamReactionLog:
    """ReactionLog in one stream; any number of programs may write and read it at once."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._passed: dict[str, tuple[int, int]] = {}

    async def check(self) -> None:
        """StoreError where too few of the servers are there to take anything; nothing is stored."""
        await check_majority(self._stream)

    async def append(self, frame: Frame) -> int:
        """Write a frame; returns its position once enough servers have it on disk. The same
        frame (session, gateway, gateway sequence) offered again is stored once."""
        try:
            blob = encode_frame(frame)
        except (FrameError, UnicodeEncodeError) as error:
            raise StoreError(f"this frame can't be written: {error}") from None
        if not _CODE.fullmatch(frame.session):
            raise StoreError(f"this frame can't be written: no session is called {frame.session}")
        identity = f"{frame.session}.{frame.gateway}.{frame.gateway_sequence}"
        subject = f"{self._stream.name}.log.{frame.session}.frame"
        return await self._stream.publish(subject, blob, id=identity)

    async def read(
        self, session: str, after: int = 0, limit: int = 1_000
    ) -> Sequence[tuple[int, Frame]]:
        """Frames of a session behind a position, in order, at most `limit`."""
        if limit <= 0 or not _CODE.fullmatch(session):
            return []
        after = max(after, 0)
        passed = self._passed.get(session, (after, after))
        cursor = passed[1] if passed[0] == after else after
        while page := await self._fetch_surely(session, cursor, limit):
            upto = page[-1].sequence
            blobs = {at: m.data for m in page if (at := _position(m)) > after}
            if upto - cursor > len(page):  # else nothing in between is another's, or gone
                await self._find_rewritten(session, blobs, (cursor, upto), limit)
            if blobs:
                return [(at, self._decode(at, blobs[at])) for at in sorted(blobs)[:limit]]
            cursor = upto
        # Behind the last frame there may be thousands that took the place of earlier ones.
        self._passed[session] = (after, cursor)
        return []

    async def _fetch_surely(self, session: str, after: int, limit: int) -> Sequence[Message]:
        """Messages of a session behind a sequence; none only where the leader has none, because
        whoever answers a fetch may be a moment behind what was acknowledged."""
        everything = self._all_of(session)
        for _ in range(_TRIES):
            if page := await self._stream.fetch(everything, after, limit):
                return page
            if await self._stream.next(everything, after) is None:
                return ()
            await asyncio.sleep(_BEHIND_S)
        raise StoreError(f"a server of the log stays behind: it has nothing after {after}")

    async def redact(self, session: str, seat: int) -> int:
        """Blank a seat's records where they stand; returns how many frames were rewritten."""
        return await self.redact_all(session, (seat,))

    async def redact_all(self, session: str, seats: Collection[int]) -> int:
        """The same for several seats, in one pass of the log."""
        needles, rewritten = [seat.to_bytes(8, "little") for seat in seats], 0

        def without(frame: Frame) -> Frame | None:
            changed = None
            for seat in seats:
                changed = redact_frame(changed or frame, seat) or changed
            return changed

        async for page in self._pages(session):
            holding = [m for m in page if any(needle in m.data for needle in needles)]
            rewritten += await self._rewrite_all(session, holding, without)
        return rewritten

    async def drop_times(self, session: str) -> int:
        """Set `received_ms` of every record of a session to 0; returns how many frames had times.
        Every frame is stored anew: the servers keep when a message came."""
        timed = 0
        async for page in self._pages(session):
            has_times = [
                without_times(self._decode(_position(m), m.data)) is not None for m in page
            ]
            timed += sum(has_times)
            due = [m for m, has in zip(page, has_times, strict=True) if has or _is_original(m)]
            await self._rewrite_all(session, due, lambda frame: without_times(frame) or frame)
        return timed

    async def forget_order(self, session: str) -> None:
        """Put a session's records in the order of seats, each frame as long as before.

        All frames are stored anew before the first old one is erased. A try that was cut short
        left some records in two places and none in no place, so each is taken once then."""
        found = [message async for page in self._pages(session) for message in page]
        if not found:
            return
        held = {_position(m): self._decode(_position(m), m.data) for m in found}
        frames = [held[at] for at in sorted(held)]
        if len(found) > len(frames):
            every = joined([self._decode(_position(m), m.data).records for m in found])
            frames = _filled(frames, _each_once(every))
        for at, moved in zip(sorted(held), by_seat(frames), strict=True):
            await self._stream.publish(self._place_of(session, at), encode_frame(moved))
        await self._erase(message.sequence for message in found)

    async def erase(self, session: str) -> None:
        """Overwrite and delete everything of a session; positions of the others stay."""
        async for page in self._pages(session):
            await self._erase(message.sequence for message in page)

    async def take_back(self, positions: Iterable[int]) -> None:
        """Erase frames that belong to something which was not completed."""
        await self._erase(positions)

    async def codes(self) -> set[str]:
        """The sessions that have frames."""
        found = await self._stream.subjects(f"{self._stream.name}.log.>")
        return {subject.split(".")[_CODE_AT] for subject in found}

    def _all_of(self, session: str) -> str:
        return f"{self._stream.name}.log.{session}.>"

    def _place_of(self, session: str, position: int) -> str:
        """Where that is stored which takes the place of a frame."""
        return f"{self._stream.name}.log.{session}.again.{position // _BUCKET}.{position}"

    async def _pages(self, session: str) -> AsyncIterator[Sequence[Message]]:
        """Every message of a session as far as its newest now, in the order of storing."""
        if not _CODE.fullmatch(session):
            return
        newest = await self._stream.newest(self._all_of(session))
        after, upto = 0, newest.sequence if newest else 0
        while after < upto and (page := await self._fetch_surely(session, after, _FRAMES_AT_ONCE)):
            after = page[-1].sequence
            yield [message for message in page if message.sequence <= upto]

    async def _find_rewritten(
        self, session: str, blobs: dict[int, bytes], between: tuple[int, int], limit: int
    ) -> None:
        """Add what stands in the place of frames in this range, until the first `limit` frames
        behind its beginning are there. The leader says which there are: the answer to a fetch may
        come from a server that hasn't heard of them."""
        after, upto = between
        for bucket in range(after // _BUCKET, upto // _BUCKET + 1):
            pattern = f"{self._stream.name}.log.{session}.again.{bucket}.*"
            subjects = await self._stream.subjects(pattern)
            places = {int(subject.rpartition(".")[2]) for subject in subjects}
            wanted = {at for at in places if after < at <= upto}
            if wanted:
                page = await self._stream.fetch(pattern, min(wanted), 2 * _BUCKET)
                blobs.update((at, m.data) for m in page if (at := _position(m)) in wanted)
            for at in wanted - blobs.keys():
                newest = await self._stream.newest(self._place_of(session, at))
                if newest is not None:  # else its session was erased meanwhile
                    blobs[at] = newest.data
            if sum(at < (bucket + 1) * _BUCKET for at in blobs) >= limit:
                return

    async def _rewrite_all(self, session: str, old: Sequence[Message], change: Change) -> int:
        """Rewrite the frames whose present or former versions these are; how many changed."""
        gate = asyncio.Semaphore(_REWRITES_AT_ONCE)

        async def one(message: Message) -> bool:
            async with gate:
                return await self._rewrite(session, message, change)

        return sum(await asyncio.gather(*(one(message) for message in old)))

    async def _rewrite(self, session: str, old: Message, change: Change) -> bool:
        """Store a frame anew, then erase this version of it. Somebody else may have rewritten it
        already: then what they wrote is changed, and the version in hand goes all the same."""
        place = self._place_of(session, _position(old))
        current, gone, is_changed = old, {old.sequence}, False
        while (changed := change(self._decode(_position(old), current.data))) is not None:
            newest = 0 if _is_original(current) else current.sequence
            is_changed = True
            try:
                await self._stream.publish(place, encode_frame(changed), newest=newest)
                gone.add(current.sequence)
                break
            except OtherNewest:  # perhaps our own, whose acknowledgement was lost
                latest = await self._stream.newest(place)
                if latest is None:
                    break  # the session was erased meanwhile
                current = latest
        await self._erase(gone)
        return is_changed

    async def _erase(self, sequences: Iterable[int]) -> None:
        gate = asyncio.Semaphore(_REWRITES_AT_ONCE)

        async def one(sequence: int) -> None:
            async with gate:
                await self._stream.erase(sequence)

        await asyncio.gather(*(one(sequence) for sequence in sequences))

    def _decode(self, position: int, blob: bytes) -> Frame:
        try:
            return decode_frame(blob)
        except FrameError as error:
            raise StoreError(
                f"the frame at position {position} of the log {self._stream.name} is damaged: "
                f"{error}. Restore the stream from a backup."
            ) from None


def _is_original(message: Message) -> bool:
    """Whether this is a frame as it was appended."""
    return message.subject.endswith(".frame")


def _position(message: Message) -> int:
    """The position in the log that a message fills."""
    return message.sequence if _is_original(message) else int(message.subject.rpartition(".")[2])


def _each_once(records: Records) -> Records:
    """Each record once, without blank ones."""
    return np.unique(records[records["seat"] != 0].view(f"V{RECORD.itemsize}")).view(RECORD)


def _filled(frames: Sequence[Frame], records: Records) -> list[Frame]:
    """The same frames, each as long as before, with these records, blank ones behind them."""
    ends = np.cumsum([len(frame.records) for frame in frames])
    rows = np.zeros(ends[-1], dtype=RECORD)
    rows[: len(records)] = records
    return [
        Frame(frame.session, frame.gateway, frame.gateway_sequence, part)
        for frame, part in zip(frames, np.split(rows, ends[:-1]), strict=True)
    ]
