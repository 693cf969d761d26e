"""Each letter of Art. 30(1) has its section, told by the configuration."""

from pulsemeter.domain.retention import Retention
from pulsemeter.report.configuration import Configuration
from pulsemeter.report.processing_record import record_sections


def configured(study, **around):
    return Configuration(study=study, made="2026-01-02", version="1", **around)


def test_every_letter_is_there_and_what_isnt_known_is_blank(make_study):
    sections = record_sections(configured(make_study()))
    assert [section.title[:3] for section in sections] == [f"({letter})" for letter in "abcdefg"]
    by_key = {section.key: str(section) for section in sections}
    assert "Controller', '[To be filled in" in by_key["a"]
    assert "Art. 9(2)(a)" in by_key["b"]
    assert "[To be filled in" in by_key["e"]


def test_it_follows_the_configuration(make_study):
    study = make_study(title="Debate", question="Who wins?", retention=Retention(persons_days=30))
    by_key = {s.key: str(s) for s in record_sections(configured(study, address="http://x"))}
    assert "“Debate” (talk)" in by_key["b"]
    assert "The study's question: Who wins?" in by_key["b"]
    assert "Region: North, South." in by_key["c"]
    assert "30 days after a session's close" in by_key["f"]
    assert "NOT encrypted" in by_key["g"]
    assert "groups" in by_key["d"]
