"""Instruments: what they can give, how targets are called, which texts a translation gives."""

import pytest

from pulsemeter.domain.instrument import (
    Instrument,
    InstrumentKind,
    described,
    target_ids,
    texts,
    with_texts,
)

PER_TARGET = Instrument(
    InstrumentKind.TWO_BUTTONS_PER_TARGET, targets=("Anna Berg", "Ole Dahl", "Ole-Dahl")
)
FOUR = Instrument(InstrumentKind.FOUR_STEPS)
SLIDER = Instrument(InstrumentKind.SLIDER, like="For", dislike="Against", start=-20)


def test_each_kind_gives_its_own_choices_and_silence_is_none_of_the_buttons():
    assert Instrument().choices() == {100, -100}
    assert PER_TARGET.choices() == {100, -100}
    assert FOUR.choices() == {100, 50, -50, -100}
    assert SLIDER.choices() == set(range(-100, 101))


@pytest.mark.parametrize(
    ("cadence_ms", "practice_ms"), [(1_000, 1_000), (5_000, 5_000), (60_000, 5_000)]
)
def test_practice_is_never_slower_than_five_seconds(cadence_ms, practice_ms):
    assert Instrument(cadence_ms=cadence_ms).practice_ms == practice_ms


def test_two_buttons_without_a_cue_are_free_pressing_for_the_analysis():
    assert Instrument(cue=False).analysis_name == "two_buttons_free"
    assert Instrument().analysis_name == "two_buttons"
    assert Instrument(InstrumentKind.SLIDER, cue=False).analysis_name == "slider"


def test_targets_have_ids_that_differ_even_where_names_come_to_the_same():
    assert target_ids(PER_TARGET) == ("anna_berg", "ole_dahl", "target_3")
    assert target_ids(Instrument(targets=("—", "Ümit Öz"))) == ("target_1", "ümit_öz")
    assert target_ids(SLIDER) == ("speech",)


def test_a_translation_is_asked_for_what_the_kind_shows_and_nothing_else():
    assert set(texts(Instrument())) == {"instrument.like", "instrument.dislike"}
    assert texts(PER_TARGET)["instrument.target.1"] == "Ole Dahl"
    assert texts(FOUR)["instrument.strong_like"] == "Like a lot"
    assert texts(SLIDER)["instrument.end_dislike"] == "Against"


@pytest.mark.parametrize("instrument", [Instrument(), PER_TARGET, FOUR, SLIDER])
def test_texts_given_stand_in_place_and_what_is_missing_falls_back(instrument):
    given = {path: f"{text}!" for path, text in texts(instrument).items()}
    assert texts(with_texts(instrument, given)) == given
    assert with_texts(instrument, {}) == instrument
    assert with_texts(instrument, {"instrument.like": ""}).like == instrument.like


def test_a_sliders_ends_are_its_sides_words_in_the_same_language():
    assert SLIDER.end_words == ("Against", "For")
    assert with_texts(SLIDER, {"instrument.like": "Dafür"}).end_words == ("Against", "Dafür")


def test_it_describes_itself_with_kind_cadence_cue_words_targets_and_start():
    assert described(Instrument(cue=False)) == [
        "two buttons, cadence 5 s, without a cue",
        "words: Like / Dislike",
    ]
    assert "targets: Anna Berg (anna_berg)" in described(PER_TARGET)[-1]
    assert described(SLIDER)[-1] == "from Against (-100) to For (100), starts at -20"
