"""What a figure says is taken out whole, and nothing else."""

import pytest

from pulsemeter.report import drawing
from pulsemeter.report.figure_words import FigureWord, without_words


def test_texts_are_taken_out_and_the_rest_stays():
    words = drawing.text(10, 20.25, 'उत्तर <"&', anchor="middle", quiet=True)
    line = drawing.line("zero", 0, 0, 9, 9)
    svg = drawing.figure("k", "Title", "Told", (300, 120), [line, words, drawing.text(1, 2, "b")])
    bare, width, found = without_words(svg)
    assert width == 300
    assert found == [
        FigureWord(10.0, 20.2, "middle", True, 'उत्तर <"&'),
        FigureWord(1.0, 2.0, "start", False, "b"),
    ]
    assert "<text" not in bare
    assert line in bare
    assert bare.startswith("<svg")
    assert bare.endswith("</svg>")


def test_a_drawing_that_does_not_say_its_width_is_no_figure():
    with pytest.raises(ValueError, match="how wide"):
        without_words("<svg></svg>")
