"""Places and moments in words, each with how sure it is."""

import pytest

from pulsemeter.release.sentence import Basis
from pulsemeter.release.sentence_highlight import moment_sentence, ranking_sentence


def test_a_place_is_told_with_the_places_that_are_possible():
    assert ranking_sentence("all", "We go", (3, 2, 6), 12, 0.95) == (
        "Among all, “We go” is in place 3 of 12; with 95 % certainty its true place lies between "
        "2 and 6."
    )


def test_a_place_of_which_there_is_no_doubt():
    assert ranking_sentence("all", "We go", (1, 1, 1), 2, 0.9).endswith(
        "place 1 of 2; with 90 % certainty that is its true place."
    )


@pytest.mark.parametrize(
    ("is_peak", "is_extreme", "words"),
    [
        (True, True, "was highest at"),
        (False, True, "was lowest at"),
        (True, False, "stood above its average at"),
        (False, False, "stood below its average at"),
    ],
)
def test_a_moment_is_told_with_how_often_it_is_found_again(is_peak, is_extreme, words):
    said = moment_sentence("all", 755_000, 0.38, 0.92, is_peak=is_peak, is_extreme=is_extreme)
    assert f"net approval {words} 12:35 (+38)" in said
    assert said.endswith("found again in 92 % of redrawn panels.")


def test_a_peak_below_zero_is_not_called_approval_by_most():
    said = moment_sentence("all", 0, -0.1, 0.5, is_peak=True, is_extreme=True)
    assert "net approval was highest at 0:00 (−10)" in said


def test_marks():
    basis = Basis(own_share=0.25)
    said = moment_sentence("a", 0, 0.1, 0.5, is_peak=True, is_extreme=True, basis=basis)
    assert said.startswith("Among a (modelled, 25 % own data), ")
    assert "(modelled, 25 % own data)" in ranking_sentence(
        "a", "b", (1, 1, 2), 3, 0.95, basis=basis
    )
