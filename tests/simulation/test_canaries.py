"""What lies on the disk of a session's life: at every step, files are searched for what may not
be there any more, or never.

Values that occur nowhere else are given to two persons: one stays until retention ends it, one
withdraws. Every file of the data folder is searched as bytes, whatever table or slack of a page
they lie in.
"""

import asyncio

import pytest
from linkage import disk_of, spellings

from pulsemeter.domain.contact import Contact
from pulsemeter.domain.questionnaire import Part, Question, QuestionKind, Questionnaire
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.forget_arrival import ArrivalForgetting
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.keep_retention import Retention
from pulsemeter.service.make_tokens import CellWish, made_tokens, stored_tokens
from pulsemeter.service.register_ports import HeldContact
from pulsemeter.storage.sqlite import open_register, open_stores

DAY_MS = 24 * 3_600_000
PASSPHRASE = "fünf Wörter die niemand sonst sagt"
NAME, MAIL = "Wilhelmine Canary-Vogel", "wilhelmine@canary-vogel.example"
QUESTIONS = (
    Question(
        "years", QuestionKind.NUMBER, "How long?", (Part.AFTER,), number_min=0, number_max=1e9
    ),
    Question("more", QuestionKind.TEXT, "Anything else?", (Part.AFTER,)),
)


class Person:
    """One participant with values of their own."""

    def __init__(self, number):
        self.years = 876_500_000 + number
        self.words = f"words that only person {number} would say"
        self.comment = f"comment that only person {number} would write"
        self.writer = 8_888_777_700_000 + number
        self.page_key = f"page-key-of-person-{number}-" + "k" * 20
        self.token = self.recovery = ""
        self.seat = None

    @property
    def secrets(self):
        """What no file may ever hold."""
        return [self.page_key.encode(), self.token.encode(), self.recovery.encode()]

    @property
    def reactions(self):
        """What is found of what they pressed and chose."""
        return [*spellings(self.writer).values(), str(self.years).encode()]

    @property
    def said(self):
        return [self.words.encode(), self.comment.encode()]

    @property
    def seat_traces(self):
        hashes = [secret_hash(self.page_key), secret_hash(self.recovery)]
        return [*spellings(self.seat.id).values(), *hashes]


class Life:
    """A session over files, from the invitation to the end of retention."""

    def __init__(self, make_world, folder):
        self.folder = folder
        self.opened = open_stores(folder)
        self.world = make_world(self.opened.stores)
        world = self.world
        coarsening = Coarsening(world.stores, world.enrolment, world.keeper, world.clock)
        self.retention = Retention(
            world.stores, world.conduct, world.enrolment, world.ingest, world.keeper, coarsening,
            world.clock,
        )  # fmt: skip
        self.ticks = (
            world.keeper.tick,
            coarsening.tick,
            ArrivalForgetting(world.stores, world.keeper, world.clock).tick,
        )

    async def beat(self):
        for tick in self.ticks:
            await self.world.done(tick())

    async def retain(self, days):
        self.world.clock.now_ms += days * DAY_MS
        register = open_register(self.folder)
        await self.world.done(self.retention.tick(register))
        await register.close()

    def held(self, *canaries):
        """Those of the canaries that some file holds."""
        disk = disk_of(self.folder)
        return [(name, canary) for canary in canaries for name, c in disk.items() if canary in c]

    async def join(self, code, person):
        world = self.world
        batch = made_tokens(world.chance, [CellWish(1)])
        (link,) = await world.done(stored_tokens(world.stores.credentials, code, batch))
        person.token = link.token
        redeemed = await world.done(world.enrolment.redeem(code, link.token, person.page_key))
        person.seat, person.recovery = redeemed.seat, redeemed.recovery_code
        await world.done(world.enrolment.consent(redeemed.seat))
        profile = {"region": "north"}
        seat = await world.done(world.enrolment.answer_profile(redeemed.seat, profile))
        await world.done(world.enrolment.practised(seat))

    async def take_part(self, person):
        world, seat_id = self.world, person.seat.id
        await world.hello(world.enrolment.seat(seat_id), person.writer)
        press = Incoming(1, RecordKind.PRESS, 0, 0, 100, 2_000)
        await world.send(world.enrolment.seat(seat_id), person.writer, press)

    async def answer(self, person):
        world = self.world
        asked = Questioning(world.stores.answers, world.enrolment, world.keeper, world.chance)
        seat = await world.done(world.enrolment.watched(world.enrolment.seat(person.seat.id)))
        seat = await world.done(world.enrolment.answer_closing(seat, "good", person.comment))
        form = {"years": [str(person.years)], "more": [person.words]}
        await world.done(asked.answer(seat, form))


@pytest.fixture
def life(make_world, tmp_path):
    return Life(make_world, tmp_path / "data")


def test_files_hold_of_persons_only_what_they_may_and_only_so_long(life, make_study):
    study = make_study("standard", join=JoinMode.TOKENS, questionnaire=Questionnaire(QUESTIONS))
    stays, goes = Person(1), Person(2)
    others = [Person(number) for number in range(3, 15)]
    people = [stays, goes, *others]

    async def story():
        world = life.world
        async with world.running():
            register = open_register(life.folder)
            await register.make(PASSPHRASE)
            await register.put([HeldContact(1, study.name, Contact(NAME, MAIL))])
            await register.close()
            code = await world.session(study)
            for person in people:
                await life.join(code, person)
            await world.go(code, SessionState.RUNNING)
            await life.beat()
            world.clock.now_ms += 6_000
            for person in people:
                await life.take_part(person)
            world.clock.now_ms += 25_000
            await life.beat()
            for person in people:
                await life.answer(person)

            assert len(life.held(*goes.reactions)) >= 2, "what is searched for can be found"
            assert life.held(*goes.said)
            await world.done(world.enrolment.withdraw(world.enrolment.seat(goes.seat.id)))
            assert life.held(*goes.reactions) == []
            assert life.held(*stays.reactions)

            await world.go(code, SessionState.CLOSED)
            for _ in range(3):
                world.clock.now_ms += 60_000
                await life.beat()
            never = [s for person in people for s in person.secrets]
            never += [NAME.encode(), MAIL.encode(), PASSPHRASE.encode(), b"Vogel"]
            assert all(len(canary) >= 5 for canary in never)
            assert life.held(*never) == []

            await life.retain(1)
            assert await world.stores.erasures.steps(code) >= {"profiles", "order"}
            assert life.held(*never) == []
            for canaries in (stays.reactions, stays.said, stays.seat_traces):
                assert life.held(*canaries), "what is searched for below was there"
            await life.retain(90)
            gone = [c for p in people for c in (*p.reactions, *p.said, *p.seat_traces)]
            assert life.held(*never, *gone) == []
            figures = (await world.stores.releases.state(code)).releases
            assert figures, "what was released stays"
        await life.opened.close()
        assert life.held(*never, *gone) == []

    asyncio.run(story())
