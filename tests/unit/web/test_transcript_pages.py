import html
import re

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.statement import Statement

BASE = "/studies/talk/transcript"
SAID = [
    Statement("s1", 1, "talk", 0, 9_000, "We choose the moon.", "Ada"),
    Statement("s2", 1, "talk", 9_000, 20_000, "Not because it is easy."),
]
SRT = """1
00:00:00,000 --> 00:00:10,000
We choose to go.

2
00:00:10,000 --> 00:00:99,000
Because it is hard.
"""


async def edition(site):
    page = (await site.get(BASE, "staff")).text
    return re.search(r'name="edition" value="(\d+)"', page)[1]


async def posted(site, what, **fields):
    """A form of the page as it stands, sent."""
    data = {"edition": fields.pop("edition", None) or await edition(site), "stimulus": "talk"}
    return await site.post(f"{BASE}/{what}", "staff", data={**data, **fields})


async def wording(site):
    return await site.world.stores.studies.wording("talk")


def told(answer):
    found = re.search(r'role="alert">(.*?)</p>', answer.text, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def test_a_transcript_is_looked_at_mended_and_taken_in(visit):
    async def story(site):
        looked = await posted(site, "preview", source=SRT)
        text = html.unescape(looked.text)
        assert looked.status_code == 200
        assert "From 1 cue: 1 statement. Nothing is taken in yet" in text
        assert "Line 6: " in text
        assert 'name="line-6" value="00:00:10,000 --> 00:00:99,000"' in text
        assert (await wording(site)).statements == ()
        mend = {"source": SRT, "line-6": "00:00:10,000 --> 00:00:19,000"}
        again = await posted(site, "preview", **mend)
        assert "From 2 cues: 2 statements" in again.text
        assert "line-6" not in again.text
        done = await posted(site, "take-in", **mend)
        assert (done.status_code, done.headers["location"]) == (303, f"{BASE}?stimulus=talk")
        held = await wording(site)
        assert [s.words for s in held.statements] == ["We choose to go.", "Because it is hard."]
        page = await site.get(BASE, "staff")
        assert "2 statements" in page.text

    visit(story)


def test_a_file_may_be_chosen_instead(visit):
    async def story(site):
        data = {"edition": await edition(site), "stimulus": "talk", "source": ""}
        file = {"file": ("a.srt", "\ufeff".encode() + SRT.encode(), "text/plain")}
        answer = await site.post(f"{BASE}/preview", "staff", data=data, files=file)
        assert "From 1 cue: 1 statement." in answer.text
        file = {"file": ("a.srt", b"\xe4\xff\x00", "text/plain")}
        answer = await site.post(f"{BASE}/preview", "staff", data=data, files=file)
        assert (answer.status_code, "not UTF-8" in told(answer)) == (422, True)

    visit(story)


def test_statements_are_merged_put_into_passages_and_added(visit):
    async def story(site):
        await posted(site, "edit", act="passage", title="The moon", statement=["s1", "s2"])
        (passage,) = (await wording(site)).passages
        assert (passage.title, passage.statements) == ("The moon", ("s1", "s2"))
        await posted(site, "edit", act="rename", passage=passage.id, title="The goal")
        assert '<h3 dir="auto">The goal</h3>' in (await site.get(BASE, "staff")).text
        await posted(site, "edit", act="dissolve", passage=passage.id)
        await posted(site, "edit", act="merge", statement=["s1", "s2"])
        (merged,) = (await wording(site)).statements
        assert merged.parents == ("s1", "s2")
        await posted(site, "edit", act="add", start="0:21", end="29.5", words="Thanks.")
        held = (await wording(site)).statements[-1]
        assert (held.start_ms, held.end_ms, held.words) == (21_000, 29_500, "Thanks.")

    visit(story, statements=SAID)


def test_what_is_refused_is_said_and_what_was_typed_stays(visit):
    async def story(site):
        for fields, status, why in (
            ({"act": "merge", "statement": ["s1"]}, 422, "two statements or more"),
            ({"act": "passage", "statement": ["s1"], "title": " "}, 422, "needs a title"),
            ({"act": "add", "start": "soon", "end": "1:00", "words": "?"}, 422, "is no time"),
            ({"act": "add", "start": "0:05", "end": "0:08", "words": "?"}, 422, "may not overlap"),
            ({"act": "explode"}, 422, "No such edit"),
            ({"act": "merge", "statement": ["s1", "s2"], "edition": "7"}, 409, "changed meanwhile"),
        ):
            answer = await posted(site, "edit", **fields)
            assert (answer.status_code, why in told(answer)) == (status, True), told(answer)
        answer = await posted(site, "edit", act="add", start="soon", end="1:00", words="Kept.")
        assert 'value="soon"' in answer.text
        assert "Kept.</textarea>" in answer.text
        assert len((await wording(site)).statements) == 2
        nothing = await posted(site, "preview", source="We choose the moon.")
        assert (nothing.status_code, "no line says when" in told(nothing)) == (422, True)
        assert "We choose the moon.</textarea>" in nothing.text
        assert (await site.get("/studies/none/transcript", "staff")).status_code == 404

    visit(story, statements=SAID)


def test_markup_in_words_is_shown_as_words(visit):
    async def story(site):
        page = (await site.get(BASE, "staff")).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    said = [Statement("s1", 1, "talk", 0, 9_000, "<script>alert(1)</script>")]
    visit(story, statements=said)


def test_what_was_said_live_becomes_the_studys_own(visit):
    async def story(site):
        words = f"/api/v1/sessions/{site.code}/words"
        for later_ms, step, more in (
            (0, "load", {"text": "# Goals\n\nWe choose to go to the moon."}),
            (0, "next", {}),
            (12_000, "depart", {}),
            (11_000, "end", {}),
        ):
            site.world.clock.now_ms += later_ms
            sent = await site.post(f"{words}/{step}", "staff", json={"key": step, **more})
            assert sent.status_code == 200, sent.text
        page = await site.get(BASE, "staff")
        assert f"2 statements said live in session {site.code}" in page.text
        done = await posted(site, "from-session", session=site.code)
        assert done.status_code == 303, told(done)
        held = await wording(site)
        # What nobody typed has no words to take over.
        assert [(s.words, s.topic) for s in held.statements] == [
            ("We choose to go to the moon.", "Goals")
        ]
        assert [p.title for p in held.passages] == ["Goals"]
        # The session goes on showing what was said in it.
        assert len(await site.world.keeper.statements(site.code)) >= 1
        assert (await posted(site, "from-session", session="NONE")).status_code == 422
        await site.world.go(site.code, SessionState.CLOSED)

    visit(story)
