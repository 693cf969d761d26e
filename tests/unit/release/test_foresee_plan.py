"""What a study will be able to show, foreseen from quotas or from a size."""

from dataclasses import replace

import pytest

from pulsemeter.domain.protection import SEALED, STANDARD
from pulsemeter.domain.study import Category
from pulsemeter.release.foresee_plan import (
    PERSONS_MAX,
    SIZE_USUAL,
    foresee_plan,
    foreseen_lines,
    foreseen_size,
    planned_size,
)


def with_quotas(study, **quotas):
    """The study with quotas for its regions."""
    region, *others = study.attributes
    categories = tuple(Category(c.id, c.label, quotas.get(c.id, 0)) for c in region.categories)
    return replace(study, attributes=(replace(region, categories=categories), *others))


def test_quotas_give_size_and_shares(study_of):
    study = with_quotas(study_of(), north=50, east=30, south=15, west=5)
    assert planned_size(study) == 100
    foreseen = foresee_plan(study, 100)
    regions = {c.id: c.roster for c in foreseen.plan.cells if c.attribute == "region"}
    assert regions == {"region:north": 50, "region:east": 30, "region:south+west": 20}
    assert foreseen.assumed == ("Age",)
    text = "\n".join(foreseen_lines(foreseen))
    assert "With 100 persons and the profile standard (smallest group 10)" in text
    assert "merged, as too small to be shown apart: South + West" in text
    assert "equally large categories of Age" in text


def test_a_quota_of_millions_is_foreseen_as_quickly(study_of):
    study = with_quotas(study_of(), north=9_000_000, east=1, south=1, west=1)
    assert planned_size(study) == PERSONS_MAX


def test_without_quotas_categories_are_taken_to_be_equally_large(study_of):
    study = study_of()
    assert planned_size(study) == 0
    assert planned_size(with_quotas(study, north=40)) == 0
    foreseen = foresee_plan(study, 61)
    assert foreseen.assumed == ("Region", "Age")
    rosters = [c.roster for c in foreseen.plan.cells if c.attribute == "region"]
    assert sorted(rosters) == [15, 15, 15, 16]


@pytest.mark.parametrize(("size", "is_shown"), [(120, False), (400, True)])
def test_a_table_is_foreseen_where_attributes_meet_by_chance(study_of, size, is_shown):
    foreseen = foresee_plan(study_of(two_way=(("region", "age"),)), size)
    table = next(p for p in foreseen.plan.partitions if "×" in p.attribute)
    assert table.is_released is is_shown
    text = "\n".join(foreseen_lines(foreseen))
    assert ("Region × Age: shown, 12 segments" in text) is is_shown
    assert ("Region × Age: will never be shown" in text) is not is_shown


def test_cells_of_a_foreseen_table_are_near_to_their_expectation(study_of):
    foreseen = foresee_plan(study_of(two_way=(("region", "age"),)), 600)
    rosters = [c.roster for c in foreseen.plan.cells if "×" in c.attribute]
    assert min(rosters) > 35
    assert max(rosters) < 65


def test_a_panel_too_small_shows_nothing(study_of):
    assert foreseen_lines(foresee_plan(study_of(SEALED), 20))[1].startswith("nothing will be shown")
    assert foresee_plan(study_of(STANDARD), 0).plan.cells[0].withheld


def test_the_size_is_as_asked_else_that_of_the_quotas_else_the_usual_one(study_of):
    bare, planned = study_of(), with_quotas(study_of(), north=5, east=30, south=15, west=5)
    assert (foreseen_size(planned, 7), foreseen_size(planned, 0)) == (7, 55)
    assert (foreseen_size(bare, 0), foreseen_size(bare, -3)) == (SIZE_USUAL, SIZE_USUAL)
    assert foreseen_size(bare, 10 * PERSONS_MAX) == PERSONS_MAX
