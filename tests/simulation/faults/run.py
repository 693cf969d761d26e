"""One whole session from a seed: a panel, a server, and everything that goes wrong between them."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from faults.machine import Machine
from faults.network import Lost
from faults.page import Showing
from faults.person import Person
from faults.virtual_loop import NothingHappens, VirtualLoop, simulate
from faults.weather import Calamity, Weather, draw_weather

from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.session import SessionKind, SessionState, SessionStateError
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, JoinMode, Stimulus, Study
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ports import StoreError
from pulsemeter.simulation.panel import Habits, draw_panel
from pulsemeter.simulation.truth import read_truth

STAFF = -1
START_S, JOIN_S = 5.0, 4.0
DELIVERED_BY_S = 900.0
STATEMENTS = (
    Statement("s1", 1, "talk", 0, 10_000, "One."),
    Statement("s2", 1, "talk", 10_000, 22_000, "Two."),
)


@dataclass
class Ended:
    """A run that is over: what there is to reckon with."""

    seed: int
    study: Study
    showing: Showing
    persons: list[Person]
    machine: Machine
    happened: Counter[str]
    problems: list[str]


class Run:
    """A run under way. `prepare` may plant something into the machine before it starts."""

    def __init__(self, seed: int, prepare: Callable[[Machine], None]) -> None:
        self.seed = seed
        self.chance = random.Random(f"{seed} run")
        self.loop = VirtualLoop(seed)
        self.happened: Counter[str] = Counter()
        self.machine = Machine(seed, self.loop, self.happened)
        prepare(self.machine)
        self.network = self.machine.network
        self.is_live = self.chance.random() < 0.75
        self.study = _study(self.chance, self.is_live)
        self.persons: list[Person] = []
        self.showing = Showing("", self.is_live, self.study.stimuli[0].duration_ms, 5_000)
        self.end_s = START_S + self.showing.duration_ms / 1000 + 3.0

    async def play(self, reckon: Callable[[Ended], Any]) -> Ended:
        """Everything from the first start of the server to the reckoning."""
        keeping = asyncio.ensure_future(self.machine.keep_up())
        keeping.add_done_callback(lambda done: done.cancelled() or done.result())
        await self._prepare()
        weather = draw_weather(self.seed, len(self.persons), self.end_s)
        storm = asyncio.ensure_future(self._storm(weather))
        joins = [asyncio.ensure_future(p.join(self._join_s(p.number))) for p in self.persons]
        if self.is_live:
            await self._until_s(START_S)
            await self._go(SessionState.RUNNING)
            # Not closed before its end where the start was long in coming: whoever presses
            # afterwards, and doesn't know, is refused by right.
            self.end_s = max(self.end_s, self.loop.time() + self.showing.duration_ms / 1000)
        await self._until_s(self.end_s)
        await storm
        self._heal()
        await self._go(SessionState.CLOSED)
        problems = await self._delivered(joins)
        ended = Ended(
            self.seed, self.study, self.showing, self.persons, self.machine, self.happened,
            problems + self.machine.violations,
        )  # fmt: skip
        await reckon(ended)
        keeping.cancel()
        return ended

    def _join_s(self, number: int) -> float:
        if self.chance.random() < 0.1:
            self.happened["late join"] += 1
            return self.chance.uniform(START_S, self.end_s / 2)
        return self.chance.uniform(0.0, JOIN_S)

    async def _prepare(self) -> None:
        """A study in the store, its session open, and people who hold its links."""
        truth = read_truth({"default": {"like": 0.3, "dislike": 0.2}}, self.study, STATEMENTS)
        size = self.chance.randint(5, 25)
        rng = np.random.default_rng(self.seed)
        panel = draw_panel(self.study, STATEMENTS, truth, size, rng, Habits(joins_late=0, leaves=0))
        tokens = [f"token-{self.chance.getrandbits(100):025x}" for _ in range(size)]

        async def plan(host: Any) -> str:
            stores = host.stores
            if await stores.studies.study("talk") is None:
                await stores.studies.add_study(self.study, "", STATEMENTS)
            kind = SessionKind.LIVE if self.is_live else SessionKind.ON_DEMAND
            session = await host.conduct.plan("talk", kind, simulated=True)
            hashes = [Token(secret_hash(token), session.code) for token in tokens]
            await stores.credentials.add(hashes)
            return str(session.code)

        self.showing.code = await self._staff(plan)
        await self._go(SessionState.OPEN)
        self.persons = [
            Person(self.seed, panelist, self.network, self.showing, token)
            for panelist, token in zip(panel.panelists, tokens, strict=True)
        ]

    async def _staff(self, work: Callable[[Any], Any]) -> Any:
        while True:
            try:
                return await self.network.ask(STAFF, work)
            except (Lost, StoreError):
                await asyncio.sleep(0.5)

    async def _go(self, state: SessionState) -> None:
        """Take the session to a state, however often it has to be asked for."""
        code = self.showing.code

        async def step(host: Any) -> None:
            try:
                if host.conduct.place(code).session.state is not state:
                    await host.conduct.step(code, state)
            except SessionStateError:  # asked twice at once
                return

        await self._staff(step)

    async def _until_s(self, at_s: float) -> None:
        await asyncio.sleep(max(0.0, at_s - self.loop.time()))

    async def _storm(self, weather: Weather) -> None:
        network = self.network
        network.slow_share, network.lost_share = weather.slow_share, weather.lost_share
        network.twice_share = weather.twice_share
        works = []
        for calamity in weather.calamities:
            await self._until_s(calamity.at_s)
            works.append(asyncio.ensure_future(self._strike(calamity)))
        self.works = works

    async def _strike(self, c: Calamity) -> None:
        machine, disk = self.machine, self.machine.disk
        match c.kind:
            case "crash":
                disk.crash_at = c.what
            case "kill":
                machine.crash()
            case "fail sync":
                disk.failing_sync = c.what
            case "full disk":
                disk.is_full = True
                await asyncio.sleep(c.length_s)
                disk.is_full = False
            case "slow disk":
                disk.slow_s = c.amount
                await asyncio.sleep(c.length_s)
                disk.slow_s = 0.0
            case "clock":
                machine.leap_s += c.amount
                self.happened["clock ahead" if c.amount > 0 else "clock back"] += 1
            case "cut":
                cut = {p.number for p in self.persons if self.chance.random() < c.amount}
                self.network.cut_off |= cut
                await asyncio.sleep(c.length_s)
                self.network.cut_off -= cut
            case "break lines":
                self._break_lines(c.amount)
            case _:
                await self._befall(c, self.persons[c.whom])

    def _break_lines(self, share: float) -> None:
        for line in sorted(self.network.lines, key=lambda line: line.number):
            if self.chance.random() < share:
                self.happened["broken line"] += 1
                line.break_off()

    async def _befall(self, c: Calamity, person: Person) -> None:
        page = person.page
        if not person.is_in or page is None or person.has_withdrawn:
            return
        match c.kind:
            case "sleep":
                self.happened["slept"] += 1
                page.sleep()
                await asyncio.sleep(c.length_s)
                page.wake()
            case "reload":
                if not page.is_asleep:
                    self.happened["reload"] += await person.reload()
            case "take over":
                self.happened["takeover"] += await person.take_over()
            case "withdraw":
                self.happened["withdrawal"] += 1
                await person.withdraw()

    def _heal(self) -> None:
        """From here on nothing new goes wrong: now everything must come out right."""
        self.machine.is_quiet = True
        self.network.heal()
        disk = self.machine.disk
        disk.is_full, disk.slow_s, disk.failing_sync, disk.crash_at = False, 0.0, "", ""
        for person in self.persons:
            for phone in person.phones:
                if phone.page is not None:
                    phone.page.wake()

    async def _delivered(self, joins: list[Any]) -> list[str]:
        """Wait until every page has delivered what it kept and the last figures are out."""
        end_s = self.loop.time() + DELIVERED_BY_S
        problems: list[str] = []
        while self.loop.time() < end_s:
            await asyncio.sleep(1.0)
            for person in self.persons:
                if person.page is not None:
                    person.page.wake()  # whoever fell asleep at the very end
            if self._all_is_in() and all(work.done() for work in [*joins, *self.works]):
                break
        else:
            problems += [
                f"person {p.number}: {o.size} records of writer {o.writer} never delivered"
                for p in self.persons
                for o in _open_outboxes(p)
            ] or ["the session never came to its last figures"]
        for work in [*joins, *self.works]:
            if work.done() and work.exception() is not None:
                problems.append(f"{work.exception()!r}")
        return problems + self.loop.failures

    def _all_is_in(self) -> bool:
        server = self.machine.server
        if server is None or not server.is_up or any(_open_outboxes(p) for p in self.persons):
            return False
        room = server.keeper.rooms.get(self.showing.code)
        return room is not None and room.releaser.is_final


def _open_outboxes(person: Person) -> list[Any]:
    """The outboxes of pages that still run and hold something."""
    pages = [phone.page for phone in person.phones if phone.page is not None]
    return [page.outbox for page in pages if page.outbox.size and not page.is_dead]


def _study(chance: random.Random, is_live: bool) -> Study:
    regions = (Category("north", "North"), Category("south", "South"))
    region = Attribute("region", "Region", "Where?", regions)
    return Study(
        name="talk",
        title="A talk (simulated)",
        question="?",
        stimuli=(Stimulus("talk", "A talk", 5_000 * chance.randint(6, 12)),),
        # What several cells tell together is reckoned at length, so not every panel has them.
        attributes=(region,) if chance.random() < 0.35 else (),
        consent=Consent("we", "we", "presses", "any time"),
        profile=PROFILES[chance.choice(("research", "standard")) if is_live else "research"],
        join=JoinMode.TOKENS,
        simulated=True,
    )


def play(
    seed: int,
    reckon: Callable[[Ended], Any],
    prepare: Callable[[Machine], None] = lambda machine: None,
) -> Ended:
    """A run from its seed."""
    run = Run(seed, prepare)
    try:
        ended: Ended = simulate(run.play(reckon), run.loop)
    except NothingHappens as error:
        raise AssertionError(f"seed {seed}: {error}") from None
    return ended
