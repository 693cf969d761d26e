import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.live_step import Line, Step, StepKind
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.figures import StatementRelease
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.keep_words_live import shown_wording
from pulsemeter.service.ports import StoreError
from pulsemeter.service.seal_plan import plan_deviations
from pulsemeter.service.study_analysis import released_study
from pulsemeter.transcript.live_words import StepRefused

LINES = (
    Line("We choose the moon.", "space", "Ada", 0, "space"),
    Line("In this decade.", "space", "Ada", 0, "space"),
)
LOAD = Step("m", StepKind.LOAD, lines=LINES)
TALK = Stimulus("talk", "A talk", 60_000)


def run(world, story):
    async def whole():
        async with world.running():
            await story()

    asyncio.run(whole())


@pytest.fixture
def talk(make_study):
    def make(profile="standard", **changes):
        return make_study(profile, stimuli=(TALK,), lag_ms=0, **changes)

    return make


async def live(world, study, seats=10, statements=()):
    code = await world.session(study, SessionKind.LIVE, statements)
    sitting = await world.sit_all(code, [{"region": "north"}] * seats)
    await world.go(code, SessionState.RUNNING)
    for seat in sitting:
        await world.hello(seat, 1)
    await world.keeper.tick()
    return code, sitting


def turn_to(world, code, session_ms):
    world.clock.now_ms += session_ms - world.conduct.place(code).session_ms


async def key(world, code, kind, at_ms, **more):
    """A key pressed at a time of the session."""
    turn_to(world, code, at_ms)
    step = Step(f"{kind}-{at_ms}", StepKind(kind), at_ms, **more)
    return await world.keeper.words.step(code, step, "Mo")


async def like(world, seats):
    """Everybody likes each of the first three intervals."""
    presses = [
        Incoming(n + 1, RecordKind.PRESS, 0, 0, 100, at_ms)
        for n, at_ms in enumerate((3_000, 7_000, 12_000))
    ]
    for seat in seats:
        await world.send(seat, 1, *presses)


async def verdicts(world, code):
    """Statement, revision and standing of every statement's release so far."""
    releases = (await world.stores.releases.state(code)).releases
    found = [release for release in releases if isinstance(release, StatementRelease)]
    return [(release.statement, release.revision, release.standing) for release in found]


def test_a_statement_opened_live_closes_and_gets_its_verdict_by_the_way_of_all(make_world, talk):
    world = make_world()

    async def story():
        code, seats = await live(world, talk())
        await world.keeper.words.step(code, LOAD, "Mo")
        await key(world, code, "next", 1_000)
        turn_to(world, code, 15_500)
        await like(world, seats)
        await key(world, code, "next", 16_000)
        await world.keeper.tick()
        (said,) = await world.keeper.statements(code)
        assert (said.id, said.start_ms, said.end_ms) == (f"talk-{code}-s01", 0, 15_000)
        turn_to(world, code, 18_000)
        await world.keeper.tick()
        assert await verdicts(world, code) == [(said.id, 1, "provisional")]  # all have reported
        releases = (await world.stores.releases.state(code)).releases
        told = next(r for r in releases if isinstance(r, StatementRelease))
        assert told.figures[0].verdict == "resonates"

    run(world, story)


def test_words_typed_afterwards_are_a_revision_and_the_verdict_stays(make_world, talk):
    world = make_world()

    async def story():
        code, seats = await live(world, talk())
        await key(world, code, "depart", 0)
        turn_to(world, code, 14_900)
        await like(world, seats)
        await key(world, code, "end", 15_000)
        turn_to(world, code, 18_000)
        await world.keeper.tick()
        before = (await world.stores.releases.state(code)).releases
        position = world.keeper.rooms[code].follower.tally.position
        await key(world, code, "type", 19_000, statement=f"talk-{code}-s01", words="Thank you.")
        await world.keeper.tick()
        (said,) = await world.keeper.statements(code)
        assert (said.words, said.revision, said.end_ms) == ("Thank you.", 2, 15_000)
        after = (await world.stores.releases.state(code)).releases
        assert [r for r in after if isinstance(r, StatementRelease)] == [
            r for r in before if isinstance(r, StatementRelease)
        ]
        assert world.keeper.rooms[code].follower.tally.position == position

    run(world, story)


def test_a_key_is_taken_back_until_figures_leave(make_world, talk):
    world = make_world()

    async def story():
        code, _ = await live(world, talk())
        await key(world, code, "depart", 0)
        await key(world, code, "end", 12_000)
        assert (await key(world, code, "back", 12_100)).statements == ()
        await world.keeper.tick()
        await key(world, code, "end", 20_000)
        turn_to(world, code, 23_000)
        await world.keeper.tick()
        assert [name for name, *_ in await verdicts(world, code)] == [f"talk-{code}-s01"]
        with pytest.raises(StepRefused, match="have left already"):
            await key(world, code, "back", 23_100)
        (said,) = await world.keeper.statements(code)
        assert said.end_ms == 20_000

    run(world, story)


