"""From known categories to a place in the session: quota gate, reserve, arm, order and side.

Between the look at a quota and the seat that fills it nobody else gets a turn, so two who take
the last place at once can't both have it. Knows no token and no page.
"""

import asyncio
from collections.abc import Mapping

from pulsemeter.domain.assignment import before_watching
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.questionnaire import Part
from pulsemeter.domain.recruitment import CellQuota
from pulsemeter.domain.session import ACCEPTS_SEATS, Session, SessionState
from pulsemeter.domain.study import Study, missing_answers
from pulsemeter.service.assign_arm import ArmCounts, draw_arm, draw_order, profile_of
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.erasure_ports import ErasureBook
from pulsemeter.service.heard_elsewhere import HeardElsewhere
from pulsemeter.service.hold_seats import HeldSeats
from pulsemeter.service.keep_reserve import HERE_MS, Reserve
from pulsemeter.service.ports import Chance, Clock, SeatBook

_NOBODY: Mapping[int, int] = {}


class AnswersMissing(ValueError):
    """Profile questions without a valid answer."""

    def __init__(self, attributes: list[str]) -> None:
        self.attributes = attributes
        super().__init__(f"no answer to: {', '.join(attributes)}")


def is_sought(study: Study, categories: Mapping[str, str]) -> bool:
    """Whether none of these categories screens a person out."""
    found = (a.category(categories.get(a.id, "")) for a in study.attributes)
    return not any(category is not None and category.screens_out for category in found)


def _first_step(study: Study, arm: Arm | None) -> SeatStep:
    if study.questionnaire.of(Part.BEFORE):
        return SeatStep.BEFORE
    return before_watching(arm)


def _may_be_waited(session: Session) -> bool:
    """Whether a place may still come free for somebody on the reserve."""
    return session.state in ((SessionState.OPEN,) if session.is_live else ACCEPTS_SEATS)


