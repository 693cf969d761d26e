"""The final analysis of a session from its log alone, in one pass.

Folds everything at once where the live tally folded piece by piece; both must come to the
same cells, press by press, and a simulation test holds them to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pulsemeter.domain.delay import DelayCue
from pulsemeter.domain.study import Study
from pulsemeter.service.begin_tally import new_tally
from pulsemeter.service.ports import ReactionLog
from pulsemeter.tally.delays import Delays, fold_timed
from pulsemeter.tally.frame import RECORD, Records
from pulsemeter.tally.session_tally import SessionTally


@dataclass(frozen=True, slots=True, eq=False)
class SessionAnalysis:
    """All records of a session, those of them whose stimulus time is known, in that time, and the
    tally they fold to."""

    records: Records
    tally: SessionTally
    timed: Records


async def read_records(log: ReactionLog, session: str) -> tuple[Records, int]:
    """Every record of a session, in log order, and the last position."""
    found: list[Records] = [np.empty(0, dtype=RECORD)]
    after = 0
    while frames := await log.read(session, after):
        found.extend(frame.records for _, frame in frames)
        after = frames[-1][0]
    records = np.concatenate(found)
    return records[records["seat"] != 0], after


async def analyse_session(
    log: ReactionLog, session: str, study: Study, cues: Sequence[DelayCue] | None = None
) -> SessionAnalysis:
    """The session's tally from its whole log. `cues` are those at which people with screens of
    their own tapped, None where no delay was measured."""
    records, position = await read_records(log, session)
    return analysed(records, position, study, cues)


def analysed(
    records: Records, position: int, study: Study, cues: Sequence[DelayCue] | None = None
) -> SessionAnalysis:
    """The same of records that were read, for whoever folds them beside the event loop."""
    tally = new_tally(study)
    delays = None if cues is None else Delays()
    if delays is not None and cues is not None:
        delays.mark(cues)
        delays.hear(records)
    duration_ms = study.stimuli[0].duration_ms
    fold_timed(tally, delays, records, duration_ms, position)
    timed = records if delays is None else delays.timed(records, duration_ms).exact
    return SessionAnalysis(records, tally, timed)
