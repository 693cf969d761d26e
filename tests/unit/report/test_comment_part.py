"""Comments: themes, quotes, or why there is nothing."""

from tests.unit.report.study_reports import HOSTILE, context

from pulsemeter.report.comment_part import LATER, OFF, QUOTES_SHOWN, comment_section
from pulsemeter.report.outline import Findings, Paragraph
from pulsemeter.report.study_findings import Comments, Theme


def test_the_same_words_are_shown_once_and_counted_all() -> None:
    quotes, note = comment_section(context(), Comments(quotes=("So.", "So.", HOSTILE))).blocks
    assert isinstance(quotes, Findings)
    assert [found.quote for found in quotes.found] == ["So.", HOSTILE]
    assert isinstance(note, Paragraph)
    assert note.text.startswith("2 of 2 different comments (3 in all)")


def test_many_are_cut_and_it_is_said() -> None:
    many = tuple(f"Comment {n}." for n in range(QUOTES_SHOWN + 5))
    quotes, note = comment_section(context(), Comments(quotes=many)).blocks
    assert isinstance(quotes, Findings)
    assert len(quotes.found) == QUOTES_SHOWN
    assert isinstance(note, Paragraph)
    assert f"{QUOTES_SHOWN} of {QUOTES_SHOWN + 5} different" in note.text


def test_themes_have_a_heading_with_their_size() -> None:
    theme = Theme("costs", "about 12 comments", ("Too dear.",))
    (block,) = comment_section(context(), Comments(themes=(theme,))).blocks
    assert isinstance(block, Findings)
    assert block.title == "costs · about 12 comments"


def test_nothing_has_a_reason() -> None:
    for why in (OFF, LATER):
        (only,) = comment_section(context(), Comments(why_none=why)).blocks
        assert isinstance(only, Paragraph)
        assert only.text == why
