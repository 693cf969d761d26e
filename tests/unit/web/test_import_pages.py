"""Sessions of other systems, from their files to the store, as owners see it."""

import io
import re
import zipfile

import openpyxl
import pytest

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.web.import_pages import UPLOAD_BYTES_MAX

AT = "/studies/talk/imports"
ROWS = [(f"p{n}", 5 * k, 1 if (n + k) % 3 else -1) for n in range(1, 41) for k in range(6)]
REGIONS = ("North", "South")


def long_file(delimiter=";"):
    """A row for each reaction, with everybody's region beside it."""
    lines = [("user", "time_s", "button", "region")]
    lines += [(who, at, choice, REGIONS[int(who[1:]) % 2]) for who, at, choice in ROWS]
    return "\n".join(delimiter.join(map(str, line)) for line in lines)


async def brought(site, *files, mapping=None):
    """The answer to files that were brought, and the page they lead to."""
    sent = [("file", file) for file in files]
    if mapping is not None:
        sent.append(("mapping", ("mapping.toml", mapping)))
    answer = await site.post(AT, "staff", files=sent)
    return answer, answer.headers.get("location", "")


async def shown(site, place):
    """The page of an import once nothing is under way with it."""
    await site.job_done("import", place.rpartition("/")[2])
    return await site.get(place, "staff")


async def done(site, place, **fields):
    """The same after a step."""
    answer = await site.post(place, "staff", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, place), answer.text
    return await shown(site, answer.headers["location"])


