from pulsemeter.domain.statement import Statement
from pulsemeter.transcript.draft import SIGNS_MAX

PATH = "/api/v1/studies/talk/transcript"
SRT = """1
00:00:00,000 --> 00:00:10,000
We choose to go.

2
00:00:10,000 --> 00:00:99,000
Because it is hard.
"""
ANY = {"if-match": "*"}


async def sent(site, what="", **body):
    return await site.post(PATH + what, "staff", json={"stimulus": "talk", **body}, headers=ANY)


async def edition(site):
    return (await site.get("/api/v1/studies/talk/statements", "staff")).json()["edition"]


def test_a_transcript_is_looked_at_mended_and_taken_in(visit):
    async def story(site):
        told = (await sent(site, "/preview", text=SRT)).json()
        assert [s["words"] for s in told["statements"]] == ["We choose to go."]
        (line,) = told["to_mend"]
        assert (line["number"], line["text"]) == (6, "00:00:10,000 --> 00:00:99,000")
        assert line["reason"]
        assert (told["cues"], told["hidden"]) == (1, 0)
        assert await edition(site) == 0
        mended = SRT.replace("00:00:99", "00:00:19")
        assert (await sent(site, "/preview", text=mended)).json()["to_mend"] == []
        taken = await sent(site, text=mended)
        assert (taken.status_code, taken.headers["etag"]) == (200, '"1"')
        assert [s["words"] for s in taken.json()["statements"]] == [
            "We choose to go.", "Because it is hard."
        ]  # fmt: skip

    visit(story, statements=[Statement("old", 1, "talk", 0, 5_000, "What was there.")])


def test_what_is_no_transcript_of_this_study_is_refused(visit):
    async def story(site):
        for what in ("", "/preview"):
            for body, said in (
                ({"text": "Just a speech."}, "no line says when"),
                ({"text": SRT, "stimulus": "film"}, "there are talk"),
                ({"text": "a" * (SIGNS_MAX + 1)}, "signs"),
            ):
                answer = await sent(site, what, **body)
                assert (answer.status_code, said in answer.json()["error"]) == (422, True)
            assert (await sent(site, what)).status_code == 400
            assert (await sent(site, what, text="ä" * 2 * SIGNS_MAX)).status_code == 413
        late = {"if-match": '"7"'}
        body = {"stimulus": "talk", "text": SRT}
        answer = await site.post(PATH, "staff", json=body, headers=late)
        assert answer.status_code == 412
        beyond = SRT.replace("00:00:10,000\nWe", "00:00:31,000\nWe")
        assert (await sent(site, text=beyond)).status_code == 422
        assert await edition(site) == 0

    visit(story)


def test_what_was_said_live_becomes_the_studys_own(visit):
    async def story(site):
        words = f"/api/v1/sessions/{site.code}/words"
        for later_ms, step, more in (
            (0, "load", {"text": "# Goals\n\nWe choose to go to the moon."}),
            (0, "next", {}),
            (12_000, "end", {}),
        ):
            site.world.clock.now_ms += later_ms
            done = await site.post(f"{words}/{step}", "staff", json={"key": step, **more})
            assert done.status_code == 200, done.text
        taken = await sent(site, "/from-session", session=site.code)
        assert [s["words"] for s in taken.json()["statements"]] == ["We choose to go to the moon."]
        assert [p["title"] for p in taken.json()["passages"]] == ["Goals"]

    visit(story)


def test_only_words_of_the_studys_own_sessions_are_taken_over(visit, make_study):
    async def story(site):
        nothing = await sent(site, "/from-session", session=site.code)
        assert (nothing.status_code, "no statements" in nothing.json()["error"]) == (422, True)
        await site.world.stores.studies.add_study(make_study(name="other"), "", [])
        path = PATH.replace("talk", "other", 1) + "/from-session"
        body = {"stimulus": "talk", "session": site.code}
        foreign = await site.post(path, "staff", json=body, headers=ANY)
        unknown = await sent(site, "/from-session", session="NOSUCH")
        for answer in (foreign, unknown):
            assert (answer.status_code, "no session" in answer.json()["error"]) == (422, True)

    visit(story)
