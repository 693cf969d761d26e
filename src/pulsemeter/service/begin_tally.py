"""The empty tally of a study, before anything of its log is folded."""

from pulsemeter.domain.study import Study
from pulsemeter.tally.cells import Arrays, in_memory
from pulsemeter.tally.session_tally import SessionTally


def new_tally(study: Study, arrays: Arrays = in_memory) -> SessionTally:
    """An empty tally of a study's shape; its large arrays lie where `arrays` says."""
    return SessionTally(
        tuple(s.duration_ms for s in study.stimuli),
        study.instrument.cadence_ms,
        len(study.instrument.targets),
        arrays,
    )
