"""What was decided about statements: proposed, taken, done, dropped; by whom, when and why.

An entry is durable before any screen hears of it. Who may take which step for whom stands in
`domain.decision`; this finds out who asks and what the session has. Nothing is posted anywhere.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionMoved,
    DecisionRefused,
    DecisionState,
    edits_for,
    may_decide,
    may_drop,
    may_propose,
    tidy_link,
    tidy_reason,
)
from pulsemeter.domain.staff import Membership, membership_in
from pulsemeter.domain.statement import Statement
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.decision_ports import DecisionFeed
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Chance, Clock, Stores
from pulsemeter.service.staff_sign_ins import SignedIn

DECISIONS_MAX = 1_000
"""So many decisions a session has at most: a screen that comes is told all of them."""
_OPEN = (DecisionState.PROPOSED, DecisionState.TAKEN)


class UnknownDecision(LookupError):
    """The session has no such decision."""


class NotYours(DecisionRefused):
    """A step that somebody else takes for this audience."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a member wants to write; with `taken` it is taken in the same breath."""

    statement: str
    revision: int
    audience: str
    kind: DecisionKind
    reason: str = ""
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """The audiences of a session for which a member may propose, and may decide."""

    propose_for: tuple[str, ...]
    decide_for: tuple[str, ...]


