"""Questions put to everybody while a session runs, and what their answers tell by segment.

`GET /api/v1/sessions/{code}/questions` answers PanelQuestions; `POST` to it takes an AskedQuestion,
`POST …/questions/end` ends the open one; both answer PanelQuestions. The stream's event `asked`
says that something changed.
"""

from typing import Annotated

from msgspec import Meta, Struct

from pulsemeter.wire.dashboard import Count

Text = Annotated[str, Meta(max_length=2_000)]


class AskedQuestion(Struct, frozen=True):
    """A question to put: the study's `planned` one by its id, else these words."""

    text: Text = ""
    answers: Annotated[list[Text], Meta(max_length=20)] = []
    planned: Annotated[str, Meta(max_length=200)] = ""


class PlannedQuestion(Struct, frozen=True):
    """A question of the study that can be put."""

    id: str
    text: str
    answers: list[str]


class AnswerShare(Struct, frozen=True):
    """How many of a segment gave one answer (its place from 1), in percent of those who
    answered."""

    answer: int
    persons: Count
    share: float
    low: float
    high: float


class SegmentAnswers(Struct, frozen=True):
    """One segment: how many answered, and what."""

    cell: str
    persons: Count
    answers: list[AnswerShare]


class PanelQuestion(Struct, frozen=True):
    """A question that was put. `answered` is the rounded number of persons so far, while it is
    open; `segments` come once it is ended, `held_back` says what doesn't and why."""

    number: int
    text: str
    answers: list[str]
    asked_ms: int
    is_open: bool
    answered: int | None
    segments: list[SegmentAnswers] | None
    held_back: list[str]


class PanelQuestions(Struct, frozen=True):
    """All questions of a session, oldest first; `refusal` says why none can be put."""

    questions: list[PanelQuestion]
    planned: list[PlannedQuestion]
    refusal: str
