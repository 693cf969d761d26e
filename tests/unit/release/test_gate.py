"""The gate: figures for the cells of the plan and no others, from rounded counts alone."""

import math
from itertools import product
from typing import get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulsemeter.analysis.majority import Majority
from pulsemeter.analysis.verdicts import Verdict, VerdictRule
from pulsemeter.domain.protection import PROFILES, RESEARCH, SEALED, STANDARD
from pulsemeter.release.gate import (
    _points,
    release_interval,
    release_statement,
    rule_of,
    told_share,
    whole_panel_share,
)
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.rounding import code_triple
from pulsemeter.release.words import ENGLISH, Words
from pulsemeter.tally.counters import Standing
from pulsemeter.wire import dashboard

PLACES = list(product(("north", "east", "south", "west"), ("young", "middle", "old")))


def roster_of(sizes):
    """Persons by the number of each region, everyone young."""
    return [
        {"region": region, "age": "young"}
        for region, size in zip(("north", "east", "south", "west"), sizes, strict=False)
        for _ in range(size)
    ]


def whole_panel(study_of, profile, row):
    """The figure of the whole panel in one interval with these standings."""
    study = study_of(profile)
    plan = settle_plan(study, [{}] * sum(row))
    counts = [np.array([row])] + [np.zeros((0, 5), dtype=int)] * 2
    figures = release_interval(plan, counts, profile, rule_of(study), plan.released)
    return figures[0] if figures else None


def whole_statement(study_of, profile, row):
    """The figure of the whole panel for one statement with these classes."""
    study = study_of(profile)
    plan = settle_plan(study, [{}] * sum(row))
    counts = [np.array([row])] + [np.zeros((0, 4), dtype=int)] * 2
    figures = release_statement(plan, counts, study, rule_of(study), plan.released)
    return figures[0] if figures else None


def exact_triple(row, profile):
    likes, dislikes, neither = row[:3]
    return code_triple(likes, dislikes, likes + dislikes + neither, sum(row), profile)


def told(figure):
    """The bytes that leave."""
    return msgspec.json.encode(figure)


standings = st.tuples(*[st.integers(0, 40)] * 2, st.integers(0, 60), *[st.integers(0, 6)] * 2)
coded = st.sampled_from([STANDARD, SEALED])


@settings(max_examples=60, deadline=None)
@given(standings, coded, st.data())
def test_the_same_coded_counts_give_the_same_bytes(study_of, row, profile, data):
    others = [
        (*marks, row[3], gone)
        for moves in product(range(-2, 3), repeat=3)
        if min(marks := tuple(map(sum, zip(row[:3], moves, strict=True)))) >= 0
        and (gone := row[4] - sum(moves)) >= 0
    ]
    alike = [o for o in others if exact_triple(o, profile) == exact_triple(row, profile)]
    other = data.draw(st.sampled_from(alike))
    assert told(whole_panel(study_of, profile, row)) == told(whole_panel(study_of, profile, other))
    classes = [(*r[:3], r[3] + r[4]) for r in (row, other)]
    one, two = (whole_statement(study_of, profile, counts) for counts in classes)
    assert told(one) == told(two)


def test_that_property_is_not_empty(study_of):
    rows = [(11, 5, 19, 0, 0), (12, 5, 19, 0, 0), (12, 6, 18, 0, 0), (11, 6, 17, 1, 1)]
    assert len({exact_triple(row, STANDARD) for row in rows}) == 1
    assert len({told(whole_panel(study_of, STANDARD, row)) for row in rows}) == 1
    further = whole_panel(study_of, STANDARD, (13, 5, 18, 0, 0))
    assert told(further) != told(whole_panel(study_of, STANDARD, rows[0]))


