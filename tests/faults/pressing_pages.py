"""A hundred pages on real sockets that press and press, each with a page's outbox, and what they
were promised held against the log."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from pulsemeter.bootstrap import opened, serving
from pulsemeter.cli.rehearse import codes_of
from pulsemeter.domain.reaction import Record
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Attribute, Category, Consent, JoinMode, Stimulus, Study
from pulsemeter.rehearsal.compare import Comparison, compare
from pulsemeter.rehearsal.journal import Journal, PageJournal
from pulsemeter.rehearsal.page import PageModel
from pulsemeter.rehearsal.page_link import PageLink
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.run_analysis import analyse_session
from pulsemeter.settings import Settings
from pulsemeter.tally.frame import decode_frame
from pulsemeter.wire.participant import ToPage

HURRY = 20.0
"""How much sooner than a person's page these come back after a lost connection."""
WAIT_S = 300.0


def long_talk() -> Study:
    """A talk of six hours, watched by everybody on an own clock."""
    regions = (Category("north", "North"), Category("south", "South"))
    return Study(
        name="talk",
        title="A long talk",
        question="What carried?",
        stimuli=(Stimulus("talk", "A long talk", 6 * 3_600_000),),
        attributes=(Attribute("region", "Region", "Where?", regions),),
        consent=Consent("we", "we", "presses", "any time"),
        join=JoinMode.OPEN,
    )


async def seat_panel(settings: Settings, pages: int) -> tuple[str, list[str]]:
    """A new data folder with a session whose seats are taken; its code and the seats' secrets."""
    keys = [f"page-key-of-number-{number:06}" for number in range(pages)]
    async with serving(settings) as server:
        conduct, enrolment = server.services.conduct, server.services.enrolment
        await server.stores.studies.add_study(long_talk(), "", [])
        session = await conduct.plan("talk", SessionKind.ON_DEMAND, simulated=True)
        await conduct.step(session.code, SessionState.OPEN)

        async def sit(number: int) -> None:
            seat = (await enrolment.redeem(session.code, "", keys[number])).seat
            await enrolment.consent(seat)
            categories = {"region": ("north", "south")[number % 2]}
            await enrolment.practised(await enrolment.answer_profile(seat, categories))

        await asyncio.gather(*(sit(number) for number in range(pages)))
    return session.code, keys


@dataclass(slots=True)
class Log:
    """The log as it is on disk, read beside the server, a little more each time."""

    path: Path
    position: int = 0
    stored: set[tuple[int, int]] = field(default_factory=set)
    """(writer, sequence) of every record that was read."""
    doubled: int = 0

    def read(self) -> None:
        """Take in what is new."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as store:
            rows = store.execute(
                "SELECT position, frame FROM frames WHERE position > ? ORDER BY position",
                (self.position,),
            )
            for position, blob in rows:
                self.position = position
                records = decode_frame(blob).records
                for record in records[records["seat"] != 0]:
                    key = (int(record["writer"]), int(record["sequence"]))
                    self.doubled += key in self.stored
                    self.stored.add(key)


class PressingPages:
    """Pages that press at random moments, until told otherwise."""

    def __init__(self, url: str, keys: list[str], chance: random.Random) -> None:
        self._chance = chance
        self.journals = [PageJournal(key, number, {}) for number, key in enumerate(keys)]
        self._clocks_ms = [0] * len(keys)
        self._links = []
        for journal in self.journals:
            page = PageModel(chance.randrange(1, 2**53))
            journal.loads.append(page)
            self._links.append(PageLink(url, journal.page_key, page, HURRY, _ignore))

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Keep all sockets up, and come back after every cut."""
        keepers = [asyncio.create_task(link.keep()) for link in self._links]
        try:
            yield
        finally:
            for keeper in keepers:
                keeper.cancel()
            ended = await asyncio.gather(*keepers, return_exceptions=True)
            for link in self._links:
                link.close()
        for end in ended:
            if not isinstance(end, asyncio.CancelledError):
                raise AssertionError(f"a page gave up: {end}")

    @property
    def welcomed(self) -> int:
        """How many hold their seat just now."""
        return sum(link.welcomed.is_set() for link in self._links)

    @property
    def acknowledged(self) -> int:
        """Presses called durable so far."""
        return sum(page.upto for journal in self.journals for page in journal.loads)

    def outboxes(self) -> list[tuple[int, int]]:
        """(writer, sequence) of all that a page still keeps."""
        return [
            (link.page.writer, record.sequence)
            for link in self._links
            for record in link.page.unacknowledged()
        ]

    def made(self) -> set[tuple[int, int]]:
        """(writer, sequence) of all that was pressed."""
        return {
            (page.writer, record.sequence)
            for journal in self.journals
            for page in journal.loads
            for record in page.records
        }

    def promised(self) -> Iterator[tuple[int, int]]:
        """(writer, sequence) of all that was called durable."""
        for journal in self.journals:
            for page in journal.loads:
                yield from ((page.writer, number) for number in range(1, page.upto + 1))

    def press(self, presses: int = 1) -> None:
        """That many presses, each by anybody; sometimes the frame goes out twice, and sometimes
        the answers get lost for a while."""
        for _ in range(presses):
            number = self._chance.randrange(len(self._links))
            link = self._links[number]
            self._clocks_ms[number] += self._chance.randrange(100, 3_000)
            link.page.make("press", self._clocks_ms[number], self._chance.choice((100, -100)))
            mishap = self._chance.random()
            if mishap < 0.02:
                link.duplicates_next = True
            elif mishap < 0.025:
                link.go_deaf(0.1)
            link.send()

    async def settle(self) -> None:
        """Until nothing waits in any outbox. A connection on which nothing comes any more, since
        an answer got lost on it, is given up, as a page does."""
        async with asyncio.timeout(WAIT_S):
            before = -1
            while not all(link.page.is_empty for link in self._links):
                if self.acknowledged == before:
                    for link in self._links:
                        if not link.page.is_empty:
                            link.break_off()
                before = self.acknowledged
                await asyncio.sleep(0.5)


def _ignore(_: ToPage) -> None:
    """Pages that press by themselves need no common clock."""


async def reckon(data: Path, code: str, pages: PressingPages) -> Comparison:
    """Every page's journal against the log, and the cells against both; no server may run."""
    async with opened(data) as held:
        study = long_talk()
        found = await analyse_session(held.stores.log, code, study)
        seats = {record.secret_hash: record.seat.id for record in await held.stores.seats.all(code)}
    by_key = {page.page_key: seats[secret_hash(page.page_key)] for page in pages.journals}
    journal = Journal(code, study.instrument.cadence_ms, pages.journals)
    stored = (Record(*row) for row in found.records.tolist())
    return compare(journal, stored, codes_of(found.tally), by_key)
