"""The recording of a live session: attached once it is over, aligned, removed, read.

A file comes through the same quarantine as a stimulus and is made playable in the same way; what
differs is that it belongs to one session and has a clock of its own. Nothing here counts.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from pulsemeter.domain.alignment import Alignment, AlignmentRefused, write_time
from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.domain.session import OVER, Session
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.hand_over_ports import ClipMaker
from pulsemeter.service.ports import Clock, StoreError, StudyBook
from pulsemeter.service.recording_ports import RecordingBook
from pulsemeter.service.settle_stimulus import UploadRefused, captions_text, file_stem
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind, MadeStimulus, StimulusMaker
from pulsemeter.transcript.aligned_cues import in_stimulus_time
from pulsemeter.transcript.cue import Cue, TranscriptError
from pulsemeter.transcript.subtitles import read_subtitles

_diagnostics = logging.getLogger(__name__)


class RecordingMoved(AlignmentRefused):
    """Somebody else changed the recording in between."""


class Recordings:
    """The recordings of one store's sessions."""

    def __init__(
        self,
        book: RecordingBook,
        studies: StudyBook,
        maker: StimulusMaker,
        clips: ClipMaker,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._book, self._studies, self._maker, self._clips = book, studies, maker, clips
        self._audit, self._clock = audit, clock

    async def of(self, code: str, stimulus: str) -> Recording | None:
        """The newest edition of a stimulus' recording, None where there is none now."""
        return next((r for r in await self._book.newest(code) if r.stimulus == stimulus), None)

    async def usable(self, code: str) -> dict[str, Recording]:
        """By stimulus, the recordings in which moments of the session can be found."""
        return {r.stimulus: r for r in await self._book.newest(code) if r.is_usable}

    async def editions(self, code: str) -> Sequence[Recording]:
        """Every edition of a session's recordings, in order."""
        return await self._book.editions(code)

    async def transcript(self, recording: Recording) -> list[Cue]:
        """What a recording's captions say, in the session's time; nothing before it is aligned."""
        study, stimulus = await self._place(recording.session, recording.stimulus)
        if recording.alignment is None or not recording.captions:
            return []
        text = await self._clips.captions(study.name, recording.captions)
        try:
            cues = read_subtitles(text, recording.captions).cues if text else ()
        except TranscriptError as error:
            _diagnostics.info("captions of session %s: %s", recording.session, error)
            return []
        return in_stimulus_time(cues, recording.alignment, stimulus.duration_ms)

    async def check(self, arrival: Arrival) -> None:
        """UploadRefused where a file of this kind isn't wanted for this session."""
        _, stimulus = await self._place(arrival.session, arrival.stimulus, arrival.study)
        if arrival.language:
            raise UploadRefused("a recording has captions of one language; leave the language away")
        is_captions = arrival.kind is ArrivalKind.CAPTIONS
        if is_captions and await self.of(arrival.session, stimulus.id) is None:
            raise UploadRefused("there is no recording yet that captions could belong to")

    async def take(self, arrival: Arrival, path: Path, tell: Callable[[float], None]) -> None:
        """Make a complete file playable and the session's recording; the one before it goes, with
        its captions and its alignment, which were about another file. Captions become those of
        the recording that is here."""
        await self.check(arrival)
        if arrival.kind is ArrivalKind.CAPTIONS:
            text = await captions_text(path, arrival.name)
            file = await self._maker.keep_captions(arrival.study, _stem(arrival), text)
            await self._settle(arrival, file, None)
        else:
            made = await self._maker.make(path, arrival.study, _stem(arrival), tell)
            await self._settle(arrival, made.file, made)

    async def _settle(self, arrival: Arrival, file: str, made: MadeStimulus | None) -> None:
        """Write the next edition, with what was made or with captions; files that it doesn't name
        any more are removed after."""
        try:
            held = await self.of(arrival.session, arrival.stimulus)
            if made is None:
                edition = _captioned(held, arrival, file, self._now)
            else:
                number = await self._next_number(arrival.session, arrival.stimulus)
                edition = Recording(
                    arrival.session, arrival.stimulus, number, RecordingStep.FILE, arrival.author,
                    self._now, file, arrival.name, made.duration_ms, made.sound_only,
                )  # fmt: skip
            await self._audit.note(
                arrival.author, f"recording: {edition.step}", edition.session,
                f"{arrival.name} for {edition.stimulus}",
            )  # fmt: skip
            await self._write(edition)
        except BaseException:
            await self._maker.remove(arrival.study, file)
            raise
        for wasted in set(held.files if held else ()) - set(edition.files):
            await self._maker.remove(arrival.study, wasted)

    async def align(
        self, code: str, stimulus: str, number: int, alignment: Alignment, author: str
    ) -> Recording:
        """The next edition of a recording, aligned so, by somebody who saw this edition.
        AlignmentRefused where a moment lies outside of the file; RecordingMoved after somebody
        else's change."""
        held = await self._held(code, stimulus)
        if held.number != number:
            raise RecordingMoved(_moved(held))
        for point in filter(None, (alignment.cue, alignment.check)):
            if point.file_ms > held.duration_ms:
                raise AlignmentRefused(
                    f"{write_time(point.file_ms)} lies behind the end of {held.name}, which is "
                    f"{write_time(held.duration_ms)} long; mend that time"
                )
        edition = held.aligned(alignment, author, self._now)
        told = f"{stimulus}: offset {alignment.offset_ms:.0f} ms, drift {alignment.drift_ppm} ppm"
        await self._audit.note(author, "recording: alignment", code, told)
        await self._write(edition)
        return edition

    async def remove(self, code: str, stimulus: str, author: str) -> None:
        """Take a recording away, with its captions and its alignment; the editions stay."""
        held = await self._held(code, stimulus)
        session = await self._session(code)
        await self._audit.note(author, "recording: removed", code, f"{held.name} for {stimulus}")
        await self._write(held.removed(author, self._now))
        for file in held.files:
            await self._maker.remove(session.study, file)

    async def _write(self, edition: Recording) -> None:
        if not await self._book.add(edition):
            raise RecordingMoved(_moved(edition))

    @property
    def _now(self) -> int:
        return self._clock.wall_ms()

    async def _held(self, code: str, stimulus: str) -> Recording:
        held = await self.of(code, stimulus)
        if held is None:
            raise AlignmentRefused(f"session {code} has no recording of {stimulus}; attach one")
        return held

    async def _next_number(self, code: str, stimulus: str) -> int:
        editions = await self._book.editions(code)
        return max((e.number for e in editions if e.stimulus == stimulus), default=0) + 1

    async def _session(self, code: str) -> Session:
        session = await self._studies.session(code)
        if session is None:
            raise UnknownSession(f"there is no session {code!r}")
        return session

    async def _place(self, code: str, name: str, study_name: str = "") -> tuple[Study, Stimulus]:
        """The stimulus of a session that is over, which takes a recording; of this study."""
        session = await self._studies.session(code)
        if session is None or session.study != (study_name or session.study):
            raise UploadRefused(f"study {study_name} has no session {code!r}")
        study = await self._studies.frozen_study(code) or await self._studies.study(session.study)
        if study is None:
            raise StoreError(f"session {code} belongs to no study of this store")
        if session.state not in OVER:
            raise UploadRefused(
                f"session {code} is {session.state.value}; attach its recording once it is over"
            )
        stimulus = next((s for s in study.stimuli if s.id == name), None)
        if stimulus is None:
            raise UploadRefused(f"session {code} has no stimulus {name!r}")
        if why := no_recording_because(session, stimulus):
            raise UploadRefused(why)
        return study, stimulus


def no_recording_because(session: Session, stimulus: Stimulus) -> str:
    """Why a stimulus takes no recording; "" where it does."""
    if not session.is_live:
        return f"session {session.code} is on demand: everybody saw the study's own file"
    if stimulus.file:
        return f"stimulus {stimulus.id} has a file of its own, from which clips are cut already"
    return ""


def _captioned(held: Recording | None, arrival: Arrival, file: str, wall_ms: int) -> Recording:
    if held is None:
        raise UploadRefused("the recording was removed meanwhile; attach it again")
    return held.with_captions(file, arrival.author, wall_ms)


def _stem(arrival: Arrival) -> str:
    return f"recording-{arrival.session.lower()}-{file_stem(arrival)}"


def _moved(held: Recording) -> str:
    return (
        f"the recording of {held.stimulus} was changed meanwhile; look at it again, then do it "
        "once more"
    )
