"""Words without a catalogue: English, and what every language shares."""

from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.release.words import ENGLISH, Words, message

ARABIC_SIDE = Words(language="xx", right_to_left=True)


def test_english_needs_no_catalogue():
    assert ENGLISH.language == "en"
    assert message("a text") == "a text"
    assert ENGLISH.say("{a} and {b}", a="1", b="{c}") == "1 and {c}"
    assert ENGLISH.say_counted("{n} person", "{n} persons", 1) == "1 person"
    assert [ENGLISH.say_counted("{n} person", "{n} persons", n) for n in (0, 2, 12_345)] == [
        "0 persons",
        "2 persons",
        "12,345 persons",
    ]


def test_figures_are_rounded_and_net_approval_carries_its_sign():
    assert ENGLISH.percent(0.374) == "37 %"
    assert [ENGLISH.net(net) for net in (0.35, -0.05, 0.004, -0.004, 0, -1)] == [
        "+35", "−5", "0", "0", "0", "−100",
    ]  # fmt: skip


def test_times_have_hours_only_where_there_are_any():
    assert [ENGLISH.time(ms) for ms in (0, 59_999, 755_000, 3_605_000)] == [
        "0:00", "0:59", "12:35", "1:00:05",
    ]  # fmt: skip


def test_from_right_to_left_names_and_figures_stand_for_themselves():
    for said in (ARABIC_SIDE.net(-0.5), ARABIC_SIDE.whole(7), ARABIC_SIDE.time(0)):
        assert (said[0], said[-1]) == ("\u2066", "\u2069")
    assert ARABIC_SIDE.name("North (old)") == "\u2068North (old)\u2069"
    assert ENGLISH.name("North (old)") == "North (old)"


@given(st.floats(-1, 1))
def test_a_sign_never_stands_before_nothing(net):
    said = ENGLISH.net(net)
    assert said == "0" or (said[0] in "+−" and int(said[1:]) > 0)
