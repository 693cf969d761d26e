"""The verdict in words: what it may say, and that it says no more than was released."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.majority import Majority
from pulsemeter.analysis.verdicts import Verdict, VerdictRule, verdict
from pulsemeter.domain.protection import PROFILES, STANDARD
from pulsemeter.release.rounding import code_triple
from pulsemeter.release.sentence import (
    COUNTED,
    Basis,
    evidence,
    majority_sentence,
    verdict_sentence,
)


def sentence(likers, dislikers, present, profile=STANDARD, roster=None, **thresholds):
    triple = code_triple(likers, dislikers, present, roster or present, profile)
    used = triple.used
    rule = VerdictRule(floor=profile.smallest_roster, **thresholds)
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
    assert re.search(r"; roughly \d+ people in all would settle it\.$", sentence(8, 6, 24)[1])


def test_coded_ends_are_told_as_ends():
    said = sentence(9, 0, 10)[1]
    assert "more than 6 persons" in said
    assert "fewer than 3 persons Dislike" in said
    assert "nearly" not in said  # 7 of 10 may be what stands behind it


def test_evidence_is_called_strong_by_its_probability_and_not_by_the_studys_rule():
    assert [evidence(p) for p in (1.0, 0.95, 0.949, 0.8, 0.799, 0.0)] == [
        "strong", "strong", "moderate", "moderate", "weak", "weak",
    ]  # fmt: skip
    name, said = sentence(20, 12, 85, certainty_net=0.6)
    assert name is Verdict.RESONATES
    assert "liked than disliked it is weak" in said
    name, said = sentence(24, 13, 85, certainty_net=0.6)
    assert name is Verdict.RESONATES
    assert "liked than disliked it is moderate" in said


def test_most_gave_no_sign_is_said_only_where_it_is_true():
    name, said = sentence(30, 30, 100, a=0.9)
    assert name is Verdict.LEAVES_COLD
    assert "no sign" not in said
    assert "leaves this group cold is strong" in said


def test_weighted_and_modelled_figures_are_marked():
    triple = code_triple(30, 12, 81, 100, STANDARD)
    finding = verdict(30, 12, 40, VerdictRule(floor=10))

    def marked(basis):
        return verdict_sentence("North", triple, finding, "Like", "Dislike", basis=basis)

    assert marked(COUNTED).startswith("Among North, about")
    assert marked(Basis(weighted=True)).startswith("Among North (weighted), about")
    assert marked(Basis(own_share=0.3)).startswith("Among North (modelled, 30 % own data), about")
    assert marked(Basis(True, 0.0)).startswith("Among North (weighted and modelled, 0 % own data)")


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (
            Majority.MOST_LIKED,
            "Among All, most who pressed here pressed Like (about 37 % of some 82 present).",
        ),
        (
            Majority.MOST_DISLIKED,
            "Among All, most who pressed here pressed Dislike (about 15 % of some 82 present).",
        ),
        (Majority.MOST_SILENT, "Among All, few of some 82 present pressed here."),
        (Majority.NO_MAJORITY, "Among All, there is no clear majority here."),
        (Majority.TOO_FEW, "Among All, too few were present to say anything."),
    ],
)
def test_every_majority_has_its_sentence(mark, said):
    triple = code_triple(30, 12, 81, 100, STANDARD)
    assert majority_sentence("All", triple, mark, "Like", "Dislike") == said


def test_of_a_group_too_small_to_show_nothing_is_said_whatever_the_mark():
    triple = code_triple(3, 2, 8, 8, STANDARD)
    for mark in Majority:
        told = majority_sentence("All", triple, mark, "Like", "Dislike")
        assert "Like" not in told
        assert not re.search(r"\d", told)


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


@given(groups, st.sampled_from([p for p in PROFILES.values() if p.ends_coded]), st.data())
def test_counts_that_are_told_alike_give_one_sentence(group, profile, data):
    """Whoever reads a sentence learns no more than the released counts."""
    likers, dislikers, neithers = group
    roster = likers + dislikers + neithers + 10

    def told(counts):
        return code_triple(counts[0], counts[1], sum(counts), roster, profile)

    near = [
        (likers + a, dislikers + b, neithers + c)
        for a in (-1, 0, 1)
        for b in (-1, 0, 1)
        for c in (-1, 0, 1)
        if min(likers + a, dislikers + b, neithers + c) >= 0
    ]
    alike = [counts for counts in near if told(counts) == told(group)]
    other = data.draw(st.sampled_from(alike))
    assert (
        sentence(other[0], other[1], sum(other), profile, roster)
        == sentence(likers, dislikers, sum(group), profile, roster)
    )  # fmt: skip
