"""What is known of persons goes by itself when its time is over; what was released stays.

Days count from the close of a session, by the wall clock. After a downtime everything that fell due
meanwhile goes at once. Each step may be cut short anywhere and is taken again.
"""

import logging
from collections.abc import Mapping, Sequence

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.counted import counted
from pulsemeter.domain.retention import Expiry, Piece
from pulsemeter.domain.session import OVER, Session
from pulsemeter.domain.study import Study
from pulsemeter.release.told_comments import COMMENTS
from pulsemeter.service.audit_trail import SERVER, AuditTrail
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.erasure_ports import ASKED, ORDER
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, Stores
from pulsemeter.service.register_ports import ContactShelf
from pulsemeter.service.release_answers import NotYet, closed_session, release_answers
from pulsemeter.service.release_exploratory import release_exploratory
from pulsemeter.service.room import Room

_diagnostics = logging.getLogger(__name__)
PATIENCE_MS = 3_600_000
"""So long a running server waits for last figures of persons whose time is over."""
_MARGIN_MS = 1_000
_OF_SESSION = (Piece.PROFILES, Piece.PERSONS)


def session_expiries(session: Session, study: Study, steps: set[str]) -> list[Expiry]:
    """When each piece of a session goes."""
    # A closed session's clock stands, anchored at its close.
    closed_ms = session.clock.anchor_wall_ms if session.state in OVER else None
    return [
        Expiry(
            session.code,
            piece,
            None if closed_ms is None else closed_ms + study.retention.kept_ms(piece),
            piece in steps or Piece.PERSONS in steps,
        )
        for piece in _OF_SESSION
    ]


def contact_expiry(study: Study, sessions: Sequence[Session]) -> Expiry:
    """When a study's contacts go: after the close of its last session."""
    mine = [session for session in sessions if session.study == study.name]
    if not mine or any(session.state not in OVER for session in mine):
        return Expiry(study.name, Piece.CONTACTS, None)
    closed_ms = max(session.clock.anchor_wall_ms for session in mine)
    kept_ms = study.retention.kept_ms(Piece.CONTACTS)
    return Expiry(study.name, Piece.CONTACTS, closed_ms + kept_ms)


async def all_expiries(stores: Stores, contacts: Mapping[str, int]) -> list[Expiry]:
    """What goes when, of every session and of every study with contacts."""
    found: list[Expiry] = []
    sessions = await stores.studies.sessions()
    for session in sessions:
        study = await stores.studies.frozen_study(session.code)
        if study is not None:  # one that never opened has nobody's data
            steps = await stores.erasures.steps(session.code)
            found += session_expiries(session, study, steps)
    for name in contacts:
        study = await stores.studies.study(name)
        if study is not None:
            found.append(contact_expiry(study, sessions))
    return found


