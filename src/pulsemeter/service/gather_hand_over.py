"""What a hand-over package tells of: words, their neighbours, released figures, captions.

Figures are taken from the releases as they left, as far as a view shows them; nothing is counted
here, and no file is read.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from pulsemeter.domain.decision import Decision
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.release.figures import IntervalRelease, Release, StatementRelease
from pulsemeter.release.view import View
from pulsemeter.report.hand_over import HandOver
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.ports import ReleaseState
from pulsemeter.transcript.cue import Cue, TranscriptError
from pulsemeter.transcript.subtitles import read_subtitles
from pulsemeter.transcript.web_captions import web_captions

_diagnostics = logging.getLogger(__name__)
AnyRelease = TypeVar("AnyRelease", IntervalRelease, StatementRelease)


class PackageRefused(ValueError):
    """A package that can't be made, or not yet; the message says why and what to do."""


def gathered(
    place: Place,
    statements: Sequence[Statement],
    state: ReleaseState,
    decision: Decision,
    view: View,
    *,
    made: str,
) -> HandOver:
    """All that a package tells of, but for its clip. PackageRefused where the statement is another
    one now, or no figure of it may be seen."""
    statement, before, after = _neighbours(statements, decision)
    return HandOver(
        study=place.study,
        session=place.session,
        decision=decision,
        statement=statement,
        before=before,
        after=after,
        released=newest_figures(state.releases, decision, view),
        intervals=_intervals(state.releases, place.study, statement, view),
        labels={cell.id: cell.label for cell in view.of_cells(state.cells)},
        made=made,
    )


def cues_of(stimulus: Stimulus, captions: str, statements: Sequence[Statement]) -> Sequence[Cue]:
    """The cues of a stimulus' captions; where it has none that can be read, its statements."""
    try:
        if captions:
            return read_subtitles(captions, stimulus.captions).cues
    except TranscriptError as error:
        _diagnostics.info("captions of stimulus %s: %s", stimulus.id, error)
    return [
        Cue(s.start_ms, s.end_ms, s.speaker or None, s.words)
        for s in statements
        if s.stimulus == stimulus.id
    ]


def _as_seen(release: AnyRelease, view: View) -> AnyRelease | None:
    seen = view.of_release(release)
    return seen if isinstance(seen, type(release)) else None


def newest_figures(releases: Sequence[Release], decision: Decision, view: View) -> StatementRelease:
    """The newest figures of the decision's statement, as far as the view shows them. Inside a
    session a revision changes words alone, so those of an earlier one are of the same stretch."""
    for release in reversed(releases):
        if not isinstance(release, StatementRelease):
            continue
        if release.statement == decision.statement and release.revision <= decision.revision:
            seen = _as_seen(release, view)
            if seen and any(figure.cell == decision.audience for figure in seen.figures):
                return seen
            break
    raise PackageRefused(
        f"no figures of statement {decision.statement}, revision {decision.revision}, have been "
        f"released for {decision.audience}; ask again once they have"
    )


def _neighbours(
    statements: Sequence[Statement], decision: Decision
) -> tuple[Statement, Statement | None, Statement | None]:
    """The statement as it was decided about, and those before and after it."""
    stated = [s for s in statements if s.id == decision.statement]
    if not stated or stated[0].revision != decision.revision:
        raise PackageRefused(
            f"statement {decision.statement} isn't what it was in revision {decision.revision}; "
            "decide about it again"
        )
    if not stated[0].words:
        raise PackageRefused(
            f"statement {decision.statement} has no words yet; type them, then decide again"
        )
    ordered = sorted(
        (s for s in statements if s.stimulus == stated[0].stimulus), key=lambda s: s.start_ms
    )
    at = ordered.index(stated[0])
    before = ordered[at - 1] if at else None
    return stated[0], before, ordered[at + 1] if at + 1 < len(ordered) else None


def captions_between(cues: Sequence[Cue], start_ms: int, end_ms: int) -> str:
    """The cues of a stretch, their times counted from its beginning, as WebVTT; "" for none."""
    inside = [
        replace(
            cue,
            start_ms=max(cue.start_ms, start_ms) - start_ms,
            end_ms=min(cue.end_ms, end_ms) - start_ms,
        )
        for cue in cues
        if cue.start_ms < end_ms and start_ms < cue.end_ms
    ]
    return web_captions(inside) if inside else ""


def _intervals(
    releases: Sequence[Release], study: Study, statement: Statement, view: View
) -> list[IntervalRelease]:
    """The newest figures of the intervals in which reactions to a statement are read."""
    stimulus, cadence_ms = study.stimulus_index(statement.stimulus), study.instrument.cadence_ms
    start_ms, end_ms = statement.window(study.lag_ms)
    wanted = range(start_ms // cadence_ms, -(-end_ms // cadence_ms))
    newest = {
        release.interval: release
        for release in releases
        if isinstance(release, IntervalRelease)
        and release.stimulus == stimulus
        and release.interval in wanted
    }
    seen = (_as_seen(newest[interval], view) for interval in sorted(newest))
    return [release for release in seen if release is not None]
