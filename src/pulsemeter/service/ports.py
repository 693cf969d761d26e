"""What the outside must provide, said as protocols; every engine passes the same contract suite.

Writes return when the data is durable. Three stores share no key: credentials, reactions
(seats, log, answers) and the study's own book; nothing here joins them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pulsemeter.domain.consent import ConsentText
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.session import Boot, Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.release.activity import Activity
from pulsemeter.release.answer_figures import OnceRelease
from pulsemeter.release.figures import Release
from pulsemeter.release.plan import PlannedCell
from pulsemeter.service.access_ports import AccessBook
from pulsemeter.service.answer_ports import AnswerBook
from pulsemeter.service.audit_ports import AuditBook
from pulsemeter.service.brief_ports import BriefBook
from pulsemeter.service.credential_ports import CredentialBook
from pulsemeter.service.decision_ports import DecisionBook
from pulsemeter.service.erasure_ports import ErasureBook
from pulsemeter.service.import_ports import ImportBook
from pulsemeter.service.job_ports import JobBook
from pulsemeter.service.live_words_ports import LiveWordsBook, WordsFeed
from pulsemeter.service.recording_ports import RecordingBook
from pulsemeter.service.remark_ports import RemarkBook
from pulsemeter.service.staff_ports import SignInBook, StaffBook
from pulsemeter.service.theme_ports import ThemeBook
from pulsemeter.service.wording_ports import WordingBook
from pulsemeter.tally.frame import Frame


class StoreError(RuntimeError):
    """The store can't do what was asked; the message says what, where and how to mend it."""


class FolderHeld(StoreError):
    """Another server holds this data folder."""


class LeadLost(StoreError):
    """Another server leads now; this one has to end."""


class Clock(Protocol):
    """Time from outside, in milliseconds."""

    def wall_ms(self) -> int:
        """UTC wall time."""
        ...

    def elapsed_ms(self) -> int:
        """A clock that never steps, for waiting and ages."""
        ...

    def boot(self) -> Boot:
        """The run of the machine on which this process is; always the same answer."""
        ...

    async def pause(self, wait_ms: int) -> None:
        """Let this much time go by."""
        ...


class Chance(Protocol):
    """Randomness from outside."""

    def number(self, bits: int) -> int:
        """An unguessable number from 1 up to 2**bits − 1."""
        ...

    def text(self) -> str:
        """An unguessable text of at least 128 bits, safe in a link."""
        ...

    def code(self, length: int) -> str:
        """A short code of letters and digits that aren't mistaken for each other."""
        ...

    def order(self, length: int) -> list[int]:
        """The numbers 0..length − 1 in random order."""
        ...


class ReactionLog(Protocol):
    """The append-only record of reactions."""

    async def append(self, frame: Frame) -> int:
        """Write a frame; returns its position once it is durable. A frame offered again after a
        StoreError has the same gateway and gateway sequence, by which a log may know it."""
        ...

    async def read(
        self, session: str, after: int = 0, limit: int = 1_000
    ) -> Sequence[tuple[int, Frame]]:
        """Frames of a session behind a position, in order, at most `limit`."""
        ...

    async def redact(self, session: str, seat: int) -> int:
        """Blank a seat's records where they stand; returns how many frames were rewritten."""
        ...


@dataclass(frozen=True, slots=True)
class SeatRecord:
    """A seat with what only the reaction store knows: the hash of its secret, of its recovery
    code, the first interval in which it counts (None: not on the roster yet), the hashes of secrets
    that held it before a takeover, in the order of their bytes, and whether its profile was
    coarsened and stays so."""

    seat: Seat
    secret_hash: bytes
    recovery_hash: bytes
    enters: int | None = None
    former_hashes: tuple[bytes, ...] = ()
    is_coarse: bool = False


@dataclass(frozen=True, slots=True)
class ClosingAnswers:
    """What was said after the stimulus; the comment lies under an id of its own."""

    overall: str
    comment: str = ""


