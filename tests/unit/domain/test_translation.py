"""Every text of a study has a path, and a language gives it anew or leaves it."""

from dataclasses import replace

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.study import Questions, StudyLanguage
from pulsemeter.domain.translation import (
    CONSENT_PATHS,
    in_language,
    languages_of,
    missing_texts,
    standard_texts,
    texts,
    with_texts,
)

GIVEN = (("study.title", "Eine Rede"), ("attribute.region.north", "Nord"), ("consent.kept", "K"))


def test_each_text_can_be_given_anew_under_its_path(make_study):
    study = make_study(cues=("Good evening.", "The clock turns."))
    assert set(CONSENT_PATHS) | {"cue.1", "cue.2"} < set(texts(study))
    given = {path: f"<{path}>" for path in texts(study)}
    assert texts(with_texts(study, given)) == given
    assert with_texts(study, {}) == study


def test_what_a_language_does_not_give_stays_in_the_study_s_own(make_study):
    study = make_study(languages=(StudyLanguage("de", "", GIVEN),))
    assert languages_of(study) == ("en", "de")
    german = in_language(study, "de")
    assert (german.title, german.consent.kept) == ("Eine Rede", "K")
    assert [c.label for c in german.attributes[0].categories] == ["Nord", "South"]
    assert german.language == "en"
    assert in_language(study, "fr") == in_language(study, "en") == study


def test_missing_is_what_neither_the_language_nor_the_catalogues_have(make_study):
    study = make_study(languages=(StudyLanguage("de", "", GIVEN),))
    missing = missing_texts(study, "de")
    assert "consent.payer" in missing
    assert not {"study.title", "instrument.like", "questions.overall"} & set(missing)
    own_words = replace(study, instrument=Instrument(like="Yes", dislike="No"))
    assert "instrument.like" in missing_texts(own_words, "de")
    assert missing_texts(study, "en") == []


def test_standard_texts_are_those_of_a_study_that_chose_none():
    assert {Instrument().like, Instrument().strong_dislike, Questions().overall} < standard_texts()


def test_arms_with_an_instrument_of_their_own_are_translated_too(make_study):
    own = Instrument(InstrumentKind.FOUR_STEPS)
    arms = (Arm("a", "A", instrument=own), Arm("b", "B"))
    study = make_study(arms=arms)
    assert "instrument.strong_like" in texts(study)
    given = {"instrument.like": "Ja", "instrument.strong_like": "Sehr ja"}
    told = with_texts(study, given)
    assert (told.arms[0].instrument.like, told.arms[0].instrument.strong_like) == ("Ja", "Sehr ja")
    assert told.arms[1] == arms[1]
    assert with_texts(study, {}) == study
