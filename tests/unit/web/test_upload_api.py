"""Uploads as a page sends them: begun, in pieces, resumed, refused."""

from pulsemeter.domain.study import Stimulus

WAITING = (Stimulus("talk", "A talk", 0), Stimulus("far", "Far", 1, address="https://a.org/x.m3u8"))
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


async def unshown(site, make_study):
    """A study that no session has frozen."""
    study = make_study(name="new", stimuli=WAITING)
    await site.world.stores.studies.add_study(study, "", [])


def wanted(**changes):
    plain = {"study": "new", "stimulus": "talk", "name": "a.mp4", "size_bytes": 10, "mark": "m"}
    return {**plain, **changes}


def test_a_file_arrives_in_pieces_and_is_resumed(visit, make_study, tmp_path):
    async def story(site):
        await unshown(site, make_study)
        begun = await site.post("/api/v1/studies/new/uploads", "staff", json=wanted())
        assert begun.status_code == 201
        upload = begun.json()
        assert (upload["offset"], upload["piece_bytes_max"]) == (0, 8 * 1024**2)
        path = f"/api/v1/uploads/{upload['id']}"

        async def piece(offset, content):
            headers = {"Upload-Offset": offset}
            return await site.ask("PATCH", path, "staff", headers=headers, content=content)

        first = await piece("0", b"abcd")
        assert (first.status_code, first.headers["upload-offset"]) == (204, "4")
        wrong = await piece("9", b"x")
        assert (wrong.status_code, wrong.headers["upload-offset"]) == (409, "4")
        assert (await piece("x", b"x")).status_code == 400
        assert (await piece("4", b"much too much")).status_code == 422
        told = await site.ask("HEAD", path, "staff")
        assert (told.headers["upload-offset"], told.headers["upload-length"]) == ("4", "10")
        again = await site.post("/api/v1/studies/new/uploads", "staff", json=wanted())
        assert (again.json()["id"], again.json()["offset"]) == (upload["id"], 4)
        listed = (await site.get("/api/v1/studies/new/stimuli", "staff")).json()
        video = listed["stimuli"][0]["video"]
        assert (video["state"], video["share"], video["name"]) == ("uploading", 0.4, "a.mp4")
        assert listed["stimuli"][1]["video"]["state"] == "elsewhere"
        (part,) = (tmp_path / "quarantine").glob("*.part")
        assert (part.read_bytes(), part.stat().st_mode & 0o777) == (b"abcd", 0o600)
        assert (await site.ask("DELETE", path, "staff")).status_code == 204
        assert (await site.ask("HEAD", path, "staff")).status_code == 404
        assert list((tmp_path / "quarantine").iterdir()) == []

    visit(story)


def test_what_cannot_be_taken_is_refused_with_words(visit, make_study):
    async def story(site):
        await unshown(site, make_study)
        for changes, told in (
            ({"study": "talk"}, "has a session"),
            ({"study": "mars"}, "no study"),
            ({"stimulus": "other"}, "no stimulus"),
            ({"stimulus": "far"}, "comes from"),
            ({"size_bytes": 0}, "between 1 byte"),
            ({"size_bytes": 10**13}, "are taken"),
            ({"size_bytes": -5}, "are taken"),
            ({"kind": "captions", "language": "../.."}, "no language tag"),
        ):
            body = wanted(**changes)
            path = f"/api/v1/studies/{body['study']}/uploads"
            answer = await site.post(path, "staff", json=body)
            assert answer.status_code == 422
            assert told in answer.json()["error"]
        elsewhere = await site.post("/api/v1/studies/talk/uploads", "staff", json=wanted())
        assert elsewhere.status_code == 422
        for body in (b"", b"{}", b"[" * 9_000, b'{"study": 5}'):
            answer = await site.post("/api/v1/studies/new/uploads", "staff", content=body)
            assert answer.status_code == 400
        assert (await site.get("/api/v1/studies/mars/stimuli", "staff")).status_code == 404

    visit(story)


def test_captions_are_taken_over_as_soon_as_they_are_here(visit, make_study):
    async def story(site):
        await unshown(site, make_study)
        body = wanted(kind="captions", name="a.srt", size_bytes=len(SRT))
        upload = (await site.post("/api/v1/studies/new/uploads", "staff", json=body)).json()["id"]
        headers = {"Upload-Offset": "0"}
        await site.ask("PATCH", f"/api/v1/uploads/{upload}", "staff", headers=headers, content=SRT)

        async def state():
            listed = (await site.get("/api/v1/studies/new/stimuli", "staff")).json()
            return listed["stimuli"][0]["captions"][0]["progress"]["state"]

        assert await state() == "waiting"
        async with site.at_work():
            await site.services.reception.is_idle.wait()
        assert await state() == "ready"
        study = await site.world.stores.studies.study("new")
        kept = site.media / "new" / study.stimuli[0].captions
        assert kept.read_text("utf-8").startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello")

    visit(story)
