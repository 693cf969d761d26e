"""Settings: what is refused by name, and what follows from an instrument."""

import pytest

from pulsemeter.analysis.settings import AnalysisSettings, Comparison


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"instrument": "dial"}, "instrument"),
        ({"band": "wide"}, "band"),
        ({"interval_ms": 0}, "interval_ms"),
        ({"interval_ms": 60_001}, "interval_ms"),
        ({"lag_ms": -1}, "lag_ms"),
        ({"seed": -1}, "seed"),
        ({"replicates": 99}, "replicates"),
        ({"confidence": 1.0}, "confidence"),
        ({"duration_ms": 0}, "duration_ms"),
        ({"start": 101}, "start must lie in"),
        ({"before": "q1"}, "before and after"),
        ({"thresholds": (("unheard", 0.1),)}, "unheard"),
    ],
)
def test_bad_settings_are_refused_by_name(wrong, named):
    with pytest.raises(ValueError, match=named):
        AnalysisSettings(**wrong)


def test_instrument_and_weights_say_how_to_count():
    assert AnalysisSettings(instrument="two_buttons_free").free_pressing
    assert not AnalysisSettings().free_pressing
    assert AnalysisSettings(instrument="slider").rated
    assert AnalysisSettings(weights="w").weights_column == "w"
    assert AnalysisSettings(weights={"g": {"a": 1.0}}).weights_column is None


def test_floor_and_thresholds_reach_the_rule():
    rule = AnalysisSettings(floor=12, thresholds=(("delta", 0.1),)).rule
    assert (rule.floor, rule.delta) == (12, 0.1)


def test_a_comparison_is_read_from_text():
    assert Comparison.read("region = North : South") == Comparison("region", "North", "South")
    assert Comparison.read("g=a:b").name == "a:b"


@pytest.mark.parametrize("text", ["a:b", "g=a", "g=a:", "g=a:b:c", "=a:b", "g=a:a"])
def test_a_comparison_written_otherwise_is_refused(text):
    with pytest.raises(ValueError, match="contrast"):
        Comparison.read(text)


def test_two_contrasts_of_the_same_categories_are_told_apart_by_their_attributes() -> None:
    first, second, third = (Comparison.read(text) for text in ("a=x:y", "b=x:y", "b=x:z"))
    settings = AnalysisSettings(contrasts=(first, second, third))
    names = [settings.contrast_name(c) for c in settings.contrasts]
    assert names == ["a=x:y", "b=x:y", "x:z"]
