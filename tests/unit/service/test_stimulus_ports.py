"""Which arrivals are for the same place of a study."""

from dataclasses import replace

from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind

FIRST = Arrival("a1", "moon", "talk", ArrivalKind.STIMULUS, "", "talk.mov", 900, "x")


def test_a_later_file_for_the_same_stimulus_takes_the_same_place() -> None:
    later = replace(FIRST, id="a2", name="talk, mended.mp4", size_bytes=7, mark="y", refused="no")
    assert later.slot == FIRST.slot


def test_captions_have_a_place_of_their_own_in_each_language() -> None:
    german = replace(FIRST, kind=ArrivalKind.CAPTIONS, language="de")
    places = {FIRST.slot, german.slot, replace(german, language="ar").slot}
    assert len(places) == 3
    assert replace(FIRST, stimulus="reply").slot != FIRST.slot
    assert replace(FIRST, study="mars").slot != FIRST.slot