class SeatBook(Protocol):
    """Seats by their random id, in the reaction store."""

    async def add(self, records: Sequence[SeatRecord]) -> None:
        """Write new seats, all or none. A seat of the same id or secret exists: StoreError."""
        ...

    async def all(self, session: str) -> Sequence[SeatRecord]:
        """Every seat of a session."""
        ...

    async def put(self, seats: Sequence[Seat]) -> None:
        """Write the present state of these seats (step, consent, categories, side), all or none.
        Writers are left alone, a withdrawn seat stays as it is, and so does a coarse profile."""
        ...

    async def claim(self, claims: Sequence[tuple[int, int]]) -> Sequence[int]:
        """Let writers take seats: (seat, writer) pairs, answered by the writers' ranks. A
        writer that already took the seat keeps its rank; a withdrawn seat answers 0."""
        ...

    async def hand_over(self, seat: int, secret_hash: bytes) -> bytes:
        """Let another secret hold a seat; answers the hash of the one that held it, which is
        kept among the former ones. StoreError where the new one holds or held a seat."""
        ...

    async def enter(self, session: str, entries: Sequence[tuple[int, int]]) -> None:
        """Put seats on the roster: (seat, first interval that counts). One that is on it keeps
        its first interval."""
        ...

    async def answer(
        self, session: str, seat: int, answers: ClosingAnswers, comment_id: int
    ) -> None:
        """Keep closing answers; the comment under its own random id, without the seat. Sent
        again, an overall impression takes the place of the first; empty ones are not kept."""
        ...

    async def answers(self, session: str) -> Sequence[ClosingAnswers]:
        """All closing answers of a session, unlinked: each overall impression with an empty
        comment, by seat; then each comment with an empty impression, by its own random id. So
        neither pairs nor the order of arrival can be told."""
        ...

    async def impressions(self, session: str) -> Mapping[int, str]:
        """Each overall impression by its seat, for the gate alone."""
        ...

    async def erase(self, session: str, seat: int) -> None:
        """Remove a seat's categories, answers and writers; its row stays as
        withdrawn. Comments can't be found by seat, so what was written there stays."""
        ...


class StudyBook(WordingBook, Protocol):
    """Studies, statements and sessions."""

    async def add_study(
        self,
        study: Study,
        source: str,
        statements: Sequence[Statement],
        passages: Sequence[Passage] = (),
    ) -> None:
        """Write a study, or replace one that has no session yet. StoreError otherwise, and where
        its consent text is another one under the same version."""
        ...

    async def consents(self, study: str) -> Sequence[ConsentText]:
        """Every version of a study's consent text, in order."""
        ...

    async def study(self, name: str) -> Study | None:
        """A study by name."""
        ...

    async def studies(self) -> Sequence[Study]:
        """All studies, by name."""
        ...

    async def change_study(self, before: Study, after: Study, source: str) -> bool:
        """Write a study, of the same name, in place of what it was; its statements stay. False,
        and nothing written, where it isn't as it was `before`. StoreError once it has a session
        that is no dry run, and as `add_study`."""
        ...

    async def put_stimulus(self, study: str, stimulus: Stimulus) -> None:
        """Replace the stimulus of this id in a study without sessions other than dry runs.
        StoreError otherwise."""
        ...

    async def statements(self, study: str) -> Sequence[Statement]:
        """The newest revision of each statement of a study, in time order."""
        ...

    async def put_session(self, session: Session, frozen: Study | None = None) -> None:
        """Write a session's present state; `frozen` is the study as it was at opening."""
        ...

    async def session(self, code: str) -> Session | None:
        """A session by its code."""
        ...

    async def sessions(self) -> Sequence[Session]:
        """All sessions, newest last."""
        ...

    async def frozen_study(self, code: str) -> Study | None:
        """The study as it was when this session opened."""
        ...


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """What a session has released: the settled cells and every release in order."""

    cells: Sequence[PlannedCell] = ()
    releases: Sequence[Release] = field(default_factory=list)


class ReleaseBook(Protocol):
    """Releases, written before anyone sees them."""

    async def write_plan(self, session: str, cells: Sequence[PlannedCell]) -> None:
        """Write the cells as settled; replaces the earlier list when a roster grew."""
        ...

    async def write(self, session: str, releases: Sequence[Release]) -> None:
        """Write releases; a number that exists already is a StoreError."""
        ...

    async def state(self, session: str, after: int = 0) -> ReleaseState:
        """The plan, and the releases with a number above `after`."""
        ...

    async def write_once(self, session: str, release: OnceRelease) -> None:
        """Write what leaves once, after the close; a name that exists already is a StoreError."""
        ...

    async def once(self, session: str) -> Sequence[OnceRelease]:
        """What left once, by name."""
        ...

    async def drop_once(self, session: str, name: str) -> None:
        """Take away the words that left once under this name, when their time is over; figures
        that have left stay."""
        ...


class Channel(WordsFeed, Protocol):
    """Live messages to screens: lossy, latest wins. Encoding is the adapter's affair."""

    def release(self, session: str, release: Release) -> None:
        """Offer a release, already written down, to every open screen of a session."""
        ...

    def plan(self, session: str, cells: Sequence[PlannedCell]) -> None:
        """Offer the cells as they are settled now."""
        ...

    def activity(self, session: str, activity: Activity) -> None:
        """Offer what happens in the whole session, without direction."""
        ...


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything a server keeps, as one handful."""

    log: ReactionLog
    seats: SeatBook
    credentials: CredentialBook
    studies: StudyBook
    releases: ReleaseBook
    staff: StaffBook
    sign_ins: SignInBook
    access: AccessBook
    answers: AnswerBook
    audit: AuditBook
    erasures: ErasureBook
    decisions: DecisionBook
    live_words: LiveWordsBook
    recordings: RecordingBook
    briefs: BriefBook
    remarks: RemarkBook
    themes: ThemeBook
    imports: ImportBook
    jobs: JobBook
