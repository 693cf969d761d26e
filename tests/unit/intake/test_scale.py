"""Scales are told by the values where they tell it, and asked for where they don't."""

import numpy as np
import pytest

from pulsemeter.intake.scale import Scale, allowed_text, scale_of, unknown_instrument


def of(
    *values: float,
    instrument: str | None = None,
    value_range: tuple[float, float] | None = None,
    steps_seen: bool = False,
) -> Scale | str:
    distinct, counts = np.unique(np.array(values, dtype=float), return_counts=True)
    return scale_of(
        distinct, counts, instrument=instrument, value_range=value_range, steps_seen=steps_seen
    )


def maps(scale: Scale | str, *values: float) -> list[float]:
    assert isinstance(scale, Scale), scale
    return [scale.slope * value + scale.offset for value in values]


def test_two_buttons_are_seen_on_both_scales() -> None:
    for values in ((-1, 0, 1), (-100, 0, 100)):
        scale = of(*values)
        assert maps(scale, *values) == [-100, 0, 100]
        assert isinstance(scale, Scale)
        assert scale.instrument == "two_buttons"
        assert scale.zero_skips


def test_no_dislike_at_all_is_a_reason_for_a_hint() -> None:
    scale = of(0, 1)
    assert isinstance(scale, Scale)
    assert any("--value-range 0:1" in note for note in scale.notes)


def test_a_few_odd_values_among_buttons_are_typing_errors() -> None:
    scale = of(*[1] * 50, *[-1] * 50, 11)
    assert isinstance(scale, Scale)
    assert scale.levels == (-1, 0, 1)


@pytest.mark.parametrize(
    "values", [(0, 40, 100), (1, 2, 3, 4, 5, 6, 7), (-0.5, 0.2, 1), (-10, 3, 10), (0, 100, 255)]
)
def test_other_dials_are_asked_for_their_ends(values: tuple[float, ...]) -> None:
    for instrument in (None, "slider"):
        asked = of(*values, instrument=instrument)
        assert isinstance(asked, str)
        assert "--value-range" in asked


def test_our_own_scale_is_taken_where_both_halves_are_used() -> None:
    scale = of(-80, 3, 97)
    assert maps(scale, 3) == [3]
    assert isinstance(scale, Scale)
    assert scale.instrument == "slider"
    assert not scale.zero_skips


def test_four_steps_are_read_when_asked_for() -> None:
    assert maps(of(-2, -1, 1, 2, instrument="four_steps"), 2, -1) == [100, -50]
    assert maps(of(-100, 50, instrument="four_steps"), 50) == [50]
    assert isinstance(of(steps_seen=True), Scale)
    for values in ((-2, -1, 1, 2), (-100, -50, 50, 100)):
        asked = of(*values)
        assert isinstance(asked, str)
        assert "four_steps" in asked


def test_a_range_is_linear_and_may_run_backwards() -> None:
    assert maps(of(3, value_range=(1, 7)), 1, 4, 7) == pytest.approx([-100, 0, 100])
    assert maps(of(3, value_range=(7, 1)), 1, 4, 7) == pytest.approx([100, 0, -100])
    assert maps(of(0, 1, value_range=(0, 1), instrument="two_buttons"), 0, 1) == [-100, 100]


@pytest.mark.parametrize("ends", [(1, 1), (0, float("nan")), (float("-inf"), 1)])
def test_a_range_needs_two_ends(ends: tuple[float, float]) -> None:
    assert "is no range" in str(of(1, value_range=ends))


def test_what_is_allowed_is_said() -> None:
    buttons = of(-1, 1)
    assert isinstance(buttons, Scale)
    assert "-1, 0, 1 (two buttons)" in allowed_text(buttons)
    assert "slider" in unknown_instrument("thumbs")
