"""Released answers as the tables of an analysis: `answers`, `change` and `turnover`.

Says again what left, and computes nothing. This module must not know exact counts.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from pulsemeter.analysis import frames
from pulsemeter.analysis.frames import Schema
from pulsemeter.release.answer_figures import AnswerRelease, MoveFigure, QuestionFigures
from pulsemeter.release.figures import Count

_ASKED: Schema = {"question": pl.String, "answer": pl.String}
ANSWERS: Schema = {
    **frames.ANSWERS,
    "persons_coding": pl.String,
    "answered_coding": pl.String,
}
CHANGE: Schema = {
    **_ASKED,
    **frames.CHANGE,
    **dict.fromkeys(("persons_coding", "up_coding", "down_coding", "unchanged_coding"), pl.String),
}
TURNOVER: Schema = {
    "question": pl.String,
    **frames.TURNOVER,
    "persons_coding": pl.String,
}
Labels = Mapping[tuple[str, str], str]
Rows = list[dict[str, Any]]


def answer_rows(questions: Iterable[QuestionFigures], labels: Labels) -> Rows:
    """Rows of `ANSWERS`; `labels` by question and answer."""
    return [
        {
            "question": asked.question,
            "part": figure.part,
            "segment": figure.cell,
            "answer": one.answer,
            "answer_label": labels.get((asked.question, one.answer), one.answer),
            **told("persons", one.persons),
            **told("answered", figure.persons),
            "share": one.share,
            "low": one.low,
            "high": one.high,
        }
        for asked in questions
        for figure in asked.answers
        for one in figure.answers
    ]


def change_rows(release: AnswerRelease) -> Rows:
    """Rows of `CHANGE`."""
    return [
        {
            "question": asked.question,
            "answer": figure.answer,
            "segment": figure.cell,
            **told("persons", figure.persons),
            **told("up", figure.up),
            **told("down", figure.down),
            **told("unchanged", figure.unchanged),
            **_shares(figure),
            "reason": "",
        }
        for asked in release.questions
        for figure in asked.moves
    ]


def turnover_rows(release: AnswerRelease) -> Rows:
    """Rows of `TURNOVER`, whole panel."""
    return [
        {
            "question": asked.question,
            "before": figure.before,
            "after": figure.after,
            **told("persons", figure.persons),
        }
        for asked in release.questions
        for figure in asked.crossed
    ]


def told(name: str, count: Count | None) -> dict[str, Any]:
    """A count as a table has it, with how it is told beside it."""
    if count is None:
        return {name: None, f"{name}_coding": None}
    return {name: count.value, f"{name}_coding": count.coding}


def _shares(figure: MoveFigure) -> dict[str, float | None]:
    return {
        name: getattr(figure, name)
        for name in ("net", "low", "high", "changed_share", "changed_low", "changed_high")
    }
