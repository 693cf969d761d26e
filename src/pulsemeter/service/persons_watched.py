"""A session's log as the persons of a data package watched it, stimulus by stimulus.

The cells are those of the tally, so that what is exported is what was counted. It must not know
who may have it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.matrix import Presses, SessionMatrix, latched
from pulsemeter.analysis.measured import statement_table
from pulsemeter.analysis.person_classes import classes_of, scores_of, session_classes
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.assignment import stimuli_of
from pulsemeter.domain.instrument import target_ids
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.presence import UNKNOWN
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording
from pulsemeter.report.persons_package import Watched
from pulsemeter.service.released_passages import passages_of, with_passages
from pulsemeter.service.run_analysis import SessionAnalysis
from pulsemeter.service.study_analysis import study_settings
from pulsemeter.tally.frame import Records

Classes = Mapping[str, NDArray[np.int8]]
_REACTS = (RecordKind.PRESS, RecordKind.UNDO)


def exact_settings(study: Study, index: int) -> AnalysisSettings:
    """The settings with which the log itself is analysed."""
    settings = study_settings(study, study.stimuli[index])
    name = study.instrument.analysis_name
    return replace(settings, instrument=name, presence_known=True)  # type: ignore[arg-type]


def watched_by(
    study: Study, whole: SessionAnalysis, seats: Sequence[Seat], wording: Wording | None
) -> list[tuple[Watched, Classes]]:
    """For each stimulus what these seats, as persons 1, 2, 3 …, made of it, and their classes for
    all of it, by target."""
    return [_watched(study, whole, seats, wording, index) for index in range(len(study.stimuli))]


def _watched(
    study: Study,
    whole: SessionAnalysis,
    seats: Sequence[Seat],
    wording: Wording | None,
    index: int,
) -> tuple[Watched, Classes]:
    stimulus, settings = study.stimuli[index], exact_settings(study, index)
    targets = target_ids(study.instrument)
    codes, offsets = _cells(whole, seats, index, targets)
    reactions = _reactions(whole.timed, seats, index, targets, stimulus.duration_ms)
    if settings.rated:
        standing = {name: latched(cells, settings.start) for name, cells in codes.items()}
    else:
        standing = codes
    matrix = SessionMatrix(
        tuple(str(number) for number in range(1, len(seats) + 1)),
        targets,
        standing,
        offsets,
        {name: _presses(reactions.filter(target=name)) for name in targets},
        settings.interval_ms,
        stimulus.duration_ms,
        presence_known=True,
    )
    said = list(wording.of(stimulus.id)) if wording else []
    passages = passages_of(wording, stimulus.id) if wording else {}
    statements = with_passages(statement_table(said, settings), passages)
    windows = [[span] for span in statements.select("start_ms", "end_ms").iter_rows()]
    watched = Watched(
        stimulus=stimulus,
        matrix=matrix,
        codes=codes,
        shown=np.array([index in stimuli_of(study, seat) for seat in seats], dtype=np.bool_),
        reactions=reactions,
        statements=statements,
        classes={name: classes_of(matrix, name, windows, settings) for name in targets},
        scores={name: scores_of(matrix, name, windows, settings) for name in targets},
    )
    return watched, {name: session_classes(matrix, name, settings) for name in targets}


def _cells(
    whole: SessionAnalysis, seats: Sequence[Seat], index: int, targets: Sequence[str]
) -> tuple[dict[str, NDArray[np.int8]], dict[str, NDArray[np.uint16]]]:
    """Codes and offsets of the seats in their order, each (persons, intervals), by target."""
    rows = np.array([whole.tally.row_of.get(seat.id, -1) for seat in seats], dtype=np.int64)
    codes, offsets = {}, {}
    for place, name in enumerate(targets):
        cells = whole.tally.cells[index, place]
        known = (rows >= 0) & (rows < cells.rows)
        codes[name] = np.full((len(seats), cells.intervals), UNKNOWN, dtype=np.int8)
        offsets[name] = np.zeros((len(seats), cells.intervals), dtype=np.uint16)
        codes[name][known] = cells.codes[:, rows[known]].T
        offsets[name][known] = cells.offsets_ms(0, cells.intervals)[:, rows[known]].T
    return codes, offsets


def _reactions(
    records: Records,
    seats: Sequence[Seat],
    index: int,
    targets: Sequence[str],
    duration_ms: int,
) -> pl.DataFrame:
    """Presses and undos, person by person, in the order in which the later stands."""
    mine = records[(records["stimulus"] == index) & np.isin(records["kind"], _REACTS)]
    mine = mine[(mine["clock_ms"] >= 0) & (mine["clock_ms"] < duration_ms)]
    ids = np.array([seat.id for seat in seats], dtype=np.uint64)
    order = np.argsort(ids)
    place = np.minimum(np.searchsorted(ids[order], mine["seat"]), max(len(ids) - 1, 0))
    row = order[place] if len(ids) else place
    known = ids[row] == mine["seat"] if len(ids) else np.zeros(len(mine), dtype=np.bool_)
    mine, row = mine[known], row[known]
    by = np.lexsort((mine["sequence"], mine["writer_rank"], mine["clock_ms"], row))
    mine, row = mine[by], row[by]
    frame = pl.DataFrame(
        {
            "row": row.astype(np.int64),
            "stimulus_ms": mine["clock_ms"].astype(np.int64),
            "target": pl.Series(targets).gather(mine["target"].astype(np.int64)),
            "choice": mine["choice"].astype(np.int64),
            "undo": mine["kind"] == RecordKind.UNDO,
            "writer": mine["writer"],
            "sequence": mine["sequence"],
        }
    )
    # A record may stand in the log twice; folded it counts once, and so it does here.
    once = frame.unique(["row", "writer", "sequence"], keep="first", maintain_order=True)
    return once.drop("writer", "sequence").with_columns(
        number=pl.int_range(pl.len()).over("row") + 1
    )


def _presses(own: pl.DataFrame) -> Presses:
    """Every press of one target in order of time, but those that the next record takes back."""
    undone = own.select(pl.col("undo").shift(-1, fill_value=False).over("row"))["undo"]
    pressed = own.filter(~own["undo"], ~undone).sort("stimulus_ms", maintain_order=True)
    return Presses(
        pressed["row"].to_numpy().astype(np.int32),
        pressed["stimulus_ms"].to_numpy().astype(np.int32),
        pressed["choice"].to_numpy().astype(np.int8),
    )
