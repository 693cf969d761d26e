from dataclasses import replace
from itertools import product

import pytest

from pulsemeter.domain.decision import (
    LINK_LENGTH_MAX,
    REASON_LENGTH_MAX,
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionMoved,
    DecisionRefused,
    DecisionState,
    edits_for,
    may_decide,
    may_drop,
    may_propose,
    tidy_link,
    tidy_reason,
)
from pulsemeter.domain.staff import Membership, Role

ADA, BEN = Author("id-ada", "Ada", Role.MODERATOR), Author("id-ben", "Ben", Role.EDITOR)
PROPOSED = DecisionEntry(DecisionState.PROPOSED, ADA, 1_000, "it carries")
DECISION = Decision(
    "d1", "moon", "KENNEDY", "s1", 2, "region:north", DecisionKind.FEATURE, (PROPOSED,)
)
PATHS = {
    ("taken",), ("dropped",), ("taken", "done"), ("taken", "dropped"),
}  # fmt: skip


def entry(state, wall_ms=2_000, **more):
    return DecisionEntry(DecisionState(state), BEN, wall_ms, **more)


def on(*states):
    decision = DECISION
    for state in states:
        decision = decision.with_entry(entry(state))
    return decision


def test_a_decision_goes_these_ways_and_no_others():
    reached = set()
    for length in (1, 2, 3):
        for states in product([state.value for state in DecisionState], repeat=length):
            try:
                assert on(*states).state.value == states[-1]
            except DecisionMoved:
                continue
            reached.add(states)
    assert reached == PATHS


def test_a_later_entry_changes_no_earlier_one():
    taken = DECISION.with_entry(entry("taken", reason="we open with it"))
    done = taken.with_entry(entry("done", 3_000, ran_at="https://north.example/1"))
    assert done.entries[:2] == taken.entries
    assert DECISION.entries == (PROPOSED,)
    assert done.proposer == ADA
    assert done.ran_at == "https://north.example/1"
    assert (done.id, done.audience, done.revision) == ("d1", "region:north", 2)


def test_who_is_too_late_is_told_where_it_stands():
    with pytest.raises(DecisionMoved, match=r"is dropped; it can't become taken .*nothing"):
        on("dropped", "taken")
    with pytest.raises(DecisionMoved, match=r"is taken; .*\(from here: done, dropped\)"):
        on("taken", "taken")


@pytest.mark.parametrize("entries", [(), (entry("taken"),)])
def test_a_history_begins_with_a_proposal(entries):
    with pytest.raises(DecisionRefused, match="begins with a proposal"):
        replace(DECISION, entries=entries)


def test_only_what_is_done_has_run_somewhere():
    for ran in ({"ran_at": "https://north.example"}, {"ran_ms": 0}):
        with pytest.raises(DecisionRefused, match="done"):
            DECISION.with_entry(entry("taken", **ran))
    for ran_ms in (-1, 2_001):
        with pytest.raises(DecisionRefused, match="ran before now"):
            on("taken").with_entry(entry("done", ran_ms=ran_ms))
    assert on("taken").with_entry(entry("done", ran_ms=1_500)).entries[-1].ran_ms == 1_500


def test_a_clock_that_was_set_back_puts_nothing_before_what_was():
    assert DECISION.in_time(400) == 1_000
    assert DECISION.in_time(1_400) == 1_400


def test_a_reason_is_kept_as_it_was_typed():
    assert tidy_reason("  two\nlines – “so” ") == "two\nlines – “so”"
    assert tidy_reason("x" * REASON_LENGTH_MAX)
    with pytest.raises(DecisionRefused, match="shorten"):
        tidy_reason("x" * (REASON_LENGTH_MAX + 1))
    for wrong in ("a\x00b", "a\u202eb", "a\ud800b"):
        with pytest.raises(DecisionRefused, match="can't be shown"):
            tidy_reason(wrong)


@pytest.mark.parametrize(
    "link",
    [
        "https://north.example/story?id=1#top",
        "http://localhost:8000/a",
        "HTTPS://Süd.example",
        "https://[2001:db8::1]/a",
        "https://north.example?x=@",
    ],
)
def test_links_to_pages_are_kept(link):
    assert tidy_link(f" {link} ") == link
    assert tidy_link(" ") == ""


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://north.example/a",
        "//north.example",
        "north.example/a",
        "https://",
        "https:///a",
        "https://ada:secret@north.example/",
        "https://north.example@evil.example/",
        "https://north.example/a b",
        "https://north.example/\u202egpj",
        "https://north.example/\njavascript:alert(1)",
        "https://north.example/" + "x" * LINK_LENGTH_MAX,
        "https://" + "a." * 900 + "!",
    ],
)
def test_anything_else_is_no_link(link):
    with pytest.raises(DecisionRefused, match="link"):
        tidy_link(link)


def held(role, *audiences):
    return Membership("moon", Role(role), audiences)


NORTH = held("editor", "region:north")
# Written from the design: who may propose for the north; decide for it where it has an editor;
# where it has none.
MAY = {
    "owner": (True, False, True),
    "analyst": (True, False, False),
    "moderator": (True, False, True),
    "viewer": (False, False, False),
}


@pytest.mark.parametrize("role", MAY)
def test_the_centre_may_suggest_and_the_region_decides(role):
    member = held(role)
    assert MAY[role] == (
        may_propose(member, "region:north"),
        may_decide(member, "region:north", has_editor=True),
        may_decide(member, "region:north", has_editor=False),
    )


@pytest.mark.parametrize(
    ("audiences", "cell", "own"),
    [
        (("region:north",), "region:north", True),
        (("region",), "region:north", True),
        (("region:south",), "region:north", False),
        (("region:north",), "region:north+south", False),
        (("region:north", "region:south"), "region:north+south", True),
        (("region:north",), "region:north×age:young", False),
        (("region:north", "age"), "region:north×age:young", True),
        (("region", "age"), "all", False),
        (("all",), "all", True),
        ((), "all", False),
    ],
)
def test_an_editor_proposes_and_decides_for_own_audiences_alone(audiences, cell, own):
    editor = held("editor", *audiences)
    assert may_propose(editor, cell) is own
    assert may_decide(editor, cell, has_editor=True) is own
    assert edits_for(editor, cell) is own


def test_audiences_make_nobody_else_an_editor():
    assert not edits_for(held("moderator", "region:north"), "region:north")
    assert not edits_for(None, "all")


def test_nobody_decides_without_a_role():
    assert not may_propose(None, "all")
    assert not may_decide(None, "all", has_editor=False)
    assert not may_drop(None, "id-ada", DECISION, has_editor=False)


def test_a_proposal_that_nobody_took_may_be_dropped_by_its_author():
    for role in ("moderator", "analyst"):
        assert may_drop(held(role), "id-ada", DECISION, has_editor=True)
        assert not may_drop(held(role), "id-other", DECISION, has_editor=True)
        assert not may_drop(held(role), "id-ada", on("taken"), has_editor=True)
    assert may_drop(NORTH, "id-ben", DECISION, has_editor=True)
    assert may_drop(NORTH, "id-ben", on("taken"), has_editor=True)
    # Who proposed it and is no member for it any more.
    assert not may_drop(held("viewer"), "id-ada", DECISION, has_editor=True)
    assert not may_drop(held("editor", "region:south"), "id-ada", DECISION, has_editor=True)
