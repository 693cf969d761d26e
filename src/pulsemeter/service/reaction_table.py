"""The log of a session as the long table that the analysis reads: one row for each record.

These are persons' own reactions, exact and ungated: for the analysis inside, never for a screen.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from pulsemeter.analysis.reaction_rows import SPEECH
from pulsemeter.domain.instrument import Instrument, target_ids
from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.tally.frame import Records

_SIDES = {True: "left", False: "right", None: None}
SCHEMA = {
    "participant": pl.String,
    "stimulus_ms": pl.Int64,
    "target": pl.String,
    "kind": pl.String,
    "choice": pl.Int64,
    "instrument": pl.String,
    "like_side": pl.String,
}


def reaction_table(
    records: Records,
    instrument: Instrument,
    stimulus: int = 0,
    likes_left: Mapping[int, bool] | None = None,
) -> pl.DataFrame:
    """Presses, undos and presence of one stimulus, in the order in which the later one stands.

    Pauses and refused records say nothing about an interval and are left out. Participants are
    called by their seat's random number; `likes_left` tells by seat on which side of the screen
    Like lay.
    """
    told = (RecordKind.PRESS, RecordKind.UNDO, RecordKind.PRESENCE)
    mine = records[(records["stimulus"] == stimulus) & np.isin(records["kind"], told)]
    mine = mine[np.lexsort((mine["sequence"], mine["writer_rank"], mine["clock_ms"]))]
    is_press, is_undo = mine["kind"] == RecordKind.PRESS, mine["kind"] == RecordKind.UNDO
    presence = np.where(mine["choice"] == SKIPPED, "skipped", "away")
    names = np.array(target_ids(instrument))
    target = np.where(is_press | is_undo, names[mine["target"]], SPEECH)
    return pl.DataFrame(
        {
            "participant": mine["seat"].astype(str),
            "stimulus_ms": mine["clock_ms"],
            "target": target,
            "kind": np.where(is_press, "press", np.where(is_undo, "undo", presence)),
            "choice": pl.Series(mine["choice"], dtype=pl.Int64).set(pl.Series(~is_press), None),
            "instrument": np.full(len(mine), instrument.analysis_name),
            "like_side": [_SIDES[(likes_left or {}).get(seat)] for seat in mine["seat"].tolist()],
        },
        schema=SCHEMA,
    )
