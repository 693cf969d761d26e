"""A session as a whole leaves: once, after its last figures, each stimulus by itself.

Persons are classed by all their presses, as the analysis does it. A stimulus of a few intervals is
left out: its whole would have to be reckoned together with each of them. Knows no page.
"""

from dataclasses import replace

import numpy as np

from pulsemeter.analysis.persons import PersonClass
from pulsemeter.analysis.statement import classify_session
from pulsemeter.domain.retention import Piece
from pulsemeter.domain.session import OVER
from pulsemeter.domain.study import Study
from pulsemeter.languages import words_for
from pulsemeter.release.answer_figures import SESSION, SessionRelease, WholeStimulus
from pulsemeter.release.figures import StatementFigure
from pulsemeter.release.gate import release_statement, rule_of
from pulsemeter.release.together import Together
from pulsemeter.release.told_pool import NOT_COUNTED, Basis
from pulsemeter.service.count_statement import tables_of
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.keep_shown import TIED_INTERVALS_MAX
from pulsemeter.service.ports import Stores
from pulsemeter.service.release_answers import released_once, write_once
from pulsemeter.service.room import Room
from pulsemeter.service.shown_before import Rows
from pulsemeter.tally.counters import Standing

_STANDINGS = (
    (PersonClass.LIKE, Standing.LIKE),
    (PersonClass.DISLIKE, Standing.DISLIKE),
    (PersonClass.NEITHER, Standing.NEITHER),
)


class SessionSums:
    """Lets the sessions of one server leave as wholes once their last figures are out."""

    def __init__(self, stores: Stores, keeper: RoomKeeper) -> None:
        self._stores = stores
        self._keeper = keeper
        self._done: set[str] = set()

    async def tick(self) -> None:
        """Let out what is due."""
        for code, room in list(self._keeper.rooms.items()):
            if code in self._done or not room.releaser.is_final:
                continue
            if room.place.session.state in OVER:
                await release_session(self._stores, room)
                self._done.add(code)


async def release_session(stores: Stores, room: Room) -> SessionRelease | None:
    """A session whose last figures are out, as it left as a whole, now or before. None where
    nothing is left to count: no cells were settled, or its persons were erased."""
    held = await released_once(stores, room.code, SESSION)
    if isinstance(held, SessionRelease):
        return held
    if room.follower.plan is None or Piece.PERSONS in await stores.erasures.steps(room.code):
        return None
    kept = await write_once(stores, room.code, _made(room.follower, room.place.study))
    return kept if isinstance(kept, SessionRelease) else None


def _made(follower: TallyFollower, study: Study) -> SessionRelease:
    made = SessionRelease()
    for place, stimulus in enumerate(study.stimuli):
        if follower.tally.cells[place, 0].intervals <= TIED_INTERVALS_MAX:
            made.left_out.append(f"{stimulus.id}: too short to be told as a whole")
        else:
            made.stimuli.append(WholeStimulus(place, _figures(follower, study, place)))
    return made


def _figures(follower: TallyFollower, study: Study, stimulus: int) -> list[StatementFigure]:
    rows = _standings(follower, stimulus)
    membership, plan = follower.tally.counters[stimulus, 0].membership, follower.plan_of(stimulus)
    together = Together(plan, membership.codes.astype(np.int64), study.profile)
    told = together.may_leave([Basis(SESSION, rows, plan.released, follower.gone())])
    tables = tables_of(membership, rows)
    words = words_for(study.language)
    found = release_statement(plan, tables, study, rule_of(study), told, words)
    return [replace(figure, sentence="") for figure in found]  # it speaks of a statement


def _standings(follower: TallyFollower, stimulus: int) -> Rows:
    """Each row's class over all intervals as a standing; −1 where it doesn't count."""
    membership = follower.tally.counters[stimulus, 0].membership
    counted = membership.codes[0] >= 0
    codes = np.ascontiguousarray(follower.tally.cells[stimulus, 0].codes.T)
    classes = classify_session(codes).codes[: len(counted)]
    rows = np.full(len(counted), Standing.UNKNOWN, dtype=np.int8)
    for which, standing in _STANDINGS:
        rows[: len(classes)][classes == which] = standing
    return np.where(counted, rows, np.int8(NOT_COUNTED)).astype(np.int8)
