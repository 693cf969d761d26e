"""Live messages inside one process: encoded once per view, handed to every open screen.

A mailbox that isn't emptied in time is closed; its screen comes back with the number of the
last release it saw and gets the rest. Nobody is waited for.
"""

import asyncio
from collections import deque
from collections.abc import Sequence

from pulsemeter.domain.decision import Decision
from pulsemeter.domain.statement import Statement
from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import Release
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.transcript.live_words import LiveWords
from pulsemeter.wire.dashboard import AskedChange, PlanChange, RemarksChange
from pulsemeter.wire.telling import plan_cells, release_message, status_message
from pulsemeter.wire.telling_decisions import decision_message
from pulsemeter.wire.telling_events import event_bytes
from pulsemeter.wire.telling_words import words_message

MAILBOX_LENGTH_MAX = 4_096


class LocalMailbox:
    """What one screen has still to be sent: releases in order, of the activity the newest."""

    def __init__(self, shelf: "set[LocalMailbox]") -> None:
        self._shelf = shelf
        shelf.add(self)
        self._events: deque[tuple[int, bytes]] = deque()
        self._status: bytes | None = None
        self._filled = asyncio.Event()
        self.is_closed = False

    def put(self, number: int, event: bytes) -> None:
        """Queue an event; a mailbox that is full is closed."""
        if len(self._events) >= MAILBOX_LENGTH_MAX:
            self.close()
        if not self.is_closed:
            self._events.append((number, event))
            self._filled.set()

    def put_status(self, event: bytes) -> None:
        """Replace the activity that waits."""
        self._status = event
        self._filled.set()

    def close(self) -> None:
        """End the stream for this screen."""
        self.is_closed = True
        self._events.clear()
        self._filled.set()

    def leave(self) -> None:
        """Nobody reads here any more."""
        self._shelf.discard(self)

    async def take(self, wait_s: float) -> list[tuple[int, bytes]]:
        """Everything that waits, or nothing after this long. Releases carry their number,
        other events 0."""
        try:
            await asyncio.wait_for(self._filled.wait(), wait_s)
        except TimeoutError:
            return []
        taken = list(self._events)
        self._events.clear()
        if self._status is not None:
            taken.append((0, self._status))
            self._status = None
        self._filled.clear()
        return taken


class LocalChannel:
    """The channel of a server that is one process."""

    def __init__(self) -> None:
        self._mailboxes: dict[str, dict[View, set[LocalMailbox]]] = {}

    async def run(self) -> None:
        """Nothing is to be done between processes where there is one."""

    def subscribe(self, session: str, view: View = EVERYTHING) -> LocalMailbox:
        """A mailbox for one screen of a session, for somebody who may see this."""
        shelves = self._mailboxes.setdefault(session, {})
        return LocalMailbox(shelves.setdefault(view, set()))

    def close(self) -> None:
        """End every stream."""
        for session in self._mailboxes:
            self.end(session)

    def end(self, session: str) -> None:
        """End the streams of a session; its screens come back and get what they miss."""
        for mailboxes in self._mailboxes.get(session, {}).values():
            for mailbox in mailboxes:
                mailbox.close()

    def screens(self, session: str) -> int:
        """How many screens a session has open."""
        return sum(len(mailboxes) for mailboxes in self._mailboxes.get(session, {}).values())

    def sessions(self) -> list[str]:
        """The sessions that have screens open."""
        return [session for session in self._mailboxes if self.screens(session)]

    def _open(self, session: str) -> list[tuple[View, set[LocalMailbox]]]:
        """The views that somebody has open; a view that nobody has any more is forgotten."""
        shelves = self._mailboxes.get(session, {})
        for view in [view for view, mailboxes in shelves.items() if not mailboxes]:
            del shelves[view]
        return list(shelves.items())

    def release(self, session: str, release: Release) -> None:
        """Offer a release to every screen of the session that may show some of it."""
        for view, mailboxes in self._open(session):
            if (seen := view.of_release(release)) is None:
                continue
            event = event_bytes("release", release_message(seen), release.number)
            for mailbox in mailboxes:
                mailbox.put(release.number, event)

    def plan(self, session: str, cells: Sequence[PlannedCell]) -> None:
        """Offer the cells of the plan."""
        for view, mailboxes in self._open(session):
            event = event_bytes("plan", PlanChange(plan_cells(view.of_cells(cells))))
            for mailbox in mailboxes:
                mailbox.put(0, event)

    def activity(self, session: str, activity: Activity) -> None:
        """Offer the session's activity; only the newest is kept for a slow screen."""
        for view, mailboxes in self._open(session):
            event = event_bytes("status", status_message(activity, view))
            for mailbox in mailboxes:
                mailbox.put_status(event)

    def remarks(self, session: str) -> None:
        """Say to every screen that staff wrote something; each asks for what it may read."""
        self._to_all(session, event_bytes("remarks", RemarksChange()))

    def asked(self, session: str) -> None:
        """Say to every screen that a question was put or ended; each asks for what it may see."""
        self._to_all(session, event_bytes("asked", AskedChange()))

    def _to_all(self, session: str, event: bytes) -> None:
        for _, mailboxes in self._open(session):
            for mailbox in mailboxes:
                mailbox.put(0, event)

    def decision(self, session: str, decision: Decision) -> None:
        """Offer a decision as it is now; its reasons to screens that may see its audience."""
        for view, mailboxes in self._open(session):
            event = event_bytes("decision", decision_message(decision, view))
            for mailbox in mailboxes:
                mailbox.put(0, event)

    def words(self, session: str, words: LiveWords, changed: Sequence[Statement]) -> None:
        """Offer what the words are now, to every screen alike: they are no figures."""
        event = event_bytes("words", words_message(words, changed))
        for _, mailboxes in self._open(session):
            for mailbox in mailboxes:
                mailbox.put(0, event)