def test_equal_points_are_one_value_and_never_minus_nothing(study_of):
    """A session of hours has tens of thousands of figures. And −0 would be written as such."""
    rows = [(20, 20, 0, 0, 0), (20, 20, 5, 0, 0), (21, 19, 0, 1, 0), (30, 10, 0, 0, 0)]
    figures = [whole_panel(study_of, RESEARCH, row) for row in rows]
    points = [p for f in figures for p in (f.net, f.low, f.high, f.low50, f.high50)]
    assert {p: id(p) for p in points} == {p: id(p) for p in reversed(points)}
    assert len({id(p) for p in points}) == len(set(points)) < len(points)
    assert not any(math.copysign(1, p) < 0 for p in points if p == 0)
    assert math.copysign(1, _points(-0.0001)) == 1


@settings(max_examples=60, deadline=None)
@given(standings, st.sampled_from(list(PROFILES.values())))
def test_an_interval_has_all_its_figures_or_none(study_of, row, profile):
    figure = whole_panel(study_of, profile, row)
    if figure is None:
        assert sum(row) < profile.smallest_roster
        return
    numbers = [figure.net, figure.low, figure.high, figure.low50, figure.high50]
    too_few = figure.majority == Majority.TOO_FEW.value
    assert [number is None for number in numbers] == [too_few] * 5
    if too_few:
        assert figure.strength == 0
        return
    assert all(math.isfinite(number) for number in numbers)
    assert -100 <= figure.low <= figure.low50 <= figure.high50 <= figure.high <= 100
    assert all(round(number, 1) == number for number in numbers)
    used = exact_triple(row, profile).used
    assert figure.net == round(100 * (used[0] - used[1]) / used[2], 1)


@settings(max_examples=60, deadline=None)
@given(standings, st.sampled_from(list(PROFILES.values())))
def test_a_statement_has_all_its_figures_or_none(study_of, row, profile):
    figure = whole_statement(study_of, profile, row[:4])
    if figure is None:
        assert sum(row[:4]) < profile.smallest_roster
        return
    numbers = [figure.net, figure.low, figure.high]
    few_present = exact_triple((*row[:4], 0), profile).used[2] < profile.smallest_roster
    assert [number is None for number in numbers] == [few_present] * 3
    if few_present:
        assert figure.verdict == Verdict.TOO_FEW.value
        assert figure.people_to_settle is None
        assert (figure.likers, figure.dislikers) == (figure.present, figure.present)
    else:
        assert all(math.isfinite(number) for number in numbers)
        assert -100 <= figure.low <= figure.high <= 100


def test_all_there_and_all_silent_gives_no_exact_end(study_of):
    silent = whole_panel(study_of, STANDARD, (0, 0, 20, 0, 0))
    assert (silent.likes.value, silent.likes.coding) == (3, "under")
    assert (silent.dislikes.value, silent.dislikes.coding) == (3, "under")
    assert (silent.present.value, silent.present.coding) == (16, "over")
    alike = whole_panel(study_of, STANDARD, (20, 0, 0, 0, 0))
    assert (alike.likes.value, alike.likes.coding) == (16, "over")
    assert alike.majority == "most_liked"
    assert alike.net < 100


def test_figures_are_for_the_cells_of_released_partitions_only(study_of):
    study = study_of(two_way=(("region", "age"),))
    persons = roster_of([15, 12, 3, 0])
    plan = settle_plan(study, persons)
    # region leaves (south is merged into east), age has one category, the two-way table follows.
    tables = [np.zeros((size, 5), dtype=int) for size in plan.sizes]
    for place, person in enumerate(persons):
        for table, code in zip(tables, plan.codes(person), strict=True):
            table[code, place % 3] += 1
    figures = release_interval(plan, tables, study.profile, rule_of(study), plan.released)
    released = [c.id for p in plan.partitions if p.is_released for c in p.cells]
    assert [figure.cell for figure in figures] == released
    assert "region:south" not in released
    withheld = {c.id for c in plan.cells if c.withheld}
    assert withheld.isdisjoint(released)


