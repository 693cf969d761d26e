import html
import re

from pulsemeter.domain.statement import Statement

BASE = "/studies/talk/statements"
SAID = [
    Statement("s1", 1, "talk", 0, 9_000, "We choose the moon.", "Ada"),
    Statement("s2", 1, "talk", 10_000, 20_000, "Not because it is easy."),
]


async def posted(site, name, edition=0, **fields):
    data = {"edition": str(edition), "stimulus": "talk", **fields}
    return await site.post(f"{BASE}/{name}", "staff", data=data)


async def held(site):
    return (await site.world.stores.studies.wording("talk")).statements


def told(answer):
    found = re.search(r'role="alert">(.*?)</p>', answer.text, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def test_words_labels_and_a_note_with_its_source_are_changed(visit):
    async def story(site):
        page = html.unescape((await site.get(f"{BASE}/s1", "staff")).text)
        assert "s1, revision 1" in page
        assert "The next one begins at 0:10." in page
        fields = {
            "words": "We choose to go.", "speaker": "Ada", "topic": "Goals", "kind": "answer",
            "note": "disputed", "source": "The Record, 12 September",
        }  # fmt: skip
        done = await posted(site, "s1", act="change", **fields)
        assert done.headers["location"] == "/studies/talk/transcript?stimulus=talk#s1"
        first = (await held(site))[0]
        assert (first.revision, first.topic, first.kind.value) == (2, "Goals", "answer")
        assert (first.note, first.source) == ("disputed", "The Record, 12 September")

    visit(story, statements=SAID)


def test_times_are_set(visit):
    async def story(site):
        await posted(site, "s1", act="bounds", start="0:00.5", end="0:09.750")
        assert [(s.start_ms, s.end_ms) for s in await held(site)] == [
            (500, 9_750),
            (10_000, 20_000),
        ]
        wrong = await posted(site, "s1", 1, act="bounds", start="0:01", end="0:12")
        assert (wrong.status_code, "may not overlap" in told(wrong)) == (422, True)
        assert 'value="0:12"' in wrong.text
        wrong = await posted(site, "s1", 1, act="bounds", start="soon", end="0:12")
        assert (wrong.status_code, "'soon' is no time" in told(wrong)) == (422, True)

    visit(story, statements=SAID)


def test_it_is_split_at_a_word_and_at_a_time(visit):
    async def story(site):
        page = (await site.get(f"{BASE}/s1", "staff")).text
        assert re.findall(r'name="word" value="(\d)">(\w+)', page) == [
            ("1", "choose"), ("2", "the"), ("3", "moon"),
        ]  # fmt: skip
        done = await posted(site, "s1", act="split", word="2", at="0:04")
        assert done.headers["location"].endswith("#s1a")
        said = await held(site)
        assert [(s.words, s.end_ms) for s in said[:2]] == [
            ("We choose", 4_000),
            ("the moon.", 9_000),
        ]

    visit(story, statements=SAID)


def test_it_is_deleted_and_then_is_not_there(visit):
    async def story(site):
        assert (await posted(site, "s2", act="delete")).status_code == 303
        assert [s.id for s in await held(site)] == ["s1"]
        gone = await site.get(f"{BASE}/s2", "staff")
        assert (gone.status_code, "any more" in gone.text) == (404, True)
        assert (await posted(site, "s2", 1, act="delete")).status_code == 404

    visit(story, statements=SAID)


def test_a_second_edit_of_the_same_sight_is_refused_and_what_was_typed_stays(visit):
    async def story(site):
        fields = {"words": "Mine.", "kind": "claim"}
        await posted(site, "s1", act="change", **fields)
        late = await posted(site, "s1", act="change", words="Theirs.", kind="claim")
        assert (late.status_code, "changed meanwhile" in told(late)) == (409, True)
        assert "Theirs.</textarea>" in late.text
        assert (await held(site))[0].words == "Mine."
        for fields in ({"act": "explode"}, {"act": "change", "words": "A.", "kind": "song"}):
            assert (await posted(site, "s1", 1, **fields)).status_code == 422

    visit(story, statements=SAID)
