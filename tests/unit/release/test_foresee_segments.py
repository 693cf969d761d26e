from dataclasses import replace

import pytest

from pulsemeter.analysis.planning import half_width_pointwise, sd_of_shares
from pulsemeter.analysis.verdict_reach import CLEAR, reach
from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.study import Attribute, Category
from pulsemeter.release.foresee_plan import foresee_plan
from pulsemeter.release.foresee_segments import DISLIKE, LIKE, foresee_segments


@pytest.fixture
def study(make_study):
    sizes = (("north", 60), ("south", 36), ("east", 4))
    regions = tuple(Category(name, name.title(), n) for name, n in sizes)
    return make_study(attributes=(Attribute("region", "Region", "?", regions),), profile="standard")


def test_each_segment_says_what_its_persons_buy(study):
    whole, *segments = foresee_segments(foresee_plan(study, 100))
    assert (whole.label, whole.attribute, whole.persons, whole.withheld) == ("All", "", 100, "")
    assert [s.attribute for s in segments] == ["Region", "Region"]
    assert sum(s.persons for s in segments) == 100  # east is too small and was merged
    rule = VerdictRule(floor=STANDARD.smallest_roster)
    assert whole.reaches == reach(100, rule, CLEAR)
    sd = sd_of_shares(LIKE, DISLIKE)
    assert whole.precision.pointwise == half_width_pointwise(sd, 100)
    assert whole.precision.simultaneous > whole.precision.pointwise
    widths = [s.precision.pointwise for s in (whole, *segments)]
    assert widths[0] < min(widths[1:])


def test_what_never_leaves_is_said_and_buys_nothing(study):
    few = [replace(c, quota=8) for c in study.attributes[0].categories]
    small = replace(study, attributes=(replace(study.attributes[0], categories=tuple(few)),))
    for size in (9, 0):
        for segment in foresee_segments(foresee_plan(small, size)):
            assert segment.withheld
            assert segment.precision is None
            assert segment.reaches == ()


def test_a_table_leaves_whole_or_not_at_all(study):
    ages = Attribute("age", "Age", "?", (Category("young", "Young"), Category("old", "Old")))
    crossed = replace(study, attributes=(study.attributes[0], ages), two_way=(("region", "age"),))
    found = foresee_segments(foresee_plan(crossed, 40))
    (table,) = [s for s in found if "×" in s.attribute]
    assert "too small" in table.withheld
    assert table.persons == 40
    assert table.label.count(",") >= 3
    many = tuple(Category(f"a{n}", f"Age {n}") for n in range(4))
    wide = replace(crossed, attributes=(study.attributes[0], replace(ages, categories=many)))
    found = foresee_segments(foresee_plan(wide, 80))
    assert [s.label for s in found if "×" in s.attribute] == ["all 8 combinations"]


def test_freer_pressing_is_judged_by_its_own_threshold(study):
    free = replace(study, instrument=replace(study.instrument, cue=False))
    plan = foresee_plan(study, 100)
    held, freed = (foresee_segments(replace(plan, study=s))[0].reaches for s in (study, free))
    assert [r.power for r in held] != [r.power for r in freed]
