"""A rehearsed session whose panel's answers are known: what leaves agrees with them.

Simulated people post the plain forms of the pages, questions behind rules on pages of their own;
the answers they were drawn with are the truth that the released tables are held against.
"""

import asyncio
import json
import socket
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from pulsemeter.bootstrap import serving
from pulsemeter.cli.main import main
from pulsemeter.cli.study_files import keep_study, load_study
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.rehearsal.drive import drive_panel
from pulsemeter.settings import DEFAULT_HOST, Settings
from pulsemeter.simulation.panel import Habits, draw_panel
from pulsemeter.simulation.truth import read_truth

PANEL, SEED = 120, 3
STUDY = """\
[study]
name = "asked"
title = "Asked"
join = "open"
simulated = true

[[stimulus]]
id = "talk"
title = "A talk"
duration_ms = 10000
transcript = "talk.vtt"

[[attribute]]
id = "region"
label = "Region"
[[attribute.category]]
id = "north"
label = "North"
[[attribute.category]]
id = "south"
label = "South"

[consent]
runner = "we"
payer = "we"
kept = "presses"
withdraw = "any time"

[[question]]
id = "voted"
kind = "single"
asked = "both"
exploratory = true
text = "Did you vote?"
answer = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]

[[question]]
id = "sure"
kind = "scale"
asked = "both"
text = "How sure are you?"
steps = 4

[[question]]
id = "party"
kind = "single"
asked = "before"
text = "For whom?"
answer = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
show_if = { question = "voted", is = ["yes"] }

[[question]]
id = "topics"
kind = "multiple"
asked = "both"
text = "What matters?"
answer = [{ id = "work", label = "Work" }, { id = "peace", label = "Peace" }]

[[question]]
id = "felt"
kind = "words"
text = "How was it?"
answer = [{ id = "warm", label = "Warm" }, { id = "long", label = "Long" }]

[[question]]
id = "years"
kind = "number"
asked = "before"
text = "How long have you lived here?"
min = 0
max = 50

[[question]]
id = "more"
kind = "text"
text = "Anything else?"
"""
WORDS = "WEBVTT\n\n00:00.000 --> 00:08.000\nWe choose to go.\n"


def by_hand(panel):
    """Per person what they answered, by (part, question), as a set of answers."""
    people = []
    for panelist in panel.panelists:
        held = {"region": panelist.categories["region"]}
        for part, forms in (("before", panelist.answers.before), ("after", panelist.answers.after)):
            for question, answer in forms[0]:
                if (part, question) == ("before", "party") and "yes" not in held[part, "voted"]:
                    continue  # comes behind the question that its rule asks for
                held.setdefault((part, question), set()).add(answer)
        held["after", "overall"] = {panelist.overall}
        people.append(held)
    return people


def persuaded(panel, rng):
    """The same people, of whom some are moved: up the scale more than down, and to have voted."""

    def after(form, before):
        was = dict(before)
        way = rng.choice((0, 1, -1), p=(0.5, 0.4, 0.1))
        moved = {
            "sure": str(min(4, max(1, int(was["sure"]) + way))),
            "voted": "yes" if rng.random() < 0.3 else was["voted"],
        }
        # A question with several answers stands there several times.
        return tuple((q, moved.get(q, value)) for q, value in form)

    moved = []
    for one in panel.panelists:
        forms = tuple(after(form, one.answers.before[0]) for form in one.answers.after)
        # Every page of a part is sent the same answers.
        answers = replace(one.answers, after=(forms[0],) * len(forms))
        moved.append(replace(one, answers=answers))
    return replace(panel, panelists=tuple(moved))