class PlacesTaken(HeldSeats):
    """All seats, and how they take part."""

    def __init__(
        self,
        seats: SeatBook,
        erasures: ErasureBook,
        conduct: Conduct,
        clock: Clock,
        chance: Chance,
    ) -> None:
        super().__init__(seats, erasures, conduct, clock)
        self._clock = clock
        self._chance = chance
        self._begun_ms = clock.elapsed_ms()
        self._reserves: dict[str, Reserve] = {}
        self._page_heard_ms: dict[int, int] = {}
        self.elsewhere = HeardElsewhere()

    def hold(self, seat: Seat) -> None:
        """Let everyone see this state of a seat."""
        before = self._by_id.get(seat.id)
        super().hold(seat)
        self.reserve(seat.session).follow(before, seat)

    def unload(self, code: str) -> None:
        """Forget a session's seats, whose rows are gone, and who waited for one."""
        for seat in self.seats(code):
            self._page_heard_ms.pop(seat.id, None)
        super().unload(code)
        self._reserves.pop(code, None)

    def reserve(self, code: str) -> Reserve:
        """Who waits for a place in this session."""
        return self._reserves.setdefault(code, Reserve())

    def hear(self, seat: Seat) -> None:
        """A page of this seat is open somewhere."""
        self._page_heard_ms[seat.id] = self._clock.elapsed_ms()

    async def answer_profile(self, seat: Seat, answers: dict[str, str]) -> Seat:
        """The person's categories, fixed from here on; a full quota ends the way kindly."""
        study = self._conduct.place(seat.session).study
        missing = missing_answers(study, answers)
        if missing:
            raise AnswersMissing(missing)
        categories = {a.id: answers[a.id] for a in study.attributes}
        return await self._take_place(seat, SeatStep.PROFILE, categories)

    async def _take_place(
        self, seat: Seat, expected: SeatStep, categories: dict[str, str], **changes: object
    ) -> Seat:
        """A place for a person of these categories, a place on the reserve, or a kind end."""
        place = self._conduct.place(seat.session)
        if not is_sought(place.study, categories):
            ended = {"step": SeatStep.NOT_SOUGHT, "categories": {}}
            return await self.move(seat, expected, **changes, **ended)
        await self.move_up(seat.session)  # who waits comes first
        full = self._full_cells(place, categories)
        if not full:
            return await self._seat_in(seat, expected, categories, **changes)
        if self._may_wait(place, full):
            self.hear(seat)
            waits = {"step": SeatStep.RESERVE, "categories": categories}
            return await self.move(seat, expected, **changes, **waits)
        ended = {"step": SeatStep.SCREENED_OUT, "categories": {}}
        return await self.move(seat, expected, **changes, **ended)

    def _full_cells(self, place: Place, categories: dict[str, str]) -> list[CellQuota]:
        code = place.session.code
        return self.counts(code).full_cells(place.study, categories, self.reserve(code).absent)

    async def _seat_in(
        self, seat: Seat, expected: SeatStep, categories: dict[str, str], **changes: object
    ) -> Seat:
        study = self._conduct.place(seat.session).study
        profile = profile_of(categories)
        arms = self._arms.setdefault(seat.session, ArmCounts())
        arm = draw_arm(study, profile, arms, self._chance)
        return await self.move(
            seat,
            expected,
            **changes,
            step=_first_step(study, arm),
            categories=categories,
            likes_left=self._draw_side(self.counts(seat.session).surplus_left(categories)),
            arm=arm.id if arm else "",
            order=draw_order(study, arm, profile, arms, self._chance),
        )

    def _draw_side(self, surplus_left: int) -> bool:
        """Side of Like, balanced among seats of the same categories, by chance when even."""
        return self._chance.number(8) % 2 == 0 if surplus_left == 0 else surplus_left < 0

    def _may_wait(self, place: Place, full: list[CellQuota]) -> bool:
        return _may_be_waited(place.session) and self.reserve(place.session.code).has_room(
            place.study.recruitment, full
        )

    async def move_up(self, code: str) -> None:
        """Give free places to those who wait and are there, first come first."""
        reserve = self.reserve(code)
        if not reserve.may_move or not reserve.waiting:
            return
        reserve.may_move = False
        place = self._conduct.place(code)
        since_ms = self._clock.elapsed_ms() - HERE_MS
        for seat_id in reserve.waiting:
            seat = self._by_id[seat_id]
            if seat.step is not SeatStep.RESERVE or self._full_cells(place, seat.categories):
                continue
            if self._last_page_ms(seat_id, -HERE_MS) < since_ms:
                reserve.may_move = True  # may be back before the place is taken
                continue
            await self._seat_in(seat, SeatStep.RESERVE, seat.categories)

    async def settle_reserve(self, code: str, heard_ms: Mapping[int, int] = _NOBODY) -> None:
        """At the start of a live session give the places of those who didn't show up to those
        who wait; then, or when an own-time session is over, end the waiting kindly."""
        reserve, place = self.reserve(code), self._conduct.place(code)
        if _may_be_waited(place.session) or not reserve.waiting:
            return
        if not reserve.is_over and place.session.state in ACCEPTS_SEATS:
            since_ms = self._clock.elapsed_ms() - place.study.recruitment.no_show_ms
            for seat in self.seats(code):
                if seat.may_react and self._last_heard_ms(seat.id, heard_ms) < since_ms:
                    reserve.absent.count(seat.categories)
            reserve.is_over = reserve.may_move = True
            await self.move_up(code)
        reserve.is_over = True
        ended = {"step": SeatStep.SCREENED_OUT, "categories": {}}
        waiting = [self._by_id[seat_id] for seat_id in reserve.waiting]
        # In one commit: a thousand of their own would hold up the figures of every session.
        await asyncio.gather(*(self.move(seat, SeatStep.RESERVE, **ended) for seat in waiting))

    def _last_heard_ms(self, seat_id: int, heard_ms: Mapping[int, int]) -> int:
        """After a restart nobody was silent for longer than the server has been up."""
        begun_ms = self._begun_ms
        here_ms = max(self._last_page_ms(seat_id, begun_ms), heard_ms.get(seat_id, begun_ms))
        return max(here_ms, self.elsewhere.last_ms(seat_id, begun_ms))

    def _last_page_ms(self, seat_id: int, before_ms: int) -> int:
        """When a page of this seat was last open anywhere, at the earliest `before_ms`."""
        elsewhere_ms = self.elsewhere.pages_ms.get(seat_id, before_ms)
        return max(self._page_heard_ms.get(seat_id, before_ms), elsewhere_ms)

    def pages_heard(self, since_ms: int) -> list[int]:
        """Seats of which a page was open at this server since then."""
        return [seat for seat, ms in self._page_heard_ms.items() if ms > since_ms]
