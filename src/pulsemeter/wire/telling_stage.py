"""From a stage's board to its feed."""

from msgspec import convert, to_builtins

from pulsemeter.domain.session import Session
from pulsemeter.domain.study import Study
from pulsemeter.domain.timeline import interval_end, interval_start
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.release.stage_board import StageBoard
from pulsemeter.wire import stage as wire


def stage_message(
    board: StageBoard, session: Session, study: Study, delay_s: int, after: int = 0
) -> wire.StageFeed:
    """The board with the intervals that a release above `after` tells of."""
    stimulus = study.stimuli[board.stimulus]
    return wire.StageFeed(
        study.title,
        stimulus.title,
        session.simulated,
        delay_s,
        board.number,
        [
            wire.StageSegment(curve.cell.id, curve.cell.label, curve.cell.attribute_label)
            for curve in board.curves
        ],
        [
            _interval(release, study.instrument.cadence_ms, stimulus.duration_ms)
            for release in board.intervals
            if release.number > after
        ],
    )


def _interval(release: IntervalRelease, cadence_ms: int, duration_ms: int) -> wire.StageInterval:
    end_ms = interval_end(release.interval, cadence_ms)
    return wire.StageInterval(
        release.number,
        release.interval,
        interval_start(release.interval, cadence_ms),
        min(end_ms, duration_ms) if duration_ms else end_ms,
        release.standing,
        [convert(to_builtins(figure), type=wire.StageFigure) for figure in release.figures],
    )
