import pytest

from pulsemeter.domain.scope import ACTS_IN, SAID, Scope, holds, scope_of
from pulsemeter.domain.staff import Act

# Written by hand from the design, not from the table.
IN = {
    Act.SEE_STUDY: "read",
    Act.SEE_RELEASED: "read",
    Act.SEE_LIVE: "read",
    Act.SEE_EVERY_AUDIENCE: "read",
    Act.SEE_ACTIVITY: "read",
    Act.REMARK: "decide",
    Act.SORT_COMMENTS: "decide",
    Act.PROPOSE: "decide",
    Act.DECIDE: "decide",
    Act.CONDUCT: "conduct",
    Act.BRIEF: "brief",
    Act.UPLOAD: "upload",
    Act.ALIGN: "upload",
    Act.EDIT_STUDY: "edit",
    Act.MANAGE_PEOPLE: "people",
    Act.EXPORT_PERSONS: "persons",
    Act.SEE_AUDIT: "audit",
    Act.SEE_STATUS: "audit",
}


@pytest.mark.parametrize("act", Act)
def test_every_act_belongs_to_one_scope(act):
    assert [scope.value for scope, acts in ACTS_IN.items() if act in acts] == [IN[act]]
    assert scope_of(act).value == IN[act]


def test_every_scope_holds_something_and_is_said_in_words():
    assert set(ACTS_IN) == set(SAID) == set(Scope)
    assert all(ACTS_IN.values())
    assert all(SAID.values())


@pytest.mark.parametrize("scope", Scope)
def test_a_scope_holds_its_own_acts_alone(scope):
    assert {act for act in Act if holds([scope], act)} == ACTS_IN[scope]


def test_scopes_add_up_and_none_hold_nothing():
    both = [Scope.READ, Scope.CONDUCT]
    assert {act for act in Act if holds(both, act)} == ACTS_IN[both[0]] | ACTS_IN[both[1]]
    assert not any(holds([], act) for act in Act)
