"""Links that open a recipient's audiences for some hours."""

import asyncio
import base64
from dataclasses import replace

import pytest

from pulsemeter.domain.brief import BriefChannel, Recipient
from pulsemeter.service.brief_links import GOOD_FOR_MS, BriefLinks, LinkOver

EDDA = Recipient("r1", "moon", "Edda", BriefChannel.MAIL, "edda@x.example", "de", ("region",))


@pytest.fixture
def links(world):
    def run(story, secret=b"of the server"):
        async def whole():
            await world.stores.studies.add_study(world.study, "", [])
            await world.stores.briefs.put_recipient(EDDA)
            await story(BriefLinks(secret, world.stores.briefs, world.clock))

        asyncio.run(whole())

    return run


@pytest.fixture(autouse=True)
def _study(world, make_study):
    world.study = make_study(name="moon")


def test_a_link_opens_what_the_recipient_may_learn_now(links, world):
    async def story(links):
        token = links.made(EDDA, "KENNEDY")
        assert "edda" not in token.lower()
        opened = await links.read(token)
        assert (opened.recipient, opened.session) == (EDDA, "KENNEDY")
        narrower = replace(EDDA, audiences=("region:north",))
        await world.stores.briefs.put_recipient(narrower)
        assert (await links.read(token)).recipient == narrower
        await world.stores.briefs.drop_recipient("moon", "r1")
        with pytest.raises(LinkOver):
            await links.read(token)

    links(story)


def test_a_link_ends(links, world):
    async def story(links):
        token = links.made(EDDA, "KENNEDY")
        world.clock.now_ms += GOOD_FOR_MS - 2_000
        await links.read(token)
        world.clock.now_ms += 4_000
        with pytest.raises(LinkOver):
            await links.read(token)

    links(story)


def test_what_was_altered_or_made_elsewhere_opens_nothing(links, world):
    async def story(links):
        token = links.made(EDDA, "KENNEDY")
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        for place in range(len(raw)):
            other = bytearray(raw)
            other[place] ^= 1
            with pytest.raises(LinkOver):
                await links.read(base64.urlsafe_b64encode(bytes(other)).decode().rstrip("="))
        elsewhere = BriefLinks(b"another", world.stores.briefs, world.clock)
        for wrong in (
            "",
            "a",
            "ä",
            "!" * 40,
            token[:-4],
            token + "AAAA",
            elsewhere.made(EDDA, "K"),
        ):
            with pytest.raises(LinkOver):
                await links.read(wrong)

    links(story)
