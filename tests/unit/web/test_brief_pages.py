"""The pages of briefs: recipients, rules, what was sent."""

import re

from pulsemeter.delivery.chat import ChatCourier
from pulsemeter.delivery.chat_services import Telegram
from pulsemeter.delivery.way_out import WayOut
from pulsemeter.domain.brief import Brief, BriefChannel, Try, TryOutcome
from pulsemeter.domain.staff import Membership, Role

BRIEFS = "/studies/talk/briefs"
HOOK = {
    "name": "Desk North", "channel": "webhook", "address": "https://hooks.example/in",
    "language": "de", "audience": ["region:north"],
}  # fmt: skip


def test_a_recipient_is_added_with_a_secret_changed_paused_and_removed(visit):
    async def story(site):
        empty = (await site.get(BRIEFS, "staff")).text
        assert "Nobody yet." in empty
        assert "sends no e-mail yet" in empty
        assert "pulsemeter[chat]" in empty
        assert 'value="telegram"' not in empty
        assert (await site.post(f"{BRIEFS}/recipients", "staff", data=HOOK)).status_code == 303
        page = (await site.get(BRIEFS, "staff")).text
        assert "Desk North" in page
        assert "North" in page
        assert re.search(r"whsec_[\w+/=]{44}", page)
        (held,) = await site.services.briefs.recipients("talk")
        base = f"{BRIEFS}/recipients/{held.id}"
        changed = {**HOOK, "name": "Desk", "every": "yes"}
        assert (await site.post(f"{base}/change", "staff", data=changed)).status_code == 303
        assert (await site.post(f"{base}/pause", "staff")).status_code == 303
        (held,) = await site.services.briefs.recipients("talk")
        assert (held.name, held.audiences, held.is_paused) == ("Desk", None, True)
        assert "paused" in (await site.get(BRIEFS, "staff")).text
        assert (await site.post(f"{base}/resume", "staff")).status_code == 303
        assert (await site.post(f"{base}/burn", "staff")).status_code == 404
        assert (await site.post(f"{base}/remove", "staff")).status_code == 303
        assert "Nobody yet." in (await site.get(BRIEFS, "staff")).text

    visit(story)


def test_what_is_wrong_is_said(visit):
    async def story(site):
        for changes, told in (
            ({"name": ""}, "name"),
            ({"channel": "pigeon"}, "channel"),
            ({"address": "file:///etc/passwd"}, "https://"),
            ({"channel": "telegram", "address": "-100"}, "no way to send by telegram"),
            ({"language": "xx"}, "choose one of"),
            ({"audience": []}, "at least one audience"),
            ({"audience": ["region:mars"]}, "no audience"),
        ):
            answer = await site.post(f"{BRIEFS}/recipients", "staff", data={**HOOK, **changes})
            assert (answer.status_code, told in answer.text) == (422, True), changes
        for rule, told in (
            ({"occasion": "moon"}, "no occasion"),
            ({"occasion": "close", "about": "moods"}, "about statements or passages"),
            ({"occasion": "threshold", "net_from": "many"}, "no whole number"),
            ({"occasion": "threshold", "net_from": "300"}, "between 0 and 99"),
        ):
            answer = await site.post(f"{BRIEFS}/rules", "staff", data=rule)
            assert (answer.status_code, told in answer.text) == (422, True), rule
        assert list(await site.services.briefs.recipients("talk")) == []

    visit(story)


def test_a_chat_of_the_servers_file_is_offered_as_not_tested(visit, monkeypatch):
    async def story(site):
        delivery = site.services.briefs.delivery
        token = "123456789:" + "AAF-known_to_the_server_alone"
        chat = ChatCourier(Telegram(token), WayOut())
        monkeypatch.setitem(delivery._couriers, BriefChannel.TELEGRAM, chat)
        page = (await site.get(BRIEFS, "staff")).text
        assert "Telegram (not tested)" in page
        assert "not tested against the services" in page
        assert "Everybody in a chat reads its briefs" in page
        assert "pulsemeter[chat]" not in page
        assert 'value="slack"' not in page
        chatty = {**HOOK, "channel": "telegram", "address": "https://hooks.example/in"}
        answer = await site.post(f"{BRIEFS}/recipients", "staff", data=chatty)
        assert (answer.status_code, "chat of Telegram is" in answer.text) == (422, True)
        kept = await site.post(
            f"{BRIEFS}/recipients", "staff", data={**chatty, "address": "@deskNorth"}
        )
        assert kept.status_code == 303
        page = (await site.get(BRIEFS, "staff")).text
        assert "@deskNorth" in page
        assert token not in page

    visit(story)


