"""Recipients and rules as somebody types them, and briefs by hand."""

import asyncio

import pytest

from pulsemeter.domain.brief import About, BriefChannel, BriefRefused, Occasion
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.courier_ports import AddressRefused
from pulsemeter.service.deliver_briefs import Delivery
from pulsemeter.service.manage_briefs import (
    RECIPIENTS_MAX,
    RULES_MAX,
    BriefDesk,
    RecipientForm,
    RuleForm,
    UnknownRecipient,
)
from pulsemeter.service.send_brief import Briefing

EDDA = RecipientForm(" Edda ", "mail", " edda@x.example ", "de", ["region:south", "region:north"])


class MailOnly:
    drops_copies = False

    def check(self, address):
        if "@" not in address:
            raise AddressRefused("that is no mail address")

    def secret_for(self, address):
        return ""

    async def carry(self, message):
        return "250 OK"


@pytest.fixture
def desk(world, make_study, spoken):
    """Run a story with the desk, a study and an open session of it."""

    def run(story):
        async def whole():
            book, audit = world.stores.briefs, AuditTrail(world.stores.audit, world.clock)
            briefing = Briefing(book, world.keeper, world.clock, world.chance, lambda *_: "")
            delivery = Delivery(book, {BriefChannel.MAIL: MailOnly()}, world.clock)
            held = BriefDesk(book, briefing, delivery, audit, world.chance)
            async with world.running():
                code = await world.session(make_study(), statements=spoken)
                await story(held, world.conduct.place(code))
            return [entry.deed async for entry in audit.all()]

        return asyncio.run(whole())

    return run


def test_a_recipient_is_added_changed_paused_and_removed_and_all_of_it_is_noted(desk):
    async def story(desk, place):
        made = await desk.put_recipient("Ada", place.study, EDDA)
        assert (made.name, made.address) == ("Edda", "edda@x.example")
        assert made.audiences == ("region:north", "region:south")
        await desk.pause_recipient("Ada", "talk", made.id, True)
        other = RecipientForm("Edda", "mail", "edda@y.example", "en", None)
        changed = await desk.put_recipient("Ada", place.study, other, made.id)
        assert (changed.id, changed.audiences, changed.is_paused) == (made.id, None, True)
        await desk.pause_recipient("Ada", "talk", made.id, False)
        assert [r.is_paused for r in await desk.recipients("talk")] == [False]
        await desk.drop_recipient("Ada", "talk", made.id)
        assert list(await desk.recipients("talk")) == []

    deeds = desk(story)
    assert [deed.act for deed in deeds if deed.act.startswith("recipient")] == [
        "recipient added", "recipient paused", "recipient changed", "recipient resumed",
        "recipient removed",
    ]  # fmt: skip
    assert not any("example" in deed.detail for deed in deeds), "an address is in the log"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (RecipientForm("", "mail", "a@x.example", "de", None), "name"),
        (
            RecipientForm("A", "pigeon", "a@x.example", "de", None),
            "'pigeon'; there are mail, ",
        ),
        (RecipientForm("A", "mail", "nothing", "de", None), "no mail address"),
        (RecipientForm("A", "mail", "a@x.example", "xx", None), "choose one of en"),
        (RecipientForm("A", "mail", "a@x.example", "de", []), "at least one audience"),
        (RecipientForm("A", "mail", "a@x.example", "de", ["age:old"]), "no audience 'age:old'"),
    ],
)
def test_what_is_wrong_with_a_recipient_is_said_and_nothing_kept(desk, form, said):
    async def story(desk, place):
        with pytest.raises(BriefRefused, match=said):
            await desk.put_recipient("Ada", place.study, form)
        assert list(await desk.recipients("talk")) == []

    desk(story)


def test_rules_are_added_paused_and_removed(desk):
    async def story(desk, place):
        edda = await desk.put_recipient("Ada", place.study, EDDA)
        form = RuleForm("threshold", [edda.id], 20, 90, is_early=True)
        made = await desk.put_rule("Ada", place.study, form)
        assert (made.occasion, made.net_from, made.certainty) == (Occasion.THRESHOLD, 20, 0.9)
        await desk.pause_rule("Ada", "talk", made.id, True)
        assert [rule.is_paused for rule in await desk.rules("talk")] == [True]
        await desk.drop_rule("Ada", "talk", made.id)
        assert list(await desk.rules("talk")) == []
        form = RuleForm("timer", every_minutes=5, about="passages")
        timer = await desk.put_rule("Ada", place.study, form)
        assert (timer.every_s, timer.about) == (300, About.PASSAGES)

    assert [deed.act for deed in desk(story)][-4:] == [
        "brief rule added", "brief rule paused", "brief rule removed", "brief rule added",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (RuleForm("full moon"), "no occasion"),
        (RuleForm("close", about="moods"), "about statements or passages"),
        (RuleForm("threshold", net_from=120), "between 0 and 99"),
        (RuleForm("close", ["r9"]), "isn't there any more"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(desk, form, said):
    async def story(desk, place):
        with pytest.raises(BriefRefused, match=said):
            await desk.put_rule("Ada", place.study, form)
        assert list(await desk.rules("talk")) == []

    desk(story)


def test_there_are_not_endlessly_many(desk):
    async def story(desk, place):
        for _ in range(RECIPIENTS_MAX):
            await desk.put_recipient("Ada", place.study, EDDA)
        with pytest.raises(BriefRefused, match=f"at most {RECIPIENTS_MAX}"):
            await desk.put_recipient("Ada", place.study, EDDA)
        for _ in range(RULES_MAX):
            await desk.put_rule("Ada", place.study, RuleForm("close"))
        with pytest.raises(BriefRefused, match=f"at most {RULES_MAX}"):
            await desk.put_rule("Ada", place.study, RuleForm("close"))

    desk(story)


def test_who_is_not_there_is_said(desk):
    async def story(desk, place):
        with pytest.raises(UnknownRecipient):
            await desk.put_recipient("Ada", place.study, EDDA, "r9")
        for work in (
            desk.pause_recipient("Ada", "talk", "r9", True),
            desk.drop_recipient("Ada", "talk", "r9"),
            desk.pause_rule("Ada", "talk", "b9", True),
            desk.drop_rule("Ada", "talk", "b9"),
            desk.preview(place, "r9"),
            desk.send("Ada", place, "r9"),
        ):
            with pytest.raises(UnknownRecipient):
                await work

    desk(story)


def test_by_hand_needs_something_to_tell_and_a_recipient_who_is_not_paused(desk):
    async def story(desk, place):
        edda = await desk.put_recipient("Ada", place.study, EDDA)
        assert await desk.preview(place, edda.id) is None
        assert not await desk.send("Ada", place, edda.id)
        await desk.pause_recipient("Ada", "talk", edda.id, True)
        with pytest.raises(BriefRefused, match="paused"):
            await desk.send("Ada", place, edda.id)
        assert list(await desk.of_session(place.session.code)) == []

    desk(story)
