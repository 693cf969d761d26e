"""What is read out of comments, with the model and without."""

import pytest

from pulsemeter.comprehension.sentence_reader import SentenceReader
from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.service.comment_reading import groups_of, reading_of

TEXTS = [
    "The rents are too high.", "Die Mieten sind viel zu hoch.", "Les loyers sont trop chers.",
    "He spoke too fast.", "Er hat zu schnell gesprochen.", "דיבר מהר מדי", "I liked that a lot!",
]  # fmt: skip


def test_comments_stand_together_by_meaning_and_unknown_writing_by_itself() -> None:
    reading = reading_of(SentenceReader(), TEXTS, [0] * len(TEXTS))
    groups = groups_of(reading, 3, seed=1)
    assert [0, 1, 2] in groups
    assert [3, 4] in groups
    assert groups[-1] == [5]
    assert reading.tones[6] == 1
    assert reading.tones[5] == 0


def test_a_press_tells_the_tone_better_than_words() -> None:
    reading = reading_of(
        SentenceReader(), ["I liked that a lot!", "I liked that a lot!"], [-100, 0]
    )
    assert reading.tones == (-1, 1)


@pytest.mark.parametrize("texts", [TEXTS, []])
def test_without_a_model_all_stand_together(texts: list[str]) -> None:
    reading = reading_of(WordReader(), texts, [100] * len(texts))
    assert groups_of(reading, 3, seed=1) == [list(range(len(texts)))]
    assert reading.tones == (1,) * len(texts)
