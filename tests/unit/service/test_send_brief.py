"""Briefs of a session that runs: written when due, once, for own audiences; corrected once."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.brief import About, BriefChannel, BriefRule, Occasion, Recipient
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.figures import StatementRelease
from pulsemeter.service.choose_findings import PATIENCE_MS
from pulsemeter.service.send_brief import Briefing

EDDA = Recipient("r1", "talk", "Edda", BriefChannel.MAIL, "edda@x.example", "de")
NORA = Recipient("r2", "talk", "Nora", BriefChannel.MAIL, "nora@x.example", "en", ("region:north",))
CLOSE = BriefRule("close", "talk", Occasion.CLOSE)
SPOKEN = tuple(
    Statement(f"s{k}", 1, "talk", k * 10_000, (k + 1) * 10_000, f"Words {k}.") for k in range(3)
)
OPENING = Passage("opening", 1, "talk", "The opening", ("s0", "s1"))
END = Passage("end", 1, "talk", "The end", ("s2",))
PASSAGES = replace(CLOSE, id="passages", about=About.PASSAGES)


class Night:
    """A live session of twelve in two regions who like everything, and the briefing beside it."""

    def __init__(self, world):
        self.world = world
        self.briefing = self.begin()
        self.seats = []
        self.code = ""

    def begin(self):
        world = self.world
        return Briefing(
            world.stores.briefs, world.keeper, world.clock, world.chance,
            lambda recipient, code: f"http://pulse.test/{code}#{recipient.id}",
        )  # fmt: skip

    async def open(self, study):
        self.code = await self.world.session(study, statements=SPOKEN, passages=(OPENING, END))
        profiles = [{"region": r} for r in ("north", "south")] * 8
        self.seats = await self.world.sit_all(self.code, profiles)
        await self.world.go(self.code, SessionState.RUNNING)
        await self.world.keeper.tick()

    async def listen(self, until_ms, choice=100):
        """Time goes on to a moment of the session; everybody presses in each interval."""
        while (now_ms := self.world.conduct.place(self.code).session_ms) < until_ms:
            next_ms = min((now_ms // 5_000 + 1) * 5_000, until_ms)
            self.world.clock.now_ms += next_ms - now_ms
            for seat in self.seats:
                await self.world.press(seat, next_ms - 1_000, choice)
        await self.look()

    async def look(self):
        await self.world.keeper.tick()
        await self.briefing.look()

    async def briefs(self, recipient="r1"):
        held = await self.world.stores.briefs.of_session(self.code)
        return [brief for brief in held if brief.recipient == recipient]


@pytest.fixture
def night(world, make_study):
    """Run a story with a session that has begun, and these recipients and rules."""

    def run(story, *put):
        async def whole():
            held = Night(world)
            async with world.running():
                long = make_study(stimuli=(Stimulus("talk", "A talk", 3_600_000),))
                for thing in put:
                    if isinstance(thing, Recipient):
                        await world.stores.briefs.put_recipient(thing)
                    else:
                        await world.stores.briefs.put_rule(thing)
                await held.open(long)
                await story(held)

        asyncio.run(whole())

    return run


def statements_told(brief):
    return sorted({(told.statement, told.audience) for told in brief.told})


def test_a_statement_is_told_when_its_figures_are_out_and_once(night):
    async def story(night):
        await night.listen(10_000)
        assert await night.briefs() == []
        await night.listen(22_000)
        (brief,) = await night.briefs()
        cells = ("all", "region:north", "region:south")
        assert statements_told(brief) == [("s0", cell) for cell in cells]
        assert {told.verdict for told in brief.told} == {"resonates"}
        assert "Alle" in brief.subject or "alle" in brief.subject
        assert brief.text.endswith(f"http://pulse.test/{night.code}#r1\n")
        for _ in range(3):
            await night.look()
        assert len(await night.briefs()) == 1

    night(story, EDDA, CLOSE)


def test_own_audiences_only(night):
    async def story(night):
        await night.listen(22_000)
        (brief,) = await night.briefs("r2")
        assert statements_told(brief) == [("s0", "region:north")]
        assert "South" not in brief.text
        assert "all" not in brief.subject

    night(story, NORA, CLOSE)


def test_a_restart_tells_nothing_twice(night):
    async def story(night):
        await night.listen(22_000)
        night.briefing = night.begin()
        await night.look()
        assert len(await night.briefs()) == 1
        await night.listen(33_000)
        told = [statements_told(brief)[0][0] for brief in await night.briefs()]
        assert told == ["s0", "s1"]

    night(story, EDDA, CLOSE)


@pytest.mark.parametrize(
    "put",
    [
        (replace(EDDA, is_paused=True), CLOSE),
        (EDDA, replace(CLOSE, is_paused=True)),
        (NORA, replace(CLOSE, recipients=("r1",))),
    ],
)
def test_who_or_what_is_paused_writes_nothing(night, put):
    async def story(night):
        await night.listen(22_000)
        assert await night.briefs("r1") == await night.briefs("r2") == []

    night(story, *put)


def test_an_early_figure_waits_unless_the_rule_says_early(night):
    async def story(night):
        # Six of sixteen are heard of: in research, figures leave every second all the same.
        night.seats = night.seats[:6]
        await night.listen(16_000)
        (early,) = [brief for brief in await night.briefs() if brief.rule == "early"]
        assert early.is_early
        assert early.text.startswith("Früh: ")
        assert [brief for brief in await night.briefs() if brief.rule == "close"] == []
        night.world.clock.now_ms += PATIENCE_MS  # no more will come
        await night.look()
        (late,) = [brief for brief in await night.briefs() if brief.rule == "close"]
        assert late.is_early

    night(story, EDDA, CLOSE, replace(CLOSE, id="early", is_early=True))


def test_who_has_enough_of_the_panel_doesnt_wait_for_the_freeze(night):
    async def story(night):
        await night.listen(16_000)
        releaser = night.world.keeper.rooms[night.code].releaser
        told = [r for r in releaser.releases if isinstance(r, StatementRelease)]
        assert {(r.standing, r.is_reported) for r in told} == {("provisional", True)}
        (brief,) = await night.briefs()
        assert not brief.is_early

    night(story, EDDA, CLOSE)


def test_a_timer_tells_the_strongest_once_in_its_time(night):
    async def story(night):
        await night.listen(45_000)
        assert await night.briefs() == []
        await night.listen(61_000)
        (brief,) = await night.briefs()
        assert {told.statement for told in brief.told} == {"s0", "s1", "s2"}
        await night.listen(65_000)
        assert len(await night.briefs()) == 1
        await night.listen(121_000)
        assert len(await night.briefs()) == 1  # nothing new was said since

    night(story, EDDA, BriefRule("timer", "talk", Occasion.TIMER, every_s=60))


def test_by_hand_tells_what_was_not_told_by_hand_before(night):
    async def story(night):
        place = night.world.conduct.place(night.code)
        assert await night.briefing.preview(place, EDDA) is None
        assert not await night.briefing.send_by_hand(place, EDDA)
        await night.listen(22_000)
        seen = await night.briefing.preview(place, EDDA)
        assert seen is not None
        assert await night.briefs() == []
        assert await night.briefing.send_by_hand(place, EDDA)
        (brief,) = await night.briefs()
        assert (brief.subject, brief.text) == (seen.subject, seen.text)
        assert not await night.briefing.send_by_hand(place, EDDA)

    night(story, EDDA, BriefRule("hand", "talk", Occasion.HAND))


def test_a_verdict_that_is_another_in_the_end_is_corrected_once(night):
    async def story(night):
        await night.listen(22_000)
        (brief,) = await night.briefs()
        releaser = night.world.keeper.rooms[night.code].releaser
        told = next(r for r in reversed(releaser.releases) if isinstance(r, StatementRelease))
        flat = [replace(figure, verdict="falls_flat") for figure in told.figures]
        final = replace(told, number=told.number + 1, standing="final", figures=flat)
        releaser.releases.append(final)
        for _ in range(2):
            night.briefing = night.begin()
            await night.briefing.look()
        first, correction = await night.briefs()
        assert first == brief
        assert correction.corrects == brief.id
        assert {t.verdict for t in correction.told} == {"falls_flat"}
        assert "zuvor gemeldet" in correction.text

    night(story, EDDA, CLOSE)


def test_a_passage_is_told_when_its_last_statement_has_been_heard_and_once(night):
    async def story(night):
        await night.listen(22_000)
        assert await night.briefs() == []
        await night.listen(33_000)
        (brief,) = await night.briefs()
        cells = ("all", "region:north", "region:south")
        assert statements_told(brief) == [("opening", cell) for cell in cells]
        assert all(told.is_passage for told in brief.told)
        assert "Passage “The opening”" in brief.subject
        assert "Passage “The opening” (0:00–0:20)" in brief.text
        night.briefing = night.begin()
        await night.look()
        assert len(await night.briefs()) == 1
        # A passage of one statement has that statement's figures, and is told by its own title.
        await night.listen(44_000)
        _, last = await night.briefs()
        assert statements_told(last) == [("s2", cell) for cell in cells]
        assert "Passage “The end” (0:20–0:30)" in last.text

    night(story, EDDA, PASSAGES)


def test_a_passage_is_told_for_own_audiences_only(night):
    async def story(night):
        await night.listen(33_000)
        (brief,) = await night.briefs("r2")
        assert statements_told(brief) == [("opening", "region:north")]
        assert "South" not in brief.text

    night(story, NORA, PASSAGES)


def test_a_passage_of_which_few_were_heard_is_early(night):
    async def story(night):
        night.seats = night.seats[:6]
        await night.listen(26_000)
        (early,) = [brief for brief in await night.briefs() if brief.rule == "early"]
        assert statements_told(early)[0] == ("opening", "all")
        assert early.is_early
        assert [brief for brief in await night.briefs() if brief.rule == "passages"] == []

    night(story, EDDA, PASSAGES, replace(PASSAGES, id="early", is_early=True))


def test_a_rule_about_both_tells_the_figures_of_one_statement_once(night):
    async def story(night):
        await night.listen(44_000)
        briefs = await night.briefs()
        told = [
            about for brief in briefs for about, cell in statements_told(brief) if cell == "all"
        ]
        assert sorted(told) == ["opening", "s0", "s1", "s2"]

    night(story, EDDA, replace(CLOSE, about=About.BOTH))


def test_passages_are_told_by_hand_beside_statements(night):
    async def story(night):
        place = night.world.conduct.place(night.code)
        await night.listen(33_000)
        assert await night.briefing.send_by_hand(place, EDDA)
        (brief,) = await night.briefs()
        assert {told.statement for told in brief.told} == {"s0", "s1", "opening"}
        assert not await night.briefing.send_by_hand(place, EDDA)

    night(story, EDDA)


def test_what_a_brief_has_no_room_for_is_told_by_the_next(night, monkeypatch):
    monkeypatch.setattr("pulsemeter.service.choose_findings.FINDINGS_MAX", 2)

    async def story(night):
        everybody = night.seats
        night.seats = everybody[:12]
        await night.listen(11_000)  # the earliest statement is the weakest of them
        night.seats = everybody
        await night.listen(44_000)
        await night.world.stores.briefs.put_rule(CLOSE)
        for _ in range(3):
            night.briefing = night.begin()
            await night.briefing.look()
        told = [{about for about, _ in statements_told(brief)} for brief in await night.briefs()]
        assert told == [{"s1", "s2"}, {"s0"}]

    night(story, EDDA)


def test_a_passage_with_another_verdict_in_the_end_is_corrected_once(night):
    async def story(night):
        await night.listen(33_000)
        (brief,) = await night.briefs()
        releases = night.world.keeper.rooms[night.code].releaser.releases
        told = next(r for r in reversed(releases) if getattr(r, "statement", "") == "opening")
        flat = [replace(figure, verdict="falls_flat") for figure in told.figures]
        number = releases[-1].number + 1
        releases.append(replace(told, number=number, standing="final", figures=flat))
        for _ in range(2):
            night.briefing = night.begin()
            await night.briefing.look()
        first, correction = await night.briefs()
        assert first == brief
        assert correction.corrects == brief.id
        assert {(t.statement, t.verdict) for t in correction.told} == {("opening", "falls_flat")}
        assert "Passage “The opening”" in correction.text
        assert "zuvor gemeldet" in correction.text

    night(story, EDDA, PASSAGES)


def test_what_was_said_long_ago_is_not_told_by_a_new_rule(night):
    async def story(night):
        await night.listen(40_000)
        night.world.clock.now_ms += 660_000
        await night.look()
        await night.world.stores.briefs.put_rule(CLOSE)
        night.briefing = night.begin()
        await night.look()
        assert await night.briefs() == []

    night(story, EDDA)


def test_what_goes_wrong_with_a_brief_stops_nothing_else(night, caplog):
    async def story(night):
        await night.listen(22_000)
        before = len(await night.briefs())
        broken = night.begin()
        broken._link_to = None
        working = night.begin()
        tasks = [asyncio.create_task(each.keep_on()) for each in (broken, working)]
        await night.world.stores.briefs.put_rule(replace(CLOSE, id="other"))
        await night.world.clock.advance(1_000)
        assert len(await night.briefs()) == before + 1
        assert not any(task.done() for task in tasks)
        for task in tasks:
            task.cancel()

    night(story, EDDA, CLOSE)
    assert "a brief could not be written" in caplog.text
