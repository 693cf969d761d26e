"""The `[instrument]` of a study file: what is taken, and what is refused with a remedy."""

import tomllib

import pytest

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.service.read_instrument import read_instrument
from pulsemeter.service.study_lines import key_lines
from pulsemeter.service.study_reading import Reading


def read(text: str) -> tuple[Instrument, list[str]]:
    reading = Reading(key_lines(text))
    found = read_instrument(reading, tomllib.loads(text).get("instrument", {}))
    return found, [str(complaint) for complaint in reading.complaints]


def targets(*names: str) -> str:
    head = '[instrument]\nkind = "two_buttons_per_target"\n'
    return head + "".join(f'[[instrument.target]]\nname = "{name}"\n' for name in names)


FOUR = '[instrument]\nkind = "four_steps"\n'
SLIDER = '[instrument]\nkind = "slider"\n'


def test_without_a_section_there_are_two_buttons_every_five_seconds():
    assert read("") == (Instrument(), [])


def test_each_kind_is_read_with_its_own_keys():
    assert read('[instrument]\ncue = false\ncadence_ms = 1000\nlike = " Yes "')[0] == Instrument(
        cue=False, cadence_ms=1_000, like="Yes"
    )
    found, complaints = read(targets("Anna", "Ole"))
    assert (found.targets, complaints) == (("Anna", "Ole"), [])
    found, complaints = read(FOUR)
    assert (found.kind, found.words) == (
        InstrumentKind.FOUR_STEPS,
        ("Like a lot", "Like", "Dislike", "Dislike a lot"),
    )
    assert complaints == []
    found, complaints = read(SLIDER + 'start = -20\nends = ["Cold", "Warm"]')
    assert (found.start, found.end_words, complaints) == (-20, ("Cold", "Warm"), [])


@pytest.mark.parametrize(
    ("text", "key", "line", "remedy"),
    [
        ('[instrument]\nkind = "dial"', "kind", 2, "is not one of two_buttons, "),
        ("[instrument]\ncadence_ms = 5", "cadence_ms", 2, "it counts in milliseconds"),
        ("[instrument]\ncadence_ms = 61000", "cadence_ms", 2, "lies outside 1000 to 60000"),
        ('[instrument]\nlike = "  "', "like", 2, "give the word that people see"),
        ('[instrument]\nlike = "Dislike"', "dislike", 1, "words must differ"),
        ('[instrument]\nlike = "no"\ndislike = "No"', "dislike", 3, "words must differ"),
        (f'[instrument]\nlike = "{"x" * 25}"', "like", 2, "holds 24"),
        ('[instrument]\nstrong_like = "x"', "strong_like", 2, 'kind = "four_steps" only'),
        ("[instrument]\nstart = 10", "start", 2, 'kind = "slider" only'),
        (
            '[instrument]\n[[instrument.target]]\nname = "A"',
            "target",
            1,
            'kind = "two_buttons_per_target" only',
        ),
        (targets("Anna"), "target", 1, "there are 1; two buttons per target need 2 to 5"),
        (targets(*"ABCDEF"), "target", 1, "there are 6"),
        (targets("Anna", "anna"), "target[1].name", 6, "names must differ"),
        (targets("Anna", ""), "target[1].name", 6, "is empty"),
        (targets("Anna", "x" * 30), "target[1].name", 6, "has 30 signs"),
        (targets("Anna") + '[[instrument.target]]\nlabel = "B"', "target[1].label", 6, "known"),
        (FOUR + 'like = "Good"', "strong_like", 1, "give this one too"),
        (FOUR + 'strong_dislike = "Like"', "strong_dislike", 3, "the word of like too"),
        (SLIDER + "start = 101", "start", 3, "lies outside -100 to 100"),
        (SLIDER + 'ends = ["Low"]', "ends", 3, "must be two words"),
        (SLIDER + 'ends = ["Low", "low"]', "ends", 3, "stands at both ends"),
    ],
)
def test_nonsense_is_refused_by_key_and_line_with_a_remedy(text, key, line, remedy):
    complaints = [found for found in read(text)[1] if f"instrument.{key}:" in found]
    assert complaints, read(text)[1]
    assert remedy in complaints[0]
    assert complaints[0].startswith(f"line {line}, ")


def test_a_target_list_of_another_form_is_refused_and_nothing_breaks():
    for wrong in ('target = "Anna"', "target = [1, 2]"):
        text = f'[instrument]\nkind = "two_buttons_per_target"\n{wrong}'
        assert "[[instrument.target]]" in read(text)[1][0]
