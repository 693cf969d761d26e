"""A simulated person with phones: joins, watches, presses, falls asleep, reloads, takes another
phone, withdraws. Asks again whatever stays unanswered, as pages do."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

from faults.connection import pause_before_s
from faults.network import Lost, Network
from faults.outbox import BrowserStore
from faults.page import Deeds, Page, Phone, Showing

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.service.join_refusal import JoinRefusal, JoinRefused
from pulsemeter.service.ports import StoreError
from pulsemeter.simulation.panel import ScriptEntry, SimulatedPanelist


class Person:
    """One panelist from the link to the last acknowledgement."""

    def __init__(
        self, seed: int, panelist: SimulatedPanelist, network: Network, showing: Showing, token: str
    ) -> None:
        self.number = panelist.number
        self.chance = random.Random(f"{seed} person {self.number}")
        self.network, self.showing, self.token = network, showing, token
        self.categories, self.script = panelist.categories, panelist.script
        self.deeds = Deeds()
        self.heard_ms: list[int] = []
        self.phones: list[Phone] = []
        self.seat_id = 0
        self.recovery_code = ""
        self.is_in = self.is_done = self.has_withdrawn = self.is_told = False
        self._changes_until_ms = -1

    @property
    def page(self) -> Page | None:
        """The page that the person looks at."""
        return self.phones[-1].page if self.phones else None

    def mind(self, entry: ScriptEntry) -> ScriptEntry:
        """What is seen again after a reload may be answered the other way."""
        if entry.kind is RecordKind.PRESS and entry.stimulus_ms < self._changes_until_ms:
            return entry._replace(choice=-entry.choice)
        return entry

    async def _surely(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """Ask until there is an answer."""
        attempt = 0
        while True:
            try:
                return await self.network.ask(self.number, work)
            except (Lost, StoreError):
                await asyncio.sleep(min(4.0, pause_before_s(attempt, self.chance.random())))
                attempt += 1

    def _phone(self) -> Phone:
        secret = f"{self.chance.getrandbits(120):030x}"
        return Phone(secret, BrowserStore(self.chance))

    async def join(self, at_s: float) -> None:
        """From the link to the first page that takes the seat."""
        await asyncio.sleep(at_s)
        phone, code, token = self._phone(), self.showing.code, self.token
        redeemed = None
        while redeemed is None:
            try:
                redeemed = await self._surely(
                    lambda host: host.enrolment.redeem(code, token, phone.secret)
                )
            except JoinRefused as refusal:
                if refusal.reason not in (JoinRefusal.NOT_OPEN, JoinRefusal.UNKNOWN_SESSION):
                    is_late = refusal.reason is JoinRefusal.CLOSED
                    self.deeds.failure = "" if is_late else f"not let in: {refusal.reason.name}"
                    return
                await asyncio.sleep(1.0)
        self.seat_id, self.recovery_code = redeemed.seat.id, redeemed.recovery_code
        if not await self._led_to_the_stimulus():
            return
        self.is_in = True
        self.phones.append(phone)
        await self._load(phone)

    async def _led_to_the_stimulus(self) -> bool:
        """Step by step, as the server's pages lead: each shows the step at which the seat stands,
        also after a crash that took a step back."""
        seat_id, categories = self.seat_id, self.categories
        steps = {
            SeatStep.CONSENT: lambda host, seat: host.enrolment.consent(seat),
            SeatStep.PROFILE: lambda host, seat: host.enrolment.answer_profile(seat, categories),
            SeatStep.PRACTICE: lambda host, seat: host.enrolment.practised(seat),
        }

        async def step(host: Any) -> SeatStep:
            seat = host.enrolment.seat(seat_id)
            if act := steps.get(seat.step):
                await act(host, seat)
            return host.enrolment.seat(seat_id).step

        while (now := await self._surely(step)) in steps:
            pass
        if now is not SeatStep.STIMULUS:
            self.deeds.failure = f"was led to {now}"
        return now is SeatStep.STIMULUS

    async def _load(self, phone: Phone) -> None:
        page = phone.page = Page(self, phone, self.chance.randrange(1, 2**53))
        page.run(page.connection.start())

    async def reload(self) -> bool:
        """The page is loaded again, on the phone that the person holds."""
        page = self.page
        if page is None or self.is_done:
            return False
        if self.chance.random() < 0.5:
            page.connection.hide()
        page.die()
        if self.chance.random() < 0.5:
            self._changes_until_ms = int(page._now_ms())
        await asyncio.sleep(self.chance.uniform(0.2, 2.0))
        await self._load(self.phones[-1])
        return True

    async def take_over(self) -> bool:
        """Go on with another phone; the old page still runs and delivers."""
        code = self.recovery_code
        if not code or self.is_done:
            return False
        phone = self._phone()

        async def hand_over(host: Any) -> None:
            seat = host.enrolment.seat_of_recovery_code(code)
            if host.enrolment.seat_now(phone.secret) is None:
                await host.enrolment.take_over(seat, phone.secret)

        await self._surely(hand_over)
        self.phones.append(phone)
        await self._load(phone)
        return True

    async def withdraw(self) -> None:
        """Have everything removed; the page goes on a little, as somebody else's would."""
        seat_id = self.seat_id
        self.has_withdrawn = True
        await self._surely(lambda host: host.enrolment.withdraw(host.enrolment.seat(seat_id)))

    async def tell_watched(self) -> None:
        seat_id = self.seat_id
        await self._surely(lambda host: host.enrolment.watched(host.enrolment.seat(seat_id)))
        self.is_told = True
