"""Comments in themes for programs: read, and sorted in the steps of the page."""

from tests.unit.web.test_comment_pages import LEFT, closed

from pulsemeter.domain.staff import Membership, Role


async def base_of(site, left=LEFT):
    return f"/api/v1{await closed(site, left)}"


async def step(site, base, what, who="staff", **asked):
    return await site.post(f"{base}/{what}", who, json=asked)


def test_themes_are_read_renamed_merged_split_moved_and_withheld(visit):
    async def story(site):
        base = await base_of(site)
        told = (await site.get(base, "staff")).json()
        assert [comment["text"] for comment in told["comments"]] == [
            comment.text for comment in LEFT.comments
        ]
        assert (told["edition"], told["left_out"]) == (1, LEFT.left_out)
        assert sorted(n for theme in told["themes"] for n in theme["members"]) == [0, 1, 2, 3]
        renamed = (await step(site, base, "rename", edition=1, theme=1, name="Rents")).json()
        assert (renamed["edition"], renamed["themes"][0]["name"]) == (2, "Rents")
        withheld = (await step(site, base, "withhold", edition=2, comment=3)).json()
        assert [comment["withheld"] for comment in withheld["comments"]] == [False] * 3 + [True]
        allowed = (await step(site, base, "allow", edition=3, comment=3)).json()
        assert not any(comment["withheld"] for comment in allowed["comments"])
        for number in range(len(allowed["themes"]), 1, -1):
            edition = (await site.get(base, "staff")).json()["edition"]
            await step(site, base, "merge", edition=edition, theme=number, into=1)
        edition = (await site.get(base, "staff")).json()["edition"]
        apart = (await step(site, base, "split", edition=edition, theme=1, word="fast")).json()
        assert sorted(theme["members"] for theme in apart["themes"]) == [[0, 1], [2, 3]]
        into = next(t["number"] for t in apart["themes"] if t["members"] == [2, 3])
        moved = (await step(site, base, "move", edition=edition + 1, comment=0, into=into)).json()
        assert sorted(theme["members"] for theme in moved["themes"]) == [[0, 2, 3], [1]]

    visit(story)


def test_a_step_that_cannot_be_made_says_why(visit):
    async def story(site):
        base = await base_of(site)
        await site.get(base, "staff")
        for what, asked, status, told in (
            ("rename", {"edition": 7, "theme": 1, "name": "x"}, 409, "somebody else changed"),
            ("rename", {"theme": 1, "name": "x"}, 422, "say the edition"),
            ("merge", {"edition": 1, "theme": 1, "into": 1}, 422, "with itself"),
            ("move", {"edition": 1, "comment": 99, "into": 1}, 422, "no comment 100"),
            ("move", {"edition": -1}, 400, "not what this address takes"),
            ("explode", {"edition": 1}, 404, "no such step"),
        ):
            answer = await step(site, base, what, **asked)
            assert answer.status_code == status, (what, asked)
            assert told in answer.json()["error"]

    visit(story)


def test_before_they_have_left_there_are_none(visit):
    async def story(site):
        base = await base_of(site, left=None)
        answer = await site.get(base, "staff")
        assert (answer.status_code, "not left yet" in answer.json()["error"]) == (409, True)

    visit(story)


def test_who_sees_own_audiences_only_reads_none(visit):
    async def story(site):
        await site.employ("north", Membership("talk", Role.EDITOR, ("region:north",)))
        base = await base_of(site)
        assert (await site.get(base, "north")).status_code == 403
        assert (await step(site, base, "leave", "north")).status_code == 403

    visit(story)
