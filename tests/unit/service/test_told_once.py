"""What left once, beside the other figures, as far as a view shows it."""

from dataclasses import replace

import polars as pl
from tests.unit.release.showings import interval_figure

from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.release.answer_figures import SessionRelease, WholeStimulus
from pulsemeter.release.figures import Count, StatementFigure
from pulsemeter.release.released_tables import Released
from pulsemeter.release.told_comments import CommentRelease, ToldComment
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.told_once import with_once

SESSION = Session("KENNEDY", "talk", SessionKind.LIVE, SessionState.CLOSED)


def _figure(cell: str) -> StatementFigure:
    counts = interval_figure(cell, (9, 1, 17))
    return StatementFigure(cell, counts.likes, counts.dislikes, Count(17, "near"), "divides", "")


def _released() -> Released:
    return Released(
        profile="standard", notes=[], interval_ms=5_000, duration_ms=30_000,
        segments=pl.DataFrame(), statement_list=pl.DataFrame({"statement": []}), curve=[],
        statements=[],
    )  # fmt: skip


def test_a_stimulus_as_a_whole_is_told_to_own_audiences_alone(make_study) -> None:
    study = make_study("standard")
    whole = SessionRelease(
        [WholeStimulus(0, [_figure("all"), _figure("region:north"), _figure("region:south")])],
        ["b: too short"],
    )

    def told(view: View) -> set[str]:
        made = with_once(
            _released(), SESSION, study, study.stimuli[0], [whole], view, explored=None
        )
        assert made.notes == ["not told: b: too short"]
        return {row["segment"] for row in made.session}

    assert told(EVERYTHING) == {"all", "region:north", "region:south"}
    assert told(replace(EVERYTHING, audiences=frozenset({"region:north"}))) == {"region:north"}


def test_comments_are_no_figures(make_study) -> None:
    study = make_study("standard")
    words = CommentRelease([ToldComment("Good", "closing")])
    before = _released()
    assert (
        with_once(before, SESSION, study, study.stimuli[0], [words], EVERYTHING, explored=None)
        == before
    )
