"""Imports in the browser and over the API: files wait for whoever brought them until they are taken
in or a day old, also while no server runs.

They are read by the workshop alone; reading and taking in are jobs, one at a time. An import is its
owner's: what it shows are exact figures of files that nobody else here has seen.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import IO

from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import WordingError
from pulsemeter.service.create_study import StudyRefused, check_statements
from pulsemeter.service.import_job_ports import ImportWorkshop, ReadFiles, WaitingImport
from pulsemeter.service.import_session import ImportRefused, check_importable
from pulsemeter.service.jobs import Job, Jobs, Lane, Progress
from pulsemeter.service.ports import Chance, Clock, StoreError, StudyBook
from pulsemeter.service.take_import_in import ImportTaking
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.draft import Draft, read_draft

KEPT_MS = 24 * 3_600_000
IMPORTS_MAX, EACH_MAX = 20, 5
FILES_MAX = 500
FILES_BYTES_MAX = 64_000_000
NAME_LENGTH_MAX = 120
RESERVE_BYTES = 1024**3
MAPPING_LENGTH_MAX = 100_000
READ, TAKE_IN = "read", "take-in"
_KIND = "import"
_LOOK_MS = 60_000


class Imports:
    """The imports of one server."""

    def __init__(
        self,
        studies: StudyBook,
        workshop: ImportWorkshop,
        taking: ImportTaking,
        clock: Clock,
        chance: Chance,
        jobs: Jobs,
    ) -> None:
        self._studies, self._workshop, self._taking = studies, workshop, taking
        self._clock, self._chance, self._jobs = clock, chance, jobs
        self._held = {each.id: each for each in workshop.waiting()}
        self._found: dict[str, ReadFiles] = {}
        self._drafts: dict[str, Draft] = {}
        told = (ImportRefused, StoreError, StudyRefused, WordingError)
        jobs.open_lane(
            Lane(_KIND, "imports", self._make, ImportRefused, told, anew="look at the files again")
        )

    def of(self, owner: str, study: str) -> list[WaitingImport]:
        """What a member brought for a study, the newest first."""
        return [i for i in self._held.values() if (i.owner, i.study) == (owner, study)][::-1]

    def one(self, owner: str, study: str, job: str) -> WaitingImport | None:
        """A member's own import by its id."""
        held = self._held.get(job)
        return held if held and (held.owner, held.study) == (owner, study) else None

    def found(self, held: WaitingImport) -> ReadFiles:
        """What came of reading its files last; neither a preview nor a refusal before that."""
        if held.id not in self._found:
            read = self._workshop.found(held.id)
            self._found[held.id] = read or ReadFiles(held.mapping or "")
        return self._found[held.id]

    def progress(self, held: WaitingImport) -> Progress[str]:
        """How far reading it or taking it in is; `kept` is the session that it became."""
        kept = held.session if held.is_taken_in else ""
        return self._jobs.progress(_KIND, held.id, kept)

    def step(self, held: WaitingImport) -> str:
        """What is under way with it: READ or TAKE_IN, "" for nothing."""
        job = self._jobs.one(_KIND, held.id)
        return job.note.word("step") if job is not None and job.state.is_under_way else ""

    async def draft(self, held: WaitingImport) -> Draft | None:
        """What its transcript becomes; None where none came along."""
        now = self._held.get(held.id)
        if now is None or not now.has_words:
            return None
        if held.id not in self._drafts:
            text = self._workshop.words(held.id)
            self._drafts[held.id] = await _draft_of(await self._study(held), text)
        return self._drafts[held.id]

    def words(self, held: WaitingImport) -> str:
        """The text of its transcript."""
        return self._workshop.words(held.id) if held.has_words else ""

    async def begin(
        self,
        owner: str,
        study: Study,
        files: Sequence[tuple[str, IO[bytes]]] = (),
        size_bytes: int = 0,
        mapping: str | None = None,
        words: str = "",
    ) -> WaitingImport:
        """Keep these files, of so many bytes together, and let them be read; without files, one to
        bring them to. ImportRefused where they can't be a session of this study, or there is no
        room."""
        check_importable(study)
        names = _names([name for name, _ in files]) if files else ()
        draft = await _draft_of(study, words) if words else None
        self._check_room(owner, size_bytes)
        held = WaitingImport(
            self._chance.text(), owner, study.name, self._clock.wall_ms(), names, None, bool(words)
        )
        self._held[held.id] = held
        if draft is not None:
            self._drafts[held.id] = draft
        try:
            for name, (_, file) in zip(names, files, strict=True):
                await self._workshop.keep(held.id, name, file)
            if words:
                self._workshop.put_words(held.id, words)
            self._workshop.put(held)
            return await self.read(held, mapping) if files else held
        except BaseException:
            await self.drop(held)
            raise

    def _check_room(self, owner: str, size_bytes: int) -> None:
        waiting = [each for each in self._held.values() if not each.is_taken_in]
        if sum(each.owner == owner for each in waiting) >= EACH_MAX:
            raise ImportRefused(f"{EACH_MAX} imports of yours wait already; take in or remove one")
        if len(waiting) >= IMPORTS_MAX:
            raise ImportRefused("many imports wait on this server; try again in an hour")
        self._check_disk(size_bytes)

    def _check_disk(self, size_bytes: int) -> None:
        # What is made of the files may be as large again.
        if self._workshop.free_bytes() < 2 * size_bytes + RESERVE_BYTES:
            raise ImportRefused("the disk of the server has no room for these files; make room")

    async def bring(
        self, held: WaitingImport, name: str, file: IO[bytes], size_bytes: int
    ) -> WaitingImport:
        """A further file, in place of one of the same name. ImportRefused where it can't be one."""
        self._check_quiet(held)
        others = [each for each in held.files if each.casefold() != name.casefold()]
        names = _names([*others, name])
        if self._workshop.size_bytes(held.id) + size_bytes > FILES_BYTES_MAX:
            most = FILES_BYTES_MAX // 1_000_000
            raise ImportRefused(
                f"the files are longer than {most} MB together; leave out columns, or take them in "
                "on the server: pulsemeter import"
            )
        self._check_disk(size_bytes)
        for gone in set(held.files) - set(names):
            self._workshop.take_away(held.id, gone)
        await self._workshop.keep(held.id, names[-1], file)
        return self._unread(replace(held, files=names))

    def take_away(self, held: WaitingImport, name: str) -> WaitingImport:
        """Without this file."""
        self._check_quiet(held)
        if name not in held.files:
            return held
        self._workshop.take_away(held.id, name)
        return self._unread(replace(held, files=tuple(n for n in held.files if n != name)))

    async def set_words(self, held: WaitingImport, text: str) -> WaitingImport:
        """Another transcript to take in with the session; none with "". ImportRefused for what is
        none, or doesn't fit the stimulus; lines that can't be used are told by `draft`."""
        self._check_quiet(held)
        self._drafts.pop(held.id, None)
        if text:
            self._drafts[held.id] = await _draft_of(await self._study(held), text)
        self._workshop.put_words(held.id, text)
        return self._put(replace(held, has_words=bool(text)))

    async def read(self, held: WaitingImport, mapping: str | None) -> WaitingImport:
        """Let the files be read anew by this mapping, guessed where None; `found` tells what came
        of it, once it is done."""
        self._check_quiet(held)
        if not held.files:
            raise ImportRefused("there is no file yet; bring one first")
        if mapping is not None and len(mapping) > MAPPING_LENGTH_MAX:
            raise ImportRefused(f"a mapping has {MAPPING_LENGTH_MAX:,} signs at most")
        held = self._unread(replace(held, mapping=mapping))
        await self._ask(held, READ)
        return held

    async def take_in(self, held: WaitingImport) -> None:
        """Let what the preview shows become a session. ImportRefused where there is no preview, or
        the study can't have it any more."""
        self._check_quiet(held)
        if self.found(held).preview is None:
            raise ImportRefused("these files can't be taken in yet; mend the mapping first")
        check_importable(await self._study(held))
        await self._ask(held, TAKE_IN)

    async def cancel(self, held: WaitingImport) -> None:
        """Stop what is under way with it; the files stay."""
        await self._jobs.cancel(self._jobs.one(_KIND, held.id))

    async def drop(self, held: WaitingImport) -> None:
        """Remove an import and its files, whatever is being done with it."""
        job = self._jobs.one(_KIND, held.id)
        if job is not None:
            await self._jobs.forget(job)
        for known in (self._held, self._found, self._drafts):
            known.pop(held.id, None)
        self._workshop.drop(held.id)

    async def run(self) -> None:
        """Remove what nobody took in within a day."""
        self._workshop.sweep(frozenset(self._held))
        while True:
            before_ms = self._clock.wall_ms() - KEPT_MS
            for held in [each for each in self._held.values() if each.begun_ms <= before_ms]:
                if not self.step(held):
                    with contextlib.suppress(OSError, StoreError):
                        await self.drop(held)
            await self._clock.pause(_LOOK_MS)

    def _check_quiet(self, held: WaitingImport) -> None:
        if held.is_taken_in:
            raise ImportRefused(f"these files are session {held.session} already; bring others")
        if self.step(held):
            raise ImportRefused("something is done with these files now; wait for it, or cancel it")

    def _put(self, held: WaitingImport) -> WaitingImport:
        self._workshop.put(held)
        self._held[held.id] = held
        if held.is_taken_in:  # the files go; what they became is told until their day is over
            self._found.pop(held.id, None)
            self._drafts.pop(held.id, None)
            self._workshop.empty(held.id)
        return held

    def _unread(self, held: WaitingImport) -> WaitingImport:
        self._workshop.unread(held.id)
        self._found.pop(held.id, None)
        return self._put(held)

    async def _ask(self, held: WaitingImport, step: str) -> None:
        said = {"step": (step,)}
        await self._jobs.ask(_KIND, held.study, held.id, owner=held.owner, said=said)

    async def _study(self, held: WaitingImport) -> Study:
        study = await self._studies.study(held.study)
        if study is None:
            raise ImportRefused(f"there is no study {held.study} any more")
        return study

    async def _make(self, job: Job) -> None:
        held = self._held.get(job.note.key)
        if held is None:
            return  # its files are gone: nobody can wait for it
        if job.note.word("step") == READ:
            await self._read(held, job)
        else:
            await self._taking.take_in(held, await self.draft(held), job, self._put)

    async def _read(self, held: WaitingImport, job: Job) -> None:
        study = await self._study(held)
        found = await self._workshop.read(held.id, study, held.files, held.mapping, job.tell)
        self._found[held.id] = found


async def _draft_of(study: Study, text: str) -> Draft:
    """What a transcript becomes in the study's stimulus; presses don't wait for its reading."""
    stimulus = study.stimuli[0]
    try:
        draft = await asyncio.to_thread(read_draft, text, stimulus.id, stimulus.duration_ms)
        check_statements(study, draft.statements)
    except (StudyRefused, TranscriptError) as error:
        raise ImportRefused(f"the transcript: {error}") from None
    return draft


def _names(given: Sequence[str]) -> tuple[str, ...]:
    """The files' own names without folders. ImportRefused for what can be no name."""
    if not 0 < len(given) <= FILES_MAX:
        raise ImportRefused(f"choose between 1 and {FILES_MAX} files; more go by the command line")
    names = [name.replace("\\", "/").rpartition("/")[2].strip() for name in given]
    for name in names:
        is_plain = 0 < len(name) <= NAME_LENGTH_MAX and len(name.encode()) <= 2 * NAME_LENGTH_MAX
        if not is_plain or name.startswith(".") or not name.isprintable():
            raise ImportRefused(f"{name[:40]!r} is no name of a file here; rename it")
    if len({name.casefold() for name in names}) < len(names):
        raise ImportRefused("two files have the same name; give each its own")
    return tuple(names)
