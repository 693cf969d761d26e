"""Themes and tones of a hundred comments in ten languages whose truth is known."""

from collections import Counter

import pytest
from tests.reference.comment_set import THEMES, rows

from pulsemeter.comprehension.sentence_reader import SentenceReader
from pulsemeter.service.comment_reading import Reading, groups_of, reading_of

WRITTEN = rows()


@pytest.fixture(scope="module")
def reading() -> Reading:
    return reading_of(SentenceReader(), [text for _, _, text, _ in WRITTEN], [0] * len(WRITTEN))


def test_nine_of_ten_stand_in_the_right_theme_whatever_their_language(reading: Reading) -> None:
    *groups, unread = groups_of(reading, len(THEMES), seed=1)
    assert {WRITTEN[place][1] for place in unread} == {"he"}
    right = sum(Counter(WRITTEN[p][0] for p in group).most_common(1)[0][1] for group in groups)
    assert len(groups) == len(THEMES)
    assert right >= 0.9 * sum(map(len, groups))
    for group in groups:
        assert len({WRITTEN[place][1] for place in group}) >= 8  # languages don't lie apart


def test_a_tone_is_called_for_a_third_and_right_for_nine_of_ten(reading: Reading) -> None:
    called = [place for place, tone in enumerate(reading.tones) if tone]
    right = sum(reading.tones[place] == WRITTEN[place][3] for place in called)
    assert len(called) >= len(WRITTEN) / 3
    assert right >= 0.9 * len(called)
