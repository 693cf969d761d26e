"""What a study file says of playlist and arms, and what can't be used."""

import pytest

from pulsemeter.domain.instrument import InstrumentKind
from pulsemeter.domain.playlist import Order
from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_reading import StudyFileError

STUDY = """
[study]
name = "two"
title = "Two versions"
[[stimulus]]
id = "long"
title = "Long"
duration_ms = 60000
[[stimulus]]
id = "short"
title = "Short"
duration_ms = 30000
[consent]
runner = "we"
payer = "we"
kept = "presses"
withdraw = "any time"
"""


def read(more: str):
    return read_study(STUDY + more).study


def complaints(more: str) -> str:
    with pytest.raises(StudyFileError) as refused:
        read(more)
    return str(refused.value)


def test_without_a_word_everybody_watches_everything_in_the_files_order() -> None:
    study = read("")
    assert (study.playlist.order, study.playlist.break_ms, study.arms) == (Order.FIXED, 0, ())


def test_order_break_and_arms() -> None:
    study = read(
        """
[playlist]
order = "latin"
break_s = 90
[[arm]]
id = "cued"
label = "With the bar"
share = 2
[[arm]]
id = "slider"
kind = "slider"
cue = false
stimuli = ["short"]
order = "fixed"
[[arm]]
id = "control"
presses = false
"""
    )
    assert (study.playlist.order, study.playlist.break_ms) == (Order.LATIN, 90_000)
    cued, slider, control = study.arms
    assert (cued.label, cued.share, cued.instrument, cued.presses) == (
        "With the bar",
        2,
        None,
        True,
    )
    assert slider.instrument is not None
    assert slider.instrument.kind is InstrumentKind.SLIDER
    assert not slider.instrument.cue
    assert (slider.label, slider.stimuli, slider.order) == ("slider", ("short",), Order.FIXED)
    assert not control.presses


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[playlist]\norder = "any"', "playlist.order: is none of fixed, random, latin"),
        ("[playlist]\nbreak_s = 4000", "playlist.break_s: must lie from 0 to 3600"),
        ("[playlist]\nbreak = 3", "playlist.break: is not a key here"),
        ('[[arm]]\nid = "one"', "one arm compares nothing"),
        ('[[arm]]\nid = "a"\n[[arm]]\nid = "a"', "'a' is there twice"),
        ('[[arm]]\nid = "a"\nshare = 0\n[[arm]]\nid = "b"', "share: must lie from 1 to 100"),
        ('[[arm]]\nid = "a"\nstimuli = ["x"]\n[[arm]]\nid = "b"', "'x' is no stimulus"),
        (
            '[[arm]]\nid = "a"\nstimuli = ["long", "long"]\n[[arm]]\nid = "b"',
            "names a stimulus twice",
        ),
        ('[[arm]]\nid = "a"\nkind = "dial"\n[[arm]]\nid = "b"', "kind: is none of two_buttons"),
        (
            '[[arm]]\nid = "a"\nkind = "two_buttons_per_target"\n[[arm]]\nid = "b"',
            "all arms have the same targets",
        ),
        ("arm = 3", "must be written as [[arm]]"),
        ("playlist = 3", "must be a section [playlist]"),
    ],
)
def test_what_cannot_be_used_is_named(more: str, said: str) -> None:
    if more[0] == "[":
        assert said in complaints(more)
    else:
        with pytest.raises(StudyFileError) as refused:
            read_study(more + STUDY)
        assert said in str(refused.value)


@pytest.mark.parametrize("name", ["a+b", "a×b", "all"])
def test_an_arm_is_called_like_a_segment(name: str) -> None:
    assert "arm[0].id" in complaints(f'[[arm]]\nid = "{name}"\n[[arm]]\nid = "other"\n')
