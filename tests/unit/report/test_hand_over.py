"""What a team is handed: exact words, certainty and n, and where all of it comes from."""

from dataclasses import replace

import pytest
from tests.unit.report.hand_overs import NORTH, STATEMENT, a_hand_over

from pulsemeter.release.figures import Count
from pulsemeter.report.hand_over import (
    EARLY,
    SIMULATED,
    hand_over_files,
    quote_text,
    readme_text,
    short_text,
)


def test_the_quote_stands_word_by_word_between_its_neighbours() -> None:
    assert quote_text(a_hand_over()) == (
        "“We choose to go to the moon.”\n\n"
        "Kennedy, 1:00–1:10\n\n"
        "Note: disputed\n\n"
        "Before it (0:50–1:00):\nWe set sail on this new sea.\n\n"
        "After it (Kennedy, 1:10–1:20):\nNot because they are easy.\n"
    )
    lonely = a_hand_over(before=None, after=None, statement=replace(STATEMENT, note=""))
    assert quote_text(lonely).endswith(
        "1:10\n\nBefore it: nothing is written down.\n\nAfter it: nothing is written down.\n"
    )


def test_the_short_text_has_the_released_sentence_n_and_certainty() -> None:
    text = short_text(a_hand_over())
    assert text.splitlines() == [
        "“We choose to go to the moon.” (Kennedy, 1:00–1:10)",
        "",
        NORTH.sentence,
        "n: about 100 present of North; net approval +54, 95 % interval +38 to +66",
        "Note on this statement: disputed",
        "Source: To the moon, session KENNEDY, statement s2 revision 3, release 9 (frozen, 85 % of "
        "the panel in).",
    ]


@pytest.mark.parametrize(
    ("standing", "share", "is_early"),
    [
        ("provisional", 85, True),
        ("frozen", 80, False),
        ("frozen", 75, True),
        ("final", 100, False),
        ("final", 40, False),
    ],
)
def test_early_is_said_where_it_may_change(standing: str, share: int, is_early: bool) -> None:
    told = a_hand_over()
    released = replace(told.released, standing=standing, panel_share=share)
    text = short_text(replace(told, released=released))
    assert (EARLY in text) is is_early
    assert (f"(early, {share} %" in text) is (standing == "provisional")
    assert "provisional" not in text


def test_a_share_that_is_not_told_is_early_and_said_so() -> None:
    told = a_hand_over()
    text = short_text(replace(told, released=replace(told.released, panel_share=None)))
    assert EARLY in text
    assert "(frozen, too few of the panel in)" in text


@pytest.mark.parametrize(
    ("present", "told"),
    [
        (Count(1_200, "near"), "n: about 1,200 present"),
        (Count(10, "under"), "n: fewer than 10 present"),
        (Count(90, "over"), "n: more than 90 present"),
    ],
)
def test_a_coded_n_is_told_as_coded(present: Count, told: str) -> None:
    figure = replace(NORTH, present=present, net=None, low=None, high=None)
    held = a_hand_over()
    text = short_text(replace(held, released=replace(held.released, figures=[figure])))
    assert told in text
    assert "net approval" not in text


def test_simulated_panels_are_named_everywhere() -> None:
    told = a_hand_over()
    for text in (short_text, readme_text):
        assert SIMULATED not in text(told)
        simulated = replace(told, session=replace(told.session, simulated=True))
        assert SIMULATED in text(simulated)
    assert b'"simulated": true' in hand_over_files(simulated)["figures.json"]


def test_the_readme_says_what_it_is_of_and_how_it_was_measured() -> None:
    text = readme_text(a_hand_over())
    for line in (
        "Made 2026-11-26 10:42 UTC.",
        "Study: To the moon (moon)",
        "Session: KENNEDY",
        "Statement: s2, revision 3",
        "Audience: North (region:north)",
        "Release: number 9, frozen, 85 % of the panel in",
        "  proposed by Ada (moderator)\n  taken by Ben (editor)\nReason: it carries",
        "Clip: clip.mp4, 58 s to 72 s of Rice University.",
        "rounded to 2, never of a group below 10 (profile standard)",
        "unweighted. Figures speak of this panel.",
        "Conducted by: A university\nPaid for by: A foundation\nNot told here",
        "  clip.vtt: captions",
    ):
        assert line in text
    bare = readme_text(a_hand_over(clip="", clip_note="none, for no file is here.", captions=""))
    assert "Clip: none, for no file is here." in bare
    assert "clip.mp4" not in bare
    assert "clip.vtt" not in bare


def test_all_files_but_the_clip() -> None:
    assert list(hand_over_files(a_hand_over())) == [
        "README.txt", "quote.txt", "text.txt", "figures.csv", "figures.json", "clip.vtt",
    ]  # fmt: skip
    assert "clip.vtt" not in hand_over_files(a_hand_over(captions=""))
