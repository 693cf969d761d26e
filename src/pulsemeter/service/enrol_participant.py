"""From a link to a seat, and the seat's way through consent, profile, practice and closing.

Redemption lets one page claim the token, writes the seat, and burns the token then; after a crash
in between only that page can go on, and its own key makes a retry harmless. What ties a person to
a token (credentials) and what a seat did (reactions) never meet in one record.
"""

import asyncio
from dataclasses import dataclass
from weakref import WeakValueDictionary

from pulsemeter.domain.assignment import after_questions, stimuli_left
from pulsemeter.domain.extension import goes_on
from pulsemeter.domain.impression import OVERALL_ANSWERS
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.questionnaire import Part
from pulsemeter.domain.recruitment import CategoriesFrom
from pulsemeter.domain.session import ACCEPTS_SEATS, SessionState
from pulsemeter.domain.study import JoinMode, Study, missing_answers
from pulsemeter.service.conduct_session import Conduct, Place, UnknownSession
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.erasure_ports import Withdrawal
from pulsemeter.service.group_commit import GroupCommit
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.join_rate import JoinRate
from pulsemeter.service.join_refusal import JoinRefusal, JoinRefused
from pulsemeter.service.ports import (
    Chance,
    Clock,
    ClosingAnswers,
    SeatRecord,
    Stores,
)
from pulsemeter.service.take_part import AnswersMissing, PlacesTaken
from pulsemeter.service.token_text import plain_token

__all__ = ["COMMENT_LENGTH_MAX", "OVERALL_ANSWERS", "AnswersMissing", "Enrolment", "Redeemed"]