def test_rules_are_told_in_words(visit):
    async def story(site):
        for rule in (
            {"occasion": "close", "early": "yes"},
            {"occasion": "threshold", "net_from": "25", "certainty": "90"},
            {"occasion": "timer", "every_minutes": "5", "about": "both"},
            {"occasion": "close", "about": "passages"},
        ):
            assert (await site.post(f"{BRIEFS}/rules", "staff", data=rule)).status_code == 303
        page = (await site.get(BRIEFS, "staff")).text
        assert "Net approval beyond ±25 with at least 90 % certainty" in page
        assert "Every 5 minutes" in page
        assert "statements and passages; to everybody" in page
        assert "When a statement has figures" in page
        assert "When a passage has figures" in page
        assert "early too, and says so" in page
        first, *others = await site.services.briefs.rules("talk")
        base = f"{BRIEFS}/rules/{first.id}"
        for step in ("pause", "resume", "remove"):
            assert (await site.post(f"{base}/{step}", "staff")).status_code == 303
        assert (await site.post(f"{base}/remove", "staff")).status_code == 404
        assert (await site.post(f"{BRIEFS}/rules/{others[0].id}/burn", "staff")).status_code == 404
        assert len(await site.services.briefs.rules("talk")) == 3

    visit(story)


def test_a_session_shows_what_was_sent_how_it_went_and_what_would_be_sent(visit):
    async def story(site):
        page = f"/sessions/{site.code}/briefs"
        assert "no recipients yet" in (await site.get(page, "staff")).text
        await site.post(f"{BRIEFS}/recipients", "staff", data=HOOK)
        (held,) = await site.services.briefs.recipients("talk")
        looked = (await site.get(f"{page}?to={held.id}", "staff")).text
        assert "nothing new to tell" in looked
        sent = await site.post(f"{page}/send", "staff", data={"to": held.id})
        assert (sent.status_code, "nothing new to tell" in sent.text) == (422, True)
        assert (await site.get(f"{page}?to=nobody", "staff")).status_code == 404
        brief = Brief(
            "m1", "talk", site.code, held.id, "Desk", "b1", "k", 1_700_000_000_000,
            "North: resonates · “<b>One</b>.”", "“<script>”\nNorth …", is_early=True,
        )  # fmt: skip
        await site.world.stores.briefs.add(brief)
        await site.world.stores.briefs.append(
            "m1", 0, Try(1_700_000_001_000, TryOutcome.LATER, "HTTP 503", 1_700_000_006_000)
        )
        told = (await site.get(page, "staff")).text
        assert "2023-11-14 22:13:21" in told
        assert "HTTP 503" in told
        assert "waits" in told
        assert "early" in told
        assert "<script>”" not in told

    visit(story)


def test_only_who_leads_sees_addresses(visit):
    async def story(site):
        await site.employ("mona", Membership("talk", Role.MODERATOR))
        await site.employ("anna", Membership("talk", Role.ANALYST))
        await site.post(f"{BRIEFS}/recipients", "mona", data=HOOK)
        assert "hooks.example" in (await site.get(BRIEFS, "mona")).text
        for path in (BRIEFS, f"/sessions/{site.code}/briefs"):
            answer = await site.get(path, "anna")
            assert (answer.status_code, "hooks.example" in answer.text) == (403, False)
        assert "/briefs" in (await site.get("/studies", "mona")).text
        assert "/briefs" not in (await site.get("/studies", "anna")).text

    visit(story)
