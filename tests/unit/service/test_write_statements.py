from hypothesis import given
from hypothesis import strategies as st
from tests.unit.service.studies import SAID, TEXT

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement, StatementKind
from pulsemeter.service.write_statements import statement_list, transcript
from pulsemeter.transcript.passage_list import read_passage_list
from pulsemeter.transcript.statement_list import read_statement_list
from pulsemeter.transcript.subtitles import read_subtitles

FIRST = Statement(
    "s1b", 2, "talk", 0, 9_000, 'Not "easy"\nat all', "Ann", "space", StatementKind.ANSWER,
    "disputed", ("s1",), "Daily, 3 May",
)  # fmt: skip
SECOND = Statement("s2", 1, "talk", 9_500, 12_000, "Why?")
PART = Passage("talk-p01", 3, "talk", "The # moon", ("s1b", "s2"))


@st.composite
def _statements(draw):
    """Statements of a stimulus, one after the other, with all that may stand in them."""
    ids = draw(st.lists(SAID.filter(lambda t: not set(t) & set(":+×/")), min_size=1, unique=True))
    at_ms, said = 0, []
    for name in ids:
        start_ms = at_ms + draw(st.integers(0, 5))
        at_ms = start_ms + draw(st.integers(1, 10_000))
        note = draw(TEXT)
        said.append(
            Statement(
                name, draw(st.integers(1, 5)), "talk", start_ms, at_ms, draw(SAID), draw(TEXT),
                draw(TEXT), draw(st.sampled_from(StatementKind)), note,
                tuple(draw(st.lists(TEXT, max_size=2))), draw(TEXT) if note else "",
            )
        )  # fmt: skip
    return said


@given(_statements())
def test_any_statements_are_read_again_as_they_were(said):
    assert read_statement_list(statement_list("talk", said), stimulus="talk") == said


def test_passages_are_read_again():
    text = statement_list("talk", [FIRST, SECOND], [PART])
    assert text.startswith("# The statements of talk, ")
    said = read_statement_list(text, stimulus="talk")
    assert read_passage_list(text, "talk.toml", said) == [PART]


def test_the_transcript_holds_what_players_show():
    read = read_subtitles(transcript([FIRST, SECOND]))
    assert [(c.start_ms, c.end_ms, c.speaker, c.text) for c in read.cues] == [
        (0, 9_000, "Ann", 'Not "easy" at all'), (9_500, 12_000, None, "Why?"),
    ]  # fmt: skip
    assert read.bad_lines == ()
