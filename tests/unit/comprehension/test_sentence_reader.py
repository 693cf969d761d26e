"""The sentence encoder of the extra: alike in meaning is near, whatever the language."""

import numpy as np
import pytest

from pulsemeter.comprehension.sentence_reader import SentenceReader, reader_here


@pytest.fixture(scope="module")
def reader() -> SentenceReader:
    found = reader_here()
    assert isinstance(found, SentenceReader)
    return found


def test_the_same_in_two_languages_is_nearer_than_another_subject(reader: SentenceReader) -> None:
    english, german, other = reader.vectors(
        ["The rents are too high.", "Die Mieten sind zu hoch.", "He spoke far too fast."]
    )
    assert english @ german > 0.6 > english @ other


def test_many_are_read_in_parts_and_each_alone_alike(reader: SentenceReader) -> None:
    texts = [f"Comment number {n} about the rents" for n in range(300)]
    vectors = reader.vectors(texts)
    assert vectors.shape == (300, 512)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert np.allclose(vectors[299], reader.vectors([texts[299]])[0], atol=1e-3)
    assert reader.vectors([]).shape == (0, 512)


@pytest.mark.parametrize(
    ("text", "is_known"),
    [("Good", True), ("хорошо", True), ("房租太高", True), ("جيد", True), ("טוב", False),
     ("καλά", False), ("טוב ok", False), ("42 %", False)],
)  # fmt: skip
def test_writing_that_the_model_never_saw_is_known_for_it(
    reader: SentenceReader, text: str, is_known: bool
) -> None:
    assert reader.knows(text) is is_known
