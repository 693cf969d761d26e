"""A file comes in pieces, waits in quarantine, is made playable, and becomes the study's stimulus.

Knows no ffmpeg and no HTTP. Uploads survive reloads of the page and restarts of the server: what
is here is told by the quarantine. A complete file is a job, and refused if it stops servers.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass, replace
from typing import Literal

from pulsemeter.domain.alignment import AlignmentRefused
from pulsemeter.domain.session import fixing_session
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.jobs import Job, Jobs, JobState, Lane
from pulsemeter.service.keep_recording import Recordings
from pulsemeter.service.ports import Chance, Clock, StoreError, StudyBook
from pulsemeter.service.settle_stimulus import (
    UploadRefused,
    keep_captions,
    keep_stimulus,
    stimulus_of,
)
from pulsemeter.service.stimulus_ports import (
    Arrival,
    ArrivalKind,
    Quarantine,
    StimulusMaker,
    StimulusRefused,
)
from pulsemeter.transcript.cue import TranscriptError

_diagnostics = logging.getLogger(__name__)
SWEEP_MS = 3_600_000
_JOBS_MAX = 1_000
"""As many as could ever be complete; what bounds uploads is how many may be open."""
_GIGABYTE = 1024**3
_KIND = "upload"
_ANEW = "upload the file again"
_OURS = f"something went wrong on our side; {_ANEW}"
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)?")


@dataclass(frozen=True, slots=True)
class ReceptionLimits:
    """How much may arrive."""

    bytes_max: int = 8 * _GIGABYTE
    captions_bytes_max: int = 5_000_000
    piece_bytes_max: int = 8 * 1024**2
    open_max: int = 8
    reserve_bytes: int = _GIGABYTE
    age_max_ms: int = 24 * 3_600_000


class UnknownUpload(LookupError):
    """No upload has this id: it is done, was given up, or is older than a day."""


class OffsetWrong(ValueError):
    """The sender's idea of how much is here differs from ours; `offset` is ours."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"{offset} bytes are here; go on from there")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one file of a stimulus is; elsewhere says that it comes from a media origin. While it
    waits, `ahead` others come first; while it is made, `remaining_ms` estimates the time that is
    left. `upload` is the id of the upload that can be given up."""

    state: Literal["missing", "uploading", "waiting", "making", "ready", "refused", "elsewhere"]
    share: float = 0.0
    file: str = ""
    reason: str = ""
    ahead: int = 0
    remaining_ms: int | None = None
    upload: str = ""


class Reception:
    """Everything that is arriving at one server."""

    def __init__(
        self,
        book: StudyBook,
        quarantine: Quarantine,
        maker: StimulusMaker,
        clock: Clock,
        chance: Chance,
        jobs: Jobs,
        limits: ReceptionLimits | None = None,
        recordings: Recordings | None = None,
    ) -> None:
        self._book, self._quarantine, self._maker = book, quarantine, maker
        self._clock, self._chance, self._jobs, self._recordings = clock, chance, jobs, recordings
        self.limits = limits or ReceptionLimits()
        self._arrivals = {arrival.id: arrival for arrival in quarantine.arrivals()}
        self._turns: dict[str, int] = {}
        self.is_idle = asyncio.Event()
        jobs.open_lane(Lane(_KIND, "uploads", self._make, UploadRefused, (), _JOBS_MAX, anew=_ANEW))

    async def begin(self, wanted: Arrival) -> Arrival:
        """The upload for this file: the one that stopped half-way, else a new one. UploadRefused
        where it isn't wanted or there is no room. An earlier file for the same place goes."""
        await self._check(wanted)
        for held in [a for a in self._arrivals.values() if a.slot == wanted.slot]:
            is_same = replace(wanted, id=held.id, author=held.author) == held
            if is_same and not self._is_refused(held):
                await self._ask_if_complete(held)
                return held
            await self.drop(held.id)
        if sum(not self._is_refused(a) for a in self._arrivals.values()) >= self.limits.open_max:
            raise UploadRefused(
                f"{self.limits.open_max} uploads are open already; wait until one is done, or "
                "give one up"
            )
        self._check_room(wanted)
        arrival = replace(wanted, id=self._chance.text(), refused="")
        self._quarantine.put(arrival)
        self._arrivals[arrival.id] = arrival
        return arrival

    async def _check(self, wanted: Arrival) -> None:
        if wanted.session:
            await self._recordings_here.check(wanted)
        else:
            await self._check_stimulus(wanted)
        is_captions = wanted.kind is ArrivalKind.CAPTIONS
        if not _LANGUAGE.fullmatch(wanted.language) or (wanted.language and not is_captions):
            raise UploadRefused(f"{wanted.language!r} is no language tag such as de or pt-BR")
        bytes_max = self.limits.captions_bytes_max if is_captions else self.limits.bytes_max
        if not 0 < wanted.size_bytes <= bytes_max:
            raise UploadRefused(
                f"{wanted.name} has {wanted.size_bytes / 1e6:,.1f} MB; between 1 byte and "
                f"{bytes_max / 1e6:,.0f} MB are taken"
            )

    async def _check_stimulus(self, wanted: Arrival) -> None:
        stimulus = stimulus_of(await self._book.study(wanted.study), wanted)
        if fixing_session(wanted.study, await self._book.sessions()):
            raise UploadRefused(
                f"study {wanted.study} has a session already, so its stimuli stay as they are; "
                "give the changed study a new name"
            )
        if stimulus.address and wanted.kind is not ArrivalKind.CAPTIONS:
            raise UploadRefused(f"stimulus {stimulus.id} comes from {stimulus.address}")

    @property
    def _recordings_here(self) -> Recordings:
        if self._recordings is None:
            raise UploadRefused("recordings of sessions aren't taken here")
        return self._recordings

    def _check_room(self, wanted: Arrival) -> None:
        """There must be room for the file and for what is made of it, and for all others."""
        under_way = sum(
            2 * a.size_bytes - self._quarantine.offset(a)
            for a in self._arrivals.values()
            if not a.refused
        )
        needed = 2 * wanted.size_bytes + under_way + self.limits.reserve_bytes
        if self._quarantine.free_bytes() < needed:
            raise UploadRefused(
                f"the disk of the server has no room for this ({needed / 1e9:.1f} GB with what is "
                "made of it and a reserve); make room, or save the video smaller"
            )

    def offset(self, upload: str) -> tuple[Arrival, int]:
        """The upload and how many of its bytes are here."""
        arrival = self._arrivals.get(upload)
        if arrival is None:
            raise UnknownUpload(upload)
        return arrival, self._quarantine.offset(arrival)

    async def write(self, upload: str, offset: int, pieces: AsyncIterable[bytes]) -> int:
        """Add a piece that begins at `offset`; how many bytes are here then. A later sender of
        the same upload takes its turn: the earlier one's connection may hang for minutes."""
        arrival, here = self.offset(upload)
        if arrival.refused:
            raise UploadRefused(arrival.refused)
        self._turns[upload] = turn = self._turns.get(upload, 0) + 1
        if offset != here:
            raise OffsetWrong(here)
        room = min(self.limits.piece_bytes_max, arrival.size_bytes - here)
        here = await self._quarantine.append(arrival, self._admit(upload, turn, room, pieces))
        await self._ask_if_complete(arrival)
        return here

    async def _ask_if_complete(self, arrival: Arrival) -> None:
        if self._is_complete(arrival) and self._jobs.one(_KIND, arrival.id) is None:
            self.is_idle.clear()
            await self._jobs.ask(_KIND, arrival.study, arrival.id)

    async def _admit(
        self, upload: str, turn: int, room: int, pieces: AsyncIterable[bytes]
    ) -> AsyncIterator[bytes]:
        async for piece in pieces:
            if self._turns.get(upload) != turn or upload not in self._arrivals:
                raise UploadRefused("this upload goes on elsewhere, or was given up")
            room -= len(piece)
            if room < 0:
                raise UploadRefused("more bytes came than belong to this piece")
            yield piece

    async def drop(self, upload: str) -> None:
        """Give an upload up, whatever is being done with it."""
        arrival = self._arrivals.pop(upload, None)
        if arrival is None:
            return
        if (job := self._jobs.one(_KIND, upload)) is not None:
            await self._jobs.forget(job)
        self._turns.pop(upload, None)
        self._quarantine.remove(arrival)
        self._look_idle()

    def progress(
        self, study: str, stimulus: Stimulus, kind: ArrivalKind, language: str
    ) -> Progress:
        """How far this file of a stimulus is."""
        if under_way := self.under_way(study, stimulus.id, kind, language):
            return under_way
        if kind is ArrivalKind.CAPTIONS:
            named = dict(stimulus.captions_in).get(language) if language else stimulus.captions
            return Progress("ready", 1.0, named) if named else Progress("missing")
        if stimulus.address:
            return Progress("elsewhere", 1.0, stimulus.address)
        return Progress("ready", 1.0, stimulus.file) if stimulus.file else Progress("missing")

    def under_way(
        self, study: str, stimulus: str, kind: ArrivalKind, language: str = "", session: str = ""
    ) -> Progress | None:
        """How far a file is that arrives for this place, None where none does."""
        slot = (study, stimulus, kind, language, session)
        arrival = next((a for a in self._arrivals.values() if a.slot == slot), None)
        return None if arrival is None else self._progress_of(arrival)

    def languages_under_way(self, study: str, stimulus: str) -> set[str]:
        """The languages in which captions of a stimulus are arriving."""
        place = (study, stimulus, ArrivalKind.CAPTIONS)
        return {
            a.language for a in self._arrivals.values() if a.slot[:3] == place and not a.session
        }

    def _progress_of(self, arrival: Arrival) -> Progress:
        name, upload = arrival.name, arrival.id
        job = self._jobs.one(_KIND, upload)
        if arrival.refused or (job is not None and job.state is JobState.FAILED):
            problem = job.problem if job else ""
            return Progress("refused", 0.0, name, arrival.refused or problem, upload=upload)
        if job is not None and job.state is JobState.MAKING:
            left_ms = self._jobs.told(job, "").remaining_ms
            return Progress("making", job.share, name, remaining_ms=left_ms, upload=upload)
        here = self._quarantine.offset(arrival)
        if here < arrival.size_bytes:
            return Progress("uploading", here / arrival.size_bytes, name, upload=upload)
        ahead = self._jobs.told(job, "").ahead if job is not None else 0
        return Progress("waiting", 1.0, name, ahead=ahead, upload=upload)

    async def run(self) -> None:
        """Ask for what came whole before and has no job, and sweep what was left behind."""
        await self._jobs.are_known.wait()  # what a file has tried before counts
        while True:
            oldest_ms = self._clock.wall_ms() - self.limits.age_max_ms
            for arrival in list(self._arrivals.values()):
                job = self._jobs.one(_KIND, arrival.id)
                is_at_it = job is not None and job.state.is_under_way
                if not is_at_it and self._quarantine.touched_ms(arrival) < oldest_ms:
                    await self.drop(arrival.id)
                else:
                    await self._ask_if_complete(arrival)
            self._look_idle()
            await self._clock.pause(SWEEP_MS)

    def _is_complete(self, arrival: Arrival) -> bool:
        return not arrival.refused and self._quarantine.offset(arrival) == arrival.size_bytes

    def _is_refused(self, arrival: Arrival) -> bool:
        job = self._jobs.one(_KIND, arrival.id)
        return bool(arrival.refused) or (job is not None and job.state is JobState.FAILED)

    async def _make(self, job: Job) -> None:
        arrival = self._arrivals.get(job.note.key)
        if arrival is None or not self._is_complete(arrival):
            return  # it was given up, or refused, before this server began
        path = self._quarantine.path(arrival)
        try:
            if arrival.session:
                await self._recordings_here.take(arrival, path, job.tell)
            elif arrival.kind is ArrivalKind.CAPTIONS:
                await keep_captions(self._book, self._maker, arrival, path)
            else:
                await keep_stimulus(self._book, self._maker, arrival, path, job.tell)
        except (
            AlignmentRefused, StimulusRefused, StoreError, TranscriptError, UploadRefused,
        ) as error:  # fmt: skip
            reason = str(error).replace(str(path), arrival.name).replace(path.name, arrival.name)
            self._refuse(arrival, reason)
        except Exception as error:  # whatever it is, its sender must not wait for ever
            _diagnostics.error("upload %s failed", arrival.id, exc_info=error)
            self._refuse(arrival, _OURS)
        else:
            self._arrivals.pop(arrival.id, None)
            self._quarantine.remove(arrival)
        self._look_idle()

    def _look_idle(self) -> None:
        if not any(self._is_complete(arrival) for arrival in self._arrivals.values()):
            self.is_idle.set()

    def _refuse(self, arrival: Arrival, reason: str) -> None:
        if arrival.id in self._arrivals:
            refused = replace(arrival, refused=reason)
            self._arrivals[arrival.id] = refused
            self._quarantine.put(refused)
