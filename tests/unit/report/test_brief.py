"""The text of briefs, in several languages, for people who read on a phone."""

from dataclasses import replace

from tests.unit.report.hand_overs import LABELS, NORTH, SHORT, STATEMENT, a_hand_over

from pulsemeter.domain.passage import TitledPassage
from pulsemeter.languages import LANGUAGES, words_for
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.brief import BriefFinding, brief_text

STUDY = a_hand_over().study
FINDING = BriefFinding(STATEMENT, [NORTH], LABELS)
LINK = "https://pulse.example/now#token"


def told(*findings, words=ENGLISH, is_early=False, is_simulated=False, link=LINK):
    return brief_text(
        STUDY,
        findings or (FINDING,),
        words,
        is_early=is_early,
        is_simulated=is_simulated,
        link=link,
    )


def test_a_finding_has_words_verdict_n_interval_note_and_link():
    brief = told()
    assert brief.subject == "North: resonates · “We choose to go to the moon.”"
    assert brief.text == (
        "“We choose to go to the moon.” (Kennedy, 1:00–1:10)\n"
        "North: resonates\n"
        "Among North, about 62 % of some 100 present pressed Like on this statement and fewer than "
        "8 persons Dislike; the evidence that more liked than disliked it is strong.\n"
        "Net approval +54, 95 % interval +38 to +66.\n"
        "Note on this statement: disputed\n"
        "\n"
        "To the moon\n"
        "These figures speak of this panel only.\n"
        "https://pulse.example/now#token\n"
    )


def test_what_is_early_or_simulated_says_so_first():
    lines = told(is_early=True, is_simulated=True).text.split("\n")
    assert lines[0].startswith("Early: ")
    assert lines[1].startswith("Simulated panel: ")
    assert not told().text.startswith(("Early", "Simulated"))


def test_a_correction_says_what_was_told_before():
    finding = replace(FINDING, before={"region:north": "undecided"})
    text = told(finding).text
    assert text.startswith("Correction of an earlier brief")
    assert "North: resonates (told before: undecided)" in text


def test_the_subject_counts_what_else_is_inside_and_is_short():
    long = replace(STATEMENT, words="word " * 60)
    both = replace(FINDING, quoted=long, figures=[NORTH, replace(NORTH, cell="all")])
    subject = told(both, FINDING).subject
    assert subject.endswith(" …” (1/3)")
    assert len(subject) < 120
    assert "all: resonates" in told(both).text


def test_a_statement_whose_words_are_to_be_typed_is_named_by_its_time():
    wordless = replace(FINDING, quoted=replace(STATEMENT, words=""))
    brief = told(wordless)
    assert brief.subject == "North: resonates · 1:00"
    assert brief.text.startswith("Kennedy, 1:00–1:10\nNorth: resonates\n")


def test_a_passage_has_its_title_time_and_the_notes_on_its_statements():
    notes = (("disputed", ""), ("wrong year", "https://facts.example"))
    passage = TitledPassage("p1", 1, "rice", 60_000, 150_000, "Why the moon", notes)
    brief = told(replace(FINDING, quoted=passage))
    assert brief.subject == "North: resonates · passage “Why the moon”"
    lines = brief.text.split("\n")
    assert lines[:2] == ["passage “Why the moon” (1:00–2:30)", "North: resonates"]
    assert lines[4:6] == [
        "Note on a statement in this passage: disputed",
        "Note on a statement in this passage: wrong year (https://facts.example)",
    ]
    untitled = told(replace(FINDING, quoted=replace(passage, title="", notes=())))
    assert untitled.subject == "North: resonates · passage 1:00"
    assert untitled.text.startswith("passage 1:00–2:30\nNorth: resonates\n")
    assert "Note" not in untitled.text


def test_too_few_have_no_net_and_a_source_stands_with_the_note():
    statement = replace(STATEMENT, note="disputed", source="https://facts.example", speaker="")
    text = told(replace(FINDING, quoted=statement, figures=[SHORT])).text
    assert "Net approval" not in text
    assert "Note on this statement: disputed (https://facts.example)" in text
    assert "(1:00–1:10)" in text
    assert "@West: too few" in text


def test_every_language_says_all_of_it():
    finding = replace(FINDING, before={"region:north": "divides"})
    seen = set()
    for language in LANGUAGES:
        brief = told(finding, words=words_for(language), is_early=True, is_simulated=True)
        assert "{" not in brief.text + brief.subject
        for kept in ("We choose to go to the moon.", "North", "62", "38", "66", "https://"):
            assert kept in brief.text, (language, kept)
        seen.add(brief.text)
    assert len(seen) == len(LANGUAGES)
