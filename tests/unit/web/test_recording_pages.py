"""The page of a session's recording: attached, aligned with a look at the drift, removed."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.alignment import Alignment, AlignmentPoint, AlignmentRefused
from pulsemeter.domain.delay import DelayCue
from pulsemeter.domain.live_step import Step, StepKind
from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.web.recording_pages import (
    FIELDS,
    Moment,
    alignment_of,
    fields_from,
    moments_of,
)

AIR = (Stimulus("air", "On air", 300_000),)
SAID = (Statement("s1", 1, "air", 60_000, 80_000, "We choose to go. " * 12),)
CUE = DelayCue(1, "She says <good evening>.", marked_ms=5_000, is_open=False)
MOMENTS = [Moment("cue:1", CUE.words, 5_000), Moment("statement:s1", "We choose.", 60_000)]
GOOD = {
    "act": "keep", "number": "1", "rate": "rate", "cue_moment": "cue:1", "cue_file": "0:15",
    "check_moment": "statement:s1", "check_file": "1:10.010",
}  # fmt: skip


async def over(site, *, recorded=True):
    """The session closed, with a marked cue, and perhaps with a recording."""
    await site.world.go(site.code, SessionState.CLOSED)
    session = site.world.conduct.place(site.code).session
    open_cue = DelayCue(2, "Never marked", is_open=False)
    await site.world.stores.studies.put_session(replace(session, cues=(CUE, open_cue)))
    await site.world.conduct.refresh()
    if recorded:
        edition = Recording(
            site.code, "air", 1, RecordingStep.FILE, "Ada", 1_000, "r.mp4", "evening.mov", 200_000
        )
        assert await site.world.stores.recordings.add(edition)


def path(site, what=""):
    return f"/sessions/{site.code}/recording{what}"


def test_a_running_session_waits_and_an_own_file_needs_none(visit):
    async def story(site):
        assert "attached once it is over" in (await site.get(path(site), "staff")).text
        assert "/recording" not in (await site.get("/sessions", "staff")).text
        await site.world.go(site.code, SessionState.CLOSED)
        assert "No recording is needed here" in (await site.get(path(site), "staff")).text
        assert "/recording" not in (await site.get("/sessions", "staff")).text

    visit(story)


def test_before_a_file_is_there_those_who_may_are_asked_for_one(visit):
    async def story(site):
        await over(site, recorded=False)
        await site.employ("analyst", Membership("talk", Role.ANALYST))
        await site.employ("viewer", Membership("talk", Role.VIEWER))
        assert path(site) in (await site.get("/sessions", "staff")).text
        assert 'type="file"' in (await site.get(path(site), "staff")).text
        seen = (await site.get(path(site), "analyst")).text
        assert "An owner or a moderator can attach one" in seen
        assert 'type="file"' not in seen
        assert path(site) not in (await site.get("/sessions", "viewer")).text
        assert (await site.get(path(site), "viewer")).status_code == 403
        assert (await site.get("/sessions/NOSUCH/recording", "staff")).status_code == 404

    visit(story, stimuli=AIR)


def test_it_is_uploaded_for_its_session(visit):
    async def story(site):
        await over(site, recorded=False)
        body = {"study": "talk", "stimulus": "air", "name": "a.mov", "size_bytes": 10, "mark": "m"}
        begin = "/api/v1/studies/talk/uploads"
        assert (await site.post(begin, "staff", json=body)).status_code == 422
        begun = await site.post(begin, "staff", json={**body, "session": site.code})
        assert begun.status_code == 201
        progress = await site.get(f"/api/v1/sessions/{site.code}/recording", "staff")
        (air,) = progress.json()["stimuli"]
        assert (air["video"]["state"], air["video"]["name"]) == ("uploading", "a.mov")
        assert air["captions"][0]["progress"]["state"] == "missing"
        wrong = await site.post(begin, "staff", json={**body, "session": "NOSUCH"})
        assert "has no session" in wrong.json()["error"]
        unknown = await site.get("/api/v1/sessions/NOSUCH/recording", "staff")
        assert unknown.status_code == 404

    visit(story, stimuli=AIR)


def test_the_drift_is_looked_at_and_kept(visit):
    async def story(site):
        await over(site)
        before = (await site.get(path(site), "staff")).text
        assert "0:05.000 · cue: She says &lt;good evening&gt;." in before
        assert "1:00.000 · We choose to go." in before
        assert "Never marked" not in before
        assert "Not aligned yet" in before
        looked = await site.post(path(site, "/air/align"), "staff", data={**GOOD, "act": "look"})
        assert (looked.status_code, "looked at, not kept yet" in looked.text) == (200, True)
        assert "+10 ms over 0:55.000 (+182 ppm), corrected" in looked.text
        assert len(await site.services.recordings.editions(site.code)) == 1
        kept = await site.post(path(site, "/air/align"), "staff", data=GOOD)
        assert (kept.status_code, kept.headers["location"]) == (303, path(site))
        held = await site.services.recordings.of(site.code, "air")
        assert (held.number, held.author, held.alignment.drift_ppm) == (2, "Staff", 182)
        after = (await site.get(path(site), "staff")).text
        assert "at 0:09.999 of the file" in after
        assert 'value="1:10.010"' in after

    visit(story, stimuli=AIR, statements=SAID)


def test_what_cannot_be_kept_is_said_beside_what_was_typed(visit):
    async def story(site):
        await over(site)
        align = path(site, "/air/align")
        for changes, told in (
            ({"cue_file": "soon"}, "is no time"),
            ({"cue_moment": "cue:9"}, "choose another moment"),
            ({"number": "7"}, "changed meanwhile"),
            ({"number": "x"}, "changed meanwhile"),
            ({"check_file": "10:00"}, "another moment"),
        ):
            answer = await site.post(align, "staff", data={**GOOD, **changes})
            assert (answer.status_code, told in answer.text) == (422, True), told
            for value in changes.values():
                assert value in ("cue:9", "7", "x") or f'value="{value}"' in answer.text
        for name in ("air", "gone"):
            assert (
                await site.post(path(site, f"/{name}/align"), "staff", data={})
            ).status_code == {"air": 422, "gone": 404}[name]
        assert len(await site.services.recordings.editions(site.code)) == 1

    visit(story, stimuli=AIR, statements=SAID)


def test_it_is_removed_with_its_editions_kept(visit):
    async def story(site):
        await over(site)
        assert (await site.post(path(site, "/gone/remove"), "staff")).status_code == 404
        assert (await site.post(path(site, "/air/remove"), "staff")).status_code == 303
        page = (await site.get(path(site), "staff")).text
        assert "evening.mov" in page  # in the list of what was changed
        assert "Align it" not in page
        again = await site.post(path(site, "/air/remove"), "staff")
        assert (again.status_code, "attach one" in again.text) == (422, False)

    visit(story, stimuli=AIR)


def fields(**given):
    return {**dict.fromkeys(FIELDS, ""), **given}


def test_a_form_says_an_alignment_and_back():
    typed = fields(cue_at="2:00", cue_file="3:00", check_moment="cue:1", check_file="1:05.5")
    line = alignment_of(typed, MOMENTS)
    cue, check = AlignmentPoint("", 180_000, 120_000), AlignmentPoint(CUE.words, 65_500, 5_000)
    assert line == Alignment(cue, check)
    assert alignment_of(fields_from(line, MOMENTS), MOMENTS) == line
    assert fields_from(line, MOMENTS)["check_moment"] == "cue:1"
    # The list of moments may have changed since; then the time alone is left.
    assert fields_from(line, [])["check_at"] == "0:05.000"
    assert (
        alignment_of(fields(cue_moment="cue:1", cue_file="1", rate="offset"), MOMENTS).check is None
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "choose a cue"),
        ({"cue_moment": "cue:1"}, "when the cue is in the file"),
        ({"cue_file": "1:00"}, "when the cue was in the session"),
        ({"cue_moment": "cue:1", "cue_file": "1", "check_at": "2:00"}, "the check point is in"),
    ],
)
def test_a_form_that_says_too_little_is_refused(given, told):
    with pytest.raises(AlignmentRefused, match=told):
        alignment_of(fields(**given), MOMENTS)


def test_moments_are_marked_cues_and_beginnings(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            code = await world.session(make_study(stimuli=AIR))
            session = replace(world.conduct.place(code).session, cues=(CUE,))
            elsewhere = replace(SAID[0], id="s2", stimulus="other")
            moments = moments_of(session, [*SAID, elsewhere], AIR[0])
            assert [m.id for m in moments] == ["cue:1", "statement:s1"]
            assert moments[1].words.endswith(" …")

    asyncio.run(story())


def test_statements_opened_live_take_their_words_from_the_captions(visit):
    async def story(site):
        code = site.code
        for kind, at_ms in ((StepKind.DEPART, 5_000), (StepKind.END, 20_000)):
            site.world.clock.now_ms += at_ms - site.world.conduct.place(code).session_ms
            await site.world.keeper.words.step(code, Step(kind.value, kind, at_ms), "Mo")
        await over(site)
        vtt = "WEBVTT\n\n00:00:16.000 --> 00:00:22.000\nWe choose to go.\n"
        (site.media / "talk" / "air.vtt").write_text(vtt, "utf-8")
        line = Alignment(AlignmentPoint("", 10_000, 0))
        held = await site.services.recordings.of(code, "air")
        assert await site.world.stores.recordings.add(held.with_captions("air.vtt", "Ada", 1))
        await site.services.recordings.align(code, "air", 2, line, "Ada")
        assert "1 statement was opened live" in (await site.get(path(site), "staff")).text
        assert (await site.post(path(site, "/air/words"), "staff")).status_code == 303
        page = (await site.get(path(site), "staff")).text
        assert "opened live" not in page
        assert "We choose to go." in page
        again = await site.post(path(site, "/air/words"), "staff")
        assert (again.status_code, "say nothing" in again.text) == (422, True)

    visit(story, stimuli=AIR)
