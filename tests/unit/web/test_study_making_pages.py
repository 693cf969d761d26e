import pytest
from tests.unit.web.studio_visit import fields_at

from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.study_bundle import unpacked
from pulsemeter.web.study_making_pages import IMPORT_BYTES_MAX, mark_of_text

NEW = {
    "study.title": "A <new> one",
    "stimulus[0].id": "",
    "stimulus[0].title": "The speech",
    "consent.runner": "We",
    "consent.payer": "We",
}


def test_a_new_study_needs_five_things(visit):
    async def story(site):
        page = await site.get("/studies/new", "staff")
        assert page.status_code == 200
        answer = await site.post("/studies/new", "staff", data=NEW)
        assert answer.headers["location"] == "/studies/a-new-one/stimuli"
        study = await site.world.stores.studies.study("a-new-one")
        assert study.stimuli == (Stimulus("the_speech", "The speech", 0),)
        assert "90 days" in study.consent.kept
        again = await site.post("/studies/new", "staff", data=NEW)
        assert again.headers["location"] == "/studies/a-new-one-2/stimuli"
        arabic = {**NEW, "study.title": "خطاب", "study.language": "ar"}
        third = await site.post("/studies/new", "staff", data=arabic)
        assert third.status_code == 303

    visit(story)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"study.title": ""}, "Title"),
        ({"stimulus[0].title": ""}, "Stimulus"),
        ({"consent.payer": " "}, "Who pays for it"),
        ({"study.name": "a b"}, "may hold letters"),
        ({"study.name": "talk"}, "there is a study talk already"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(visit, change, told):
    async def story(site):
        answer = await site.post("/studies/new", "staff", data={**NEW, **change})
        assert answer.status_code == 422
        assert told in answer.text
        assert 'name="consent.runner" value="We"' in answer.text
        assert [s.name for s in await site.world.stores.studies.studies()] == ["talk"]

    visit(story)


def test_an_export_is_taken_in_again(visit, spoken):
    async def story(site):
        packed = await site.get("/studies/talk/export", "staff")
        assert packed.headers["content-type"] == "application/zip"
        assert "talk.zip" in packed.headers["content-disposition"]
        assert set(unpacked("talk.zip", packed.content)) == {
            "study.toml", "talk.statements.toml", "talk.transcript.vtt",
        }  # fmt: skip
        files = {"file": ("talk.zip", packed.content)}
        refused = await site.post("/studies/import", "staff", files=files)
        assert refused.status_code == 422
        assert "there is a study talk already" in refused.text
        answer = await site.post("/studies/import", "staff", files=files, data={"name": "again"})
        assert answer.status_code == 200
        assert "2 statements" in answer.text
        assert "still to be uploaded" in answer.text
        book = site.world.stores.studies
        study, before = await book.study("again"), await book.study("talk")
        assert study.attributes == before.attributes
        assert [s.words for s in await book.statements("again")] == [s.words for s in spoken]

    visit(story, statements=spoken)


def test_files_that_are_no_study_are_refused(visit):
    async def story(site):
        for content, told in (
            (b"\xff\xfe", "UTF-8"),
            (b"[study]\nname = 1\n", "must be a text"),
            (b"PK\x03\x04rest", "TOML"),
        ):
            files = {"file": ("study.toml", content)}
            answer = await site.post("/studies/import", "staff", files=files)
            assert (answer.status_code, told in answer.text) == (422, True)
        long = {"file": ("study.toml", b" " * (IMPORT_BYTES_MAX + 1))}
        assert (await site.post("/studies/import", "staff", files=long)).status_code == 413

        async def endless():
            yield b"--x\r\n"

        chunked = await site.post("/studies/import", "staff", content=endless())
        assert chunked.status_code == 413
        named = {"file": ("study.toml", (await site.get("/studies/talk/export", "staff")).content)}
        odd = await site.post("/studies/import", "staff", files=named, data={"name": "a/b"})
        assert (odd.status_code, "letters, digits" in odd.text) == (422, True)
        assert [s.name for s in await site.world.stores.studies.studies()] == ["talk"]

    visit(story)


def test_a_copy_has_the_files_and_belongs_to_its_maker(visit):
    async def story(site):
        await site.employ("owner", Membership("talk", Role.OWNER))
        form = await fields_at(site, "/studies/talk/copy", "owner")
        assert form == {"name": "talk-copy"}
        for name in ("talk", "a b", "", "../up"):
            answer = await site.post("/studies/talk/copy", "owner", data={"name": name})
            assert answer.status_code == 422
        answer = await site.post("/studies/talk/copy", "owner", data=form)
        assert answer.headers["location"] == "/studies/talk-copy/stimuli"
        assert (site.media / "talk-copy" / "talk.mp4").read_bytes()
        assert (await site.get("/studies/talk-copy/words", "owner")).status_code == 200
        acts = [e.deed.act async for e in site.services.audit.all()]
        assert acts[-2:] == ["study copied", "role given"]

    visit(story)


def test_the_study_file_is_edited_as_text(visit, make_study):
    path = "/studies/new/file"

    async def story(site):
        book = site.world.stores.studies
        await book.add_study(make_study(name="new"), "", [])
        form = await fields_at(site, path)
        assert 'title = "A talk"' in form["text"]
        changed = {**form, "text": form["text"].replace("A talk", "A speech")}
        answer = await site.post(path, "staff", data=changed)
        assert answer.headers["location"] == f"{path}?saved"
        assert (await book.study("new")).title == "A speech"
        stale = await site.post(path, "staff", data=changed)
        assert (stale.status_code, "Somebody else" in stale.text) == (409, True)
        form = await fields_at(site, path)
        wrong = {**form, "text": form["text"] + "\n[instrument]\ncadence_ms = 5\n"}
        answer = await site.post(path, "staff", data=wrong)
        assert answer.status_code == 422
        assert ", instrument.cadence_ms: 5 lies outside" in answer.text
        await book.put_session(Session("A", "new", SessionKind.LIVE))
        assert "readonly" in (await site.get(path, "staff")).text
        assert (await site.post(path, "staff", data=form)).status_code == 422

    visit(story)


def test_a_study_that_is_not_there(visit):
    async def story(site):
        for method, page in (
            ("GET", "copy"), ("POST", "copy"), ("GET", "export"), ("GET", "file"), ("POST", "file"),
        ):  # fmt: skip
            answer = await site.ask(method, f"/studies/mars/{page}", "staff")
            assert answer.status_code == 404

    visit(story)


def test_a_mark_is_of_the_text():
    assert mark_of_text("a") == mark_of_text("a") != mark_of_text("b")
