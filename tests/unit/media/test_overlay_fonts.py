"""Words as masks: every script of the program's languages is there, joined, in its direction."""

import numpy as np
import pytest
from PIL import features
from tests.unit.script_samples import SAMPLES

from pulsemeter.media.overlay_fonts import fitted_mask, in_sight, runs_of, word_mask
from pulsemeter.service.typefaces import plain_face


def test_letters_are_shaped_by_raqm():
    assert features.check("raqm")


@pytest.mark.parametrize("script", SAMPLES)
def test_every_script_is_drawn_in_a_font_that_has_it(script):
    text, begins = SAMPLES[script]
    (run,) = runs_of(text)
    assert run.face.name.startswith(begins)
    drawn = np.asarray(word_mask(text, 40))
    assert drawn.max() > 200
    assert 40 < drawn.shape[1] < 42 * len(text)
    # The empty box is the same for every sign: no two letters in a row look like that.
    letters = [word_mask(sign, 40).tobytes() for sign in dict.fromkeys(text) if sign.isalpha()]
    assert len(set(letters)) == len(letters)
    bold = np.asarray(word_mask(text, 40, True))
    assert bold.sum() / 255 > 1.1 * drawn.sum() / 255


def test_figures_and_marks_are_drawn_in_the_plain_font():
    assert [run.face for run in runs_of("n ≈ 120 −45 …")] == [plain_face()]


@pytest.mark.parametrize(
    ("together", "apart"),
    [("क्ष", "कष"), ("স্ত", "সত"), ("ක්‍ෂ", "කෂ"), ("స్త్ర", "సతర"), ("កម្ម", "កមម")],
)
def test_letters_that_stack_do(together, apart):
    """Side by side, with the sign that joins them, they would be wider than without it."""
    assert word_mask(together, 40).width <= word_mask(apart, 40).width


def test_a_text_of_several_scripts_is_cut_where_the_font_changes():
    runs = runs_of("उत्तर (n = 45), 北部")
    assert [run.text for run in runs] == ["उत्तर ", "(n = 45), ", "北部"]
    assert [run.face.name[:12] for run in runs] == ["NotoSansDeva", "DejaVuSans.t", "NotoSansSC[w"]


@pytest.mark.parametrize(
    ("text", "is_right_to_left", "seen"),
    [
        ("हिन्दी / اردو (45)", False, ["हिन्दी ", "/ اردو (45)"]),
        ("اردو / हिन्दी 45", True, ["हिन्दी ", "45", "اردو / "]),
        ("שלום 中文 abc", True, ["中文 ", "abc", "שלום "]),
        ("عربي हिन्दी عربي", True, [" عربي", "हिन्दी", "عربي "]),
    ],
)
def test_runs_stand_in_the_order_of_their_line(text, is_right_to_left, seen):
    runs = in_sight(runs_of(text), is_right_to_left=is_right_to_left)
    assert [run.text for run in runs] == seen
    assert word_mask(text, 20).width > 60


def test_what_is_taller_than_a_line_is_not_cut_and_stays_in_the_middle():
    tall, plain = np.asarray(word_mask("မြို့တုံ့ပြန်မှု", 40)), word_mask("abc", 40)
    assert tall.shape[0] > plain.height
    rows = np.flatnonzero(tall.max(axis=1) > 100)
    assert rows.min() >= 0
    assert rows.max() < tall.shape[0]


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
    between = fitted_mask("not because they are easy", 18, False, 195)
    assert between.tobytes() == word_mask("not because they …", 18).tobytes()
