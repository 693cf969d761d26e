"""What the study tells is told; the rest is named as missing."""

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.session import Session, SessionKind, ShownIn
from pulsemeter.domain.study import StudyLanguage
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.configuration import Configuration, HeldSession
from pulsemeter.report.disclosure import DISCLOSED, access, disclosed, exact_wording, study_facts


def configured(study, *sessions):
    return Configuration(study=study, made="2026-01-02", version="1", sessions=sessions)


def test_an_item_is_told_or_named():
    given, missing = disclosed({"sponsor": "We", "contact": ""}, ENGLISH)
    assert given == [("Sponsor", "We")]
    assert missing == [name for key, name in DISCLOSED.items() if key != "sponsor"]


def test_facts_follow_the_study_and_its_sessions(make_study):
    held = HeldSession(
        Session("ABC", "talk", SessionKind.LIVE, shown=ShownIn.ONE_ROOM), "2026-01-01", "2026-01-02"
    )
    facts = study_facts(configured(make_study(languages=(StudyLanguage("pl"),)), held))
    assert facts["mode"].startswith("live, one clock for all; watched together in one room")
    assert facts["dates"] == "session ABC: from 2026-01-01 to 2026-01-02"
    assert facts["languages"] == "en, pl"
    assert facts["stimulus"] == "“A talk”, 0:30"
    assert "Like / Dislike" in facts["wording"]
    # What only a person can know is never guessed.
    assert not set(facts) & {"population", "recruitment", "incentives", "ethics", "contact"}
    assert set(facts) <= set(DISCLOSED)


def test_what_isnt_known_yet_is_missing(make_study):
    facts = study_facts(configured(make_study()))
    assert (facts["mode"], facts["dates"]) == ("", "")
    running = HeldSession(Session("ABC", "talk", SessionKind.ON_DEMAND), "2026-01-01")
    facts = study_facts(configured(make_study(), running))
    assert "on demand" in facts["mode"]
    assert facts["dates"].endswith("from 2026-01-01, not closed yet")


def test_the_wording_follows_the_instrument_and_the_arms(make_study):
    slider = Instrument(InstrumentKind.SLIDER, like="Warm", dislike="Cold")
    arm = Arm("b", "With steps", instrument=Instrument(InstrumentKind.FOUR_STEPS))
    told = study_facts(configured(make_study(instrument=slider, arms=(arm,))))["wording"]
    assert "Warm / Cold" in told
    assert "in arm With steps: four steps" in told
    assert "the study's question, not shown to participants: “?”" in told
    assert (
        "not shown to participants"
        not in study_facts(configured(make_study(question="")))["wording"]
    )


def test_every_text_is_told_in_every_language(make_study):
    polish = StudyLanguage("pl", "Ewa", (("attribute.region.question", "Gdzie?"),))
    (own, said), (other, translated) = exact_wording(make_study(languages=(polish,)))
    assert (own, other) == ("en", "pl")
    assert dict(said)["attribute.region.question"] == "Where?"
    assert dict(translated)["attribute.region.question"] == "Gdzie?"
    assert dict(translated)["consent.runner"] == "we"
    assert access(make_study()).startswith("Whoever has")
