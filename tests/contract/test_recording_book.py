"""What every book of recordings must do."""

from dataclasses import replace
from typing import Any

from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.service.ports import Stores

FIRST = Recording(
    "ROOM01", "talk", 1, RecordingStep.FILE, "Ada “A”", 1_700_000_000_000, "r.hls/index.m3u8",
    "größer.mov", 60_000, sound_only=True,
)  # fmt: skip
LINE = Alignment(AlignmentPoint("So", 2_000, 0), AlignmentPoint("", 62_010, 60_000), True)
SECOND = FIRST.aligned(LINE, "Ben", 1_700_000_001_000)
OTHER = replace(FIRST, stimulus="again")
ELSEWHERE = replace(FIRST, session="ROOM02")


async def _add_all(stores: Stores) -> list[bool]:
    return [await stores.recordings.add(e) for e in (FIRST, SECOND, OTHER, ELSEWHERE)]


def test_editions_are_kept_whole_and_in_order(engine: Any) -> None:
    assert engine.tell(_add_all) == [True] * 4
    assert engine.tell(lambda s: s.recordings.editions("ROOM01")) == [OTHER, FIRST, SECOND]
    assert engine.tell(lambda s: s.recordings.newest("ROOM01")) == [OTHER, SECOND]
    assert engine.tell(lambda s: s.recordings.newest("ROOM02")) == [ELSEWHERE]
    assert engine.tell(lambda s: s.recordings.editions("ROOM03")) == []


def test_only_the_next_edition_is_written(engine: Any) -> None:
    engine.tell(_add_all)
    for number in (0, 1, 2, 4):
        late = replace(SECOND, number=number, author="Cy")
        assert engine.tell(lambda s, late=late: s.recordings.add(late)) is False
    assert engine.tell(lambda s: s.recordings.editions("ROOM01")) == [OTHER, FIRST, SECOND]


def test_what_was_removed_is_no_newest_and_can_come_again(engine: Any) -> None:
    engine.tell(_add_all)
    gone = SECOND.removed("Ada", 1_700_000_002_000)
    assert engine.tell(lambda s: s.recordings.add(gone)) is True
    assert engine.tell(lambda s: s.recordings.newest("ROOM01")) == [OTHER]
    again = replace(FIRST, number=4)
    assert engine.tell(lambda s: s.recordings.add(again)) is True
    assert engine.tell(lambda s: s.recordings.newest("ROOM01")) == [OTHER, again]
