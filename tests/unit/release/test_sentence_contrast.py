"""Comparisons in words: a difference, or that none can be told."""

from pulsemeter.release.sentence import Basis
from pulsemeter.release.sentence_contrast import contrast_sentence, curve_contrast_sentence


def test_a_difference_is_told_with_both_figures():
    assert contrast_sentence("Young", "Old", (0.35, -0.05), True) == (
        "Young and Old differ on this statement: net approval +35 against −5."
    )


def test_no_difference_told_is_not_called_alike():
    said = contrast_sentence("Young", "Old", (0.1, 0.05), False)
    assert said.startswith("No difference between Young and Old can be told")
    assert "+10 against +5" in said


def test_too_few_to_compare():
    said = contrast_sentence("Young", "Old", None, True)
    assert said.startswith("Too few were present in Young or Old")
    assert "+" not in said


def test_both_segments_carry_their_marks():
    said = contrast_sentence("Young", "Old", (0.1, 0.05), False, basis=Basis(weighted=True))
    assert "Young (weighted) and Old (weighted)" in said


def test_differences_of_a_curve_stand_beside_what_chance_would_give():
    assert curve_contrast_sentence("Young", "Old", 1440, 37, 72.0) == (
        "Young and Old were compared in 1,440 intervals; 37 differ after correction for many "
        "comparisons; without it, about 72 would seem to differ by chance alone."
    )
    assert curve_contrast_sentence("Young", "Old", 1, 1, 0.05) == (
        "Young and Old were compared in 1 interval; 1 differs after correction for many "
        "comparisons; without it, hardly any would seem to differ by chance alone."
    )


def test_no_difference_in_a_curve():
    said = curve_contrast_sentence("Young", "Old", 360, 0, 18.0)
    assert "; none can be told to differ after correction" in said
    assert "about 18 would" in said
    assert "no interval" in curve_contrast_sentence("Young", "Old", 0, 0, 0.0)
