"""Who decided what is for everybody of a study, why only for whom the audience is own."""

from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.staff import Role
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.wire.telling_decisions import decision_message

ADA, BEN = Author("id-ada", "Ada", Role.MODERATOR), Author("id-ben", "Ben", Role.EDITOR)
DECISION = Decision(
    "d1", "moon", "KENNEDY", "s1", 2, "region:north", DecisionKind.FEATURE,
    (
        DecisionEntry(DecisionState.PROPOSED, ADA, 1_000, "+40 in the north"),
        DecisionEntry(DecisionState.TAKEN, BEN, 2_000, "70 % liked it"),
        DecisionEntry(DecisionState.DONE, BEN, 3_000, "", "https://north.example"),
    ),
)  # fmt: skip


def test_whose_audience_it_is_is_told_all_of_it() -> None:
    for view in (EVERYTHING, View(frozenset({"region:north"})), View(frozenset({"region"}))):
        told = decision_message(DECISION, view)
        assert told.own
        assert (told.kind, told.state, told.revision) == ("feature", "done", 2)
        assert [(e.state, e.author, e.role, e.wall_ms) for e in told.entries] == [
            ("proposed", "Ada", "moderator", 1_000),
            ("taken", "Ben", "editor", 2_000),
            ("done", "Ben", "editor", 3_000),
        ]
        assert [e.reason for e in told.entries] == ["+40 in the north", "70 % liked it", ""]


def test_others_are_told_who_and_what_and_where() -> None:
    whole = decision_message(DECISION, EVERYTHING)
    for view in (View(frozenset({"region:south"})), View(frozenset())):
        told = decision_message(DECISION, view)
        assert not told.own
        assert [e.reason for e in told.entries] == ["", "", ""]
        assert told.entries[-1].ran_at == "https://north.example"
        assert [(e.state, e.author) for e in told.entries] == [
            (e.state, e.author) for e in whole.entries
        ]


def test_no_member_is_named_by_an_id() -> None:
    assert "id-" not in repr(decision_message(DECISION, EVERYTHING))
