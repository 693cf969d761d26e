"""Staff write notes and lines while they watch, read what is theirs, and take own ones back.

A remark is durable before any screen hears that there is one.
"""

from collections.abc import Sequence

from pulsemeter.domain.decision import Author
from pulsemeter.domain.remark import (
    REMARKS_MAX,
    Remark,
    RemarkKind,
    RemarkRefused,
    may_read,
    tidy_words,
)
from pulsemeter.domain.session import OVER
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.ports import Chance, Clock
from pulsemeter.service.remark_ports import RemarkBook, RemarkFeed
from pulsemeter.service.staff_sign_ins import SignedIn


class UnknownRemark(LookupError):
    """The session has no such remark of this member."""


class Remarks:
    """The remarks of all sessions of one store."""

    def __init__(
        self, book: RemarkBook, conduct: Conduct, feed: RemarkFeed, clock: Clock, chance: Chance
    ) -> None:
        self._book = book
        self._conduct = conduct
        self._feed = feed
        self._clock = clock
        self._chance = chance

    async def write(
        self, who: SignedIn, code: str, kind: RemarkKind, stimulus: int, at_ms: int, words: str
    ) -> Remark:
        """Write a remark at a moment of a stimulus. RemarkRefused where that can't be."""
        place = self._conduct.place(code)
        held = who.membership(place.study.name)
        if held is None:
            raise RemarkRefused("you don't belong to this study")
        if stimulus >= len(place.study.stimuli):
            raise RemarkRefused(f"there is no stimulus {stimulus} in this session")
        if kind is RemarkKind.LINE and place.session.state in OVER:
            raise RemarkRefused("the session is over, nobody moderates it; write a note instead")
        tidy = tidy_words(words)
        session = place.session.code
        if len(await self._book.of_session(session)) >= REMARKS_MAX:
            raise RemarkRefused(f"this session has {REMARKS_MAX} remarks, the most it can")
        author = Author(who.member.id, who.member.name, held.role)
        remark = Remark(
            self._chance.text(), session, kind, author, stimulus, at_ms, self._clock.wall_ms(), tidy
        )
        await self._book.add(remark)
        self._feed.remarks(session)
        return remark

    async def of_session(self, who: SignedIn, code: str) -> Sequence[Remark]:
        """The remarks of a session that are this member's to read."""
        place = self._conduct.place(code)
        held = who.membership(place.study.name)
        remarks = await self._book.of_session(place.session.code)
        return [remark for remark in remarks if may_read(remark, who.member.id, held)]

    async def take_back(self, who: SignedIn, code: str, remark: str) -> None:
        """Take an own remark away. UnknownRemark for one that isn't there or somebody else's."""
        own = [r for r in await self.of_session(who, code) if r.author.id == who.member.id]
        if remark not in {r.id for r in own}:
            raise UnknownRemark("there is no such remark of yours")
        session = self._conduct.place(code).session.code
        await self._book.remove(session, remark)
        self._feed.remarks(session)
