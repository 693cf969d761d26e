"""Words and numbers become choices and kinds."""

import polars as pl
import pytest

from pulsemeter.intake.choices import ChoiceColumns, Choices, labelled_words, read_choices
from pulsemeter.intake.complaint import Complaints


def read(
    values: list[object],
    kinds: list[object] | None = None,
    *,
    instrument: str | None = None,
    value_range: tuple[float, float] | None = None,
) -> tuple[Choices | None, list[str], list[str]]:
    complaints = Complaints("a", lambda rows: [f"line {row + 2}" for row in rows])
    notes: list[str] = []
    columns = ChoiceColumns(
        pl.Series("choice", values),
        pl.int_range(len(values), eager=True),
        "choice",
        None if kinds is None else pl.Series("kind", kinds),
    )
    found = read_choices(columns, complaints, notes, instrument=instrument, value_range=value_range)
    return found, complaints.found, notes


def pairs(found: Choices | None) -> list[tuple[int, str]]:
    assert found is not None
    return list(zip(found.choice.to_list(), found.kind.to_list(), strict=True))


def test_words_are_read_in_any_case() -> None:
    words = ["Like", "DISLIKE", "+", "−", "-", "positive", "neg", "Undo", "skipped", "away"]
    found, wrong, _ = read(words)
    assert wrong == []
    assert [choice for choice, _ in pairs(found)] == [
        100,
        -100,
        100,
        -100,
        -100,
        100,
        -100,
        0,
        0,
        0,
    ]
    assert [kind for _, kind in pairs(found)][7:] == ["undo", "skipped", "away"]


def test_double_signs_make_four_steps() -> None:
    found, _, _ = read(["++", "+", "-", "--"])
    assert [choice for choice, _ in pairs(found)] == [100, 50, -50, -100]
    assert found is not None
    assert found.instrument == "four_steps"


def test_numbers_words_and_kinds_stand_together() -> None:
    found, wrong, _ = read(["1", "0", "like", None, "-1"], ["press", None, "", "skipped", "undo"])
    assert wrong == ["line 4, kind: '' is no kind of record; give press, undo, skipped or away"]
    found, wrong, _ = read(["1", "0", "like", None, "-1"], ["press", None, None, "present", "undo"])
    assert wrong == []
    assert pairs(found) == [
        (100, "press"),
        (0, "skipped"),
        (100, "press"),
        (0, "skipped"),
        (0, "undo"),
    ]


def test_a_dial_is_rounded_half_away_from_zero() -> None:
    found, _, notes = read([0.0, 50.25, 49.75, 100.0], value_range=(0, 100))
    assert [choice for choice, _ in pairs(found)] == [-100, 1, -1, 100]
    assert notes == ["values 0..100 mapped to −100..100"]


def test_the_middle_of_a_dial_is_a_press() -> None:
    assert pairs(read([50], value_range=(0, 100))[0]) == [(0, "press")]


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        (["1", "maybe"], {}, "line 3, choice: 'maybe' is no choice"),
        (["1", None], {}, "line 3, choice: an empty field holds no choice"),
        (["1", "NA"], {}, "'NA' holds no choice"),
        (["1", "5"], {"instrument": "two_buttons"}, "line 3, choice: '5' is none of -1, 0, 1"),
        (["1", "3"], {"instrument": "four_steps"}, "line 3, choice: '3' is none of"),
        (["1", "300"], {"value_range": (0, 100)}, "line 3, choice: '300' lies beyond"),
        (["10", "like"], {"value_range": (0, 100)}, "'like' is a word"),
        (["1", "2"], {"value_range": (1, 4), "instrument": "two_buttons"}, "between the steps"),
        (["40", "70"], {}, "--value-range"),
        (["1.5", "2,5"], {"value_range": (0, 5)}, "points and decimal commas"),
    ],
)
def test_what_the_instrument_does_not_allow_is_named(
    values: list[object], options: dict[str, object], said: str
) -> None:
    found, wrong, _ = read(values, **options)  # type: ignore[arg-type]
    assert found is None
    assert any(said in one for one in wrong), wrong


def test_labels_that_are_words_go_before_their_numbers() -> None:
    values = pl.Series([1.0, 2.0, None])
    assert labelled_words(values, {1.0: "Like", 2.0: "Dislike"}).to_list() == [
        "Like",
        "Dislike",
        None,
    ]
    assert labelled_words(values, {1.0: "low", 7.0: "high"}) is values
