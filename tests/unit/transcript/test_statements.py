"""Cues are merged into statements where a listener would cut."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pulsemeter.domain.statement import StatementKind, overlapping
from pulsemeter.transcript.cue import Cue
from pulsemeter.transcript.statements import MergeRule, merge_cues


def _told(*spans: tuple[int, int, str, str]) -> list[Cue]:
    return [Cue(start * 1_000, end * 1_000, who or None, text) for start, end, who, text in spans]


def _shown(cues: list[Cue]) -> list[tuple[int, int, str]]:
    return [(s.start_ms // 1_000, s.end_ms // 1_000, s.words) for s in merge_cues(cues, "talk")]


def test_sentences_are_merged_until_ten_seconds_and_cut_at_a_full_stop() -> None:
    cues = _told(
        (0, 4, "", "One."), (4, 8, "", "Two."), (8, 11, "", "Three"), (11, 13, "", "and more."),
        (13, 24, "", "Four."),
    )  # fmt: skip
    assert _shown(cues) == [(0, 13, "One. Two. Three and more."), (13, 24, "Four.")]


def test_a_pause_ends_a_statement_that_is_half_full() -> None:
    cues = _told((0, 6, "", "One."), (9, 15, "", "Two."), (15, 20, "", "Three."))
    assert _shown(cues) == [(0, 6, "One."), (9, 20, "Two. Three.")]


def test_another_speaker_with_a_turn_ends_a_statement_and_an_interjection_does_not() -> None:
    cues = _told(
        (0, 4, "Ann", "We will"), (4, 5, "Ben", "No!"), (5, 8, "Ann", "do it."),
        (8, 10, "Ben", "You will"), (10, 14, "Ben", "not."), (14, 19, "Ben", "Never."),
    )  # fmt: skip
    found = merge_cues(cues, "talk")
    assert [(s.speaker, s.words) for s in found] == [
        ("Ann", "We will [Ben:] No! [Ann:] do it."),
        ("Ben", "You will not. Never."),
    ]


def test_a_word_between_two_turns_joins_the_turn_before() -> None:
    cues = _told((0, 11, "Ann", "A claim."), (11, 12, "Ben", "Yes."), (12, 23, "Ann", "Another."))
    assert _shown(cues) == [(0, 12, "A claim. [Ben:] Yes."), (12, 23, "Another.")]


def test_a_rest_joins_the_statement_before_it() -> None:
    cues = _told((0, 11, "", "A claim."), (11, 13, "", "Thank you."))
    assert _shown(cues) == [(0, 13, "A claim. Thank you.")]
    far = _told((0, 11, "", "A claim."), (20, 22, "", "Thank you."))
    assert len(_shown(far)) == 2


def test_a_speaker_without_full_stops_is_cut_at_a_comma_before_the_longest() -> None:
    cues = [
        Cue(at * 4_000, at * 4_000 + 4_000, None, "and," if at % 2 else "so") for at in range(20)
    ]
    lengths = [s.end_ms - s.start_ms for s in merge_cues(cues, "talk")]
    assert max(lengths) <= 30_000
    assert sum(lengths) == 80_000


def test_ids_are_the_stimulus_and_a_number_and_the_same_each_time() -> None:
    cues = [Cue(at * 10_000, at * 10_000 + 10_000, None, "A sentence.") for at in range(100)]
    found = merge_cues(cues, "talk")
    assert found == merge_cues(cues, "talk")
    assert [found[0].id, found[-1].id] == ["talk-s001", "talk-s100"]
    assert merge_cues(cues[:3], "talk")[2].id == "talk-s03"
    assert {s.revision for s in found} == {1}
    assert {s.stimulus for s in found} == {"talk"}


def test_questions_are_told_from_claims() -> None:
    found = merge_cues(_told((0, 11, "", "Why?"), (11, 22, "", "Because.")), "talk")
    assert [s.kind for s in found] == [StatementKind.QUESTION, StatementKind.CLAIM]


def test_what_is_said_inside_another_statement_stays_in_its_words() -> None:
    cues = _told(
        (0, 20, "Ann", "A very long one."), (5, 9, "Ben", "No, no."), (21, 32, "Ann", "On.")
    )
    found = merge_cues(cues, "talk")
    assert [s.words for s in found] == ["A very long one. [Ben:] No, no.", "On."]


def test_no_cues_no_statements() -> None:
    assert merge_cues([], "talk") == []


_CUES = st.lists(
    st.builds(
        lambda start, length, who, text: Cue(start, start + length, who, text),
        st.integers(0, 200_000),
        st.integers(1, 40_000),
        st.sampled_from([None, "Ann", "Ben", "Cem"]),
        st.sampled_from(["One.", "two,", "three", "Four?", "Mr."]),
    ),
    max_size=60,
)


@given(_CUES)
@settings(deadline=None)
def test_every_word_is_in_one_statement_and_none_overlap(cues: list[Cue]) -> None:
    found = merge_cues(cues, "talk", MergeRule())
    assert overlapping(found) == []
    spoken = " ".join(s.words for s in found).split()
    for word in ("One.", "two,", "three", "Four?", "Mr."):
        assert spoken.count(word) == sum(cue.text == word for cue in cues)
    assert len({s.id for s in found}) == len(found)


def test_a_whole_file_of_cues_at_the_same_time_is_merged_too() -> None:
    cues = [Cue(0, 1_000, f"speaker {at}", "and") for at in range(20_000)]
    assert len(merge_cues(cues, "talk")) == 1
