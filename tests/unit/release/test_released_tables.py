"""Released figures as tables: counts as told, shares in place of points, nothing else."""

from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.release.figures import Count, IntervalFigure, StatementFigure
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.released_tables import (
    LEFT_OUT,
    STATEMENTS,
    Released,
    interval_rows,
    judged_rows,
    released_analysis,
    segment_rows,
)

LIKES, FEW, PRESENT = Count(12, "near"), Count(3, "under"), Count(40, "near")
CELLS = [
    PlannedCell("all", "All", "all", (), 41),
    PlannedCell("region:N", "North", "region", ("N",), 9, "fewer than 10 persons"),
]


def made():
    curve = interval_rows(
        "speech",
        3,
        5_000,
        [IntervalFigure("all", LIKES, FEW, PRESENT, "most_liked", 2, 22.5, 10.0, 35.0)],
    )
    hidden = interval_rows("speech", 4, 5_000, [IntervalFigure("all", FEW, FEW, FEW, "too_few", 0)])
    judged = judged_rows(
        STATEMENTS,
        {"target": "speech", "statement": "a"},
        [StatementFigure("all", LIKES, FEW, PRESENT, "resonates", "Among all …", 22.5, 10.0, 35.0)],
    )
    released = Released(
        profile="standard",
        notes=["n"],
        interval_ms=5_000,
        duration_ms=60_000,
        segments=segment_rows(CELLS, {"all": 42, "region:N": 10}),
        statement_list=_statements(),
        curve=[*hidden, *curve],
        statements=judged,
    )
    return released_analysis(AnalysisSettings(), released)


def _statements():
    from pulsemeter.analysis.measured import statement_table

    return statement_table(
        {"statement": ["a"], "start_ms": [0], "end_ms": [9_000]}, AnalysisSettings()
    )


def test_points_become_shares_and_counts_stay_as_told():
    (first, second) = made().curve.to_dicts()
    assert (first["interval"], first["start_ms"], first["net"]) == (3, 15_000, 0.225)
    assert (first["likes"], first["dislikes_coding"], first["band"]) == (12, "under", "pointwise")
    assert (second["net"], second["band"], second["faded"]) == (None, "none", False)


def test_a_withheld_cell_is_no_segment_and_rosters_are_the_rounded_ones():
    assert made().segments.select("segment", "present").rows() == [("all", 42)]


def test_the_verdict_keeps_its_sentence():
    (row,) = made().statements.to_dicts()
    assert (row["verdict"], row["sentence"], row["low"]) == ("resonates", "Among all …", 0.1)


def test_the_reader_is_told_what_was_left_out():
    assert made().notes == ("n", LEFT_OUT)
