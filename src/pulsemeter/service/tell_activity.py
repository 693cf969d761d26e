"""What the moderator is told of a session while it runs: how many are there, without direction.

Counts of persons are rounded as everywhere, and the share of presses is made of figures that left;
delays of own screens are told in whole seconds and of enough persons only, so that none can be
recognised.
"""

from collections.abc import Iterable, Sequence
from statistics import median

from pulsemeter.domain.delay import TAPS_NEEDED, WAITED_FOR, Delay, late_ms
from pulsemeter.domain.study import Study
from pulsemeter.release.activity import Activity, Calibration, CueActivity, answered_share
from pulsemeter.release.figures import Release
from pulsemeter.release.rounding import rounded
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.quota_counts import QuotaCounts


def tell_activity(
    place: Place,
    follower: TallyFollower,
    *,
    newest: Iterable[Release],
    joined: QuotaCounts,
    there: int,
    lags_ms: Sequence[int],
    frozen_upto: int,
    trouble: str = "",
) -> Activity:
    """The whole session without direction; `newest` are the newest releases of its intervals,
    `trouble` is why nothing is stored just now."""
    step = place.study.profile.rounding_step
    return Activity(
        state=place.session.state.value,
        session_ms=place.session_ms,
        active=rounded(there, step),
        joined=rounded(joined.total, step),
        target=_target(place.study),
        answered_share=answered_share(newest, place.study.profile),
        data_lag_ms=max(0, round(median(lags_ms) / 10) * 10) if lags_ms else 0,
        frozen_upto=frozen_upto,
        quota_gaps=_quota_gaps(place.study, joined),
        cue=_cue(place, follower),
        calibration=_calibration(place, follower),
        duration_ms=place.study.stimuli[0].duration_ms,
        trouble=trouble,
    )


def _target(study: Study) -> int:
    """How many persons the quotas ask for, or 0 where there are none."""
    return max((sum(c.quota for c in a.categories) for a in study.attributes), default=0)


def _quota_gaps(study: Study, joined: QuotaCounts) -> tuple[tuple[str, str, int, int], ...]:
    step = study.profile.rounding_step
    return tuple(
        (f"{a.id}:{c.id}", c.label, there, c.quota)
        for a in study.attributes
        for c in a.categories
        if (there := rounded(joined.holding(a.id, c.id), step)) < c.quota
    )


def _cue(place: Place, follower: TallyFollower) -> CueActivity | None:
    """The open cue and how many have tapped at it."""
    cue, delays = place.session.open_cue, follower.delays
    if cue is None or delays is None:
        return None
    taps = rounded(delays.tapped(cue.number), place.study.profile.rounding_step)
    return CueActivity(cue.number, cue.words, cue.marked_ms, taps)


def _calibration(place: Place, follower: TallyFollower) -> Calibration | None:
    """How many persons' delays are known, and how late they are; of those on the roster."""
    profile = place.study.profile
    if follower.delays is None:
        return None
    known = follower.known_delays()
    coarse = sum(delay.is_coarse for delay in known)
    is_told = len(known) >= max(profile.smallest_roster, TAPS_NEEDED)
    marked = [cue.marked_ms for cue in place.session.cues if cue.marked_ms is not None]
    step = profile.rounding_step
    return Calibration(
        calibrated=rounded(len(known) - coarse, step),
        coarse=rounded(coarse, step),
        uncalibrated=rounded(len(follower.members) - len(known), step),
        delay_p50_ms=_whole_seconds(known, 0.5) if is_told else None,
        delay_p95_ms=_whole_seconds(known, WAITED_FOR) if is_told else None,
        # Exact, it would be the delay of the slowest: up to the next second, it holds all the same.
        grace_ms=-(-follower.grace_ms() // 1_000) * 1_000,
        last_cue_ms=max(marked, default=None),
    )


def _whole_seconds(known: list[Delay], share: float) -> int:
    return round(late_ms([delay.ms for delay in known], share) / 1_000) * 1_000