class Retention:
    """Lets go what is due, in the sessions and the register of one server."""

    def __init__(
        self,
        stores: Stores,
        conduct: Conduct,
        enrolment: Enrolment,
        ingest: Ingest,
        keeper: RoomKeeper,
        coarsening: Coarsening,
        clock: Clock,
    ) -> None:
        self._stores = stores
        self._conduct = conduct
        self._enrolment = enrolment
        self._ingest = ingest
        self._keeper = keeper
        self._coarsening = coarsening
        self._clock = clock
        self._audit = AuditTrail(stores.audit, clock)
        self._steps: dict[str, set[str]] = {}
        self._due_since_ms: dict[str, int] = {}
        self.trouble = ""
        """What kept the last look from letting go what is due, in words; "" where nothing did."""

    async def tick(self, shelf: ContactShelf | None = None) -> None:
        """Let go what is due now."""
        for place in self._conduct.places():
            if place.session.state in OVER:
                await self._look(place)
        if shelf is not None:
            await self._forget_contacts(shelf)

    async def _look(self, place: Place) -> None:
        code, now_ms = place.session.code, self._clock.wall_ms()
        if Piece.PERSONS in self._steps.get(code, ()):
            return
        # Anew each time: the command line may have asked for something.
        steps = self._steps[code] = await self._stores.erasures.steps(code)
        profiles, persons = session_expiries(place.session, place.study, steps)
        is_asked = ASKED in steps and not persons.is_done
        if profiles.is_due(now_ms) and not persons.is_done and await self._settle(place):
            await self._done(code, Piece.PROFILES, "rare profiles coarsened, times dropped")
        if not (persons.is_due(now_ms) or is_asked):
            return
        if is_asked and await self._has_kept_sizes(place):
            steps.add(Piece.PROFILES)
        # After a downtime the last figures come first; those that never do keep nobody for ever.
        since_ms = self._due_since_ms.setdefault(code, self._clock.elapsed_ms())
        is_overdue = self._clock.elapsed_ms() - since_ms > PATIENCE_MS
        if Piece.PROFILES in steps or is_overdue:
            await self._erase(code)
            await self._done(code, Piece.PERSONS, "persons' data erased; released figures stay")

    async def _done(self, code: str, piece: Piece, detail: str) -> None:
        await self._stores.erasures.tidy()
        await self._audit.note(SERVER, f"retention {piece}", code, detail)
        await self._stores.erasures.note_step(code, piece)
        self._steps[code].add(piece)

    async def _has_kept_sizes(self, place: Place) -> bool:
        """Write the sizes of all cells, which nobody can count once the persons are gone; False
        while the last figures are still to come."""
        room = await self._keeper.room(place.session.code)
        if room is None or not self._has_ended(room):
            return False
        await self._coarsening.keep_sizes(room)
        return True

    async def _settle(self, place: Place) -> bool:
        """Let the answers leave, then coarsen profiles and drop times; False while the last
        figures are still to come."""
        room = await self._keeper.room(place.session.code)
        if room is None or not self._has_ended(room):
            return False
        if room.plan is not None:
            await self._let_answers_leave(place)
        if not place.study.profile.exports_persons:
            await self._stores.erasures.drop_answers(room.code)  # nothing needs them any more
        await self._coarsening.finish(room)
        await self._stores.erasures.drop_times(room.code)
        # From here on nothing that is released rests on what was known at a position of the log.
        await self._stores.erasures.note_step(room.code, ORDER)
        await self._stores.erasures.forget_order(room.code)
        return True

    def _has_ended(self, room: Room) -> bool:
        """Whether the last figures have left, or there were never enough persons for any."""
        if room.plan is not None:
            return room.releaser.is_final
        since_ms, now_ms = room.over_since_ms, self._clock.elapsed_ms()
        return since_ms is not None and now_ms - since_ms > room.follower.grace_ms() + _MARGIN_MS

    async def _let_answers_leave(self, place: Place) -> None:
        """Answers, and the segments they make, leave before what they rest on is coarsened."""
        try:
            closed = await closed_session(self._stores, place.session, self._clock.wall_ms())
        except NotYet:
            return
        if place.study.questionnaire.questions:
            await release_answers(self._stores, closed)
        for question in place.study.questionnaire.questions:
            if not question.exploratory:
                continue
            try:
                await release_exploratory(self._stores, closed, question.id)
            except DataError as error:
                _diagnostics.info("%s: %s", question.id, error)

    async def _erase(self, code: str) -> None:
        """Erase everything about persons of a session, here and in the store."""
        seats = {seat.id for seat in self._enrolment.seats(code)}
        # First out of memory: a write about a seat that is gone would be tried for ever.
        self._enrolment.unload(code)
        for under_way in (self._enrolment.writes, self._ingest.commits, self._ingest.claims):
            await under_way.is_idle.wait()
        self._ingest.forget(code, seats)
        await self._stores.erasures.erase_persons(code)
        await self._stores.releases.drop_once(code, COMMENTS)
        await self._stores.themes.remove(code)
        self._keeper.close(code)

    async def _forget_contacts(self, shelf: ContactShelf) -> None:
        sessions = await self._stores.studies.sessions()
        for name in await shelf.counts():
            study = await self._stores.studies.study(name)
            if study and contact_expiry(study, sessions).is_due(self._clock.wall_ms()):
                count = await shelf.forget_study(name)
                detail = f"{counted(count, 'contact')} erased"
                await self._audit.note(SERVER, f"retention {Piece.CONTACTS}", name, detail)