def test_a_panel_below_the_floor_gives_no_figure_at_all(study_of):
    plan = settle_plan(study_of(), roster_of([9]))
    tables = [np.full((size, 5), 3) for size in plan.sizes]
    everything = frozenset(range(len(plan.partitions)))
    rule = VerdictRule(floor=10)
    assert release_interval(plan, tables, STANDARD, rule, everything) == []


def test_counts_that_do_not_fit_the_plan_are_refused(study_of):
    study = study_of()
    plan = settle_plan(study, roster_of([20, 20]))
    with pytest.raises(ValueError, match="zip"):
        release_interval(plan, [np.full((1, 5), 3)], study.profile, rule_of(study), plan.released)


def test_names_are_those_of_the_wire():
    assert set(get_args(dashboard.MajorityName)) == {m.value for m in Majority}
    assert set(get_args(dashboard.VerdictName)) == {v.value for v in Verdict}
    assert len(Standing) == 5


@pytest.mark.parametrize("row", [(12, 5, 30, 1, 2), (0, 0, 12, 0, 0), (3, 2, 4, 9, 0)])
def test_figures_fit_the_messages_of_the_wire(study_of, row):
    interval = msgspec.to_builtins(whole_panel(study_of, STANDARD, row))
    assert msgspec.convert(interval, dashboard.IntervalFigure).cell == "all"
    statement = msgspec.to_builtins(whole_statement(study_of, STANDARD, row[:4]))
    assert msgspec.convert(statement, dashboard.StatementFigure).cell == "all"


def test_the_rule_of_a_study_has_the_profiles_floor(study_of):
    assert rule_of(study_of(SEALED)).floor == 30
    assert rule_of(study_of(RESEARCH)).floor == 5


@pytest.mark.parametrize(("share", "shown"), [(0, 0), (0.02, 0), (0.62, 60), (0.63, 65), (1, 100)])
def test_shares_of_the_panel_go_in_fives(share, shown):
    assert told_share(share) == shown


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("roster", [9, 10, 21, 34, 60])
def test_the_share_of_the_panel_says_no_more_than_the_figure(profile, roster):
    said = {}
    for present in range(roster + 1):
        for likes in {0, present // 2, present}:
            row = (likes, present - likes, 0, roster - present)
            share = whole_panel_share(np.array([row]), profile)
            triple = exact_triple(row, profile)
            said.setdefault(triple.present, set()).add(share)
            assert (share is None) is (triple.present.used < profile.smallest_roster)
    assert all(len(shares) == 1 for shares in said.values()), said


def test_the_share_of_the_panel_is_that_of_the_told_presence():
    shares = [
        whole_panel_share(np.array([(n, 0, 0, 20 - n)]), STANDARD) for n in (0, 9, 13, 16, 17, 20)
    ]
    assert shares == [None, 50, 70, 80, 100, 100]
    whole = np.array([(3, 0, 0, 6)])
    assert whole_panel_share(whole, RESEARCH) is None, "three of nine are too few to be told"
    assert whole_panel_share(np.array([(3, 2, 1, 3)]), RESEARCH) == 65


def test_the_sentence_is_said_in_the_words_given(study_of):
    study = study_of(STANDARD)
    plan = settle_plan(study, [{}] * 100)
    counts = [np.array([[60, 20, 20, 0]])] + [np.zeros((0, 4), dtype=int)] * 2
    heard = []

    def loud(text):
        heard.append(text)
        return text.upper().replace("{TOLD}; {ENDING}.", "{told} / {ending}!")

    (english,) = release_statement(plan, counts, study, rule_of(study), plan.released)
    assert english.sentence.startswith("Among all, about 60 % of some 100 present pressed")
    words = Words(
        translate=lambda text: loud(text) if text == "{told}; {ending}." else text,
        translate_counted=ENGLISH.translate_counted,
    )
    (other,) = release_statement(plan, counts, study, rule_of(study), plan.released, words)
    assert heard == ["{told}; {ending}."]
    assert other.sentence == english.sentence.replace("; ", " / ").replace("strong.", "strong!")
