"""A real debate transcript of 1,054 cues becomes statements that somebody could judge."""

from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from pulsemeter.domain.statement import Statement, overlapping
from pulsemeter.transcript.cue import Transcript
from pulsemeter.transcript.statements import merge_cues
from pulsemeter.transcript.subtitles import read_subtitles


@pytest.fixture(scope="module")
def debate(shared_data: Path) -> Transcript:
    path = shared_data / "debate-transcript" / "debate1_part1.vtt"
    return read_subtitles(path.read_bytes(), path.name)


@pytest.fixture(scope="module")
def statements(debate: Transcript) -> list[Statement]:
    return merge_cues(debate.cues, "debate")


def test_every_cue_is_read_with_its_speaker(debate: Transcript) -> None:
    assert len(debate.cues) == 1_054
    assert debate.bad_lines == ()
    assert {cue.speaker for cue in debate.cues} == {"Chris Wallace", "Donald Trump", "Joe Biden"}
    assert debate.end_ms == 2_851_120


def test_no_word_is_lost_and_no_statement_overlaps(
    debate: Transcript, statements: list[Statement]
) -> None:
    assert overlapping(statements) == []
    told = " ".join(s.words for s in statements)
    assert all(cue.text in told for cue in debate.cues)


def test_statements_are_long_enough_for_a_verdict(statements: list[Statement]) -> None:
    lengths = [s.end_ms - s.start_ms for s in statements]
    assert median(lengths) >= 10_000
    assert min(lengths) >= 3_000
    assert max(lengths) <= 30_000
    # Shorter than the target only where somebody else takes the floor.
    for one, following in pairwise(statements):
        if one.end_ms - one.start_ms < 5_000:
            assert one.speaker != following.speaker


def test_the_opening_is_cut_where_a_listener_would_cut(statements: list[Statement]) -> None:
    assert statements[0].words.startswith("Gentlemen, a lot of people been waiting")
    assert statements[0].words.endswith("Ruth Bader Ginsburg on the Court.")
    assert statements[3].speaker == "Donald Trump"
    assert statements[3].words.startswith("Thank you very much, Chris.")
    assert statements[0].id == "debate-s001"
