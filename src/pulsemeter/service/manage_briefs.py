"""Who gets briefs of a study and when: recipients and rules put, changed, paused, removed, and
briefs looked at and sent by hand.

Addresses are of people and desks who work with the results; no participant's is ever among them.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.brief import (
    About,
    Brief,
    BriefChannel,
    BriefRefused,
    BriefRule,
    Occasion,
    Recipient,
    check_recipient,
    check_rule,
)
from pulsemeter.domain.study import Study
from pulsemeter.languages import LANGUAGES
from pulsemeter.report.brief import BriefText
from pulsemeter.service.admit_staff import StaffRefused
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.brief_ports import BriefBook
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.courier_ports import AddressRefused
from pulsemeter.service.deliver_briefs import Delivery
from pulsemeter.service.manage_staff import chosen_audiences
from pulsemeter.service.ports import Chance
from pulsemeter.service.send_brief import Briefing

RECIPIENTS_MAX = 200
RULES_MAX = 50


class UnknownRecipient(LookupError):
    """The study has no such recipient or rule."""


@dataclass(frozen=True, slots=True)
class RecipientForm:
    """A recipient as somebody typed it; `audiences` None for every one."""

    name: str
    channel: str
    address: str
    language: str
    audiences: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule as somebody typed it; `certainty_percent` in points, `every_minutes` in minutes."""

    occasion: str
    recipients: Sequence[str] = ()
    net_from: int = 0
    certainty_percent: float = 95
    every_minutes: int = 10
    is_early: bool = False
    about: str = About.STATEMENTS.value


