import pytest

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.service.study_bundle import packed, unpacked
from pulsemeter.web.study_making_pages import IMPORT_BYTES_MAX

PATH = "/api/v1/studies"
NEW = {
    "title": "A new one",
    "stimuli": [{"id": "speech", "title": "The speech"}],
    "runner": "We",
    "payer": "They",
}


def test_a_study_is_made_of_what_it_needs(visit):
    async def story(site):
        answer = await site.post(PATH, "staff", json=NEW)
        assert (answer.status_code, answer.json()) == (201, {"name": "a-new-one"})
        study = await site.world.stores.studies.study("a-new-one")
        assert (study.stimuli[0].id, study.consent.payer) == ("speech", "They")
        assert "90 days" in study.consent.kept
        again = await site.post(PATH, "staff", json={**NEW, "language": "de"})
        assert again.json() == {"name": "a-new-one-2"}
        named = await site.post(PATH, "staff", json={**NEW, "name": "mine"})
        assert named.json() == {"name": "mine"}

    visit(story)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"title": ""}, "study.title"),
        ({"stimuli": []}, "stimulus"),
        ({"name": "talk"}, "study.name"),
        ({"profile": "none"}, "study.profile"),
    ],
)
def test_what_is_wrong_is_told_by_key(visit, change, key):
    async def story(site):
        answer = await site.post(PATH, "staff", json={**NEW, **change})
        assert answer.status_code == 422
        assert any(each["key"].startswith(key) for each in answer.json()["complaints"])
        assert [s.name for s in await site.world.stores.studies.studies()] == ["talk"]

    visit(story)


def test_an_export_is_taken_in_again_and_so_is_a_bare_file(visit, spoken):
    async def story(site):
        packed_up = await site.get(f"{PATH}/talk/export", "staff")
        assert packed_up.headers["content-type"] == "application/zip"
        assert "talk.zip" in packed_up.headers["content-disposition"]
        taken = await site.post(f"{PATH}/import?name=again", "staff", content=packed_up.content)
        told = taken.json()
        assert (taken.status_code, told["name"]) == (201, "again")
        assert told["statements"] == len(spoken)
        assert any("talk.mp4" in note for note in told["notes"])
        text = unpacked("", packed_up.content)["study.toml"].decode()
        bare = text.replace('"talk"', '"bare"', 1)
        refused = await site.post(f"{PATH}/import", "staff", content=bare)
        assert (refused.status_code, "come with it" in refused.text) == (422, True)
        kept = [line for line in bare.splitlines() if not line.startswith(("statements", "transc"))]
        answer = await site.post(f"{PATH}/import", "staff", content="\n".join(kept))
        assert (answer.status_code, answer.json()["name"]) == (201, "bare")

    visit(story, statements=spoken)


def test_what_cannot_be_taken_in_is_told(visit):
    async def story(site):
        path = f"{PATH}/import"
        for body in (b"= what", b"\xff\xfe\x00", packed({"a.txt": b"x"}), b""):
            answer = await site.post(path, "staff", content=body)
            assert answer.status_code == 422
            assert answer.json()["error"]
        packed_up = (await site.get(f"{PATH}/talk/export", "staff")).content
        for name in ("", "a b"):
            answer = await site.post(f"{path}?name={name}", "staff", content=packed_up)
            assert (name, answer.status_code) == (name, 422)
        answer = await site.post(path, "staff", content=bytes(IMPORT_BYTES_MAX + 1))
        assert answer.status_code == 413
        assert [s.name for s in await site.world.stores.studies.studies()] == ["talk"]

    visit(story)


def test_a_copy_is_its_makers(visit):
    async def story(site):
        await site.employ("ada", Membership("talk", Role.OWNER))
        answer = await site.post(f"{PATH}/talk/copy", "ada", json={"name": "mine"})
        assert (answer.status_code, answer.json()) == (201, {"name": "mine"})
        assert (await site.get(f"{PATH}/mine", "ada")).json()["role"] == "owner"
        unnamed = await site.post(f"{PATH}/talk/copy", "ada")
        assert unnamed.json() == {"name": "talk-copy"}
        for name, said in (("mine", "already"), ("a b", "letters, digits")):
            refused = await site.post(f"{PATH}/talk/copy", "ada", json={"name": name})
            assert (refused.status_code, said in refused.text) == (422, True)
            assert "complaints" in refused.json()
        assert (await site.post(f"{PATH}/nothing/copy", "staff")).status_code == 404

    visit(story)


def test_what_no_file_can_say_is_not_exported(visit, make_study):
    async def story(site):
        await site.world.stores.studies.add_study(make_study(name="two words"), "", [])
        answer = await site.get(f"{PATH}/two words/export", "staff")
        assert (answer.status_code, "studio" in answer.json()["remedy"]) == (409, True)
        assert (await site.get(f"{PATH}/nothing/export", "staff")).status_code == 404

    visit(story)


def test_what_a_panel_buys_is_foreseen(visit):
    async def story(site):
        path = f"{PATH}/talk/foreseen"
        told = (await site.get(f"{path}?size=400", "staff")).json()
        whole = told["segments"][0]
        assert (told["size"], whole["persons"], whole["withheld"]) == (400, 400, "")
        assert "With 400 persons" in told["lines"][0]
        assert 0 < whole["statement_points"] < whole["band_points"] < 40
        assert {v["verdict"] for v in whole["verdicts"]} == {
            "resonates", "divides", "leaves_cold"
        }  # fmt: skip
        assert all(0 <= v["power"] <= 1 for v in whole["verdicts"])
        few = (await site.get(f"{path}?size=3", "staff")).json()["segments"][0]
        assert few["withheld"]
        assert (few["statement_points"], few["verdicts"]) == (None, [])
        assert (await site.get(path, "staff")).json()["size"] == 100
        for size in ("-1", "many", "20001", "٣"):
            assert (await site.get(f"{path}?size={size}", "staff")).status_code == 422
        assert (await site.get(f"{PATH}/nothing/foreseen", "staff")).status_code == 404

    visit(story)


def test_every_reader_of_the_study_does_not_make_one(visit):
    async def story(site):
        await site.employ_everyone()
        assert (await site.post(PATH, "owner", json=NEW)).status_code == 404
        assert (await site.post(f"{PATH}/talk/copy", "moderator")).status_code == 403

    visit(story)
