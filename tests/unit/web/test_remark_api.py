import csv
import io

import msgspec
import pytest

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.wire.remarks import Remark, Remarks


def url(site, rest=""):
    return f"/api/v1/sessions/{site.code}/remarks{rest}"


def asked(words, kind="note", at_ms=5_000, stimulus=0):
    return {"kind": kind, "stimulus": stimulus, "at_ms": at_ms, "words": words}


async def staffed(site):
    await site.employ("mona", Membership("talk", Role.MODERATOR))
    await site.employ("eda", Membership("talk", Role.EDITOR, ("region:north",)))
    await site.employ("vic", Membership("talk", Role.VIEWER))


async def read(site, who):
    return msgspec.json.decode((await site.get(url(site), who)).content, type=Remarks)


def test_a_note_is_written_and_read_by_those_it_is_for(visit):
    async def story(site):
        await staffed(site)
        answer = await site.post(url(site), "mona", json=asked("a  cough"))
        assert answer.status_code == 201
        note = msgspec.json.decode(answer.content, type=Remark)
        assert (note.author, note.role, note.words, note.own) == (
            "Mona", "moderator", "a cough", True,
        )  # fmt: skip
        await site.post(url(site), "eda", json=asked("the sound is low", "line"))
        mona, eda = await read(site, "mona"), await read(site, "eda")
        assert [(r.kind, r.own) for r in mona.remarks] == [("note", True), ("line", False)]
        assert [(r.kind, r.own) for r in eda.remarks] == [("line", True)]
        assert (mona.takes_lines, eda.takes_lines) == (True, False)
        await site.world.go(site.code, SessionState.CLOSED)
        assert (await read(site, "vic")).remarks == []

    visit(story)


def test_an_own_one_is_taken_back(visit):
    async def story(site):
        await staffed(site)
        note = (await site.post(url(site), "eda", json=asked("oops"))).json()["id"]
        assert (await site.post(url(site, f"/{note}/take-back"), "mona")).status_code == 404
        answer = await site.post(url(site, f"/{note}/take-back"), "eda")
        assert answer.json() == {"remarks": [], "takes_lines": False}

    visit(story)


def test_the_table_is_safe_for_a_spreadsheet(visit):
    async def story(site):
        await staffed(site)
        await site.post(url(site), "mona", json=asked('=1+1, "so"', at_ms=61_000))
        await site.post(url(site), "eda", json=asked("mine", "line"))
        answer = await site.get(url(site, ".csv"), "mona")
        assert answer.headers["content-type"].startswith("text/csv")
        assert "attachment" in answer.headers["content-disposition"]
        first, second = csv.DictReader(io.StringIO(answer.text))
        assert first["words"] == '\'=1+1, "so"'
        assert (first["at_ms"], first["author"], first["kind"]) == ("61000", "Mona", "note")
        assert first["written_utc"].endswith("+00:00")
        assert (second["words"], second["role"]) == ("mine", "editor")
        own = list(csv.DictReader(io.StringIO((await site.get(url(site, ".csv"), "eda")).text)))
        assert [row["words"] for row in own] == ["mine"]

    visit(story)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (asked(" "), 422, "missing"),
        (asked("x", stimulus=7), 422, "no stimulus 7"),
        (asked("x", kind="shout"), 400, "not what this address takes"),
        (asked("x", at_ms=-1), 400, "not what this address takes"),
        (asked("x" * 20_000), 413, "more than"),
    ],
)
def test_what_can_not_be_written_is_refused(visit, body, status, words):
    async def story(site):
        answer = await site.post(url(site), "staff", json=body)
        assert answer.status_code == status
        assert words in answer.json()["error"]

    visit(story)
