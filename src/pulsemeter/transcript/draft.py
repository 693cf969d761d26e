"""A transcript as it is looked at before it is taken in: what it becomes, and its lines that can't
be used, each with the whole line so that it can be mended on the spot.

Every format with times, and statement lists. Knows text; what a study has already is not its
business.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.passage_list import read_passage_list
from pulsemeter.transcript.read_transcript import read_transcript
from pulsemeter.transcript.statement_list import read_statement_list
from pulsemeter.transcript.statements import merge_cues

SIGNS_MAX = 1_000_000
SHOWN_MAX = 200
_LIST = re.compile(r"^[ \t]*\[\[statement\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LineToMend:
    """A line of the source that couldn't be used, from 1, as it stands there, and why."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a source becomes. `remarks` were used although something about them is odd; of more
    than can be shown, `hidden` says how many lines to mend are left out here."""

    statements: tuple[Statement, ...]
    passages: tuple[Passage, ...] = ()
    cues: int = 0
    to_mend: tuple[LineToMend, ...] = ()
    remarks: tuple[LineToMend, ...] = ()
    hidden: int = 0


def read_draft(source: str, stimulus: str, duration_ms: int = 0) -> Draft:
    """What the text of a transcript becomes in a stimulus.

    Raises TranscriptError where nothing of it can be used, for a list with all complaints.
    """
    if len(source) > SIGNS_MAX:
        raise TranscriptError(
            f"the transcript has {len(source):,} signs; {SIGNS_MAX:,} are read at most. Is it the "
            "transcript of this stimulus alone?"
        )
    if _LIST.search(source):
        said = read_statement_list(
            source, "the list", stimulus=stimulus, duration_ms=duration_ms or None
        )
        mine = [statement for statement in said if statement.stimulus == stimulus]
        passages = read_passage_list(source, "the list", mine)
        return Draft(tuple(mine), tuple(passages))
    transcript = read_transcript(source, "the transcript")
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def whole(number: int) -> str:
        return lines[number - 1] if number <= len(lines) else ""

    bad, odd = (
        tuple(LineToMend(b.line_number, whole(b.line_number), b.reason) for b in listed[:SHOWN_MAX])
        for listed in (transcript.bad_lines, transcript.remarks)
    )
    hidden = len(transcript.bad_lines) - len(bad)
    said = merge_cues(transcript.cues, stimulus)
    return Draft(tuple(said), (), len(transcript.cues), bad, odd, hidden)


def with_lines(source: str, mended: Mapping[int, str]) -> str:
    """The source with other lines at these numbers, from 1; an empty one takes its line away from
    the words but leaves its place, so that no other number moves."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, text in mended.items():
        if 1 <= number <= len(lines):
            lines[number - 1] = " ".join(text.split("\n"))
    return "\n".join(lines)
