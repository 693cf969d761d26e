"""The draft follows the configuration; what a person has to judge is a blank."""

from pulsemeter.domain.consent import consent_text
from pulsemeter.domain.recruitment import Recruitment, Vendor
from pulsemeter.domain.session import Session, SessionKind, ShownIn
from pulsemeter.domain.study import JoinMode, Stimulus, StudyLanguage
from pulsemeter.report.configuration import Configuration, HeldSession
from pulsemeter.report.impact_assessment import assessment_sections, risks


def configured(study, **around):
    return Configuration(study=study, made="2026-01-02", version="1", **around)


def told(configuration):
    return str(assessment_sections(configuration))


def test_basis_and_blanks_are_always_there(make_study):
    text = told(configured(make_study()))
    for named in ("Art. 6(1)(a)", "Art. 9(2)(a)", "Art. 35(9)", "Art. 36", "Art. 28", "Purpose"):
        assert named in text
    assert text.count("[To be filled in: ") > 10


def test_consent_texts_stand_there_with_who_read_them(make_study):
    polish = StudyLanguage("pl", "Ewa", (("consent.kept", "naciśnięcia"),))
    study = make_study(languages=(polish,))
    text = told(configured(study, consents=(consent_text(study),), unread=(("de", "a draft"),)))
    assert "Version 1, pl:" in text
    assert "naciśnięcia" in text
    assert "('pl', 'Ewa')" in text
    assert "('en', '[To be filled in: who has read it]')" in text
    assert "No session can open yet: de, a draft." in text


def test_who_learns_what_follows_the_study(make_study):
    plain, summed = told(configured(make_study())), told(configured(make_study("sealed")))
    assert "released figures of groups of at least 5," in plain
    assert "released figures of groups of at least 30," in summed
    assert "that and when somebody presses, not what, as far as" in plain
    assert "that somebody takes part, as far as the server is reached by https" in summed
    assert "that and when" not in told(configured(make_study(), address="http://x"))
    assert "summary of own presses" not in plain
    assert "summary of own presses" in told(configured(make_study(personal_summary=True)))
    assert "Why so?" in told(configured(make_study(question="Why so?")))


def rows(study, **around):
    return {risk: (does, left) for risk, does, left in risks(configured(study, **around))}


def test_risks_follow_the_profile(make_study):
    research = rows(make_study("research"))
    assert any("Exact counts" in risk for risk in research)
    sealed = rows(make_study("sealed"))
    assert not any(part in risk for risk in sealed for part in ("Exact", "comment", "rows leave"))
    left = sealed["Somebody learns from figures what one person pressed"][1]
    assert left.startswith("29 of 30 persons")
    standard = rows(make_study("standard"))
    assert "A comment names its writer" in standard
    assert "only figures of groups leave" in standard["Persons' rows leave the server"][1]
    assert "altered pages" in standard["Whoever hosts the server reads along"][1]


def test_the_networks_risk_follows_the_address(make_study):
    name = "Somebody on the network sees who takes part or presses"
    assert rows(make_study(), address="http://x")[name][1].startswith("Everything")
    assert rows(make_study(), address="https://x")[name] == (
        "https", "That and when somebody presses, not what",
    )  # fmt: skip
    assert rows(make_study("sealed"), address="https://x")[name][1] == "That somebody takes part"
    assert rows(make_study())[name][0].startswith("[To be filled in")


def test_risks_of_recruiting_follow_how_it_is_done(make_study):
    closed = rows(make_study(join=JoinMode.TOKENS))
    held = HeldSession(Session("ABC", "talk", SessionKind.LIVE, shown=ShownIn.ONE_ROOM))
    far = Stimulus("a", "A", 1, address="https://media.example/y.m3u8")
    vendor = Recruitment(vendor=Vendor("Acme Panels"))
    many = rows(make_study(stimuli=(far,), recruitment=vendor), contacts=3, sessions=(held,))
    assert set(many) - set(closed) == {
        "People who weren't asked, or one person twice, take seats",
        "Contacts are read",
        "Acme Panels ties its people to the study",
        "The origin of the video learns who watches",
        "Neighbours in the room see what somebody presses",
    }
