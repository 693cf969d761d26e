"""What a released figure says again is what it said when it left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.verdicts import verdict
from pulsemeter.domain.protection import PROFILES, STANDARD
from pulsemeter.domain.study import Consent, Instrument, Stimulus, Study
from pulsemeter.languages import words_for
from pulsemeter.release.figures import Count, StatementFigure, shown
from pulsemeter.release.gate import rule_of
from pulsemeter.release.rounding import code_triple
from pulsemeter.release.said_again import finding_of, p_beyond, said_again
from pulsemeter.release.sentence import verdict_sentence
from pulsemeter.release.words import ENGLISH


def a_study(profile="standard"):
    return Study(
        name="moon", title="Moon", question="?", stimuli=(Stimulus("rice", "Rice", 60_000),),
        attributes=(), consent=Consent("we", "we", "presses", "any time"),
        profile=PROFILES[profile], instrument=Instrument(like="Agree", dislike="Disagree"),
    )  # fmt: skip


def left(study, likes, dislikes, present, roster):
    """The figure and the sentence as the gate makes them."""
    triple = code_triple(likes, dislikes, present, roster, study.profile)
    used = triple.used
    finding = verdict(used[0], used[1], used[2] - used[0] - used[1], rule_of(study))
    sentence = verdict_sentence("North", triple, finding, "Agree", "Disagree", ENGLISH)
    counts = (shown(triple.likes), shown(triple.dislikes), shown(triple.present))
    return StatementFigure("region:north", *counts, finding.verdict.value, sentence), finding


@given(
    profile=st.sampled_from(sorted(PROFILES)),
    roster=st.integers(0, 300),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
)
def test_in_the_same_language_it_is_the_same_sentence(profile, roster, shares):
    study = a_study(profile)
    present = round(roster * shares[0])
    likes = round(present * shares[1])
    dislikes = round((present - likes) * shares[2])
    figure, finding = left(study, likes, dislikes, present, roster)
    assert said_again(figure, "North", study, ENGLISH) == figure.sentence
    assert finding_of(figure, study).verdict.value == figure.verdict == finding.verdict.value


def test_in_another_language_the_figures_stay():
    study = a_study()
    figure, _ = left(study, 60, 20, 100, 100)
    german = said_again(figure, "Nord", study, words_for("de"))
    assert "Nord" in german
    assert "Agree" in german
    assert "60" in figure.sentence
    assert "60" in german


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_whole_panel_has_its_name_in_the_language(language):
    study = a_study()
    figure, _ = left(study, 60, 20, 100, 100)
    words = words_for(language)
    everyone = StatementFigure("all", figure.likers, figure.dislikers, figure.present, "", "")
    assert words.say("all") in said_again(everyone, "All", study, words)


def test_the_probability_of_a_threshold():
    figure, finding = left(a_study(), 60, 20, 100, 100)
    turned, _ = left(a_study(), 20, 60, 100, 100)
    assert p_beyond(figure, 0.05, STANDARD) == pytest.approx(finding.p_resonates)
    assert p_beyond(turned, 0.05, STANDARD) == pytest.approx(finding.p_resonates)
    ladder = [p_beyond(figure, net, STANDARD) for net in (0.0, 0.2, 0.4, 0.6)]
    assert ladder == sorted(ladder, reverse=True)
    assert ladder[0] > 0.99
    assert ladder[-1] < 0.01


def test_too_few_reach_no_threshold():
    few = StatementFigure("x", *(Count(10, "under"),) * 3, "too_few", "")
    assert p_beyond(few, 0.0, STANDARD) == 0.0
