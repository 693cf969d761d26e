"""Sessions that are over, and the recordings service over them without ffmpeg."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pulsemeter.domain.session import Session, SessionKind, SessionState, ShownIn
from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.outside import SystemClock
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.keep_recording import Recordings
from pulsemeter.service.ports import Stores
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind, MadeStimulus, StimulusRefused
from pulsemeter.storage.memory import memory_stores

AIR = Stimulus("air", "On air", 120_000)
OWN = Stimulus("own", "With a file", 60_000, "own.mp4")
STUDY = Study("night", "A night", "", (AIR, OWN), (), Consent("", "", "", ""))
CODE = "ROOM01"
FILE = Arrival(
    "abcdefgh",
    "night",
    "air",
    ArrivalKind.STIMULUS,
    "",
    "a.mov",
    4,
    "m",
    session=CODE,
    author="Ada",
)
SRT = b"1\n00:00:12,000 --> 00:00:14,000\nGood evening.\n"


class Disk:
    """Maker and reader of files in one; what begins with "bad" is refused."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def make(
        self, source: Path, study: str, name: str, tell: Callable[[float], None]
    ) -> MadeStimulus:
        if source.read_bytes().startswith(b"bad"):  # noqa: ASYNC240 - four bytes of a test
            raise StimulusRefused(f"{source.name}: is no video")
        tell(1.0)
        self.kept[f"{name}.mp4"] = ""
        return MadeStimulus(f"{name}.mp4", 180_000, sound_only=False)

    async def keep_captions(self, study: str, name: str, text: str) -> str:
        self.kept[f"{name}.vtt"] = text
        return f"{name}.vtt"

    async def remove(self, study: str, file: str) -> None:
        self.kept.pop(file, None)

    def has_source(self, study: str, file: str) -> bool:
        return file in self.kept

    async def captions(self, study: str, file: str) -> str:
        return self.kept.get(file, "")

    async def cut(self, stretch: object, target: Path) -> None:
        raise AssertionError("nothing is cut here")


class Archive:
    """One store with sessions that are over, running, and on demand."""

    def __init__(self) -> None:
        self.stores: Stores = memory_stores()
        self.disk, clock = Disk(), SystemClock()
        audit = AuditTrail(self.stores.audit, clock)
        self.recordings = Recordings(
            self.stores.recordings, self.stores.studies, self.disk, self.disk, audit, clock
        )

    async def furnish(self) -> None:
        book = self.stores.studies
        await book.add_study(STUDY, "", [])
        live, over = SessionKind.LIVE, SessionState.CLOSED
        for session in (
            Session(CODE, "night", live, over, shown=ShownIn.OWN_SCREEN),
            Session("RUNS01", "night", live, SessionState.RUNNING),
            Session("OWNT01", "night", SessionKind.ON_DEMAND, over),
        ):
            await book.put_session(session, STUDY)
