"""Writes briefs: looks at what has left, decides by the rules who is to be told, and puts the text
into the outbox.

What was told before is read from the briefs themselves, so a restart tells nothing twice. Figures
come from releases alone, as far as a recipient may learn of them; nothing is counted here, and
nothing is sent.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from pulsemeter.domain.brief import About, Brief, BriefRule, Occasion, Recipient, Told
from pulsemeter.domain.passage import Quoted, TitledPassage
from pulsemeter.domain.session import SessionState
from pulsemeter.languages import words_for
from pulsemeter.release.figures import Release, StatementRelease
from pulsemeter.report.brief import BriefFinding, BriefText, brief_text
from pulsemeter.service.brief_ports import BriefBook
from pulsemeter.service.choose_findings import (
    Finding,
    changed_findings,
    finding_for,
    is_due,
    newest_of,
    strongest,
    told_about,
    verdicts_told,
)
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Chance, Clock

_diagnostics = logging.getLogger(__name__)
BY_HAND = "hand"
LOOK_EVERY_MS = 200
Newest = Sequence[tuple[Quoted, StatementRelease]]


class Briefing:
    """Writes the briefs of a server's sessions."""

    def __init__(
        self,
        book: BriefBook,
        keeper: RoomKeeper,
        clock: Clock,
        chance: Chance,
        link_to: Callable[[Recipient, str], str],
    ) -> None:
        """`link_to` makes the address at which a recipient sees a session now."""
        self._book, self._keeper, self._clock, self._chance = book, keeper, clock, chance
        self._link_to = link_to
        self._looked_at: dict[str, tuple[int, int]] = {}

    async def keep_on(self) -> None:
        """Look until cancelled. What goes wrong with a brief is noted and stops nothing else."""
        while True:
            try:
                await self.look()
            except Exception:
                _diagnostics.exception("a brief could not be written")
            await self._clock.pause(LOOK_EVERY_MS)

    async def look(self) -> None:
        """Write what has become due in every session since the last look."""
        for room in list(self._keeper.rooms.values()):
            place, releases = room.place, room.releaser.releases
            minute = (
                place.session_ms // 60_000 if place.session.state is SessionState.RUNNING else 0
            )
            seen = (releases[-1].number if releases else 0, minute)
            if self._looked_at.get(room.code) != seen:
                self._looked_at[room.code] = seen
                await self._look_at(place, releases)

    async def _look_at(self, place: Place, releases: Sequence[Release]) -> None:
        rules = [rule for rule in await self._book.rules(place.study.name) if not rule.is_paused]
        written = await self._book.of_session(place.session.code)
        if not (rules or written):
            return
        labels = self._labels(place.session.code)
        newest = {about: await self._newest(place, releases, about) for about in About}
        for recipient in await self._book.recipients(place.study.name):
            if recipient.is_paused:
                continue
            own = [brief for brief in written if brief.recipient == recipient.id]
            for brief in own:
                await self._correct(place, brief, own, newest, recipient, labels)
            for rule in rules:
                if rule.is_for(recipient):
                    await self._by_rule(place, rule, recipient, own, newest[rule.about], labels)

    async def _newest(self, place: Place, releases: Sequence[Release], about: About) -> Newest:
        """The newest figures of what findings may speak of. Of words that are said live, passages
        are known once the session is over."""
        said = await self._keeper.statements(place.session.code)
        shown = await self._keeper.wordings.shown(place.session.code)
        passages = () if shown is None else shown.titled_passages()
        return newest_of(releases, told_about(about, said, passages))

    def _labels(self, code: str) -> Mapping[str, str]:
        room = self._keeper.rooms[code]
        return {cell.id: cell.label for cell in room.follower.cells()}

    async def _by_rule(
        self,
        place: Place,
        rule: BriefRule,
        recipient: Recipient,
        own: Sequence[Brief],
        newest: Newest,
        labels: Mapping[str, str],
    ) -> None:
        mine = [brief for brief in own if brief.rule == rule.id]
        told = {(f.statement, f.revision) for brief in mine for f in brief.told}
        if rule.occasion is Occasion.HAND:
            return
        due = [
            finding
            for quoted, release in newest
            if (quoted.id, quoted.revision) not in told
            and is_due(place, rule, quoted, release)
            and (finding := finding_for(recipient, rule, place, quoted, release))
        ]
        chosen = strongest(due)
        if rule.occasion is Occasion.TIMER:
            if place.session.state is not SessionState.RUNNING:
                return
            slot = place.session_ms // (1_000 * rule.every_s)
            if not slot or any(brief.key.endswith(f"/{slot}") for brief in mine):
                return
            key = f"{rule.id}/{recipient.id}/timer/{slot}"
        elif chosen:
            key = f"{rule.id}/{recipient.id}/{chosen[0].quoted.id}/{chosen[0].quoted.revision}"
        if chosen:
            await self._write(place, rule.id, recipient, key, chosen, labels)

    async def send_by_hand(self, place: Place, recipient: Recipient) -> bool:
        """Write a brief with the strongest findings that this recipient wasn't told by hand yet.
        False where there is none."""
        chosen, labels = await self._by_hand(place, recipient)
        if not chosen:
            return False
        key = f"{BY_HAND}/{recipient.id}/{self._clock.wall_ms()}"
        return await self._write(place, BY_HAND, recipient, key, chosen, labels)

    async def preview(self, place: Place, recipient: Recipient) -> BriefText | None:
        """What `send_by_hand` would write; None where there is nothing to tell."""
        chosen, labels = await self._by_hand(place, recipient)
        return self._text(place, recipient, chosen, labels) if chosen else None

    async def _by_hand(
        self, place: Place, recipient: Recipient
    ) -> tuple[list[Finding], Mapping[str, str]]:
        room = await self._keeper.room(place.session.code)
        if room is None:
            return [], {}
        told = {
            (finding.statement, finding.revision)
            for brief in await self._book.of_session(place.session.code)
            if (brief.recipient, brief.rule) == (recipient.id, BY_HAND)
            for finding in brief.told
        }
        hand = BriefRule(BY_HAND, place.study.name, Occasion.HAND, about=About.BOTH)
        due = [
            finding
            for quoted, release in await self._newest(place, room.releaser.releases, hand.about)
            if (quoted.id, quoted.revision) not in told
            and (finding := finding_for(recipient, hand, place, quoted, release))
        ]
        return strongest(due), self._labels(place.session.code)

    async def _correct(
        self,
        place: Place,
        brief: Brief,
        own: Sequence[Brief],
        newest: Mapping[About, Newest],
        recipient: Recipient,
        labels: Mapping[str, str],
    ) -> None:
        """One correction of a brief whose verdicts are others now, once figures are final."""
        if brief.corrects or any(other.corrects == brief.id for other in own):
            return
        # Each is corrected as what it was told as, a passage of one statement by its title.
        every = [*newest[About.STATEMENTS], *newest[About.PASSAGES]]
        changed = changed_findings(brief, every, recipient)
        if changed:
            await self._write(
                place, brief.rule, recipient, f"{brief.id}/correction", changed, labels,
                corrects=brief,
            )  # fmt: skip

    def _text(
        self,
        place: Place,
        recipient: Recipient,
        findings: Iterable[Finding],
        labels: Mapping[str, str],
        corrects: Brief | None = None,
    ) -> BriefText:
        told = [
            BriefFinding(
                finding.quoted,
                finding.figures,
                labels,
                verdicts_told(corrects, finding.quoted) if corrects else None,
            )
            for finding in findings
        ]
        return brief_text(
            place.study,
            told,
            words_for(recipient.language),
            is_early=any(not finding.release.is_reported for finding in findings),
            is_simulated=place.session.simulated,
            link=self._link_to(recipient, place.session.code),
        )

    async def _write(
        self,
        place: Place,
        rule: str,
        recipient: Recipient,
        key: str,
        findings: Sequence[Finding],
        labels: Mapping[str, str],
        *,
        corrects: Brief | None = None,
    ) -> bool:
        text = self._text(place, recipient, findings, labels, corrects)
        return await self._book.add(
            Brief(
                id=f"b{self._chance.number(96):x}",
                study=place.study.name,
                session=place.session.code,
                recipient=recipient.id,
                recipient_name=recipient.name,
                rule=rule,
                key=key,
                written_ms=self._clock.wall_ms(),
                subject=text.subject,
                text=text.text,
                told=_told(findings),
                is_early=any(not finding.release.is_reported for finding in findings),
                corrects=corrects.id if corrects else "",
            )
        )


def _told(findings: Sequence[Finding]) -> tuple[Told, ...]:
    return tuple(
        Told(
            finding.quoted.id, finding.quoted.revision, figure.cell, figure.verdict,
            finding.release.number, isinstance(finding.quoted, TitledPassage),
        )
        for finding in findings
        for figure in finding.figures
    )  # fmt: skip
