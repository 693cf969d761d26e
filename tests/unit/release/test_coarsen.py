"""Profiles are coarse enough, not coarser than they must be, and nobody is lost from the counts."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.protection import RESEARCH
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.release.coarsen import (
    NOTHING,
    Profile,
    coarsened,
    lost_cells,
    merged_categories,
)
from pulsemeter.release.plan import resettle_plan, settle_plan

AGE = Attribute(
    "age",
    "Age",
    "?",
    tuple(Category(c, c) for c in ("young", "middle", "old")),
    (("middle", "old"), ("young", "middle")),
)
REGION = Attribute("region", "Region", "?", tuple(Category(c, c) for c in ("n", "s", "w")))
ATTRIBUTES = (AGE, REGION)

persons = st.builds(
    lambda age, region, arm, order: Profile((("age", age), ("region", region)), arm, order),
    st.sampled_from([c.id for c in AGE.categories]),
    st.sampled_from([c.id for c in REGION.categories]),
    st.sampled_from(["", "loud"]),
    st.sampled_from([(), (0, 1), (1, 0)]),
)
panels = st.lists(persons, max_size=60)
floors = st.integers(2, 9)


@given(panels, floors)
def test_each_profile_that_is_kept_has_enough_holders(panel, floor):
    found = coarsened(panel, ATTRIBUTES, floor)
    assert len(found) == len(panel)
    held = Counter(found)
    assert all(count >= floor for profile, count in held.items() if profile != NOTHING)
    assert held[NOTHING] == 0 or held[NOTHING] >= min(floor, len(panel))


@given(panels, floors)
def test_profiles_are_only_ever_made_coarser(panel, floor):
    for before, after in zip(panel, coarsened(panel, ATTRIBUTES, floor), strict=True):
        had = dict(before.categories)
        for name, category in after.categories:
            assert had[name] in category.split("+")
        assert after.arm in ("", before.arm)
        assert after.order in ((), before.order)


@given(panels, floors)
def test_profiles_of_enough_persons_stay_when_all_are_such(panel, floor):
    large = [profile for profile in panel for _ in range(floor)]
    assert coarsened(large, ATTRIBUTES, floor) == large


@given(panels, floors)
def test_a_second_time_changes_nothing(panel, floor):
    once = coarsened(panel, ATTRIBUTES, floor)
    assert coarsened(once, ATTRIBUTES, floor) == once


@given(panels, floors)
def test_margins_and_what_is_kept_add_up_to_what_there_was(panel, floor):
    crossed = [(("age", "young"), ("region", "n"))]
    margins, kept, whole = Counter(), Counter(), Counter()
    for before, after in zip(panel, coarsened(panel, ATTRIBUTES, floor), strict=True):
        had, has = dict(before.categories), dict(after.categories)
        margins.update(lost_cells(had, has, crossed))
        for counted, categories in ((kept, has), (whole, had)):
            cells = {(pair,) for pair in categories.items()} | set(crossed)
            counted.update(c for c in cells if set(c) <= set(categories.items()))
    for cell, count in whole.items():
        assert margins[cell] + kept[cell] == count


def profile(age, region="n", arm="", order=()):
    return Profile((("age", age), ("region", region)), arm, order)


def test_the_order_goes_first_then_declared_merges_then_attributes_then_the_arm():
    many = [profile("young")] * 5
    one_order = [*many, profile("young", order=(1, 0))]
    assert coarsened(one_order, ATTRIBUTES, 3) == [profile("young")] * 6
    # Two of each are too few, four are enough: the first declared merge does.
    merged = coarsened([*many, *[profile("middle")] * 2, *[profile("old")] * 2], ATTRIBUTES, 3)
    assert merged == [*many, *[profile("middle+old")] * 4]
    # Regions have no declared merges: the attribute goes, and it is the last one.
    found = coarsened([*many, *(profile("young", r) for r in "sww")], ATTRIBUTES, 3)
    assert found[5:] == [Profile((("age", "young"),))] * 3
    assert coarsened([profile("young", arm="loud")] * 2 + many, ATTRIBUTES, 3) == [NOTHING] * 7


def test_the_rarest_join_those_who_have_nothing_left():
    panel = [*[profile("young")] * 9, *[profile("old", "s")] * 4, profile("middle", "w")]
    found = coarsened(panel, ATTRIBUTES, 4)
    assert Counter(found) == {profile("young"): 9, NOTHING: 5}


def test_what_was_merged_before_is_merged_on():
    panel = [*[profile("middle+old")] * 2, *[profile("young")] * 2]
    assert coarsened(panel, ATTRIBUTES, 3) == [profile("young+middle+old")] * 4


STUDY = Study(
    name="tiny",
    title="Tiny",
    question="?",
    stimuli=(Stimulus("talk", "A talk", 60_000),),
    attributes=ATTRIBUTES,
    consent=Consent("we", "we", "little", "any time"),
    profile=RESEARCH,
    two_way=(("age", "region"),),
)


@given(data=st.data())
def test_merged_categories_count_in_the_same_cells(data):
    sizes = st.integers(0, 12)
    roster = [
        {"age": age.id, "region": region.id}
        for age in AGE.categories
        for region in REGION.categories
        for _ in range(data.draw(sizes))
    ]
    plan = settle_plan(STUDY, roster)
    again = resettle_plan(plan.cells)
    late = {"age": "old", "region": "w"}
    for person in [*roster, late]:
        merged = merged_categories(plan, person)
        assert plan.codes(merged) == plan.codes(person)
        assert again.codes(merged) == again.codes(person)
        assert merged_categories(again, merged) == merged


def test_what_a_question_asks_about_stays_as_it_is():
    roster = [{"age": "young", "region": "n"}] * 6 + [{"age": "old", "region": "s"}]
    plan = settle_plan(STUDY, roster)
    assert merged_categories(plan, {"age": "old", "region": "s"}) == {
        "age": "young+old",
        "region": "n+s",
    }
    assert merged_categories(plan, {"age": "old", "region": "s"}, {"age"})["age"] == "old"
    assert merged_categories(plan, {"age": "middle", "region": "s"}) == {"region": "n+s"}
