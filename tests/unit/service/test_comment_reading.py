"""What is read out of comments, with the model and without."""

import asyncio

import pytest

from pulsemeter.comprehension.sentence_reader import SentenceReader
from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.service.comment_reading import (
    Readings,
    StillReading,
    groups_of,
    reading_of,
)

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


MANY = [f"{text} ({n})" for n in range(12) for text in TEXTS]


def _until_read(readings: Readings) -> list[int]:
    """Ask again and again; gives how many were read at each look."""

    async def story() -> list[int]:
        looks: list[int] = []
        whole: set[int] = set()
        for _ in range(100_000):
            try:
                reading = await readings.of("S", MANY, [0] * len(MANY))
            except StillReading as still:
                looks.append(still.done)
                whole.add(still.total)
                await asyncio.sleep(0.001)
            else:
                assert reading.centred is not None
                assert len(reading.tones) == len(MANY)
                assert whole == {len(MANY)}
                return looks
        raise AssertionError("the comments were never read")

    return asyncio.run(story())


def test_many_are_read_by_and_by_and_it_says_how_far() -> None:
    looks = _until_read(Readings(SentenceReader()))
    assert looks[0] == 0
    assert looks == sorted(looks)
    assert len(set(looks)) > 1


def test_who_is_patient_waits_and_gets_what_is_read_at_once() -> None:
    async def story() -> None:
        readings, choices = Readings(SentenceReader()), [0] * len(MANY)
        patient = await readings.of("S", MANY, choices, is_patient=True)
        assert (await readings.of("S", MANY, choices)) is patient
        assert patient.tones == reading_of(SentenceReader(), MANY, choices).tones

    asyncio.run(story())


def test_reading_stops_when_asked_to() -> None:
    async def story() -> None:
        readings, choices = Readings(SentenceReader()), [100] * len(MANY)
        with pytest.raises(StillReading):
            await readings.of("S", MANY, choices)
        readings.stop("S", choices)
        stopped = await readings.of("S", MANY, choices)
        assert stopped.centred is None
        assert set(stopped.tones) == {1}
        readings.stop("other", choices)
        assert (await readings.of("other", TEXTS, [0] * len(TEXTS))).centred is not None

    asyncio.run(story())