def test_figures_survive_a_restart_with_the_words_they_are_about(make_world, talk):
    world = make_world()

    async def story():
        code, _ = await live(world, talk())
        await key(world, code, "depart", 0)
        await key(world, code, "depart", 15_000)
        turn_to(world, code, 20_000)
        await world.keeper.tick()
        told = await verdicts(world, code)
        assert told
        again = world.restart()
        async with again.running():
            await again.keeper.tick()
            assert await verdicts(again, code) == told
            words = await again.keeper.words.words(code)
            assert words.open.start_ms == 15_000
            assert again.keeper.rooms[code].releaser.leaving == {f"talk-{code}-s01"}

    run(world, story)


def test_what_is_open_at_the_close_is_closed_and_judged(make_world, talk):
    world = make_world()

    async def story():
        code, _ = await live(world, talk())
        await key(world, code, "depart", 5_000)
        turn_to(world, code, 31_000)
        await world.conduct.step(code, SessionState.CLOSED)
        await world.keeper.tick()
        world.clock.now_ms += 60_000
        await world.keeper.tick()
        (said,) = await world.keeper.statements(code)
        assert (said.start_ms, said.end_ms) == (5_000, 30_000)
        assert (said.id, 1, "final") in await verdicts(world, code)
        with pytest.raises(StepRefused, match="the session is closed"):
            await key(world, code, "depart", 40_000)
        typed = await world.keeper.words.step(
            code, Step("late", StepKind.TYPE, statement=said.id, words="And so it was."), "Mo"
        )
        assert typed.statements[0].words == "And so it was."
        wording = await shown_wording(world.stores, code)
        assert [s.words for s in wording.statements] == ["And so it was."]
        session = world.conduct.place(code).session
        releases = (await world.stores.releases.state(code)).releases
        assert await plan_deviations(world.stores.studies, session, releases) == [
            "statements opened while the session ran: 1, none of them planned"
        ]

    run(world, story)


def test_an_analysis_of_the_study_tells_what_was_said_live(make_world, talk):
    world = make_world()

    async def story():
        code, seats = await live(world, talk())
        await world.keeper.words.step(code, LOAD, "Mo")
        await key(world, code, "next", 0)
        turn_to(world, code, 14_900)
        await like(world, seats)
        await key(world, code, "end", 15_000)
        await world.conduct.step(code, SessionState.CLOSED)
        await world.keeper.tick()
        world.clock.now_ms += 60_000
        await world.keeper.tick()
        found = await released_study(world.stores, "talk")
        rows = found.statements.filter(segment="all").select("statement", "verdict").rows()
        assert (f"talk-{code}-s01", "resonates") in rows
        assert LINES[0].words in str(found)
        assert found.deviations == [
            "statements opened while the session ran: 1, none of them planned"
        ]

    run(world, story)


def test_a_passage_that_was_planned_is_no_deviation(make_world, talk):
    world = make_world()
    said = [
        Statement("s1", 1, "talk", 0, 15_000, "One."),
        Statement("s2", 1, "talk", 15_000, 30_000, "Two."),
    ]

    async def story():
        passages = [Passage("p1", 1, "talk", "Both", ("s1", "s2"))]
        await world.stores.studies.add_study(talk(), "", said, passages)
        code = (await world.conduct.plan("talk", SessionKind.LIVE)).code
        await world.conduct.step(code, SessionState.OPEN)
        for seat in await world.sit_all(code, [{"region": "north"}] * 10):
            await world.hello(seat, 1)
        await world.go(code, SessionState.RUNNING)
        await world.keeper.tick()
        turn_to(world, code, 40_000)
        await world.conduct.step(code, SessionState.CLOSED)
        await world.keeper.tick()
        world.clock.now_ms += 60_000
        await world.keeper.tick()
        assert {name for name, *_ in await verdicts(world, code)} == {"s1", "s2", "p1"}
        session = world.conduct.place(code).session
        releases = (await world.stores.releases.state(code)).releases
        assert await plan_deviations(world.stores.studies, session, releases) == []

    run(world, story)


def test_the_wording_of_a_session_holds_its_passages(make_world, talk):
    world = make_world()

    async def story():
        code, _ = await live(world, talk())
        await world.keeper.words.step(code, LOAD, "Mo")
        for at_ms in (0, 12_000):
            await key(world, code, "next", at_ms)
        await key(world, code, "end", 30_000)
        wording = await shown_wording(world.stores, code)
        assert [s.topic for s in wording.statements] == ["space", "space"]
        assert [(p.title, len(p.statements)) for p in wording.passages] == [("space", 2)]
        # The study's own wording is nobody's live words.
        assert (await world.stores.studies.wording("talk")).statements == ()

    run(world, story)


def test_the_same_key_twice_is_one_step_and_a_late_one_has_its_own_time(make_world, talk):
    world = make_world()

    async def story():
        code, _ = await live(world, talk())
        turn_to(world, code, 20_000)
        step = Step("k", StepKind.DEPART, 10_000)
        first = await world.keeper.words.step(code, step, "Mo")
        assert first.open.start_ms == 10_000
        assert await world.keeper.words.step(code, replace(step, at_ms=20_000), "Mo") == first
        assert len(await world.stores.live_words.steps(code)) == 1
        elsewhere = await world.keeper.words.step(code, Step("k2", StepKind.END, 10**9), "Mo")
        assert elsewhere.statements[0].end_ms == 20_000  # a time far from the clock is now

    run(world, story)


