"""The released figures of one statement as a table and as JSON, for a hand-over package.

Figures come as they were released and as far as the package's readers may see them; nothing is
counted or estimated here.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from io import StringIO
from typing import Any

from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import Count, IntervalRelease, StatementRelease
from pulsemeter.report.cell_text import defused

COLUMNS = (
    "level", "id", "start_ms", "end_ms", "audience", "audience_label",
    "likes", "likes_coding", "dislikes", "dislikes_coding", "present", "present_coding",
    "finding", "net", "low", "high", "people_to_settle", "standing", "panel_share", "release",
    "sentence",
)  # fmt: skip
Row = dict[str, str | int | float | None]


def figures_csv(
    statement: Statement,
    released: StatementRelease,
    intervals: Sequence[IntervalRelease],
    labels: Mapping[str, str],
    cadence_ms: int,
) -> bytes:
    """One row for the statement and for each of its intervals, per audience; UTF-8 with a byte
    order mark, since Excel reads it as something else without."""
    text = StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    rows = [*_statement_rows(statement, released), *_interval_rows(intervals, cadence_ms)]
    for row in rows:
        row["audience_label"] = labels.get(str(row["audience"]), str(row["audience"]))
        table.writerow({k: defused(v) if isinstance(v, str) else v for k, v in row.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def figures_json(
    about: Mapping[str, Any],
    released: StatementRelease,
    intervals: Sequence[IntervalRelease],
    labels: Mapping[str, str],
) -> bytes:
    """The same figures with all that was released of them; `about` says what they are of."""
    cells = {figure.cell for figure in released.figures}
    whole = {
        **about,
        "audiences": {cell: label for cell, label in labels.items() if cell in cells},
        "statement_release": _told(released),
        "interval_releases": [_told(release) for release in intervals],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _told(release: StatementRelease | IntervalRelease) -> dict[str, Any]:
    """A release without its position, which is of the store alone."""
    return {key: value for key, value in asdict(release).items() if key != "position"}


def _statement_rows(statement: Statement, released: StatementRelease) -> Iterator[Row]:
    for figure in released.figures:
        yield {
            "level": "statement",
            "id": f"{statement.id} r{statement.revision}",
            "start_ms": statement.start_ms,
            "end_ms": statement.end_ms,
            "audience": figure.cell,
            **_counts(figure.likers, figure.dislikers, figure.present),
            "finding": figure.verdict,
            "net": figure.net,
            "low": figure.low,
            "high": figure.high,
            "people_to_settle": figure.people_to_settle,
            **_of(released),
            "sentence": figure.sentence,
        }


def _interval_rows(intervals: Sequence[IntervalRelease], cadence_ms: int) -> Iterator[Row]:
    for released in intervals:
        for figure in released.figures:
            yield {
                "level": "interval",
                "id": str(released.interval),
                "start_ms": released.interval * cadence_ms,
                "end_ms": (released.interval + 1) * cadence_ms,
                "audience": figure.cell,
                **_counts(figure.likes, figure.dislikes, figure.present),
                "finding": figure.majority,
                "net": figure.net,
                "low": figure.low,
                "high": figure.high,
                **_of(released),
            }


def _counts(likes: Count, dislikes: Count, present: Count) -> Row:
    return {
        "likes": likes.value,
        "likes_coding": likes.coding,
        "dislikes": dislikes.value,
        "dislikes_coding": dislikes.coding,
        "present": present.value,
        "present_coding": present.coding,
    }


def _of(released: StatementRelease | IntervalRelease) -> Row:
    return {
        "standing": released.standing,
        "panel_share": released.panel_share,
        "release": released.number,
    }
