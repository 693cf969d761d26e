"""What a session has released of its passages, for the tables of an analysis.

A passage is called by its title; where two have the same, by title and id. Counts nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pulsemeter.analysis.reaction_rows import SPEECH
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.wording import Wording
from pulsemeter.release.figures import Release, StatementRelease
from pulsemeter.release.released_tables import PASSAGES, judged_rows


def passages_of(wording: Wording, stimulus: str) -> dict[str, Passage]:
    """The passages of a stimulus in order of time, by what they are called."""
    held = [passage for passage in wording.passages if passage.stimulus == stimulus]
    titles = Counter(passage.title for passage in held)
    return {
        p.title if p.title and titles[p.title] == 1 else f"{p.title} ({p.id})".strip(): p
        for p in held
    }


def with_passages(spoken: pl.DataFrame, passages: Mapping[str, Passage]) -> pl.DataFrame:
    """The list of statements with the passage that holds each, "" for none."""
    holders = {s: name for name, passage in passages.items() for s in passage.statements}
    named = [holders.get(statement, "") for statement in spoken["statement"]]
    return spoken.with_columns(passage=pl.Series(named, dtype=pl.String))


def passage_rows(
    passages: Mapping[str, Passage], releases: Sequence[Release]
) -> list[dict[str, Any]]:
    """Rows of `PASSAGES`, as they were last released. A passage of one statement has the
    statement's figures."""
    newest = {r.statement: r for r in releases if isinstance(r, StatementRelease)}
    found: list[dict[str, Any]] = []
    for name, passage in passages.items():
        told = newest.get(passage.judged_as)
        if told is not None:
            found += judged_rows(PASSAGES, {"target": SPEECH, "passage": name}, told.figures)
    return found
