"""The verdict in words: what it may say, and that it says no more than was released."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.verdicts import Verdict, VerdictRule, verdict
from pulsemeter.domain.protection import PROFILES, STANDARD
from pulsemeter.release.rounding import code_triple
from pulsemeter.release.sentence import verdict_sentence


def sentence(likers, dislikers, present, profile=STANDARD, roster=None):
    triple = code_triple(likers, dislikers, present, roster or present, profile)
    used = triple.used
    rule = VerdictRule(floor=profile.smallest_roster)
    finding = verdict(used[0], used[1], used[2] - used[0] - used[1], rule)
    return finding.verdict, verdict_sentence("All", triple, finding, "Like", "Dislike")


@pytest.mark.parametrize(
    ("group", "expected", "words"),
    [
        ((40, 12, 100), Verdict.RESONATES, "more liked than disliked it is strong"),
        ((12, 40, 100), Verdict.FALLS_FLAT, "more disliked than liked it is strong"),
        ((40, 38, 100), Verdict.DIVIDES, "those who pressed are split"),
        ((6, 4, 200), Verdict.LEAVES_COLD, "most gave no sign"),
        ((8, 6, 24), Verdict.UNDECIDED, "that is undecided"),
        ((0, 0, 60), Verdict.TOO_FEW, "too few pressed for a verdict"),
        ((3, 2, 8), Verdict.TOO_FEW, "too few were present to say anything"),
    ],
)
def test_every_verdict_has_its_sentence(group, expected, words):
    name, said = sentence(*group)
    assert name is expected
    assert words in said
    assert said.startswith("Among All, ")
    assert said.endswith(".")


def test_one_sentence_whole():
    assert sentence(30, 12, 81, roster=100)[1] == (
        "Among All, about 37 % of some 82 present pressed Like on this statement and about 15 % "
        "Dislike; the evidence that more liked than disliked it is strong."
    )


def test_people_who_would_settle_it_are_named_roughly():
    assert re.search(r"; roughly \d+ people would settle it\.$", sentence(8, 6, 24)[1])


def test_coded_ends_are_told_as_ends():
    said = sentence(9, 0, 10)[1]
    assert "more than 6 persons" in said
    assert "fewer than 3 persons Dislike" in said
    assert "nearly" not in said  # 7 of 10 may be what stands behind it


groups = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 90))


@given(groups, st.sampled_from([p for p in PROFILES.values() if p.ends_coded]))
def test_a_sentence_owns_up_to_its_rounding(group, profile):
    likers, dislikers, neithers = group
    present = likers + dislikers + neithers
    _, said = sentence(likers, dislikers, present, profile)
    assert "nan" not in said.lower()
    assert "None" not in said
    for percent in re.finditer(r"(\S+) \d+ %", said):
        assert percent[1] == "about"
    for persons in re.finditer(r"(\S+ \S+) \d+ persons", said):
        assert persons[1] in ("fewer than", "more than")
    if "present pressed" in said:
        assert re.search(r"of some \d+ present", said)
        assert not re.search(r"\b(0|100) %", said)