def typed(page):
    """What the fields of the form hold."""
    form = page.split('id="mapping-title"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(
        r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', form, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


@pytest.fixture
def working(visit):
    """A story during which jobs are made."""

    def run(story, **changes):
        async def whole(site):
            async with site.at_work():
                await story(site)

        visit(whole, **changes)

    return run


def test_a_file_is_guessed_previewed_and_taken_in(working):
    async def story(site):
        page = await site.get(AT, "staff")
        assert page.status_code == 200
        answer, place = await brought(site, ("presses.csv", long_file()))
        assert answer.status_code == 303
        page = await shown(site, place)
        assert "40 participants" in page.text
        assert "line 2: participant 1, 0:00" in page.text
        fields = typed(page.text)
        assert (fields["person"], fields["time"], fields["value"]) == ("user", "time_s", "button")
        assert (fields["code.like"], fields["code.dislike"]) == ("1", "-1")
        assert fields["attribute.region.column"] == "region"
        before = {s.code for s in await site.world.stores.studies.sessions()}
        page = await done(site, place, act="take-in")
        (new,) = [s for s in await site.world.stores.studies.sessions() if s.code not in before]
        assert f'href="/sessions#{new.code}"' in page.text
        assert "Look again" not in page.text
        assert (new.state, new.origin.system) == (SessionState.CLOSED, "another system")
        assert len(await site.world.stores.seats.all(new.code)) == 40
        assert (await site.get("/sessions", "staff")).text.count("imported") == 1
        assert f"Taken in as session {new.code}" in (await site.get(AT, "staff")).text
        kept = [path for path in (site.media.parent / "imports").rglob("*") if path.is_file()]
        assert [path.name for path in kept] == ["note.json"]
        again = await site.post(place, "staff", data={"act": "take-in"})
        assert (again.status_code, "already; bring others" in again.text) == (409, True)
        assert (await site.post(place, "staff", data={"act": "remove"})).status_code == 303
        assert (await site.get(place, "staff")).status_code == 404
        deeds = await site.world.stores.audit.entries()
        assert [entry.deed.act for entry in deeds].count("session imported") == 1

    working(story)


def test_reading_and_taking_in_are_told_and_cancelled(visit):
    async def story(site):
        _, place = await brought(site, ("presses.csv", long_file()))
        page = await site.get(place, "staff")  # nobody is at work
        assert ("The files are being read" in page.text, page.headers["refresh"]) == (True, "2")
        assert "Begins at once" in page.text
        assert "Waits for its turn." in (await site.get(AT, "staff")).text
        busy = await site.post(place, "staff", data={"act": "text", "text": ""})
        assert (busy.status_code, "wait for it, or cancel it" in busy.text) == (409, True)
        await site.post(place, "staff", data={"act": "cancel"})
        page = await site.get(place, "staff")
        assert "It was cancelled." in page.text
        assert "refresh" not in page.headers
        assert "Not read yet." in (await site.get(AT, "staff")).text
        async with site.at_work():
            page = await done(site, place, act="text", text="")
        assert "Take it in" in page.text
        await site.post(place, "staff", data={"act": "take-in"})
        page = await site.get(place, "staff")
        assert "It is being taken in" in page.text
        await site.post(place, "staff", data={"act": "cancel"})
        assert "Take it in" in (await site.get(place, "staff")).text
        sessions = await site.world.stores.studies.sessions()
        assert not any(session.origin for session in sessions)

    visit(story)


def test_a_transcript_comes_along_with_its_bad_lines(working):
    good = "1\n00:00:01,000 --> 00:00:09,000\nWe choose.\n\n"
    bad = "2\n00:00:xx --> 00:00:20,000\nIn this decade.\n"

    async def story(site):
        sent = [("file", ("presses.csv", long_file())), ("transcript", ("a.srt", good + bad))]
        answer = await site.post(AT, "staff", files=sent)
        place = answer.headers["location"]
        page = (await shown(site, place)).text
        assert "1 statement from 1 cue." in page
        (number,) = re.findall(r'name="line-(\d+)"', page)
        mended = {f"line-{number}": "00:00:10,000 --> 00:00:20,000", "act": "lines"}
        page = (await done(site, place, **mended)).text
        assert "2 cues" in page
        assert "Not usable" not in page
        await done(site, place, act="take-in")
        wording = await site.world.stores.studies.wording("talk")
        assert " ".join(each.words for each in wording.of("talk")).endswith("In this decade.")
        imported = [s for s in await site.world.stores.studies.sessions() if s.origin]
        plan = await site.world.stores.studies.plan(imported[0].code)
        assert plan.edition == wording.edition

    working(story)


def test_a_transcript_that_is_none_is_refused_and_one_can_be_left_out(working):
    async def story(site):
        late = "1\n00:10:01,000 --> 00:10:09,000\nToo late.\n"
        for text, told in (
            ("no times here", "the transcript"), (late, "after the end of"),
            (b"\xff\xfe\x00", "UTF-8"),
        ):  # fmt: skip
            sent = [("file", ("a.csv", long_file())), ("transcript", ("a.srt", text))]
            answer = await site.post(AT, "staff", files=sent)
            assert (answer.status_code, told in answer.text) == (422, True), text
        words = "00:01 Ann: We choose.\n00:05 Ann: To go.\n"
        sent = [("file", ("a.csv", long_file())), ("transcript", ("a.txt", words))]
        place = (await site.post(AT, "staff", files=sent)).headers["location"]
        assert "What was said" in (await shown(site, place)).text
        assert "What was said" not in (await done(site, place, act="no-words")).text

    working(story)


def test_the_mapping_is_changed_downloaded_and_brought_again(working):
    async def story(site):
        _, place = await brought(site, ("presses.csv", long_file()))
        fields = typed((await shown(site, place)).text)
        changed = {**fields, "system": "Dials <b>", "code.like": "-1", "code.dislike": "1"}
        page = (await done(site, place, **changed, act="columns")).text
        assert "imported from Dials &lt;b&gt;" in page
        kept = await site.get(f"{place}/mapping.toml", "staff")
        assert "attachment" in kept.headers["content-disposition"]
        assert 'codes = {-1 = "like", 1 = "dislike"}' in kept.text
        _, again = await brought(site, ("presses.csv", long_file("|")), mapping=kept.text.encode())
        assert "imported from Dials &lt;b&gt;" in (await shown(site, again)).text
        assert (await site.get(AT, "staff")).text.count("Can be taken in") == 2
        assert (await site.post(again, "staff", data={"act": "remove"})).status_code == 303
        assert (await site.get(AT, "staff")).text.count("Can be taken in") == 1

    working(story)


def test_what_is_wrong_is_said_and_nothing_is_lost(working):
    async def story(site):
        _, place = await brought(site, ("presses.csv", long_file()))
        fields = typed((await shown(site, place)).text)
        wrong = {**fields, "time": "when", "step": "a lot", "act": "columns"}
        page = (await done(site, place, **wrong)).text
        assert "time.step" in page
        assert typed(page)["step"] == "a lot"
        page = (await done(site, place, **{**wrong, "step": ""})).text
        assert "&#39;when&#39;" in page
        assert "user" in page.split("First rows of the file")[1]
        refused = await site.post(place, "staff", data={"act": "take-in"})
        assert (refused.status_code, "mend the mapping first" in refused.text) == (409, True)
        page = (await done(site, place, act="text", text="[file\nlayout")).text
        assert "is no TOML" in page
        assert "[file\nlayout" in page
        assert "mapping-title" not in page
        odd = await site.post(place, "staff", data={"act": "other"})
        assert odd.status_code == 422

    working(story)


def bomb():
    """A workbook of a few kilobytes whose sheet unpacks to half a gigabyte."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(500):
                sheet.write(b" " * 1_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bomb.xlsx", bomb, "unpacks to more than 400 MB"),
        ("a.csv", lambda: bytes(range(256)) * 40, "can&#39;t be used"),
    ],
)
def test_hostile_files_are_refused_in_words(working, name, content, told):
    async def story(site):
        answer, place = await brought(site, (name, content()))
        assert answer.status_code == 303
        page = await shown(site, place)
        assert page.status_code == 200
        assert "It can’t be taken in yet" in page.text
        assert told in page.text
        assert name in page.text
        assert "/tmp" not in page.text

    working(story)


def test_a_workbook_is_read(working):
    async def story(site):
        book = openpyxl.Workbook()
        for line in long_file().split("\n"):
            book.active.append([int(c) if c.lstrip("-").isdigit() else c for c in line.split(";")])
        held = io.BytesIO()
        book.save(held)
        _, place = await brought(site, ("dials.xlsx", held.getvalue()))
        assert "40 participants" in (await shown(site, place)).text

    working(story)


def test_files_that_are_none_of_ours_are_not_kept(visit):
    async def story(site):
        for files, status, told in (
            ([], 422, "Choose the files"),
            ([("..", b"x")], 422, "no name of a file"),
            ([(".hidden", b"x")], 422, "no name of a file"),
            ([("a.csv", b"x"), ("A.CSV", b"x")], 422, "same name"),
            ([("a.csv", b" " * (UPLOAD_BYTES_MAX + 1))], 413, "longer than 64 MB"),
        ):
            answer, _ = await brought(site, *files, mapping=b"" if not files else None)
            assert (answer.status_code, told in answer.text) == (status, True)
        answer, _ = await brought(site, ("a.csv", b"x"), mapping=b"\xff\xfe\xff")
        assert (answer.status_code, "no UTF-8" in answer.text) == (422, True)
        assert not (site.media.parent / "imports").exists()

    visit(story)


def test_files_are_for_whoever_brought_them(visit):
    async def story(site):
        _, place = await brought(site, ("presses.csv", long_file()))
        await site.employ("owner", Membership("talk", Role.OWNER))
        for path in (place, f"{place}/mapping.toml"):
            assert (await site.get(path, "owner")).status_code == 404
        taking = await site.post(place, "owner", data={"act": "take-in"})
        assert taking.status_code == 404

    visit(story)