class Decisions:
    """The decisions of one store."""

    def __init__(
        self,
        stores: Stores,
        conduct: Conduct,
        keeper: RoomKeeper,
        feed: DecisionFeed,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._stores = stores
        self._conduct = conduct
        self._keeper = keeper
        self._feed = feed
        self._clock = clock
        self._chance = chance
        self._proposing = asyncio.Lock()

    async def of_session(self, code: str) -> Sequence[Decision]:
        """Every decision of a session, in the order of their proposals."""
        return await self._stores.decisions.of_session(self._conduct.place(code).session.code)

    async def one(self, code: str, decision: str) -> Decision:
        """A decision of this session. UnknownDecision where there is none."""
        held = await self._stores.decisions.decision(decision)
        if held is None or held.session != self._conduct.place(code).session.code:
            raise UnknownDecision("this session has no such decision")
        return held

    async def rights(self, who: SignedIn, code: str) -> Rights:
        """For which audiences a member may do what."""
        place = self._conduct.place(code)
        held = who.membership(place.study.name)
        staff = await self._staff_of(place.study.name)
        audiences = await self._audiences(place)
        propose = [audience for audience in audiences if may_propose(held, audience)]
        decide = [
            audience
            for audience in audiences
            if may_decide(held, audience, has_editor=_has_editor(staff, audience))
        ]
        return Rights(tuple(propose), tuple(decide))

    async def propose(self, who: SignedIn, code: str, proposal: Proposal) -> Decision:
        """Write a new decision. DecisionRefused says what can't be, NotYours that the audience is
        somebody else's, DecisionMoved that the same one stands already."""
        place = self._conduct.place(code)
        study, audience = place.study.name, proposal.audience
        if not may_propose(who.membership(study), audience):
            raise NotYours(f"you may not propose anything for {audience}; choose an own audience")
        if proposal.taken:
            await self._check_may_decide(who, study, audience)
        label = await self._label(place, audience)
        statement = await self._statement(place, proposal)
        states = [DecisionState.PROPOSED, *([DecisionState.TAKEN] if proposal.taken else [])]
        author, reason = _author(who, study), tidy_reason(proposal.reason)
        wall_ms = self._clock.wall_ms()
        entries = tuple(DecisionEntry(state, author, wall_ms, reason) for state in states)
        async with self._proposing:  # a second press of the same key finds the first one's
            await self._check_room(place, proposal)
            decision = Decision(
                self._chance.text(), study, place.session.code, statement.id, statement.revision,
                audience, proposal.kind, entries, label,
            )  # fmt: skip
            await self._stores.decisions.add(decision)
        self._feed.decision(decision.session, decision)
        return decision

    async def take(self, who: SignedIn, code: str, decision: str, reason: str = "") -> Decision:
        """A proposal becomes what its audience's editor wants. NotYours for anybody else."""
        held = await self.one(code, decision)
        await self._check_may_decide(who, held.study, held.audience)
        return await self._step(who, held, DecisionState.TAKEN, reason)

    async def done(
        self,
        who: SignedIn,
        code: str,
        decision: str,
        reason: str = "",
        ran_at: str = "",
        ran_ms: int | None = None,
    ) -> Decision:
        """It was done, and ran at this address and this wall time if they are told."""
        held = await self.one(code, decision)
        await self._check_may_decide(who, held.study, held.audience)
        ran = (tidy_link(ran_at), ran_ms)
        return await self._step(who, held, DecisionState.DONE, reason, ran)

    async def drop(self, who: SignedIn, code: str, decision: str, reason: str = "") -> Decision:
        """It is not to be: by who decides, or a proposal by its own author."""
        held = await self.one(code, decision)
        membership = who.membership(held.study)
        has_editor = _has_editor(await self._staff_of(held.study), held.audience)
        if not may_drop(membership, who.member.id, held, has_editor=has_editor):
            raise NotYours(_who_decides(held.audience, has_editor=has_editor))
        return await self._step(who, held, DecisionState.DROPPED, reason)

    async def _step(
        self,
        who: SignedIn,
        held: Decision,
        state: DecisionState,
        reason: str,
        ran: tuple[str, int | None] = ("", None),
    ) -> Decision:
        wall_ms = held.in_time(self._clock.wall_ms())
        author = _author(who, held.study)
        entry = DecisionEntry(state, author, wall_ms, tidy_reason(reason), *ran)
        changed = held.with_entry(entry)
        if not await self._stores.decisions.append(held.id, len(held.entries), entry):
            raise DecisionMoved("somebody else was a moment earlier; look at it again")
        self._feed.decision(changed.session, changed)
        return changed

    async def _check_may_decide(self, who: SignedIn, study: str, audience: str) -> None:
        has_editor = _has_editor(await self._staff_of(study), audience)
        if not may_decide(who.membership(study), audience, has_editor=has_editor):
            raise NotYours(_who_decides(audience, has_editor=has_editor))

    async def _staff_of(self, study: str) -> list[Membership]:
        held = (membership_in(study, each) for _, each in await self._stores.staff.all())
        return [membership for membership in held if membership is not None]

    async def _audiences(self, place: Place) -> dict[str, str]:
        """The cells that this session can release, with what they are called."""
        room = await self._keeper.room(place.session.code)
        if room is None or room.plan is None:
            return {}
        released = (part for part in room.plan.partitions if part.is_released)
        return {cell.id: cell.label for part in released for cell in part.cells}

    async def _label(self, place: Place, audience: str) -> str:
        """What an audience is called. DecisionRefused where this session has no such one."""
        audiences = await self._audiences(place)
        if not audiences:
            raise DecisionRefused(
                "the audiences of this session aren't settled; that happens once it has started "
                "and enough persons are in"
            )
        if audience not in audiences:
            raise DecisionRefused(
                f"{audience!r} is no audience of this session; there are: {', '.join(audiences)}"
            )
        return audiences[audience]

    async def _statement(self, place: Place, proposal: Proposal) -> Statement:
        held = await self._keeper.statements(place.session.code)
        found = next((each for each in held if each.id == proposal.statement), None)
        if found is None:
            raise DecisionRefused(f"this session has no statement {proposal.statement!r}")
        if found.revision != proposal.revision:
            raise DecisionRefused(
                f"statement {found.id} stands in revision {found.revision}, not in "
                f"{proposal.revision}; look at its words again"
            )
        return found

    async def _check_room(self, place: Place, proposal: Proposal) -> None:
        held = await self._stores.decisions.of_session(place.session.code)
        if len(held) >= DECISIONS_MAX:
            raise DecisionRefused(f"this session has {DECISIONS_MAX} decisions, the most it can")
        wanted = (proposal.statement, proposal.revision, proposal.audience, proposal.kind)
        for each in held:
            same = (each.statement, each.revision, each.audience, each.kind) == wanted
            if same and each.state in _OPEN:
                by = each.entries[-1].author.name
                raise DecisionMoved(f"the same stands there already, {each.state.value} by {by}")


def _has_editor(staff: Sequence[Membership], audience: str) -> bool:
    return any(edits_for(membership, audience) for membership in staff)


def _author(who: SignedIn, study: str) -> Author:
    held = who.membership(study)
    if held is None:
        raise NotYours("you don't belong to this study")
    return Author(who.member.id, who.member.name, held.role)


def _who_decides(audience: str, *, has_editor: bool) -> str:
    who = "its editors decide" if has_editor else "it has no editor: owners and moderators decide"
    return f"{audience} is not yours to decide for; {who}"
