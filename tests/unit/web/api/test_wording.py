import pytest

from pulsemeter.domain.statement import Statement

PATH = "/api/v1/studies/talk"
SAID = [
    Statement("s1", 1, "talk", 0, 9_000, "We choose the moon.", "Ada"),
    Statement("s2", 1, "talk", 10_000, 20_000, "Not because it is easy."),
    Statement("s3", 1, "talk", 20_000, 29_000, "But because it is hard."),
]

NEW = {"stimulus": "talk", "start_ms": 13_000, "end_ms": 14_000, "words": "And so."}


@pytest.fixture
def edit(visit):
    """Run a story at a site with three statements, given what edits the wording as it stands."""

    def run(story):
        async def whole(site):
            async def sent(method, path, seen="", **options):
                now = (await site.get(f"{PATH}/statements", "staff")).headers["etag"]
                headers = {"if-match": seen or now}
                return await site.ask(method, PATH + path, "staff", headers=headers, **options)

            await story(site, sent)

        visit(whole, statements=SAID)

    return run


def words(answer):
    return {held["id"]: held["words"] for held in answer.json()["statements"]}


def test_everything_that_is_said_is_told_with_its_edition(edit):
    async def story(site, sent):
        answer = await site.get(f"{PATH}/statements", "staff")
        told = answer.json()
        assert (told["edition"], answer.headers["etag"]) == (0, '"0"')
        assert [s["id"] for s in told["statements"]] == ["s1", "s2", "s3"]
        first = told["statements"][0]
        assert (first["revision"], first["speaker"], first["kind"]) == (1, "Ada", "claim")
        assert (first["start_ms"], first["end_ms"], first["parents"]) == (0, 9_000, [])
        assert (await site.get("/api/v1/studies/nothing/statements", "staff")).status_code == 404

    edit(story)


def test_what_a_statement_says_is_changed_and_its_revisions_stay(edit):
    async def story(site, sent):
        asked = {
            "words": "We choose to go.",
            "kind": "answer",
            "note": "disputed",
            "topic": "Goals",
        }
        asked |= {"source": "The Record"}
        answer = await sent("PATCH", "/statements/s1", json=asked)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
        now = answer.json()["statements"][0]
        assert {key: now[key] for key in asked} == asked
        assert (now["revision"], now["speaker"]) == (2, "Ada")
        unnamed = await sent("PATCH", "/statements/s1", json={"speaker": ""})
        assert unnamed.json()["statements"][0]["speaker"] == ""
        path = f"{PATH}/statements/s1"
        assert (await site.get(path, "staff")).json()["revision"] == 3
        first = (await site.get(f"{path}?revision=1", "staff")).json()
        assert (first["words"], first["revision"]) == ("We choose the moon.", 1)
        for other in ("4", "x", "0"):
            gone = await site.get(f"{path}?revision={other}", "staff")
            assert (gone.status_code, other in gone.json()["error"]) == (404, True)

    edit(story)


def test_statements_are_split_merged_moved_added_and_taken_away(edit):
    async def story(site, sent):
        split = await sent("POST", "/statements/s1/split", json={"word": 2})
        assert words(split)["s1a"] == "We choose"
        merged = await sent("POST", "/statements/merge", json={"statements": ["s1a", "s1b"]})
        (made,) = set(words(merged)) - {"s2", "s3"}
        assert words(merged)[made] == "We choose the moon."
        assert set(merged.json()["statements"][0]["parents"]) == {"s1a", "s1b"}
        moved = await sent(
            "PUT", "/statements/s2/bounds", json={"start_ms": 11_000, "end_ms": 12_000}
        )
        assert moved.json()["statements"][1]["end_ms"] == 12_000
        added = await sent("POST", "/statements", json=NEW)
        assert (added.status_code, "And so." in words(added).values()) == (201, True)
        gone = await sent("DELETE", "/statements/s3")
        assert (gone.status_code, "s3" in words(gone)) == (200, False)
        missing = await site.get(f"{PATH}/statements/s3", "staff")
        assert (missing.status_code, "any more" in missing.json()["error"]) == (404, True)
        kept = await site.get(f"{PATH}/statements/s3?revision=1", "staff")
        assert kept.json()["words"] == "But because it is hard."

    edit(story)


def test_passages_are_made_changed_and_removed(edit):
    async def story(site, sent):
        made = await sent("POST", "/passages", json={"statements": ["s2", "s3"], "title": "Why"})
        (passage,) = made.json()["passages"]
        assert (made.status_code, passage["statements"]) == (201, ["s2", "s3"])
        path = f"/passages/{passage['id']}"
        renamed = (await sent("PATCH", path, json={"title": "Reasons"})).json()["passages"][0]
        assert (renamed["title"], renamed["revision"]) == ("Reasons", 2)
        assert renamed["statements"] == ["s2", "s3"]
        smaller = (await sent("PATCH", path, json={"statements": ["s3"]})).json()["passages"][0]
        assert (smaller["title"], smaller["statements"]) == ("Reasons", ["s3"])
        assert (await sent("DELETE", path)).json()["passages"] == []
        assert (await sent("DELETE", path)).status_code == 404

    edit(story)


def test_nobodys_edit_is_lost_under_anothers(edit):
    async def story(site, sent):
        assert (await sent("DELETE", "/statements/s3")).status_code == 200
        late = await sent("DELETE", "/statements/s2", seen='"0"')
        assert (late.status_code, "read the statements again" in late.text) == (412, True)
        blind = await site.ask("DELETE", f"{PATH}/statements/s2", "staff")
        assert (blind.status_code, "If-Match" in blind.json()["error"]) == (428, True)
        assert (await sent("DELETE", "/statements/s2", seen="*")).status_code == 200

    edit(story)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("PATCH", "/statements/s1", {"words": " "}, 422, "word"),
        ("PATCH", "/statements/s1", {"source": "x"}, 422, "belongs to a note"),
        ("PATCH", "/statements/s1", {"kind": "joke"}, 400, "joke"),
        ("PATCH", "/statements/s9", {"words": "x"}, 404, "no statement"),
        ("PUT", "/statements/s1/bounds", {"start_ms": 0, "end_ms": 11_000}, 422, "overlap"),
        ("POST", "/statements/s1/split", {}, 422, "where to split"),
        ("POST", "/statements/s1/split", {"word": 40}, 422, "4 words"),
        ("POST", "/statements/merge", {"statements": ["s1", "s3"]}, 422, "follow each other"),
        ("POST", "/statements", {**NEW, "stimulus": "x"}, 422, "no stimulus"),
        ("POST", "/passages", {"statements": [], "title": "x"}, 422, "name the statements"),
        ("PATCH", "/passages/p9", {"title": "x"}, 404, "no passage"),
        ("POST", "/statements/merge", {"statements": "a" * 300_000}, 413, "bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_said(edit, method, path, body, status, said):
    async def story(site, sent):
        answer = await sent(method, path, json=body)
        assert (answer.status_code, said in answer.json()["error"]) == (status, True), answer.text
        assert (await site.get(f"{PATH}/statements", "staff")).json()["edition"] == 0

    edit(story)