_RECOVERY_LENGTH = 16
"""78 bits: a copied disk has the code's hash, and whoever guesses it could go on in the seat."""
COMMENT_LENGTH_MAX = 4_000
PAGE_KEY_LENGTH_MIN = 20


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A seat, and the recovery code that is shown once ("" on a harmless retry)."""

    seat: Seat
    recovery_code: str


def claim_of(page_key: str) -> bytes:
    """By what a page claims a token. Another hash of its key than the seat's, so that nothing in
    the credentials can be found among the seats."""
    return secret_hash(f"claim {page_key}")


class Enrolment(PlacesTaken):
    """The way to a seat of the open sessions, and a seat's way through its steps."""

    def __init__(
        self,
        stores: Stores,
        conduct: Conduct,
        clock: Clock,
        chance: Chance,
    ) -> None:
        super().__init__(stores.seats, stores.erasures, conduct, clock, chance)
        credentials = self._credentials = stores.credentials
        self._log = stores.log
        self._withdrawing: set[int] = set()
        self._rate = JoinRate(clock, chance.text().encode())
        self.token_claims: GroupCommit[tuple[bytes, bytes], bool] = GroupCommit(
            credentials.claim, clock, window_ms=2
        )
        self.burns: GroupCommit[bytes, None] = GroupCommit(self._burn, clock, window_ms=2)
        self._sitting: dict[bytes, asyncio.Future[None]] = {}
        self._redeeming: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()
        self._closing: set[int] = set()
        self._breaks: dict[int, int] = {}

    async def run(self) -> None:
        """Write what changes, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(super().run())
            tasks.create_task(self.token_claims.run())
            tasks.create_task(self.burns.run())

    async def _burn(self, token_hashes: list[bytes]) -> list[None]:
        await self._credentials.burn(token_hashes)
        return [None] * len(token_hashes)

    async def joinable(self, code: str, address: str = "") -> Place:
        """The session of this code, if seats can be taken in it now. Who named too many codes
        that don't exist has to wait."""
        if not self._rate.may_guess(address):
            raise JoinRefused(JoinRefusal.TOO_MANY)
        try:
            place = self._conduct.place(code)
        except UnknownSession:
            self._rate.missed(address)
            raise JoinRefused(JoinRefusal.UNKNOWN_SESSION) from None
        if place.session.state is SessionState.PLANNED:
            raise JoinRefused(JoinRefusal.NOT_OPEN)
        if place.session.state not in ACCEPTS_SEATS:
            raise JoinRefused(JoinRefusal.CLOSED)
        return place

    async def redeem(self, code: str, token: str, page_key: str, address: str = "") -> Redeemed:
        """A seat for a token (or for anyone, where the study says so). Refuses TOO_MANY before
        it looks at the token; a page that holds its seat already isn't asked to wait."""
        place = await self.joinable(code, address)
        if len(page_key) < PAGE_KEY_LENGTH_MIN:
            raise JoinRefused(JoinRefusal.UNKNOWN_LINK)
        session, recruitment = place.session, place.study.recruitment
        if self.seat_now(page_key) is None:
            joins_a_second = 0 if session.simulated else recruitment.joins_a_second
            if not self._rate.may_join(session.code, joins_a_second, address):
                raise JoinRefused(JoinRefusal.TOO_MANY)
        if place.study.join is not JoinMode.TOKENS:
            return await self._sit(session.code, page_key, {})
        token_hash = secret_hash(plain_token(token))
        async with self._turn(token_hash):  # two pages with one link must not get two seats
            held = await self._check_token(session.code, token_hash, page_key, address)
            if self.seat_now(page_key) is None:
                claimed = await self.token_claims.put((token_hash, claim_of(page_key)))
                if not claimed:
                    raise JoinRefused(JoinRefusal.BURNT_LINK)
            redeemed = await self._sit(session.code, page_key, held.categories)
            if not held.is_used:
                await self.burns.put(token_hash)
        return redeemed

    def seat_of_recovery_code(self, recovery_code: str, address: str = "") -> Seat | None:
        """The seat of a recovery code that somebody named; JoinRefused TOO_MANY after too many
        that don't exist."""
        if not self._rate.may_guess(address):
            raise JoinRefused(JoinRefusal.TOO_MANY)
        seat = self.seat_of_recovery(recovery_code)
        if seat is None:
            self._rate.missed(address)
        return seat

    async def take_over(self, seat: Seat, page_key: str, address: str = "") -> None:
        """Let another device go on in this seat; its pages hold it by this key. Counts as a
        join of the address: JoinRefused TOO_MANY."""
        if not self._rate.may_join(seat.session, 0, address):
            raise JoinRefused(JoinRefusal.TOO_MANY)
        async with self._turn(b"seat %d" % seat.id):  # two devices at once: one after the other
            await self.hand_over(seat, page_key)

    def forget_addresses(self) -> None:
        """Drop what was remembered of addresses for more than a minute."""
        self._rate.forget_old()

    def _turn(self, key: bytes) -> asyncio.Lock:
        """The lock of a link or page; it lives as long as somebody holds or awaits it."""
        lock = self._redeeming.get(key) or asyncio.Lock()
        self._redeeming[key] = lock
        return lock

    async def _check_token(
        self, code: str, token_hash: bytes, page_key: str, address: str
    ) -> Token:
        held = await self._credentials.find(token_hash)
        if held is None or held.session != code:
            self._rate.missed(address)
            raise JoinRefused(JoinRefusal.UNKNOWN_LINK)
        if held.is_used and self.seat_now(page_key) is None:
            raise JoinRefused(JoinRefusal.BURNT_LINK)
        return held

    async def _sit(self, code: str, page_key: str, categories: dict[str, str]) -> Redeemed:
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
        seat = Seat(self._chance.number(63), code, categories=categories)
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

    async def consent(self, seat: Seat) -> Seat:
        """The person agrees to the study's present consent text. Whoever came with categories
        isn't asked for them."""
        study = self._conduct.place(seat.session).study
        current, version = self._by_id[seat.id], study.consent.version
        if current.step is not SeatStep.CONSENT:
            return current
        carried = study.recruitment.categories_from is CategoriesFrom.TOKENS
        if carried and not missing_answers(study, current.categories):
            known = {a.id: current.categories[a.id] for a in study.attributes}
            return await self._take_place(seat, SeatStep.CONSENT, known, consent_version=version)
        return await self.move(
            seat, SeatStep.CONSENT, consent_version=version, step=SeatStep.PROFILE
        )

    async def give_voucher(self, seat: Seat, voucher: str) -> None:
        """Keep the hash of the voucher that a person who has completed takes along."""
        await self._credentials.add_voucher(seat.session, secret_hash(voucher))

    async def practised(self, seat: Seat) -> Seat:
        """Practice was passed."""
        return await self.move(seat, SeatStep.PRACTICE, step=SeatStep.STIMULUS)

    async def watched(self, seat: Seat, stage: int | None = None) -> Seat:
        """A stimulus is over for this person and the page's outbox is empty: on to the break
        before the next one, or to the closing questions. A page that tells its stage again
        moves nobody twice."""
        current = self._by_id[seat.id]
        if stage is not None and stage != current.stage:
            return current
        place = self._conduct.place(seat.session)
        study = place.study
        if goes_on(study, place.session, place.session_ms):
            return current  # the page is led back to the run, and told the later end
        is_last = stimuli_left(study, current) <= 1
        if not is_last:
            self._breaks[seat.id] = self._clock.elapsed_ms()
        return await self.move(
            seat,
            SeatStep.STIMULUS,
            step=SeatStep.CLOSING if is_last else SeatStep.BREAK,
            stage=current.stage + 1,
        )

    def break_left_s(self, seat: Seat) -> int:
        """Seconds until a break has had its least time. A break that began before a restart of
        the server counts as long enough."""
        begun_ms = self._breaks.get(seat.id)
        if begun_ms is None:
            return 0
        break_ms = self._conduct.place(seat.session).study.playlist.break_ms
        return max(0, -(-(begun_ms + break_ms - self._clock.elapsed_ms()) // 1_000))

    async def go_on(self, seat: Seat) -> Seat:
        """On to the next stimulus, once the break has had its least time."""
        if self.break_left_s(seat):
            return self._by_id[seat.id]
        self._breaks.pop(seat.id, None)
        return await self.move(seat, SeatStep.BREAK, step=SeatStep.STIMULUS)

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
            return await self.move(seat, SeatStep.CLOSING, step=_after_closing(place.study))
        finally:
            self._closing.discard(seat.id)

    async def withdraw(self, seat: Seat) -> None:
        """Remove everything the seat left, from the log too. A withdrawal that a failing disk held
        up is taken up again, by whoever asks next or by `finish_withdrawals`."""
        current = self._by_id[seat.id]
        if current.step is SeatStep.WITHDRAWN and seat.id not in self._withdrawing:
            return
        gone = Seat(current.id, current.session, SeatStep.WITHDRAWN)
        self._withdrawing.add(seat.id)
        self.hold(gone)
        self._enters.pop(seat.id, None)
        await self._seats.erase(seat.session, seat.id)  # from here on a restart goes on with it
        for listener in self._on_withdrawal:
            listener(gone)
        await self._redact(Withdrawal(seat.session, seat.id))
        self._withdrawing.discard(seat.id)

    async def _redact(self, withdrawal: Withdrawal) -> None:
        await self._log.redact(withdrawal.session, withdrawal.seat)
        await self._erasures.finish(withdrawal)

    async def finish_withdrawals(self, *, is_start: bool = False) -> None:
        """Go on with withdrawals that a failing disk or, at a start, a crash cut short."""
        if is_start:
            for withdrawal in await self._erasures.unfinished():
                await self._redact(withdrawal)
        for seat_id in list(self._withdrawing):
            if (seat := self._by_id.get(seat_id)) is not None:
                await self.withdraw(seat)
            else:  # all persons of its session are gone meanwhile, from the log too
                self._withdrawing.discard(seat_id)


def _after_closing(study: Study) -> SeatStep:
    if study.questionnaire.of(Part.AFTER):
        return SeatStep.AFTER
    return after_questions(study)