def test_who_took_which_step_is_noted_and_no_word_of_it(make_world, talk):
    world = make_world()

    async def story():
        code, _ = await live(world, talk())
        await world.keeper.words.step(code, LOAD, "Ada")
        await key(world, code, "next", 1_000)
        await key(world, code, "back", 1_500)
        await key(world, code, "depart", 2_000)
        await key(world, code, "end", 14_000)
        await key(world, code, "type", 15_000, statement=f"talk-{code}-s01", words="Secret.")
        for at_ms in (20_000, 22_000):
            await key(world, code, "caption", at_ms, end_ms=at_ms + 1_000, words="Secret.")
        with pytest.raises(StepRefused):
            await key(world, code, "type", 23_000, statement="none", words="Secret.")
        await key(world, code, "depart", 24_000)
        turn_to(world, code, 40_000)
        await world.conduct.step(code, SessionState.CLOSED)
        await world.keeper.tick()
        trail = AuditTrail(world.stores.audit, world.clock)
        noted = [entry.deed async for entry in trail.all()]
        told = [
            (d.actor, d.act.removeprefix("live words: "), d.detail)
            for d in noted
            if d.subject == code and d.act.startswith("live words: ")
        ]
        assert told == [
            ("Ada", "manuscript loaded", "at 0.0 s"),
            ("Mo", "line begun", "at 1.0 s"),
            ("Mo", "key taken back", "at 1.5 s"),
            ("Mo", "statement begun", "at 2.0 s"),
            ("Mo", "statement ended", "at 14.0 s"),
            ("Mo", "words typed", f"talk-{code}-s01"),
            ("Mo", "captions come", "at 20.0 s"),
            ("Mo", "statement begun", "at 24.0 s"),
            ("server", "statement ended", "at 40.0 s"),
        ]

    run(world, story)


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Step("c", StepKind.CAPTION, 5_000, 5_000, words="No."), "give an end after"),
        (Step("c", StepKind.CAPTION, 5_000, 70_000, words="No."), "give an end after"),
        (Step("c", StepKind.CAPTION, 900_000, 901_000, words="No."), "with times of the session"),
        (Step("c", StepKind.CAPTION, 5_000, 6_000), "no words"),
        (Step("t", StepKind.TYPE, statement="s1", words=" "), "no words"),
        (Step("t", StepKind.TYPE, statement="s1", words="a" * 10_001), "10000 signs"),
        (Step("", StepKind.END), "needs a key"),
        (Step("b", StepKind.BACK), "no key was pressed"),
        (Step("e", StepKind.END), "no statement is open"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make_world, talk, step, why):
    world = make_world()

    async def story():
        code, _ = await live(world, talk())
        turn_to(world, code, 6_000)
        with pytest.raises(StepRefused, match=why):
            await world.keeper.words.step(code, step, "Mo")
        assert await world.stores.live_words.steps(code) == []

    run(world, story)


def test_statements_with_times_of_their_own_are_not_mixed_with_live_ones(make_world, talk):
    world = make_world()
    planned = [Statement("s1", 1, "talk", 0, 9_000, "One.")]

    async def story():
        code, _ = await live(world, talk(), statements=planned)
        assert "1 statement " in await world.keeper.words.refusal(code)
        with pytest.raises(StepRefused, match="would overlap"):
            await key(world, code, "depart", 20_000)
        assert await world.keeper.statements(code) == planned

    run(world, story)


def test_on_demand_nobody_shares_a_moment_to_open_a_statement_at(make_world, talk):
    world = make_world()

    async def story():
        code = await world.session(talk(), SessionKind.ON_DEMAND)
        with pytest.raises(StepRefused, match="own clock"):
            await world.keeper.words.step(code, LOAD, "Mo")

    run(world, story)


def test_a_manuscript_is_loaded_before_the_session_opens(make_world, talk):
    world = make_world()

    async def story():
        await world.stores.studies.add_study(talk(), "", [])
        planned = await world.conduct.plan("talk", SessionKind.LIVE)
        code = planned.code
        await world.keeper.words.step(code, LOAD, "Mo")
        with pytest.raises(StepRefused, match="the session is planned"):
            await world.keeper.words.step(code, Step("n", StepKind.NEXT), "Mo")
        await world.conduct.step(code, SessionState.OPEN)
        assert (await world.restart().stores.live_words.steps(code))[0].lines == LINES
        assert (await world.keeper.words.words(code)).lines == LINES

    run(world, story)


def test_what_another_program_wrote_meanwhile_is_not_written_over(make_world, talk):
    world = make_world()

    async def story():
        code, _ = await live(world, talk())
        await key(world, code, "depart", 0)
        await world.stores.live_words.append(code, 1, Step("other", StepKind.END, 15_000))
        with pytest.raises(StoreError, match="noted elsewhere"):
            await key(world, code, "end", 20_000)
        again = await world.keeper.words.words(code)
        assert again.statements[0].end_ms == 15_000

    run(world, story)
