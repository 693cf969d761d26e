"""A program brings files of another system, looks at what they become, and takes them in."""

import pytest
from tests.unit.web.test_import_pages import long_file

from pulsemeter.domain.staff import Membership, Role

AT = "/api/v1/studies/talk/imports"
WORDS = (
    "1\n00:00:01,000 --> 00:00:04,000\nWe choose.\n\n2\n00:00:xx --> 00:00:09,000\nTo go.\n\n"
    "3\n00:00:09,000 --> 00:00:12,000\nTo the moon.\n"
)


async def begun(site):
    answer = await site.post(AT, "staff")
    assert answer.status_code == 201
    return answer.json()["id"]


async def put(site, path, **sent):
    if isinstance(sent.get("content"), str):
        sent["content"] = sent["content"].encode()
    headers = {"content-type": "application/octet-stream"} if "content" in sent else {}
    return await site.ask("PUT", f"{AT}/{path}", "staff", headers=headers, **sent)


async def read(site, held):
    await site.job_done("import", held)
    return (await site.get(f"{AT}/{held}", "staff")).json()


def test_files_are_brought_understood_and_taken_in(visit):
    async def story(site):
        held = await begun(site)
        told = (await put(site, f"{held}/files/presses.csv", content=long_file())).json()
        assert (told["files"], told["job"]["state"], told["preview"]) == (
            ["presses.csv"], "none", None,
        )  # fmt: skip
        assert told["goes_ms"] - told["begun_ms"] == 24 * 3_600_000
        async with site.at_work():
            asked = await put(site, f"{held}/mapping", json={})
            assert (asked.status_code, asked.json()["doing"]) == (202, "read")
            told = await read(site, held)
            assert told["preview"]["counts"][0] == "40 participants"
            assert told["looked"]["columns"] == ["user", "time_s", "button", "region"]
            assert {each["label"] for each in told["preview"]["segments"]} >= {"North", "South"}
            mapping = told["mapping"].replace("another system", "Dials")
            await put(site, f"{held}/mapping", json={"text": mapping})
            told = await read(site, held)
            assert told["mapping"] == mapping
            said = (await put(site, f"{held}/transcript", json={"text": WORDS})).json()["words"]
            assert (said["cues"], [line["number"] for line in said["to_mend"]]) == (2, [6])
            asked = await site.post(f"{AT}/{held}/take-in", "staff")
            assert (asked.status_code, asked.json()["doing"]) == (202, "take-in")
            told = await read(site, held)
        assert (told["doing"], told["job"]["state"], told["preview"]) == ("", "ready", None)
        session = await site.world.stores.studies.session(told["session"])
        assert session.origin.system == "Dials"
        listed = (await site.get(AT, "staff")).json()["imports"]
        assert listed == [told]
        assert (await site.ask("DELETE", f"{AT}/{held}", "staff")).status_code == 204
        assert (await site.get(AT, "staff")).json() == {"imports": []}

    visit(story)


def test_what_cannot_be_done_says_why(visit):
    async def story(site):
        held = await begun(site)
        for method, path, sent, told in (
            ("PUT", "mapping", {"json": {}}, "no file yet"),
            ("POST", "take-in", {}, "mend the mapping"),
            ("PUT", "files/.hidden", {"content": b"x"}, "no name of a file"),
            ("PUT", "transcript", {"json": {"text": "none"}}, "the transcript"),
        ):
            headers = {"content-type": "application/octet-stream"} if "content" in sent else {}
            answer = await site.ask(method, f"{AT}/{held}/{path}", "staff", headers=headers, **sent)
            assert (answer.status_code, told in answer.json()["error"]) == (409, True), path
        for path, sent in (("mapping", {"json": {"txt": ""}}), ("transcript", {"json": {}})):
            assert (await put(site, f"{held}/{path}", **sent)).status_code == 400
        await put(site, f"{held}/files/a.csv", content=long_file())
        dropped = await site.ask("DELETE", f"{AT}/{held}/files/a.csv", "staff")
        assert dropped.json()["files"] == []

    visit(story)


def test_what_is_under_way_is_cancelled_and_waited_for(visit):
    async def story(site):
        held = await begun(site)
        await put(site, f"{held}/files/a.csv", content=long_file())
        await put(site, f"{held}/mapping", json={})  # nobody is at work
        busy = await put(site, f"{held}/files/b.csv", content=b"x")
        assert (busy.status_code, "cancel it" in busy.json()["error"]) == (409, True)
        told = (await site.post(f"{AT}/{held}/cancel", "staff")).json()
        assert (told["doing"], told["job"]["state"]) == ("", "cancelled")
        assert (await put(site, f"{held}/files/b.csv", content=b"x")).status_code == 200

    visit(story)


@pytest.mark.parametrize("act", ["", "/cancel", "/take-in"])
def test_an_import_is_its_owners(visit, act):
    async def story(site):
        held = await begun(site)
        await site.employ("owner", Membership("talk", Role.OWNER))
        method = "POST" if act else "GET"
        answer = await site.ask(method, f"{AT}/{held}{act}", "owner")
        assert answer.status_code == 404
        assert (await site.get(AT, "owner")).json() == {"imports": []}

    visit(story)
