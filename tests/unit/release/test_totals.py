"""Which told cells add up to which."""

from pulsemeter.release.plan import settle_plan
from pulsemeter.release.totals import sums_of


def test_cells_add_up_to_the_whole_and_a_table_to_its_rows_and_columns(study_of):
    persons = [
        {"region": r, "age": a}
        for r in ("north", "east")
        for a in ("young", "old")
        for _ in "1234567890"
    ]
    plan = settle_plan(study_of(two_way=(("region", "age"),)), persons)
    found = {
        p.attribute: [(t, [c.id for c in cells]) for t, cells in sums_of(p)]
        for p in plan.partitions
    }
    assert found["region"] == [("all", ["region:north", "region:east"])]
    table = dict(found["region×age"])
    assert len(table["all"]) == 4
    assert table["region:north"] == ["region:north×age:young", "region:north×age:old"]
    assert table["age:old"] == ["region:north×age:old", "region:east×age:old"]
