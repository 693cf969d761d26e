"""Recipients, rules and briefs, led by a program."""

from pulsemeter.domain.brief import Brief, Try, TryOutcome

PATH = "/api/v1/studies/talk/briefs"
HOOK = {
    "name": "Desk North", "channel": "webhook", "address": "https://hooks.example/in",
    "language": "de", "audiences": ["region:north"],
}  # fmt: skip


def test_a_recipient_is_added_changed_paused_and_dropped(visit):
    async def story(site):
        made = await site.post(f"{PATH}/recipients", "staff", json=HOOK)
        assert made.status_code == 201
        held = made.json()
        assert held["secret"].startswith("whsec_")
        assert (held["audiences"], held["is_paused"]) == (["region:north"], False)
        one = f"{PATH}/recipients/{held['id']}"
        wanted = {**HOOK, "name": "Desk", "audiences": None}
        changed = await site.ask("PUT", one, "staff", json=wanted)
        assert (changed.json()["name"], changed.json()["audiences"]) == ("Desk", None)
        assert (await site.post(f"{one}/pause", "staff")).status_code == 204
        told = (await site.get(PATH, "staff")).json()
        assert [r["is_paused"] for r in told["recipients"]] == [True]
        assert told["channels"] == ["webhook"]
        assert (await site.post(f"{one}/resume", "staff")).status_code == 204
        assert (await site.post(f"{one}/burn", "staff")).status_code == 404
        assert (await site.ask("DELETE", one, "staff")).status_code == 204
        assert (await site.ask("DELETE", one, "staff")).status_code == 404
        assert (await site.ask("PUT", one, "staff", json=HOOK)).status_code == 404

    visit(story)


def test_a_rule_is_added_paused_and_dropped(visit):
    async def story(site):
        wanted = {
            "occasion": "threshold", "net_from": 30, "certainty_percent": 90, "about": "passages",
        }  # fmt: skip
        made = await site.post(f"{PATH}/rules", "staff", json=wanted)
        assert made.status_code == 201
        assert (made.json()["net_from"], made.json()["certainty"]) == (30, 0.9)
        assert made.json()["about"] == "passages"
        plain = await site.post(f"{PATH}/rules", "staff", json={"occasion": "close"})
        assert plain.json()["about"] == "statements"
        await site.ask("DELETE", f"{PATH}/rules/{plain.json()['id']}", "staff")
        one = f"{PATH}/rules/{made.json()['id']}"
        assert (await site.post(f"{one}/pause", "staff")).status_code == 204
        (rule,) = (await site.get(PATH, "staff")).json()["rules"]
        assert rule["is_paused"]
        assert (await site.post(f"{one}/burn", "staff")).status_code == 404
        assert (await site.ask("DELETE", one, "staff")).status_code == 204
        assert (await site.post(f"{one}/pause", "staff")).status_code == 404

    visit(story)


def test_what_is_wrong_is_said(visit):
    async def story(site):
        for changes, status in (
            ({"name": ""}, 422), ({"channel": "pigeon"}, 422), ({"audiences": []}, 422),
            ({"address": 7}, 400), ({"spare": 1}, 400),
        ):  # fmt: skip
            answer = await site.post(f"{PATH}/recipients", "staff", json={**HOOK, **changes})
            assert answer.status_code == status, changes
        for rule, status in (
            ({"occasion": "moon"}, 400), ({"occasion": "close", "about": "tides"}, 400),
            ({"occasion": "threshold", "net_from": 300}, 422),
        ):  # fmt: skip
            answer = await site.post(f"{PATH}/rules", "staff", json=rule)
            assert answer.status_code == status, rule
            assert answer.json()["remedy"]

    visit(story)


def test_a_sessions_briefs_are_told_and_one_is_written_by_hand(visit):
    async def story(site):
        here = f"/api/v1/sessions/{site.code}/briefs"
        held = (await site.post(f"{PATH}/recipients", "staff", json=HOOK)).json()
        brief = Brief(
            "b1", "talk", site.code, held["id"], "Desk North", "rule", "key", 1_000, "S", "T",
            tries=(Try(2_000, TryOutcome.LATER, "busy", 9_000),),
        )  # fmt: skip
        await site.world.stores.briefs.add(brief)
        (told,) = (await site.get(here, "staff")).json()["briefs"]
        assert (told["state"], told["tries"][0]["said"]) == ("waiting", "busy")
        nothing = await site.post(here, "staff", json={"to": held["id"]})
        assert (nothing.status_code, "nothing new" in nothing.text) == (409, True)
        assert (await site.post(here, "staff", json={"to": "nobody"})).status_code == 404
        await site.post(f"{PATH}/recipients/{held['id']}/pause", "staff")
        assert (await site.post(here, "staff", json={"to": held["id"]})).status_code == 422
        preview = await site.get(f"{here}/preview?to={held['id']}", "staff")
        assert preview.json() == {"subject": "", "text": ""}
        assert (await site.get(f"{here}/preview?to=nobody", "staff")).status_code == 404

    visit(story)
