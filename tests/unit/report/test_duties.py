"""Three drafts, each marked as one; the AAPOR block tells sizes as released."""

from dataclasses import replace

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.report.configuration import Configuration, HeldSession
from pulsemeter.report.duties import DRAFT, TITLES, disclosure_sections, duty_documents
from pulsemeter.report.html import page_of
from pulsemeter.report.markdown import markdown_of


def configured(study, *sessions):
    return Configuration(study=study, made="2026-01-02", version="1.2", sessions=sessions)


def test_each_document_says_that_it_is_a_draft_and_of_when(make_study):
    documents = duty_documents(configured(make_study(title="A <b>talk</b>")))
    assert list(documents) == list(TITLES)
    for document in documents.values():
        text = markdown_of(document)
        assert DRAFT in text
        assert "No legal advice" in text
        assert "Made on 2026-01-02 by Pulsemeter 1.2 from the study talk" in text
        assert "SIMULATED" not in text
        page = page_of(document)
        assert "A &lt;b&gt;talk" in page
        assert "<b>talk" not in page
    simulated = duty_documents(configured(make_study(simulated=True)))
    assert all("SIMULATED" in markdown_of(each) for each in simulated.values())


def test_what_nobody_told_is_named_as_missing(make_study):
    text = markdown_of(duty_documents(configured(make_study()))["aapor"])
    assert "Population under study: \\[To be filled in: population under study\\]" in text
    assert "It doesn't know where persons were found" in text
    assert "No session yet" in text
    assert "- **Sponsor:** we" in text
    assert "- **How persons could join:** Whoever has" in text


def test_sizes_and_precision_are_those_of_the_release(make_study, found: Analysis):
    session = Session("ABC", "talk", SessionKind.LIVE, SessionState.CLOSED)
    released = replace(found, released="standard")
    held = HeldSession(session, "2026-01-01", "2026-01-01", released)
    section = str(disclosure_sections(configured(make_study(), held))[-1])
    assert "Sizes of segments, as released" in section
    for row in released.segments.iter_rows(named=True):
        assert f"Cell(text='{row['persons']}'" in section
    for item in ("Weighting", "Uncertainty", "Verdict rule", "passed the release gate", "Limits:"):
        assert item in section
    nothing = str(disclosure_sections(configured(make_study(), HeldSession(session)))[-1])
    assert "released nothing" in nothing
    assert "SIMULATED" not in nothing
    marked = HeldSession(replace(session, simulated=True))
    assert "SIMULATED" in str(disclosure_sections(configured(make_study(), marked))[-1])
