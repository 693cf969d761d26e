import numpy as np
import pytest
from tests.unit.release.told import STUDY, drawn, plan_with, released

from pulsemeter.domain.protection import STANDARD
from pulsemeter.release.desk_table import desk_table, tint

PLAN = plan_with(region={"north": 40, "south": 40, "isle": 12})


def table_of(*releases, plan=PLAN, cells=None):
    return desk_table(releases, plan.cells if cells is None else cells, STUDY.profile)


def one(likers=(30, 6, 8), number=1, statement="s1", **changes):
    rows = [[likers[0], 2, 8], [likers[1], 20, 14], [likers[2], 2, 2]]
    whole = [sum(column) for column in zip(*rows, strict=True)]
    return released(PLAN, number, statement, [[whole], rows], **changes)


def cell_of(table, cell, row=0):
    return next(each for each in table.rows[row].cells if each.cell == cell)


def test_a_row_repeats_what_was_released_and_adds_shares():
    release = one()
    table = table_of(release)
    (row,) = table.rows
    assert (row.id, row.revision, row.release, row.standing) == ("s1", 1, 1, "frozen")
    told = {figure.cell: figure for figure in release.figures}
    for cell in row.cells:
        assert (cell.verdict, cell.net) == (told[cell.cell].verdict, told[cell.cell].net)
        assert cell.present == told[cell.cell].present
    north = cell_of(table, "region:north")
    assert (north.like_share, north.dislike_share) == (75, 2)
    assert north.verdict == "resonates"


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(1, 5, 1), (10, 50, 1), (10.1, 50, 2), (26, 90, 3), (-5, -0.5, -1), (-60, -30, -3),
     (-5, 5, 0), (0, 20, 0), (None, None, 0)],
)  # fmt: skip
def test_the_tint_goes_by_the_end_of_the_interval_that_is_nearer_to_zero(low, high, told):
    assert tint(low, high) == told


def test_the_whole_panel_is_compared_with_nobody_and_each_audience_with_the_others():
    table = table_of(one())
    assert cell_of(table, "all").contrast is None
    north, south = (cell_of(table, f"region:{name}").contrast for name in ("north", "south"))
    assert north.difference > 0 > south.difference
    assert north.low < north.difference < north.high
    assert north.differs
    assert north.corrected
    assert table.comparisons.tested == 3
    assert table.comparisons.by_chance == pytest.approx(0.2, abs=0.06)


def test_what_was_kept_back_is_in_no_cell_and_no_comparison():
    table = table_of(one(told=frozenset({0})))
    assert [cell.cell for cell in table.rows[0].cells] == ["all"]
    assert table.comparisons.tested == 0
    assert table.rows[0].splits == ()


def test_of_own_audiences_alone_nothing_is_made_of_others():
    north = [cell for cell in PLAN.cells if cell.id == "region:north"]
    release = one()
    own = type(release)(
        1, "s1", 1, "frozen", 100, [f for f in release.figures if f.cell == "region:north"]
    )
    table = table_of(own, cells=north)
    (cell,) = table.rows[0].cells
    assert cell.contrast is None
    assert cell.modelled is None
    assert table.rows[0].splits == ()


def test_the_split_names_who_stands_furthest_apart():
    (split,) = table_of(one()).rows[0].splits
    assert (split.attribute, split.highest, split.lowest) == (
        "region", "region:north", "region:south",
    )  # fmt: skip
    assert split.low < split.gap < split.high
    assert split.gap > 90


def test_few_persons_get_a_modelled_figure_that_says_so():
    chances = {"region:north": (0.5, 0.1), "region:south": (0.2, 0.3), "region:isle": (0.9, 0.02)}
    releases = [drawn(PLAN, number, f"s{number}", chances.__getitem__) for number in range(1, 9)]
    table = table_of(*releases)
    for number in range(8):
        isle = cell_of(table, "region:isle", number)
        if isle.net is None:
            continue
        assert isle.modelled is not None
        assert "modelled" in isle.modelled.label
        assert isle.modelled.low < isle.modelled.net < isle.modelled.high
        assert cell_of(table, "region:north", number).modelled is None


def test_where_nothing_differs_hardly_any_cell_does_after_correction():
    plan = plan_with(region=dict.fromkeys("abcdef", 40), age=dict.fromkeys("xyzw", 60))
    found = []
    for seed in range(16):
        releases = [
            drawn(plan, number, f"s{number}", lambda _: (0.3, 0.2), seed=seed)
            for number in range(1, 11)
        ]
        comparisons = table_of(*releases, plan=plan).comparisons
        assert comparisons.tested == 100
        assert comparisons.by_chance == 5
        found.append((comparisons.differing, comparisons.corrected))
    by_itself, corrected = np.array(found).mean(axis=0)
    assert 3 < by_itself < 7
    assert (np.array(found)[:, 1] > 0).mean() < 0.1
    assert corrected < 0.2


def test_what_really_differs_is_found_after_correction_too():
    plan = plan_with(region=dict.fromkeys("abcdef", 60))

    def chances(cell):
        return (0.7, 0.05) if cell == "region:a" else (0.2, 0.3)

    table = table_of(*(drawn(plan, n, f"s{n}", chances) for n in range(1, 11)), plan=plan)
    apart = [cell_of(table, "region:a", row).contrast.corrected for row in range(10)]
    assert sum(apart) >= 9


def test_without_releases_or_audiences_there_is_an_empty_table():
    assert desk_table((), (), STANDARD).rows == ()
    assert desk_table((), PLAN.cells, STANDARD).comparisons.tested == 0
    assert desk_table([one()], (), STANDARD).rows[0].cells == ()
