import pytest
from tests.unit.web.api.test_studies import keep_other

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.service.audit_trail import AuditTrail

PATH = "/api/v1/studies/other/file"


@pytest.fixture
def with_other(visit, make_study):
    """Run a story at a site with a study that no session fixes, given its file and its tag."""

    def run(story):
        async def whole(site):
            await keep_other(site, make_study)
            read = await site.get(PATH, "staff")
            assert read.headers["content-type"].startswith("application/toml")
            await story(site, read.text, read.headers["etag"])

        visit(whole)

    return run


async def put(site, text, tag, who="staff", path=PATH):
    headers = {"if-match": tag} if tag else {}
    return await site.ask("PUT", path, who, headers=headers, content=text)


def test_the_file_is_read_changed_and_kept(with_other):
    async def story(site, text, tag):
        changed = text.replace("Another talk", "A better talk")
        kept = await put(site, changed, tag)
        assert kept.status_code == 200
        assert "A better talk" in kept.text
        assert kept.headers["etag"] != tag
        again = await site.get(PATH, "staff")
        assert (again.text, again.headers["etag"]) == (kept.text, kept.headers["etag"])
        trail = AuditTrail(site.world.stores.audit, site.world.clock)
        deeds = [entry.deed async for entry in trail.all()]
        assert (deeds[-1].actor, deeds[-1].act, deeds[-1].subject) == (
            "Staff", "study changed", "other"
        )  # fmt: skip

    with_other(story)


def test_who_saw_an_older_file_overwrites_nothing(with_other):
    async def story(site, text, tag):
        assert (await put(site, text.replace("Another", "One"), tag)).status_code == 200
        late = await put(site, text.replace("Another", "Two"), tag)
        assert (late.status_code, "read it again" in late.json()["remedy"]) == (412, True)
        assert "One talk" in (await site.get(PATH, "staff")).text
        blind = await put(site, text, "")
        assert (blind.status_code, "If-Match" in blind.json()["error"]) == (428, True)
        assert (await put(site, text.replace("Another", "Three"), "*")).status_code == 200

    with_other(story)


def test_everything_that_is_wrong_is_told_with_its_line(with_other):
    async def story(site, text, tag):
        wrong = text.replace("title", "titel", 1).replace("[[stimulus]]", "[[stimulusses]]", 1)
        answer = await put(site, wrong, tag)
        told = answer.json()
        assert answer.status_code == 422
        assert len(told["complaints"]) >= 2
        assert any(each["line"] > 0 for each in told["complaints"])
        renamed = (await put(site, text.replace('"other"', '"new"', 1), tag)).json()
        assert "stays other" in renamed["complaints"][0]["what"]
        assert (await site.get(PATH, "staff")).text == text

    with_other(story)


def test_no_text_no_toml_and_too_much(with_other):
    async def story(site, text, tag):
        assert (await put(site, b"\xff\xfe", tag)).status_code == 400
        assert (await put(site, "= what", tag)).status_code == 422
        assert (await put(site, "#" * 4_000_001, tag)).status_code == 413
        assert (await site.get(PATH, "staff")).text == text

    with_other(story)


def test_a_study_that_a_session_has_stays_as_it_is(visit):
    async def story(site):
        path = "/api/v1/studies/talk/file"
        read = await site.get(path, "staff")
        text = read.text.replace("A talk", "Another", 1)
        answer = await put(site, text, read.headers["etag"], path=path)
        assert (answer.status_code, site.code in answer.json()["error"]) == (409, True)

    visit(story)


def test_a_study_that_is_gone_and_one_that_no_file_can_say(visit, make_study):
    async def story(site):
        for method in ("GET", "PUT"):
            gone = await site.ask(method, "/api/v1/studies/nothing/file", "staff")
            assert gone.status_code == 404
        await keep_other(site, make_study, name="two words")
        await site.employ("ada", Membership("two words", Role.OWNER))
        for method in ("GET", "PUT"):
            answer = await site.ask(
                method, "/api/v1/studies/two words/file", "ada", headers={"if-match": "x"}
            )
            assert (answer.status_code, "remedy" in answer.json()) == (409, True)

    visit(story)
