"""What every log of reactions must do."""

from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.tally.frame import Frame, encode_frame

SEATS = [2**62 + 1, 2**40 + 5, 11]
SESSIONS = ("KENNEDY", "NIXON")
ENGINES = ("memory", "sqlite", "postgresql", "jetstream")

FrameOf = Callable[..., Frame]


def appending(*frames: Frame) -> Callable[[Stores], Awaitable[list[int]]]:
    async def story(stores: Stores) -> list[int]:
        return [await stores.log.append(frame) for frame in frames]

    return story


def reading(*arguments: Any) -> Callable[[Stores], Awaitable[list[tuple[int, bytes]]]]:
    async def story(stores: Stores) -> list[tuple[int, bytes]]:
        found = await stores.log.read(*arguments)
        return [(position, encode_frame(frame)) for position, frame in found]

    return story


def redacting(session: str, seat: int) -> Callable[[Stores], Awaitable[int]]:
    async def story(stores: Stores) -> int:
        return await stores.log.redact(session, seat)

    return story


def test_an_empty_log_has_no_frames(engine: Any) -> None:
    assert engine.tell(reading("KENNEDY")) == []


def test_a_frame_is_read_as_it_was_appended(engine: Any, frame_of: FrameOf) -> None:
    frame = frame_of(SEATS)
    (position,) = engine.tell(appending(frame))

    assert engine.tell(reading("KENNEDY")) == [(position, encode_frame(frame))]


def test_a_frame_without_records_keeps_its_place(engine: Any, frame_of: FrameOf) -> None:
    positions = engine.tell(appending(frame_of([]), frame_of(SEATS, number=2)))

    assert [position for position, _ in engine.tell(reading("KENNEDY"))] == positions


def test_positions_rise_over_reopening(engine: Any, frame_of: FrameOf) -> None:
    first = engine.tell(appending(frame_of(SEATS), frame_of(SEATS, number=2)))
    second = engine.tell(appending(frame_of(SEATS, number=3)))

    assert 0 < first[0] < first[1] < second[0]


def test_what_was_handed_over_can_change_without_the_log(engine: Any, frame_of: FrameOf) -> None:
    frame = frame_of(SEATS)
    before = encode_frame(frame)

    async def story(stores: Stores) -> bytes:
        await stores.log.append(frame)
        frame.records["choice"] = -100
        ((_, kept),) = await stores.log.read("KENNEDY")
        return encode_frame(kept)

    assert engine.tell(story) == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sessions=st.lists(st.sampled_from(SESSIONS), max_size=12),
    after=st.integers(-1, 13),
    limit=st.integers(0, 13),
)
def test_reading_is_a_window_on_the_order_of_appending(
    new_engine: Callable[[], Any],
    frame_of: FrameOf,
    sessions: list[str],
    after: int,
    limit: int,
) -> None:
    engine = new_engine()
    frames = [frame_of([n], session, n) for n, session in enumerate(sessions, start=1)]
    positions = engine.tell(appending(*frames))
    for session in SESSIONS:
        mine = [
            (position, encode_frame(frame))
            for position, frame in zip(positions, frames, strict=True)
            if frame.session == session and position > after
        ]
        assert engine.tell(reading(session, after, limit)) == mine[:limit]


def test_a_session_code_that_does_not_fit_is_refused(engine: Any, frame_of: FrameOf) -> None:
    for code in ("A" * 17, "KÖLN"):
        with pytest.raises(StoreError, match="can't be written"):
            engine.tell(appending(frame_of(SEATS, code)))
    assert engine.tell(reading("KÖLN")) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    frames=st.lists(
        st.tuples(st.sampled_from(SESSIONS), st.lists(st.sampled_from(SEATS), max_size=6)),
        max_size=6,
    )
)
def test_redacting_blanks_one_seat_and_nothing_else(
    new_engine: Callable[[], Any], frame_of: FrameOf, frames: list[tuple[str, list[int]]]
) -> None:
    engine, gone = new_engine(), SEATS[0]
    written = [frame_of(seats, session, n) for n, (session, seats) in enumerate(frames)]
    positions = engine.tell(appending(*written))

    changed = engine.tell(redacting("KENNEDY", gone))

    assert changed == sum(session == "KENNEDY" and gone in seats for session, seats in frames)
    for frame in written:
        if frame.session == "KENNEDY":
            mine = frame.records["seat"] == np.uint64(gone)
            frame.records[mine] = np.zeros(1, dtype=frame.records.dtype)[0]
    for session in SESSIONS:
        assert engine.tell(reading(session)) == [
            (position, encode_frame(frame))
            for position, frame in zip(positions, written, strict=True)
            if frame.session == session
        ]
    assert engine.tell(redacting("KENNEDY", gone)) == 0
