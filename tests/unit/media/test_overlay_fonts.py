"""Words as masks: every script of the program's languages is there, joined, in its direction."""

import numpy as np
import pytest
from PIL import features

from pulsemeter.media.overlay_fonts import fitted_mask, unknown_signs, word_mask


def test_letters_are_shaped_by_raqm():
    assert features.check("raqm")


@pytest.mark.parametrize(
    "text", ["Région Nord", "Łódź", "Регіон", "المنطقة الشمالية", "אזור הצפון", "n ≈ 120 −45 …"]
)
def test_the_programs_languages_are_drawn(text):
    assert unknown_signs(text) == ""
    mask = word_mask(text, 20)
    assert np.asarray(mask).max() > 200


def test_arabic_letters_join_and_run_from_right_to_left():
    joined, apart = word_mask("سلام", 40), word_mask("س ل ا م", 40)
    assert joined.width < apart.width
    # A sign that is added at the end stands at the left.
    before, after = np.asarray(word_mask("سلام", 40)), np.asarray(word_mask("سلام.", 40))
    added = after.shape[1] - before.shape[1]
    assert added > 0
    at_the_left = np.flatnonzero(after[:, : added - 1].max(axis=1) > 100)
    assert 0 < len(at_the_left) < 10
    assert at_the_left.min() > after.shape[0] // 2  # the full stop, on the line


def test_lines_of_one_size_are_of_one_height():
    assert word_mask("a", 18).height == word_mask("Ägj", 18).height


def test_what_is_too_wide_is_cut():
    whole = word_mask("Christodoulopoulou-Maier", 18)
    cut = fitted_mask("Christodoulopoulou-Maier", 18, False, 100)
    assert cut.width <= 100 < whole.width
    assert fitted_mask("Kim", 18, False, 100).size == word_mask("Kim", 18).size


def test_signs_that_no_font_has_are_named():
    assert unknown_signs("A\U000e0fffB") in ("", "\U000e0fff")
    assert unknown_signs("abc \n") == ""
