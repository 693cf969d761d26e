"""A growing group of cues: its length, its speaker, its cuts."""

import pytest

from pulsemeter.transcript.cue import Cue
from pulsemeter.transcript.cue_group import CueGroup


def test_the_speaker_is_whoever_spoke_longest_so_far() -> None:
    group = CueGroup.of([Cue(0, 2_000, "Ann", "Well,"), Cue(2_000, 3_000, "Ben", "no.")])
    assert group.speaker == "Ann"
    group.add(Cue(3_000, 6_000, "Ben", "Never."))
    assert group.speaker == "Ben"
    assert (group.start_ms, group.end_ms, group.length_ms) == (0, 6_000, 6_000)
    assert group.words("Ann") == "Well, [Ben:] no. Never."
    assert group.words("Ben") == "[Ann:] Well, [Ben:] no. Never."


@pytest.mark.parametrize(
    ("text", "ends"),
    [("Done.", True), ("“Done.”", True), ("Done?)", True), ("終わり。", True), ("and", False),
     ("I thank Mr.", False), ("well,", False)],
)  # fmt: skip
def test_where_a_sentence_ends(text: str, ends: bool) -> None:
    assert CueGroup.of([Cue(0, 1_000, None, text)]).ends_sentence() is ends


def test_a_late_cut_prefers_a_full_stop_to_a_later_comma() -> None:
    cues = [
        Cue(0, 6_000, None, "One,"),
        Cue(6_000, 11_000, None, "two."),
        Cue(11_000, 15_000, None, "three,"),
        Cue(15_000, 20_000, None, "four"),
    ]
    kept, moved = CueGroup.of(cues).cut_late(10_000)
    assert [len(kept.cues), len(moved.cues)] == [2, 2]
    kept, moved = CueGroup.of([cues[0], *cues[2:]]).cut_late(10_000)
    assert [cue.text for cue in kept.cues] == ["One,", "three,"]
    kept, moved = CueGroup.of([cues[3]]).cut_late(0)
    assert moved.cues == []


def test_only_questions_make_a_question() -> None:
    asks = [Cue(0, 1_000, None, "Why"), Cue(1_000, 2_000, None, "now?")]
    assert CueGroup.of(asks).only_asks()
    assert not CueGroup.of([*asks, Cue(2_000, 3_000, None, "Because.")]).only_asks()
    assert not CueGroup.of([asks[0]]).only_asks()