async def rehearse(data, loaded, panel):
    """The panel through a real server, to its last release."""
    with socket.socket() as free:
        free.bind((DEFAULT_HOST, 0))
        port = free.getsockname()[1]
    async with serving(Settings(data, DEFAULT_HOST, port, speed=20)) as server:
        conduct = server.services.conduct
        await keep_study(loaded, server.stores, data)
        await conduct.refresh()
        session = await conduct.plan("asked", SessionKind.LIVE, simulated=True)
        await conduct.step(session.code, SessionState.OPEN)
        ready = asyncio.Event()

        def heed(progress):
            if progress.is_ready:
                ready.set()

        driving = asyncio.create_task(
            drive_panel(
                server.settings.url, session.code, panel, speed=20, mishaps=(),
                on_progress=heed, is_live=True,
            )
        )  # fmt: skip
        await ready.wait()
        await conduct.step(session.code, SessionState.RUNNING)
        await driving
        await conduct.step(session.code, SessionState.CLOSED)
        room = server.services.keeper.rooms[session.code]
        async with asyncio.timeout(60):
            while not room.releaser.is_final:
                await server.clock.pause(100)


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory):
    """The truth and what `analyse --study` tells, twice; the second time with segments."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "study.toml").write_text(STUDY, "utf-8")
    (folder / "talk.vtt").write_text(WORDS, "utf-8")
    loaded = load_study(folder / "study.toml")
    truth = read_truth({"default": {"like": 0.3, "dislike": 0.2}}, loaded.study, loaded.statements)
    rng = np.random.default_rng(SEED)
    stays = Habits(leaves=0, joins_late=0)
    panel = persuaded(draw_panel(loaded.study, loaded.statements, truth, PANEL, rng, stays), rng)
    asyncio.run(rehearse(folder / "data", loaded, panel))

    def analysed(*options):
        asked = ["analyse", "--study", "asked", "--json", "--data", str(folder / "data"), *options]
        done = CliRunner().invoke(main, asked)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return by_hand(panel), analysed(), analysed("--exploratory", "voted")


def steps(found):
    """In which steps each question's counts are told: 2 by the profile, coarser where a note says
    so."""
    held = Counter()
    for note in found["notes"]:
        if "everything of it is told in steps" in note:
            held[note.split()[2]] = int(note.split()[-2])
    return lambda question: held[question] or STANDARD.rounding_step


def within_rounding(told, coding, exact, step=2):
    if coding == "under":
        return exact < told
    if coding == "over":
        return exact > told
    return abs(told - exact) <= step // 2


def members(people, segment):
    return [p for p in people if segment == "all" or p["region"] == segment.split(":")[1]]


def test_every_answer_count_agrees_with_the_truth_within_rounding(rehearsed):
    people, found, _ = rehearsed
    seen, step_of = Counter(), steps(found)
    for row in found["answers"]:
        step = step_of(row["question"])
        if row["question"] == "years":
            continue  # told in bands, below
        mine = members(people, row["segment"])
        exact = sum(row["answer"] in p.get((row["part"], row["question"]), ()) for p in mine)
        assert within_rounding(row["persons"], row["persons_coding"], exact, step), row
        base = sum((row["part"], row["question"]) in p for p in mine)
        assert within_rounding(row["answered"], row["answered_coding"], base, step), row
        seen[row["question"], row["segment"]] += 1
    for question, rows in (("voted", 4), ("sure", 8), ("topics", 4), ("felt", 2), ("party", 2)):
        for segment in ("all", "region:north", "region:south"):
            assert seen[question, segment] == rows, (question, segment, found["notes"])


def test_numbers_are_told_in_bands(rehearsed):
    people, found, _ = rehearsed
    rows = [r for r in found["answers"] if (r["question"], r["segment"]) == ("years", "all")]
    assert [row["answer"] for row in rows] == [f"{a} to {a + 10}" for a in range(0, 50, 10)]
    for row, low in zip(rows, range(0, 50, 10), strict=True):
        years = [float(next(iter(p["before", "years"]))) for p in people]
        exact = sum(low <= y < low + 10 or (y == 50 and low == 40) for y in years)
        assert within_rounding(row["persons"], row["persons_coding"], exact)


def test_turnover_agrees_with_the_truth_within_rounding(rehearsed):
    people, found, _ = rehearsed
    seen, step_of = Counter(), steps(found)
    for row in found["change"]:
        pairs = [
            (p["before", row["question"]], p["after", row["question"]])
            for p in members(people, row["segment"])
        ]
        if row["answer"]:
            up = sum(row["answer"] not in b and row["answer"] in a for b, a in pairs)
            down = sum(row["answer"] in b and row["answer"] not in a for b, a in pairs)
        else:
            up, down = (
                sum(min(a) > min(b) for b, a in pairs),
                sum(min(a) < min(b) for b, a in pairs),
            )
        step = step_of(row["question"])
        if row["up"] is None:
            exact = len(pairs) - up - down
            assert within_rounding(row["unchanged"], row["unchanged_coding"], exact, step)
        else:
            assert within_rounding(row["up"], row["up_coding"], up, step)
            assert within_rounding(row["down"], row["down_coding"], down, step)
            # Two counts and a base: near ones within half a step, ends within three quarters.
            assert abs(row["net"] - (up - down) / len(pairs)) <= 2 * step / len(pairs)
            assert row["low"] < row["net"] < row["high"]
        seen[row["question"]] += 1
    whole = next(r for r in found["change"] if (r["question"], r["segment"]) == ("sure", "all"))
    assert whole["low"] > 0.05, "the panel was moved, and that is found"
    assert seen["sure"] >= 1
    assert seen["voted"] >= 3
    assert seen["topics"] >= 2


def test_the_panels_table_of_before_and_after_agrees_too(rehearsed):
    people, found, _ = rehearsed
    assert found["turnover"], found["notes"]
    step_of = steps(found)
    for row in found["turnover"]:
        before, after = set(row["before"].split("+")), set(row["after"].split("+"))
        exact = sum(
            bool(p["before", row["question"]] & before and p["after", row["question"]] & after)
            for p in people
        )
        step = step_of(row["question"])
        assert within_rounding(row["persons"], row["persons_coding"], exact, step), row


def test_words_do_not_leave_and_simulated_data_say_so(rehearsed):
    _, found, _ = rehearsed
    assert not any(row["question"] == "more" for row in found["answers"])
    assert "answers left out: more: words leave with the comments" in found["notes"]
    assert any(note.startswith("simulated") for note in found["notes"])


def test_exploratory_segments_come_when_asked_for_and_change_nothing_else(rehearsed):
    people, first, second = rehearsed
    extra = [row for row in second["segments"] if row not in first["segments"]]
    held = Counter(min(p["after", "voted"]) for p in people)
    assert {row["segment"] for row in extra} == {"voted:yes", "voted:no"}
    for row in extra:
        assert abs(row["persons"] - held[row["segment"].split(":")[1]]) <= 1
        assert "exploratory" in row["label"]
    for name in ("answers", "change", "turnover"):
        assert second[name] == first[name]
    kept = [row for row in second["statements"] if not row["segment"].startswith("voted")]
    assert kept == first["statements"]
    assert len(second["statements"]) > len(kept)