class BriefDesk:
    """The recipients, rules and briefs of a server's studies."""

    def __init__(
        self,
        book: BriefBook,
        briefing: Briefing,
        delivery: Delivery,
        audit: AuditTrail,
        chance: Chance,
    ) -> None:
        self._book, self._briefing, self._audit, self._chance = book, briefing, audit, chance
        self.delivery = delivery
        self._one_at_a_time = asyncio.Lock()

    async def recipients(self, study: str) -> Sequence[Recipient]:
        """Everybody who gets briefs of a study."""
        return await self._book.recipients(study)

    async def rules(self, study: str) -> Sequence[BriefRule]:
        """What makes briefs of a study due."""
        return await self._book.rules(study)

    async def of_session(self, session: str) -> Sequence[Brief]:
        """The briefs of a session, with how each went."""
        return await self._book.of_session(session)

    async def put_recipient(
        self, actor: str, study: Study, form: RecipientForm, recipient: str = ""
    ) -> Recipient:
        """Add a recipient, or change the one of this id. BriefRefused says what to mend."""
        async with self._one_at_a_time:
            held = {r.id: r for r in await self._book.recipients(study.name)}
            if recipient and recipient not in held:
                raise UnknownRecipient(recipient)
            if not recipient and len(held) >= RECIPIENTS_MAX:
                raise BriefRefused(f"a study has at most {RECIPIENTS_MAX} recipients")
            made = self._recipient(study, form, recipient or f"r{self._chance.number(64):x}")
            if recipient:
                made = replace(made, is_paused=held[recipient].is_paused)
            act = "recipient changed" if recipient else "recipient added"
            await self._audit.note(actor, act, study.name, f"{made.name}, {made.channel.value}")
            await self._book.put_recipient(made)
            return made

    def _recipient(self, study: Study, form: RecipientForm, name: str) -> Recipient:
        try:
            channel = BriefChannel(form.channel)
        except ValueError:
            known = ", ".join(each.value for each in BriefChannel)
            raise BriefRefused(f"there is no channel {form.channel!r}; there are {known}") from None
        asked = None if form.audiences is None else list(form.audiences)
        try:
            audiences = None if asked is None else chosen_audiences(study, asked)
            self.delivery.check_address(channel, form.address.strip())
        except (StaffRefused, AddressRefused) as refused:
            raise BriefRefused(str(refused)) from None
        made = Recipient(
            name, study.name, form.name.strip(), channel, form.address.strip(), form.language,
            audiences,
        )  # fmt: skip
        check_recipient(made, LANGUAGES)
        return made

    async def pause_recipient(self, actor: str, study: str, recipient: str, paused: bool) -> None:
        """Hold back what a recipient would get, or let it go on."""
        held = await self._recipient_of(study, recipient)
        act = "recipient paused" if paused else "recipient resumed"
        await self._audit.note(actor, act, study, held.name)
        await self._book.put_recipient(replace(held, is_paused=paused))

    async def drop_recipient(self, actor: str, study: str, recipient: str) -> None:
        """Remove a recipient with the address. Nothing that waits reaches them any more."""
        held = await self._recipient_of(study, recipient)
        await self._audit.note(actor, "recipient removed", study, held.name)
        await self._book.drop_recipient(study, recipient)

    async def _recipient_of(self, study: str, recipient: str) -> Recipient:
        for held in await self._book.recipients(study):
            if held.id == recipient:
                return held
        raise UnknownRecipient(recipient)

    async def put_rule(self, actor: str, study: Study, form: RuleForm) -> BriefRule:
        """Add a rule. BriefRefused says what to mend."""
        async with self._one_at_a_time:
            if len(await self._book.rules(study.name)) >= RULES_MAX:
                raise BriefRefused(f"a study has at most {RULES_MAX} rules")
            known = {r.id for r in await self._book.recipients(study.name)}
            if not known.issuperset(form.recipients):
                raise BriefRefused("one of the chosen recipients isn't there any more")
            made = self._rule(study, form)
            await self._audit.note(actor, "brief rule added", study.name, made.occasion.value)
            await self._book.put_rule(made)
            return made

    def _rule(self, study: Study, form: RuleForm) -> BriefRule:
        try:
            occasion = Occasion(form.occasion)
        except ValueError:
            raise BriefRefused(f"there is no occasion {form.occasion!r}") from None
        try:
            about = About(form.about)
        except ValueError:
            raise BriefRefused(
                f"a rule is about statements or passages, not {form.about!r}"
            ) from None
        made = BriefRule(
            f"b{self._chance.number(64):x}", study.name, occasion, tuple(form.recipients),
            form.net_from, form.certainty_percent / 100, form.every_minutes * 60, form.is_early,
            about=about,
        )  # fmt: skip
        check_rule(made)
        return made

    async def pause_rule(self, actor: str, study: str, rule: str, paused: bool) -> None:
        """Write nothing by a rule for a while, or go on."""
        held = await self._rule_of(study, rule)
        act = "brief rule paused" if paused else "brief rule resumed"
        await self._audit.note(actor, act, study, held.occasion.value)
        await self._book.put_rule(replace(held, is_paused=paused))

    async def drop_rule(self, actor: str, study: str, rule: str) -> None:
        """Remove a rule."""
        held = await self._rule_of(study, rule)
        await self._audit.note(actor, "brief rule removed", study, held.occasion.value)
        await self._book.drop_rule(study, rule)

    async def _rule_of(self, study: str, rule: str) -> BriefRule:
        for held in await self._book.rules(study):
            if held.id == rule:
                return held
        raise UnknownRecipient(rule)

    async def preview(self, place: Place, recipient: str) -> BriefText | None:
        """What `send` would write to somebody now; None where there is nothing new to tell."""
        return await self._briefing.preview(
            place, await self._recipient_of(place.study.name, recipient)
        )

    async def send(self, actor: str, place: Place, recipient: str) -> bool:
        """Write a brief to somebody by hand. False where there is nothing new to tell."""
        held = await self._recipient_of(place.study.name, recipient)
        if held.is_paused:
            raise BriefRefused(f"{held.name} is paused; let the recipient go on first")
        await self._audit.note(actor, "brief sent by hand", place.session.code, held.name)
        return await self._briefing.send_by_hand(place, held)
