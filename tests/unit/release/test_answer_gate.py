"""The gate for answers: coded counts, shares from them, and what is held back."""

from collections import Counter

import numpy as np
import pytest

from pulsemeter.analysis.proportion import net_interval, wilson_interval
from pulsemeter.domain.protection import RESEARCH, STANDARD
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind
from pulsemeter.release.answer_counts import count_question
from pulsemeter.release.answer_gate import joined_answers, release_question
from pulsemeter.release.plan import settle_plan

BEFORE, AFTER = Part.BEFORE, Part.AFTER
PARTY = Question(
    "party", QuestionKind.SINGLE, "?", (BEFORE, AFTER), answers=tuple(Answer(a, a) for a in "abc")
)
ONCE = Question("party", QuestionKind.SINGLE, "?", (AFTER,), answers=PARTY.answers)
WISH = Question(
    "party", QuestionKind.SINGLE, "?", (AFTER,), answers=PARTY.answers, is_required=False
)


@pytest.fixture
def asked(study_of):
    """Lets persons (region, answer before, answer after) through the gate."""

    def ask(persons, question=PARTY, profile=STANDARD):
        roster = [{"region": region, "age": "old"} for region, _, _ in persons]
        plan = settle_plan(study_of(profile), roster)
        codes = np.array([plan.codes(person) for person in roster]).T
        given = [{BEFORE: before, AFTER: after} for _, before, after in persons]
        counts = count_question(question, given, codes, plan.sizes)
        return release_question(plan, counts, profile)

    return ask


def people(**groups):
    """`north_ab=3` are three persons of the north who went from a to b."""
    return [(name[:5], name[6], name[7]) for name, count in groups.items() for _ in range(count)]


MIXED = people(
    north_aa=13, north_ab=6, north_ac=1, north_ba=5, north_bb=14, north_bc=7, north_ca=6,
    north_cb=5, north_cc=12, south_aa=15, south_ab=9, south_ac=1, south_ba=6, south_bb=16,
    south_bc=6, south_ca=5, south_cb=7, south_cc=11,
)  # fmt: skip


def test_counts_leave_rounded_for_the_panel_and_each_segment(asked):
    told = asked(MIXED)
    assert told.held_back == []
    cells = Counter(figure.cell for figure in told.answers)
    assert cells == {"all": 2, "region:north": 2, "region:south": 2, "age:old": 2}
    whole = {f.part: f for f in told.answers if f.cell == "all"}
    assert (whole["before"].persons.value, len(MIXED)) == (146, 145)
    assert [(a.answer, a.persons.value) for a in whole["before"].answers] == [
        ("a", 46), ("b", 54), ("c", 46),
    ]  # fmt: skip
    one = whole["before"].answers[0]
    assert one.share == 46 / 146, "from what is told: 45 of 145 gave it"
    assert (one.low, one.high) == tuple(float(end) for end in wilson_interval(46, 146))


def test_moves_come_from_the_told_counts_too(asked):
    told = asked(MIXED)
    up = next(m for m in told.moves if (m.cell, m.answer) == ("all", "a"))
    assert (up.up.value, up.down.value) == (22, 18), "22 took it up, 17 gave it up"
    assert (up.net, up.low) == (4 / 146, float(net_interval(22, 18, 146).low))
    stayed = next(m for m in told.moves if (m.cell, m.answer) == ("all", ""))
    assert stayed.unchanged.value == 82, "81 kept their answer"
    assert stayed.changed_share == 64 / 146
    assert stayed.net is None, "choices have no order"
    assert {m.cell for m in told.moves} == {"all", "region:north", "region:south", "age:old"}


def test_the_table_is_of_the_whole_panel(asked):
    told = asked(MIXED)
    held = {(c.before, c.after): (c.persons.value, c.persons.coding) for c in told.crossed}
    assert held["a", "a"] == (28, "near")
    assert held["a", "c"] == (3, "under"), "two did it"
    assert len(held) == 9


def test_answers_of_few_join_a_neighbour_in_the_table(asked):
    told = asked(people(north_aa=20, north_ab=9, north_bb=12, north_ba=8, north_cc=3, north_cb=4))
    assert {c.before for c in told.crossed} == {"a", "b+c"}
    assert joined_answers([30, 2, 3], [30, 2, 3], 10) == [range(3)]


def test_too_few_for_a_table_is_said(asked):
    told = asked(people(north_aa=40, north_ab=5, north_ac=4, north_bb=4, north_ba=3, north_ca=2))
    assert told.answers
    assert told.crossed == []
    assert any(what.startswith("table") for what in told.held_back)


def test_coarser_steps_hide_that_nobody_gave_an_answer(asked):
    # 52 persons: 45 told as 46 and 7 told as 8 would leave nobody for c.
    told = asked(people(north_xa=45, north_xb=7), ONCE)
    assert told.held_back[0] == "everything of it is told in steps of 4 persons"
    whole = next(f for f in told.answers if f.cell == "all")
    assert [(a.persons.value, a.persons.coding) for a in whole.answers] == [
        (44, "near"), (8, "near"), (6, "under"),
    ]  # fmt: skip


def test_a_cell_in_which_all_agree_is_told_as_over(asked):
    told = asked(people(north_xa=30, south_xb=14, south_xa=16), ONCE)
    north = next(f for f in told.answers if f.cell == "region:north")
    assert [a.persons.coding for a in north.answers] == ["over", "under", "under"]


def test_a_segment_with_few_answers_is_held_back_with_its_attribute(asked):
    few = people(north_xa=20, north_xb=20, south_xa=8, south_xb=1)
    silent = [("south", "", "")] * 20
    told = asked([*few, *silent], WISH)
    assert {f.cell for f in told.answers} == {"all", "age:old"}
    assert told.held_back == ["answers, Region: fewer than 10 persons answered in one of its cells"]


def test_that_all_answered_is_not_told_where_silence_was_free(asked):
    told = asked(people(north_xa=20, north_xb=21), WISH)
    assert {f.persons.coding for f in told.answers} == {"over"}
    told = asked(people(north_xa=20, north_xb=21), ONCE)
    assert {f.persons.coding for f in told.answers} == {"near"}


def test_of_too_few_nothing_is_told_at_all(asked):
    told = asked([*people(north_xa=5, north_xb=4), *[("north", "", "")] * 20], WISH)
    assert (told.answers, told.moves, told.crossed) == ([], [], [])
    assert told.held_back[0] == "answers, the whole panel: fewer than 10 persons answered it"


def test_research_tells_exact_counts(asked):
    told = asked(MIXED, profile=RESEARCH)
    whole = next(f for f in told.answers if f.cell == "all" and f.part == "before")
    assert [a.persons.value for a in whole.answers] == [45, 54, 46]
