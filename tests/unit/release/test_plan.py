"""The plan: what is merged, what is withheld, and that no subtraction finds a small group."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.protection import PROFILES, SEALED, STANDARD
from pulsemeter.release.plan import ALL, large_enough, narrowed, resettle_plan, settle_plan

REGIONS, AGES = ("north", "east", "south", "west"), ("young", "middle", "old")
TWO_WAY = (("region", "age"),)


def panel(**sizes):
    """Persons by region, everyone middle-aged."""
    return [{"region": r, "age": "middle"} for r, size in sizes.items() for _ in range(size)]


def cells_of(plan, attribute):
    partition = next(p for p in plan.partitions if p.attribute == attribute)
    return {cell.id: cell.roster for cell in partition.cells}


def is_released(plan, attribute):
    return next(p for p in plan.partitions if p.attribute == attribute).is_released


def test_large_categories_stay_as_they_are(study_of):
    plan = settle_plan(study_of(), panel(north=10, east=20, south=30, west=40))
    assert cells_of(plan, "region") == {
        "region:north": 10,
        "region:east": 20,
        "region:south": 30,
        "region:west": 40,
    }
    assert cells_of(plan, ALL) == {"all": 100}
    assert not any(cell.withheld for cell in plan.cells)


def test_small_categories_are_merged_in_the_declared_order_first(study_of):
    persons = panel(north=4, east=30, south=30, west=7)
    declared = settle_plan(study_of(merge_order=(("north", "west"),)), persons)
    assert cells_of(declared, "region") == {
        "region:north+west": 11,
        "region:east": 30,
        "region:south": 30,
    }
    neighbours = settle_plan(study_of(), persons)
    assert cells_of(neighbours, "region") == {"region:north+east": 34, "region:south+west": 37}


def test_a_declared_pair_of_large_categories_is_left_apart(study_of):
    plan = settle_plan(study_of(merge_order=(("north", "east"),)), panel(north=10, east=10))
    assert cells_of(plan, "region") == {"region:north": 10, "region:east": 10}


def test_declared_pairs_chain(study_of):
    order = (("north", "south"), ("south", "west"))
    plan = settle_plan(study_of(merge_order=order), panel(north=3, east=20, south=3, west=4))
    assert cells_of(plan, "region") == {"region:north+south+west": 10, "region:east": 20}
    label = next(c.label for c in plan.cells if c.id == "region:north+south+west")
    assert label == "North + South + West"


def test_categories_nobody_holds_have_no_cell(study_of):
    plan = settle_plan(study_of(), panel(north=12, west=12))
    assert cells_of(plan, "region") == {"region:north": 12, "region:west": 12}
    assert plan.codes({"region": "east", "age": "middle"})[1] == -1


def test_what_melts_into_one_cell_is_withheld(study_of):
    plan = settle_plan(study_of(), panel(north=9, east=9, south=9))
    assert not is_released(plan, "region")
    (cell,) = (c for c in plan.cells if c.attribute == "region")
    assert cell.withheld == "its categories are too small to be told apart"


def test_a_panel_below_the_floor_releases_nothing(study_of):
    plan = settle_plan(study_of(two_way=TWO_WAY), panel(north=9))
    assert not any(p.is_released for p in plan.partitions)
    assert {cell.withheld for cell in plan.cells if cell.attribute == ALL} == {
        "fewer than 10 persons"
    }
    empty = settle_plan(study_of(two_way=TWO_WAY), [])
    assert not any(p.is_released for p in empty.partitions)


def test_a_lone_category_of_a_few_is_not_released_because_it_has_no_neighbour(study_of):
    plan = settle_plan(study_of(), [*panel(north=3), *[{"age": "middle"}] * 30])
    assert cells_of(plan, "region") == {"region:north": 3}
    assert not is_released(plan, "region")


def test_a_few_without_an_answer_keep_an_attribute_back(study_of):
    nameless = [{"age": "middle"}]
    few = settle_plan(study_of(), [*panel(north=20, east=20), *nameless * 4])
    assert not is_released(few, "region")
    assert "hold none of its categories" in next(
        c.withheld for c in few.cells if c.id == "region:north"
    )
    assert is_released(
        settle_plan(study_of(), [*panel(north=20, east=20), *nameless * 10]), "region"
    )


def crossed(**sizes):
    """Persons by region and age, as in north_young=12."""
    pairs = {tuple(name.split("_")): size for name, size in sizes.items()}
    return [{"region": r, "age": a} for (r, a), size in pairs.items() for _ in range(size)]


def test_a_two_way_table_leaves_whole(study_of):
    persons = crossed(north_young=10, north_old=11, south_young=12, south_old=13)
    plan = settle_plan(study_of(two_way=TWO_WAY), persons)
    assert is_released(plan, "region×age")
    assert cells_of(plan, "region×age") == {
        "region:north×age:young": 10,
        "region:north×age:old": 11,
        "region:south×age:young": 12,
        "region:south×age:old": 13,
    }


@pytest.mark.parametrize("small", [0, 1, 9])
def test_or_not_at_all(study_of, small):
    persons = crossed(north_young=20, north_old=20, south_young=20, south_old=small)
    plan = settle_plan(study_of(two_way=TWO_WAY), persons)
    assert is_released(plan, "region")
    assert not is_released(plan, "region×age")
    assert {c.withheld for c in plan.cells if c.attribute == "region×age"} == {
        "at least one cell of this table is too small"
    }


def test_a_two_way_table_is_made_of_merged_categories(study_of):
    persons = crossed(
        north_young=10, north_old=10, south_young=8, south_old=8, west_young=3, west_old=3
    )
    plan = settle_plan(study_of(merge_order=(("south", "west"),), two_way=TWO_WAY), persons)
    assert is_released(plan, "region×age")
    assert cells_of(plan, "region×age")["region:south+west×age:young"] == 11
    west = plan.codes({"region": "west", "age": "young"})
    assert west == plan.codes({"region": "south", "age": "young"})


def test_a_few_without_one_answer_keep_a_two_way_table_back(study_of):
    # Ten without an age are enough to hide in the age attribute, but north − its cells finds four.
    whole = crossed(north_young=12, north_old=12, south_young=12, south_old=12)
    without = [{"region": "north"}] * 4 + [{"region": "south"}] * 6
    plan = settle_plan(study_of(two_way=TWO_WAY), [*whole, *without])
    assert is_released(plan, "age")
    assert not is_released(plan, "region×age")


persons_of = st.lists(
    st.fixed_dictionaries(
        {},
        optional={"region": st.sampled_from((*REGIONS, "")), "age": st.sampled_from((*AGES, "?"))},
    )
    | st.fixed_dictionaries({"region": st.sampled_from(REGIONS), "age": st.sampled_from(AGES)}),
    max_size=8,
)
panels = st.builds(
    lambda kinds, times: [k for k, n in zip(kinds, times, strict=False) for _ in range(n)],
    persons_of,
    st.lists(st.integers(0, 40), min_size=8, max_size=8),
)
orders = st.lists(
    st.tuples(st.sampled_from(REGIONS), st.sampled_from(REGIONS)).filter(lambda p: p[0] != p[1]),
    max_size=4,
).map(tuple)


@given(panels, orders, st.sampled_from(list(PROFILES.values())))
def test_no_released_cell_and_no_rest_is_smaller_than_the_floor(study_of, persons, order, profile):
    plan = settle_plan(study_of(profile, merge_order=order, two_way=TWO_WAY), persons)
    floor = profile.smallest_roster
    codes = [plan.codes(person) for person in persons]
    released = [k for k, p in enumerate(plan.partitions) if p.is_released]
    for place in released:
        held = Counter(code[place] for code in codes)
        assert [held[k] for k in range(plan.sizes[place])] == [
            cell.roster for cell in plan.partitions[place].cells
        ]
        assert all(count >= floor for count in held.values())
    if plan.partitions[-1].attribute == "region×age" and plan.partitions[-1].is_released:
        # Rows, columns and table together: what any difference of them leaves over.
        joint = Counter(code[1:3] for code in codes)
        assert all(count >= floor for count in joint.values())


@given(panels, panels, orders)
def test_a_plan_taken_up_again_counts_everyone_in_the_same_cells(study_of, persons, later, order):
    plan = settle_plan(study_of(merge_order=order, two_way=TWO_WAY), persons)
    again = resettle_plan(plan.cells)
    # An attribute that nobody had answered has no cells, so nothing of it is taken up again.
    kept = [k for k, p in enumerate(plan.partitions) if p.cells]
    assert again.cells == plan.cells
    assert again.sizes == tuple(plan.sizes[k] for k in kept)
    assert [p.is_released for p in again.partitions] == [
        plan.partitions[k].is_released for k in kept
    ]
    for person in persons + later:
        assert again.codes(person) == tuple(plan.codes(person)[k] for k in kept)


@given(panels, panels, orders)
def test_those_let_in_later_are_never_a_small_group(study_of, persons, later, order):
    plan = settle_plan(study_of(merge_order=order, two_way=TWO_WAY), persons)
    if not large_enough(plan, later, STANDARD.smallest_roster):
        return
    for place, partition in enumerate(plan.partitions):
        if partition.is_released:
            entering = Counter(plan.codes(person)[place] for person in later)
            assert all(count >= STANDARD.smallest_roster for count in entering.values())


def test_who_may_enter_together(study_of):
    plan = settle_plan(study_of(), panel(north=20, east=20))
    assert large_enough(plan, [], 10)
    assert large_enough(plan, panel(north=10), 10)
    assert not large_enough(plan, panel(north=9), 10)
    assert not large_enough(plan, panel(north=20, east=1), 10)
    # Whoever belongs to no cell is what the whole panel grows by beyond its cells.
    assert not large_enough(plan, panel(north=10, west=5), 10)
    assert large_enough(plan, panel(north=10, west=10), 10)


def test_rows_and_columns_are_looked_at_together_when_some_have_no_cell(study_of):
    whole = crossed(north_young=20, north_old=20, south_young=20, south_old=20)
    plan = settle_plan(study_of(two_way=TWO_WAY), whole)
    assert is_released(plan, "region×age")
    # North grows by 15, of whom the table holds 10: five could be had by subtraction.
    entering = crossed(north_young=10, north_middle=5, south_middle=10)
    assert not large_enough(plan, entering, 10)
    assert large_enough(plan, crossed(north_young=10, north_middle=10), 10)


def test_the_floor_is_the_profiles(study_of):
    persons = panel(north=29, east=31)
    assert not is_released(settle_plan(study_of(SEALED), persons), "region")
    assert is_released(settle_plan(study_of(STANDARD), persons), "region")


def test_arms_are_a_partition_that_is_never_merged(study_of):
    arms = tuple(Arm(name, name.title()) for name in ("cued", "free", "slow"))
    study = replace(study_of(), arms=arms)

    def assigned(**sizes):
        whole = panel(north=sum(sizes.values()))
        names = [name for name, size in sizes.items() for _ in range(size)]
        return [{**person, "arm": name} for person, name in zip(whole, names, strict=True)]

    plan = settle_plan(study, assigned(cued=12, free=10, slow=11))
    assert cells_of(plan, "arm") == {"arm:cued": 12, "arm:free": 10, "arm:slow": 11}
    assert is_released(plan, "arm")
    small = settle_plan(study, assigned(cued=12, free=10, slow=9))
    assert cells_of(small, "arm") == {"arm:cued": 12, "arm:free": 10, "arm:slow": 9}
    assert not is_released(small, "arm")
    one_presses = replace(study, arms=(arms[0], replace(arms[1], presses=False)))
    assert "arm" not in {p.attribute for p in settle_plan(one_presses, panel(north=20)).partitions}


def test_a_partition_is_withheld_where_a_stimulus_is_shown_to_too_few_of_a_cell(make_study):
    plan = settle_plan(
        make_study("standard"), [{"region": "north"}] * 30 + [{"region": "south"}] * 20
    )
    assert plan.partitions[1].is_released

    def released(*counts):
        return [p.is_released for p in narrowed(plan, counts, 10).partitions]

    assert released((0, 50), (0, 30, 20)) == [True, True]
    assert released((0, 30), (0, 30, 0)) == [True, True], "nobody is no secret"
    assert released((0, 39), (0, 30, 9)) == [True, False]
    assert released((0, 51), (1, 30, 20)) == [True, False], "had by subtraction"
    assert released((0, 9), (0, 9, 0)) == [False, False]
