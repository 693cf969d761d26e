"""Which text belongs to which version."""

from dataclasses import replace

import pytest

from pulsemeter.domain.consent import ConsentChanged, ConsentText, consent_text, next_consent
from pulsemeter.domain.study import Consent, Stimulus, Study, StudyLanguage

STUDY = Study(
    "talk", "A talk", "?", (Stimulus("a", "A", 1),), (), Consent("we", "they", "presses", "always")
)
OWN = (
    ("consent.runner", "we"),
    ("consent.payer", "they"),
    ("consent.kept", "presses"),
    ("consent.withdraw", "always"),
)
GERMAN = StudyLanguage("de", "", (("consent.kept", "Drücke"), ("study.title", "Eine Rede")))


def test_a_text_is_what_is_agreed_to_in_every_language_and_nothing_else():
    both = replace(STUDY, languages=(GERMAN, StudyLanguage("fr")))
    assert consent_text(both) == ConsentText(
        1, (("de", (("consent.kept", "Drücke"),)), ("en", OWN))
    )
    assert consent_text(replace(both, title="Another")) == consent_text(both)


def test_the_same_text_and_a_further_translation_stay_at_their_version():
    held = (consent_text(STUDY),)
    assert next_consent(held, STUDY) == held[0]
    both = replace(STUDY, languages=(GERMAN,))
    kept = next_consent(held, both)
    assert dict(kept.languages).keys() == {"de", "en"}
    # A translation that is taken away was agreed to all the same.
    assert next_consent((kept,), STUDY) == kept


def test_another_text_needs_another_version_and_versions_only_rise():
    held = (consent_text(STUDY),)
    changed = replace(STUDY, consent=replace(STUDY.consent, withdraw="never"))
    with pytest.raises(ConsentChanged, match=r"changed \(en\).*write version = 2"):
        next_consent(held, changed)
    second = replace(changed, consent=replace(changed.consent, version=2))
    assert next_consent(held, second).version == 2
    with pytest.raises(ConsentChanged, match="can't go back to 1"):
        next_consent((*held, consent_text(second)), STUDY)
