"""Carries what waits in the outbox, and writes down how each try went.

A brief was written before it comes here, so nothing is lost with this process: what waits is
found again after a restart. One brief to a recipient at a time, several recipients side by side;
a receiver that stalls holds up nobody else.
"""

import asyncio
import logging
from collections.abc import Mapping

from pulsemeter.domain.brief import (
    CHATS,
    Brief,
    BriefChannel,
    Recipient,
    Try,
    TryOutcome,
    after_failure,
)
from pulsemeter.service.brief_ports import BriefBook
from pulsemeter.service.courier_ports import AddressRefused, Courier, Message, Undelivered
from pulsemeter.service.ports import Clock, StoreError

_diagnostics = logging.getLogger(__name__)
LOOK_EVERY_MS = 1_000
AT_ONCE = 20
LOOKED_AT_MAX = 1_000
_GONE = "the recipient was removed"
_NO_COURIER = "this server has no way to send by {channel}; see the page on briefs in the docs"


class Delivery:
    """Looks for briefs that are due and hands each to the courier of its channel."""

    def __init__(
        self, book: BriefBook, couriers: Mapping[BriefChannel, Courier], clock: Clock
    ) -> None:
        self._book, self._couriers, self._clock = book, couriers, clock
        self._under_way: dict[str, asyncio.Task[None]] = {}

    @property
    def channels(self) -> frozenset[BriefChannel]:
        """The channels over which this server can send."""
        return frozenset(self._couriers)

    def check_address(self, channel: BriefChannel, address: str) -> None:
        """AddressRefused where nothing can be sent there. Mail without a courier is left to the day
        on which it has one; what an address in a chat is, only its courier can say."""
        courier = self._couriers.get(channel)
        if courier:
            courier.check(address)
        elif channel in CHATS:
            raise AddressRefused(_NO_COURIER.format(channel=channel.value))

    def secret_for(self, recipient: Recipient) -> str:
        """With what a recipient can check who sent a brief, "" where there is nothing."""
        courier = self._couriers.get(recipient.channel)
        return courier.secret_for(recipient.address) if courier else ""

    async def keep_on(self) -> None:
        """Deliver until cancelled; tries under way are then cut short and made again later."""
        try:
            while True:
                try:
                    await self.look()
                except StoreError as error:  # the server must not end for it
                    _diagnostics.error("briefs wait: %s", error)
                await self._clock.pause(LOOK_EVERY_MS)
        finally:
            for task in self._under_way.values():
                task.cancel()

    async def look(self) -> None:
        """Begin a try for each brief that is due, as far as there is room."""
        now_ms = self._clock.wall_ms()
        for brief in await self._book.due(now_ms, LOOKED_AT_MAX):
            if len(self._under_way) >= AT_ONCE or brief.recipient in self._under_way:
                continue
            task = asyncio.create_task(self._try(brief), name=brief.recipient)
            self._under_way[brief.recipient] = task
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task.get_name(), None)
        if not task.cancelled() and task.exception():
            _diagnostics.error("a try to carry a brief broke off", exc_info=task.exception())

    async def _try(self, brief: Brief) -> None:
        recipients = {r.id: r for r in await self._book.recipients(brief.study)}
        made = await self._attempt(brief, recipients.get(brief.recipient))
        if made is not None and not await self._book.append(brief.id, len(brief.tries), made):
            _diagnostics.warning("brief %s was carried by another process as well", brief.id)

    async def _attempt(self, brief: Brief, recipient: Recipient | None) -> Try | None:
        """How it went; None where it is not to be tried at the moment."""
        now_ms = self._clock.wall_ms
        if recipient is None:
            return Try(now_ms(), TryOutcome.GIVEN_UP, _GONE)
        if recipient.is_paused:
            return self._held_back(brief)
        courier = self._couriers.get(recipient.channel)
        if courier is None:
            said = _NO_COURIER.format(channel=recipient.channel.value)
            return Try(now_ms(), TryOutcome.GIVEN_UP, said)
        try:
            said = await courier.carry(message_of(brief, recipient))
        except Undelivered as failed:
            return after_failure(
                brief, now_ms(), failed.reason, is_final=failed.is_final,
                asked_wait_ms=failed.wait_ms,
            )  # fmt: skip
        return Try(now_ms(), TryOutcome.ARRIVED, said)

    def _held_back(self, brief: Brief) -> Try | None:
        """A paused recipient's brief waits, but not for ever."""
        made = after_failure(
            brief, self._clock.wall_ms(), "the recipient is paused", is_final=False
        )
        return made if made.outcome is TryOutcome.GIVEN_UP else None


def message_of(brief: Brief, recipient: Recipient) -> Message:
    """The brief as a courier carries it; machines get what is told as fields."""
    told = [
        {
            "passage" if finding.is_passage else "statement": finding.statement,
            "revision": finding.revision,
            "audience": finding.audience,
            "verdict": finding.verdict,
            "release": finding.release,
        }
        for finding in brief.told
    ]
    return Message(
        id=brief.id,
        to=recipient.address,
        subject=brief.subject,
        text=brief.text,
        language=recipient.language,
        written_ms=brief.written_ms,
        facts={
            "study": brief.study,
            "session": brief.session,
            "early": brief.is_early,
            "findings": told,
        },
        follows=brief.corrects,
    )
