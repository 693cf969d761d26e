"""Questions asked before and after the stimulus, per segment, as tables."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from pulsemeter.analysis.change import change
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.frames import CHANGE, TURNOVER, rows
from pulsemeter.analysis.measured import Measured
from pulsemeter.analysis.person_classes import session_classes
from pulsemeter.analysis.persons import PersonClass
from pulsemeter.analysis.segments import category_column
from pulsemeter.analysis.turnover import SegmentChange

OWN = "own reactions"
"""Begin of the names of the groups formed by people's own reactions: an association only."""


def change_tables(measured: Measured) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Change in every segment, and the turnover table of the whole panel.

    Rows named `own reactions: like` and so on group persons by their own session: how change went
    with reactions is an association, never an effect.

    Returns
    -------
    change, turnover : polars.DataFrame
        Schemas of these names in `frames`; empty unless the settings name the two questions.
    """
    settings, segments = measured.settings, measured.segments
    if settings.before is None or settings.after is None:
        return rows(CHANGE, []), rows(TURNOVER, [])
    asked = [category_column(measured.panel, name) for name in (settings.before, settings.after)]
    answers = settings.answers or in_order(set(asked[0].tolist()) | set(asked[1].tolist()))
    before, after = ([value or None for value in column.tolist()] for column in asked)
    unknown = {value for value in before + after if value is not None} - set(answers)
    if unknown or len(answers) < 2:
        named = (
            f"{min(unknown)!r} is none of the answers" if unknown else "there are fewer than two"
        )
        raise DataError(f"{named} ({', '.join(answers) or 'none'}); list them from low to high")
    codes = session_classes(measured.matrix, measured.matrix.targets[0], settings)
    own = np.where(codes == PersonClass.ABSENT, np.nan, codes.astype(np.float64))
    members = dict(zip(segments.ids[1:], segments.membership[1:], strict=True))
    found = change(
        before,
        after,
        answers,
        segments=members,
        own_balance=own,
        floor=max(settings.floor, 2),
        confidence=settings.confidence,
    )
    entries = [_row(part.name, part) for part in (found.everyone, *found.segments)]
    if found.association is not None:
        entries += [_row(f"{OWN}: {part.name}", part) for part in found.association.groups]
    table = [
        {"before": answers[i], "after": answers[j], "persons": int(found.turnover[i, j])}
        for i in range(len(answers))
        for j in range(len(answers))
    ]
    return rows(CHANGE, entries), rows(TURNOVER, table)


def in_order(answers: Iterable[str]) -> tuple[str, ...]:
    """Answers by number if all are numbers; other answers need their order from the settings."""
    held = sorted(answer for answer in answers if answer)
    try:
        return tuple(sorted(held, key=float))
    except ValueError as error:
        raise DataError(
            f"the answers {', '.join(held)} have no order by themselves: list them from low to high"
        ) from error


def _row(name: str, part: SegmentChange) -> dict[str, object]:
    return {
        "segment": name,
        "persons": part.n,
        "up": part.up,
        "down": part.down,
        "unchanged": part.n - part.changed,
        "net": part.net,
        "low": part.low,
        "high": part.high,
        "changed_share": part.changed_share,
        "changed_low": part.changed_low,
        "changed_high": part.changed_high,
        "reason": part.reason,
    }
