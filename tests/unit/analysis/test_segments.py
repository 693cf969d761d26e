"""Segments: categories, pairs, weights, and panels that can't be read."""

import numpy as np
import polars as pl
import pytest

from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.segments import aligned_panel, read_segments
from pulsemeter.analysis.settings import AnalysisSettings

WHO = ("a", "b", "c", "d")
PANEL = pl.DataFrame(
    {
        "participant": ["d", "c", "b", "a"],
        "region": ["South", None, "North", "North"],
        "age": ["old", "old", "old", "young"],
        "w": [9.0, 1.0, 1.0, 4.0],
    }
)
THERE = np.array([True, True, True, False])


def formed(panel=PANEL, there=THERE, **settings):
    return read_segments(panel, WHO, there, AnalysisSettings(**settings))


def test_categories_and_pairs_hold_their_persons_in_the_order_of_the_matrix():
    held = formed(segments=("region", "region:age"))
    assert held.ids == (
        "all",
        "region:North",
        "region:South",
        "region×age:North×old",
        "region×age:North×young",
        "region×age:South×old",
        "region×age:South×young",
    )
    assert held.membership.sum(axis=1).tolist() == [4, 2, 1, 1, 1, 1, 0]
    assert held.members("region:North").tolist() == [True, True, False, False]
    assert held.effective(1) == 2.0
    assert held.effective(2) == 0.0  # its only person was never there


def test_every_column_is_an_attribute_but_numbers_with_fractions():
    held = formed()
    assert set(held.categories) == {"region", "age"}


def test_weights_by_column_have_mean_one_over_those_present():
    held = formed(weights="w", segments=())
    assert held.weights.tolist() == [2.0, 0.5, 0.5, 1.0]
    assert held.effective(0) == pytest.approx(9 / 4.5)


def test_weights_by_margins_meet_the_margins():
    held = formed(weights={"age": {"young": 0.5, "old": 0.5}}, segments=())
    assert held.weights[:3].tolist() == pytest.approx([1.5, 0.75, 0.75])
    assert held.weighting is not None


def test_strangers_to_the_panel_are_in_the_whole_panel_alone():
    held = formed(PANEL.head(3), np.ones(4, dtype=bool), segments=("age",))
    assert held.membership[:, 0].tolist() == [True, False]
    assert aligned_panel(PANEL.head(3), WHO)["age"].to_list() == [None, "old", "old", "old"]


@pytest.mark.parametrize(
    ("panel", "settings", "said"),
    [
        (PANEL, {"segments": ("town",)}, "no attribute 'town'"),
        (PANEL, {"segments": ("a:b:c",)}, "at most two"),
        (pl.concat([PANEL, PANEL.head(1)]), {}, "'d' more than once"),
        (PANEL.rename({"participant": "name"}), {}, "column participant"),
        (PANEL.with_columns(region=pl.lit("")), {"segments": ("region",)}, "column is empty"),
        (PANEL, {"weights": "v"}, "no column 'v'"),
        (PANEL.with_columns(w=pl.lit(0.0)), {"weights": "w"}, "above 0"),
        (PANEL, {"weights": {"region": {"North": 0.5, "South": 0.5}}}, "no category"),
    ],
)
def test_panels_that_cannot_be_read_are_refused(panel, settings, said):
    with pytest.raises(DataError, match=said):
        formed(panel, **settings)


def test_a_column_of_names_is_no_attribute():
    who = tuple(f"p{i}" for i in range(61))
    panel = pl.DataFrame({"participant": who, "name": who})
    there = np.ones(61, dtype=bool)
    with pytest.raises(DataError, match="61 different"):
        read_segments(panel, who, there, AnalysisSettings(segments=("name",)))
    assert read_segments(panel, who, there, AnalysisSettings()).ids == ("all",)


def test_a_column_of_blanks_or_of_names_makes_no_segments() -> None:
    people = ("a", "b", "c", "d")
    panel = pl.DataFrame(
        {
            "participant": people,
            "blank": ["", "", "", ""],
            "name": ["Ann", "Ben", "Cho", "Dia"],
            "region": ["N", "S", "N", ""],
        }
    )
    found = read_segments(panel, people, np.ones(4, dtype=bool), AnalysisSettings())
    assert found.ids == ("all", "region:N", "region:S")
