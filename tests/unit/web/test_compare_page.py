"""Sessions beside each other, as each member may see them."""

from dataclasses import replace

import pytest
from tests.unit.release.showings import SAID, a_showing

from pulsemeter.domain.instrument import Instrument
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.session_pair import Told
from pulsemeter.web.compare_page import p_words, points

BOTH = ("region:north", "region:south")
CELLS = tuple(
    PlannedCell(name, label, "region" if ":" in name else "all", (), 80)
    for name, label in (("all", "Everybody"), (BOTH[0], "North"), (BOTH[1], "South"))
)
HERE = {"s0": ((70, 5, 80), "resonates"), "s1": ((30, 25, 80), "divides")}
THERE = {"s0": ((10, 40, 60), "falls_flat"), "s1": ((20, 20, 60), "divides")}


async def release(site, code, intervals, judged, cells=("all", *BOTH), standing="final"):
    """A session's plan and releases, in the book."""
    releases = site.world.stores.releases
    showing = a_showing(code, intervals, judged, cells=cells, standing=standing)
    await releases.write_plan(code, CELLS)
    await releases.write(code, showing.releases)


async def second_showing(site, *, close=True, **changes):
    """Another session, of the same study or of a copy of it, that released figures."""
    study = replace(site.study, **changes)
    if changes:
        code = await site.world.session(study, statements=SAID)
    else:
        planned = await site.world.conduct.plan(study.name, SessionKind.LIVE)
        await site.world.conduct.step(planned.code, SessionState.OPEN)
        code = planned.code
    await site.world.go(code, SessionState.RUNNING)
    if close:
        await site.world.go(code, SessionState.CLOSED)
    await release(site, code, [(10, 40, 60), (25, 10, 60)], THERE)
    return code


async def both(site, **changes):
    other = await second_showing(site, **changes)
    await site.world.go(site.code, SessionState.CLOSED)
    await release(site, site.code, [(40, 10, 80), (30, 20, 80)], HERE)
    return f"/sessions/{site.code}/compare?with={other}"


def test_two_showings_stand_beside_each_other(visit):
    async def story(site):
        path = await both(site)
        answer = await site.get(path, "staff")
        text = answer.text
        assert answer.status_code == 200
        assert "<svg" in text
        assert "1 after correction; 1 by themselves" in text
        assert "+37.5 (" in text
        assert "<b>resonates</b>" in text
        assert "<b>falls flat</b>" in text
        assert '<span class="chip">differs</span>' in text
        assert "each session a stratum of its own" in text
        assert "can’t be known" in text
        assert "<style" not in text

    visit(story, statements=SAID)


def test_ranks_stand_beside_earlier_sessions(visit):
    async def story(site):
        path = await both(site)
        other = path.rpartition("=")[2]
        page = (await site.get(f"/sessions/{other}/compare", "staff")).text
        assert "Among 4 statements of this session and 1 before it" in page
        assert (
            "No ranks: there is no earlier session"
            in (await site.get(f"/sessions/{site.code}/compare", "staff")).text
        )

    visit(story, statements=SAID)


def test_an_editor_sees_own_audiences_only(visit):
    async def story(site):
        await site.employ("editor", Membership("talk", Role.EDITOR, (BOTH[0],)))
        path = await both(site)
        page = (await site.get(path, "editor")).text
        assert "<svg" in page
        assert "North" in page
        for hidden in ("South", "Everybody"):
            assert hidden not in page
        for segment in ("region:south", "all"):
            asked = await site.get(f"{path}&segment={segment}", "editor")
            assert asked.status_code == 422
            assert "<svg" not in asked.text
            assert "+37.5" not in asked.text
            assert "falls flat" not in asked.text

    visit(story, statements=SAID)


def test_a_viewer_sees_what_is_over(visit):
    async def story(site):
        await site.employ("viewer", Membership("talk", Role.VIEWER))
        running = await second_showing(site, close=False)
        await site.world.go(site.code, SessionState.CLOSED)
        await release(site, site.code, [(40, 10, 80)], HERE)
        path = f"/sessions/{site.code}/compare"
        assert running not in (await site.get(path, "viewer")).text
        asked = await site.get(f"{path}?with={running}", "viewer")
        assert (asked.status_code, "no session" in asked.text) == (422, True)
        assert (await site.get(f"/sessions/{running}/compare", "viewer")).status_code == 403
        assert running in (await site.get(path, "staff")).text

    visit(story, statements=SAID)


def test_sessions_of_others_are_as_if_they_were_not_there(visit):
    async def story(site):
        await site.employ("mine", Membership("talk", Role.ANALYST))
        path = await both(site, name="theirs")
        hidden = await site.get(path, "mine")
        nothing = await site.get(f"/sessions/{site.code}/compare?with=NOSUCH", "mine")
        code = path.rpartition("=")[2]
        assert hidden.text.replace(code, "NOSUCH") == nothing.text
        assert (
            "another one"
            in (await site.get(f"/sessions/{site.code}/compare?with={site.code}", "staff")).text
        )

    visit(story, statements=SAID)


def test_instruments_are_warned_of_and_not_mixed(visit):
    async def story(site):
        path = await both(site, name="free", instrument=Instrument(cue=False))
        page = (await site.get(path, "staff")).text
        assert "The instruments differ" in page
        assert "a stratum of its own" not in page
        code = path.rpartition("=")[2]
        ranks = (await site.get(f"/sessions/{code}/compare", "staff")).text
        assert "another instrument" in ranks

    visit(story, statements=SAID)


def test_what_shares_no_axis_or_has_no_figures_is_said(visit):
    async def story(site):
        path = await both(site, name="slow", instrument=Instrument(cadence_ms=3_000))
        asked = await site.get(path, "staff")
        assert (asked.status_code, "share no axis" in asked.text) == (422, True)

    visit(story, statements=SAID)


def test_before_anything_left_it_says_so(visit):
    async def story(site):
        page = (await site.get(f"/sessions/{site.code}/compare", "staff")).text
        assert "No segment of this session can be shown to you yet" in page
        assert "No other session" in page
        assert "No ranks: no statement of this session" in page
        assert (await site.get("/sessions/NOSUCH/compare", "staff")).status_code == 404

    visit(story)


def test_figures_have_their_colours_from_a_sheet(visit):
    async def story(site):
        answer = await site.get("/figures.css")
        assert answer.headers["content-type"].startswith("text/css")
        assert ".pm-figure" in answer.text
        assert "prefers-color-scheme:dark" in answer.text
        assert (
            'href="/figures.css"'
            in (await site.get(f"/sessions/{site.code}/compare", "staff")).text
        )

    visit(story)


@pytest.mark.parametrize(
    ("p", "words"), [(None, "–"), (0.0004, "&lt; .001"), (0.0312, ".031"), (1.0, "1.000")]
)
def test_p_values_are_written_shortly(p, words):
    assert p_words(p).replace("<", "&lt;") == words


def test_points_have_signs_and_ends():
    assert points(Told(-3.0, -9.5, 3.5)) == "−3.0 (−9.5 to +3.5)"
    assert points(Told()) == "–"
