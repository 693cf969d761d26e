"""Reading comments in themes, and changing the themes from the page."""

import re

import pytest

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.release.told_comments import CLOSING, WHY, CommentRelease, ToldComment
from pulsemeter.service.comment_reading import AT_ONCE

LEFT = CommentRelease(
    [
        ToldComment("Die Mieten sind <b>viel</b> zu hoch.", CLOSING),
        ToldComment("The rents are too high.", CLOSING),
        ToldComment("He spoke far too fast.", "more"),
        ToldComment("Spoke too fast to follow.", WHY, "talk", "s1", -100),
    ],
    ["a line about what was left out"],
)


async def closed(site, left=LEFT):
    """The page of a closed session whose comments have left."""
    await site.world.go(site.code, SessionState.CLOSED)
    if left:
        await site.world.stores.releases.write_once(site.code, left)
    return f"/sessions/{site.code}/comments"


async def changed(site, path, step, who="staff", **form):
    """One change to the edition that the page shows; gives the page afterwards."""
    page = (await site.get(path, who)).text
    edition = re.search(r'name="edition" value="(\d+)"', page)[1]
    answer = await site.post(f"{path}/{step}", who, data={"edition": edition, **form})
    assert answer.status_code == 303, answer.text
    return (await site.get(path, who)).text


def titles(page):
    return [re.sub(r"<[^>]+>", "", t) for t in re.findall(r'<h2 id="theme-\d+">(.*?)</h2>', page)]


@pytest.mark.usefixtures("built")
def test_comments_stand_in_themes_with_what_they_answer(visit):
    async def story(site):
        page = (await site.get(await closed(site), "staff")).text
        assert "4 comments" in page
        assert "A line about what was left out." in page
        assert "&lt;b&gt;viel&lt;/b&gt;" in page
        assert "question more" in page
        assert "why Dislike at s1" in page
        assert "by a model on this machine" in page

    visit(story)


@pytest.mark.usefixtures("built")
def test_themes_are_counted_anew_renamed_merged_split_and_moved(visit):
    async def story(site):
        path = await closed(site)
        page = await changed(site, path, "regroup", count="2")
        assert len(titles(page)) == 2
        page = await changed(site, path, "rename", theme="1", name="Wohnen <i>")
        assert titles(page)[0] == "Wohnen &lt;i&gt; 2"
        page = await changed(site, path, "merge", theme="2", into="1")
        assert titles(page) == ["Wohnen &lt;i&gt; 4"]
        page = await changed(site, path, "split", theme="1", word="fast")
        assert len(titles(page)) == 2
        place = re.search(r'name="comment" value="(\d)"', page)[1]
        page = await changed(site, path, "move", comment=place, into="2")
        assert [title[-1] for title in titles(page)] == ["1", "3"]
        page = await changed(site, path, "split", theme="2", word="")
        assert len(titles(page)) == 3

    visit(story)


@pytest.mark.usefixtures("built")
def test_a_withheld_comment_leaves_the_themes_and_comes_back(visit):
    async def story(site):
        path = await closed(site)
        page = await changed(site, path, "withhold", comment="0")
        assert "stand in no theme" in page
        before, after = page.split('id="withheld"')
        assert "viel" in after
        assert "viel" not in before
        page = await changed(site, path, "allow", comment="0")
        assert 'id="withheld"' not in page

    visit(story)


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("step", "form", "status", "told"),
    [
        ("rename", {"edition": "7", "theme": "1", "name": "x"}, 409, "Somebody else changed"),
        ("rename", {"edition": "1", "theme": "9", "name": "x"}, 422, "There is no theme 9"),
        ("rename", {"edition": "1", "theme": "1", "name": "x" * 81}, 422, "shorten it"),
        ("merge", {"edition": "1", "theme": "1", "into": "1"}, 422, "with itself"),
        ("move", {"edition": "1", "comment": "99", "into": "1"}, 422, "no comment 100"),
        ("regroup", {"edition": "1", "count": "99"}, 422, "From 1 to 30|Choose from 1 to 30"),
        ("regroup", {"edition": "1", "count": "²"}, 422, "is no number"),
        ("regroup", {}, 422, "Say the edition"),
        ("split", {"edition": "1", "theme": "1", "word": "zebra"}, 422, "too much alike"),
        ("explode", {"edition": "1"}, 404, "no such step"),
    ],
)
def test_a_change_that_cannot_be_made_says_why(visit, step, form, status, told):
    async def story(site):
        path = await closed(site)
        await site.get(path, "staff")
        answer = await site.post(f"{path}/{step}", "staff", data=form)
        assert answer.status_code == status
        assert re.search(told, answer.text)

    visit(story)


@pytest.mark.usefixtures("built")
def test_before_they_left_the_page_says_so_and_lets_them_leave_when_they_may(visit):
    async def story(site):
        path = await closed(site, left=None)
        assert "None have left yet" in (await site.get(path, "staff")).text
        early = await site.post(f"{path}/leave", "staff", data={"now": "yes"})
        assert early.status_code == 409
        assert "not final" in early.text
        early = await site.post(f"{path}/rename", "staff", data={"edition": "1", "theme": "1"})
        assert early.status_code == 422

    visit(story)


@pytest.mark.usefixtures("built")
def test_who_sees_own_audiences_only_does_not_read_comments(visit):
    async def story(site):
        path = await closed(site)
        await site.get(path, "staff")
        await site.employ_everyone()
        statuses = {role.value: (await site.get(path, role.value)).status_code for role in Role}
        assert statuses == {
            "owner": 200, "analyst": 200, "moderator": 200, "viewer": 200, "editor": 403,
        }  # fmt: skip
        viewer = (await site.get(path, "viewer")).text
        assert "<form" not in viewer.split("<h1>")[1]
        refused = await site.post(f"{path}/rename", "moderator", data={"edition": "1"})
        assert refused.status_code == 403
        assert f"{path}" in (await site.get("/sessions", "viewer")).text
        assert f"{path}" not in (await site.get("/sessions", "editor")).text

    visit(story)


@pytest.mark.usefixtures("built")
def test_a_session_that_runs_has_no_comments_to_read(visit):
    async def story(site):
        await site.employ("vera", Membership("talk", Role.VIEWER))
        assert f"/sessions/{site.code}/comments" not in (await site.get("/sessions", "vera")).text
        page = (await site.get(f"/sessions/{site.code}/comments", "vera")).text
        assert "None have left yet" in page
        assert "An owner or analyst" in page

    visit(story)


@pytest.mark.usefixtures("built")
def test_many_comments_are_read_while_the_page_says_how_far_and_can_be_stopped(visit):
    many = [ToldComment(f"Comment {n} about the rents.", CLOSING) for n in range(AT_ONCE + 400)]

    async def story(site):
        path = await closed(site, CommentRelease(many))
        page = (await site.get(path, "staff")).text
        assert "being read" in page
        assert f"of {len(many)}" in page
        assert 'http-equiv="refresh"' in page
        busy = await site.post(f"{path}/rename", "staff", data={"edition": "1", "theme": "1"})
        assert busy.status_code in (409, 422)
        assert (await site.post(f"{path}/stop", "staff")).status_code == 303
        page = (await site.get(path, "staff")).text
        assert "Key terms only" in page

    visit(story)
