"""From a link to a seat, and the seat's way through consent, profile, practice and closing.

Redemption writes the seat first and burns the token then; the page's own key makes a retry
harmless. What ties a person to a token (credentials) and what a seat did (reactions) never
meet in one record.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.session import ACCEPTS_SEATS, SessionState
from pulsemeter.domain.study import JoinMode, missing_answers
from pulsemeter.service.conduct_session import Conduct, Place, UnknownSession
from pulsemeter.service.group_commit import GroupCommit
from pulsemeter.service.join_refusal import JoinRefusal, JoinRefused
from pulsemeter.service.ports import (
    Chance,
    Clock,
    ClosingAnswers,
    CredentialBook,
    ReactionLog,
    SeatBook,
    SeatRecord,
)
from pulsemeter.service.quota_counts import QuotaCounts

_RECOVERY_LENGTH = 10
COMMENT_LENGTH_MAX = 4_000
PAGE_KEY_LENGTH_MIN = 20
OVERALL_ANSWERS = ("very_good", "good", "neither", "bad", "very_bad")


def secret_hash(secret: str) -> bytes:
    """What is stored in place of a secret. Secrets are random, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).digest()


class AnswersMissing(ValueError):
    """Profile questions without a valid answer."""

    def __init__(self, attributes: list[str]) -> None:
        self.attributes = attributes
        super().__init__(f"no answer to: {', '.join(attributes)}")


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A seat, and the recovery code that is shown once ("" on a harmless retry)."""

    seat: Seat
    recovery_code: str


class Enrolment:
    """All seats of the open sessions, in memory and in the reaction store."""

    def __init__(
        self,
        seats: SeatBook,
        credentials: CredentialBook,
        log: ReactionLog,
        conduct: Conduct,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._seats = seats
        self._credentials = credentials
        self._log = log
        self._conduct = conduct
        self._chance = chance
        self._by_secret: dict[bytes, int] = {}
        self._by_recovery: dict[bytes, int] = {}
        self._sitting: dict[bytes, asyncio.Future[None]] = {}
        self._by_id: dict[int, Seat] = {}
        self._in_session: dict[str, dict[int, Seat]] = {}
        self._counts: dict[str, QuotaCounts] = {}
        self._changes: dict[str, int] = {}
        self._enters: dict[int, int] = {}
        self._loaded: set[str] = set()
        self._redeeming: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()
        self._closing: set[int] = set()
        self._on_withdrawal: list[Callable[[Seat], None]] = []
        self.writes: GroupCommit[Seat, None] = GroupCommit(self._write, clock, window_ms=5)
        self.births: GroupCommit[SeatRecord, None] = GroupCommit(self._bear, clock, window_ms=5)

    async def run(self) -> None:
        """Write what changes, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.births.run())
            tasks.create_task(self.writes.run())

    async def _bear(self, records: list[SeatRecord]) -> list[None]:
        await self._seats.add(records)
        return [None] * len(records)

    async def _write(self, seats: list[Seat]) -> list[None]:
        await self._seats.put(seats)
        return [None] * len(seats)

    def on_withdrawal(self, listener: Callable[[Seat], None]) -> None:
        """Call this when a seat was erased."""
        self._on_withdrawal.append(listener)

    async def load(self, code: str) -> None:
        """Bring a session's seats into memory, once."""
        if code in self._loaded:
            return
        self._loaded.add(code)
        for record in await self._seats.all(code):
            self._by_secret[record.secret_hash] = record.seat.id
            self._by_recovery[record.recovery_hash] = record.seat.id
            if record.seat.id not in self._by_id:  # what is held already is newer than this
                self.hold(record.seat)
            if record.enters is not None:
                self._enters[record.seat.id] = record.enters

    def seats(self, code: str) -> list[Seat]:
        """All seats of a session."""
        return list(self._in_session.get(code, {}).values())

    def takes_part(self, code: str, seat_id: int) -> bool:
        """Whether this is a seat of the session whose reactions are taken."""
        seat = self._in_session.get(code, {}).get(seat_id)
        return seat is not None and seat.may_react

    def changes(self, code: str) -> int:
        """A number that grows whenever a seat of the session changes."""
        return self._changes.get(code, 0)

    def counts(self, code: str) -> QuotaCounts:
        """Who takes part, by category."""
        return self._counts.setdefault(code, QuotaCounts())

    def seat(self, seat_id: int) -> Seat:
        """A seat by its id, as it is now."""
        return self._by_id[seat_id]

    def hold(self, seat: Seat) -> None:
        """Let everyone see this state of a seat."""
        before = self._by_id.get(seat.id)
        if before is not None and before.may_react:
            self.counts(seat.session).remove(before)
        if seat.may_react:
            self.counts(seat.session).add(seat)
        self._by_id[seat.id] = seat
        self._in_session.setdefault(seat.session, {})[seat.id] = seat
        self._changes[seat.session] = self.changes(seat.session) + 1

    def roster(self, code: str) -> dict[int, int]:
        """Seats on a session's roster, each with its first interval that counts."""
        return {s: k for s, k in self._enters.items() if self._by_id[s].session == code}

    async def enter(self, code: str, entries: dict[int, int]) -> None:
        """Put seats on the roster."""
        await self._seats.enter(code, list(entries.items()))
        self._enters.update(entries)

    def seat_now(self, secret: str) -> Seat | None:
        """The seat behind a page's secret, from memory."""
        seat_id = self._by_secret.get(secret_hash(secret))
        return None if seat_id is None else self._by_id[seat_id]

    def seat_of_recovery(self, recovery_code: str) -> Seat | None:
        """The seat whose recovery code this is, however it was typed."""
        typed = "".join(recovery_code.upper().split())
        seat_id = self._by_recovery.get(secret_hash(typed))
        return None if seat_id is None else self._by_id[seat_id]

    async def seat_of(self, secret: str) -> Seat | None:
        """The seat behind a page's secret."""
        return self.seat_now(secret)

    async def place_of(self, seat: Seat) -> Place:
        """Where a seat sits."""
        return self._conduct.place(seat.session)

    async def joinable(self, code: str) -> Place:
        """The session of this code, if seats can be taken in it now."""
        try:
            place = self._conduct.place(code)
        except UnknownSession:
            raise JoinRefused(JoinRefusal.UNKNOWN_SESSION) from None
        if place.session.state is SessionState.PLANNED:
            raise JoinRefused(JoinRefusal.NOT_OPEN)
        if place.session.state not in ACCEPTS_SEATS:
            raise JoinRefused(JoinRefusal.CLOSED)
        return place

    async def redeem(self, code: str, token: str, page_key: str) -> Redeemed:
        """A seat for a token (or for anyone, where the study says so)."""
        place = await self.joinable(code)
        if len(page_key) < PAGE_KEY_LENGTH_MIN:
            raise JoinRefused(JoinRefusal.UNKNOWN_LINK)
        if place.study.join is not JoinMode.TOKENS:
            return await self._sit(place.session.code, page_key)
        token_hash = secret_hash(token.strip())
        async with self._turn(token_hash):  # two pages with one link must not get two seats
            await self._check_token(place.session.code, token_hash, page_key)
            redeemed = await self._sit(place.session.code, page_key)
            await self._credentials.burn(token_hash)
        return redeemed

    def _turn(self, key: bytes) -> asyncio.Lock:
        """The lock of a link or page; it lives as long as somebody holds or awaits it."""
        lock = self._redeeming.get(key) or asyncio.Lock()
        self._redeeming[key] = lock
        return lock

    async def _check_token(self, code: str, token_hash: bytes, page_key: str) -> None:
        held = await self._credentials.find(token_hash)
        if held is None or held.session != code:
            raise JoinRefused(JoinRefusal.UNKNOWN_LINK)
        if held.is_used and self.seat_now(page_key) is None:
            raise JoinRefused(JoinRefusal.BURNT_LINK)

    async def _sit(self, code: str, page_key: str) -> Redeemed:
        """The page's seat; a new one is durable before anybody hears of it."""
        seat, hashed = self.seat_now(page_key), secret_hash(page_key)
        if seat is None and hashed in self._sitting:  # a second click while the first is stored
            await self._sitting[hashed]
            seat = self.seat_now(page_key)
        if seat is not None:
            if seat.session != code:
                raise JoinRefused(JoinRefusal.UNKNOWN_LINK)
            return Redeemed(seat, "")
        recovery_code = self._chance.code(_RECOVERY_LENGTH)
        seat = Seat(self._chance.number(63), code)
        record = SeatRecord(seat, hashed, secret_hash(recovery_code))
        self._sitting[hashed] = asyncio.ensure_future(self.births.put(record))
        try:
            await self._sitting[hashed]
        finally:
            del self._sitting[hashed]
        self._by_secret[hashed] = seat.id
        self._by_recovery[record.recovery_hash] = seat.id
        self.hold(seat)
        return Redeemed(seat, recovery_code)

    async def _move(self, seat: Seat, expected: SeatStep, **changes: object) -> Seat:
        """Change a seat that stands at the expected step; elsewhere leave it as it is."""
        current = self._by_id[seat.id]
        if current.step is not expected:
            return current
        moved = replace(current, **changes)  # type: ignore[arg-type]
        self.hold(moved)
        await self.writes.put(moved)
        return self._by_id[seat.id]

    async def consent(self, seat: Seat) -> Seat:
        """The person agrees to the study's present consent text."""
        version = self._conduct.place(seat.session).study.consent.version
        return await self._move(
            seat, SeatStep.CONSENT, consent_version=version, step=SeatStep.PROFILE
        )

    async def answer_profile(self, seat: Seat, answers: dict[str, str]) -> Seat:
        """The person's categories, fixed from here on; a full quota ends the way kindly."""
        study = self._conduct.place(seat.session).study
        missing = missing_answers(study, answers)
        if missing:
            raise AnswersMissing(missing)
        categories = {a.id: answers[a.id] for a in study.attributes}
        counts = self.counts(seat.session)
        if counts.is_full(study, categories):
            return await self._move(seat, SeatStep.PROFILE, step=SeatStep.SCREENED_OUT)
        return await self._move(
            seat,
            SeatStep.PROFILE,
            step=SeatStep.PRACTICE,
            categories=categories,
            likes_left=self._draw_side(counts.surplus_left(categories)),
        )

    def _draw_side(self, surplus_left: int) -> bool:
        """Side of Like, balanced among seats of the same categories, by chance when even."""
        return self._chance.number(8) % 2 == 0 if surplus_left == 0 else surplus_left < 0

    async def practised(self, seat: Seat) -> Seat:
        """Practice was passed."""
        return await self._move(seat, SeatStep.PRACTICE, step=SeatStep.STIMULUS)

    async def watched(self, seat: Seat) -> Seat:
        """The stimulus is over for this person and the page's outbox is empty."""
        return await self._move(seat, SeatStep.STIMULUS, step=SeatStep.CLOSING)

    async def answer_closing(self, seat: Seat, overall: str, comment: str) -> Seat:
        """Closing answers; the comment is kept apart from the seat."""
        place = self._conduct.place(seat.session)
        if self._by_id[seat.id].step is not SeatStep.CLOSING or seat.id in self._closing:
            return self._by_id[seat.id]
        kept = comment.strip()[:COMMENT_LENGTH_MAX] if place.study.profile.comments else ""
        answers = ClosingAnswers(overall if overall in OVERALL_ANSWERS else "", kept)
        self._closing.add(seat.id)  # a second click would leave a second comment
        try:
            await self._seats.answer(seat.session, seat.id, answers, self._chance.number(63))
            return await self._move(seat, SeatStep.CLOSING, step=SeatStep.THANKS)
        finally:
            self._closing.discard(seat.id)

    async def withdraw(self, seat: Seat) -> None:
        """Remove everything the seat left, from the log too."""
        current = self._by_id[seat.id]
        gone = Seat(current.id, current.session, SeatStep.WITHDRAWN)
        self.hold(gone)
        self._enters.pop(seat.id, None)
        await self._seats.erase(seat.session, seat.id)
        await self._log.redact(seat.session, seat.id)
        for listener in self._on_withdrawal:
            listener(gone)
