import asyncio
import csv
import io
import json
import zipfile
from contextlib import asynccontextmanager

import pytest
from tests.unit.media.clips import film
from tests.unit.web.test_dashboard_stream import full_room
from tests.unit.web.test_decision_api import FEATURE, base

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.statement import Statement
from pulsemeter.media.probe import probe

SPOKEN = [
    Statement("s1", 1, "talk", 0, 4_000, "=We choose the moon.", "Kennedy"),
    Statement("s2", 1, "talk", 4_000, 9_000, "Not because it is easy.", "Kennedy"),
    Statement("s3", 1, "talk", 25_000, 29_000, "But because it is hard.", "Kennedy"),
]
TEAM = {
    "moderator": Membership("talk", Role.MODERATOR),
    "north": Membership("talk", Role.EDITOR, ("region:north",)),
    "north-too": Membership("talk", Role.EDITOR, ("region:north",)),
    "both": Membership("talk", Role.EDITOR, ("region",)),
    "south": Membership("talk", Role.EDITOR, ("region:south",)),
}


@asynccontextmanager
async def handing_over(site):
    """The site's team, a real film of 30 s, figures of the first statement, packages being made."""
    for who, membership in TEAM.items():
        await site.employ(who, membership)
    film(
        site.media / "talk" / "talk.mp4", "-f", "lavfi", "-i", "testsrc=s=320x180:d=30:r=10",
        "-f", "lavfi", "-i", "sine=d=30", "-pix_fmt", "yuv420p",
    )  # fmt: skip
    await full_room(site)
    # The room starts at 5 s of the talk; the second statement is read from 7 to 12 s.
    for seat in site.world.enrolment.seats(site.code):
        if seat.id != site.seat.id:
            await site.world.press(seat, 11_000)
    for _ in range(3):
        site.world.clock.now_ms += 5_000
        await site.world.keeper.tick()
    work = asyncio.create_task(site.jobs.run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def featured(site, who="north", **changes):
    """The address of a decision to feature, taken at once."""
    body = {**FEATURE, "statement": "s2", "taken": True, **changes}
    answer = await site.post(base(site), who, json=body)
    assert answer.status_code == 201, answer.text
    return f"{base(site)}/{answer.json()['id']}"


async def ready(site, path, who="north"):
    """The package's status once it is made."""
    for _ in range(6_000):
        status = (await site.get(f"{path}/package", who)).json()
        if status["state"] not in ("waiting", "making"):
            return status
        await asyncio.sleep(0.005)  # ffmpeg works in a process of its own
    raise AssertionError("the package is never made")


async def unpacked(site, status, who="north"):
    answer = await site.get(status["url"], who)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    assert 'filename="talk-s2-r1.zip"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return {name.split("/")[1]: packed.read(name) for name in packed.namelist()}


def cells_of(texts):
    table = list(csv.DictReader(io.StringIO(texts["figures.csv"].decode("utf-8-sig"))))
    told = json.loads(texts["figures.json"])
    releases = [told["statement_release"], *told["interval_releases"]]
    cells = {figure["cell"] for release in releases for figure in release["figures"]}
    assert {row["audience"] for row in table} == cells == set(told["audiences"])
    return cells


def test_an_editor_who_features_gets_the_words_the_clip_and_own_figures(visit, tmp_path):
    async def story(site):
        async with handing_over(site):
            path = await featured(site)
            status = await ready(site, path)
            assert status["state"] == "ready"
            texts = await unpacked(site, status)
            assert len((await site.get(status["url"], "north")).content) == status["size_bytes"]
            assert cells_of(texts) == {"region:north"}
            assert "south" not in "".join(
                content.decode().lower() for name, content in texts.items() if name != "clip.mp4"
            )
            quote = texts["quote.txt"].decode()
            assert "“Not because it is easy.”" in quote
            assert "Before it (Kennedy, 0:00–0:04):\n=We choose the moon." in quote
            (tmp_path / "clip.mp4").write_bytes(texts["clip.mp4"])
            found = probe(tmp_path / "clip.mp4")
            assert found.playable
            assert abs(found.duration_ms - 9_000) < 250
            assert b"00:00:02.000 --> 00:00:07.000" in texts["clip.vtt"]

    visit(story, statements=SPOKEN)


def test_figures_are_those_of_the_release_book_and_no_others(visit):
    async def story(site):
        async with handing_over(site):
            path = await featured(site)
            texts = await unpacked(site, await ready(site, path))
            state = await site.world.stores.releases.state(site.code)
            stated = next(r for r in state.releases if getattr(r, "statement", "") == "s2")
            own = next(f for f in stated.figures if f.cell == "region:north")
            told = json.loads(texts["figures.json"])["statement_release"]
            assert told["number"] == stated.number
            assert [(f["cell"], f["sentence"], f["net"]) for f in told["figures"]] == [
                (own.cell, own.sentence, own.net)
            ]
            assert own.sentence in texts["text.txt"].decode()
            intervals = json.loads(texts["figures.json"])["interval_releases"]
            assert intervals
            book = {r.number: r for r in state.releases}
            for release in intervals:
                for figure in release["figures"]:
                    kept = next(
                        f for f in book[release["number"]].figures if f.cell == figure["cell"]
                    )
                    assert figure["likes"]["value"] == kept.likes.value
                    assert figure["present"]["value"] == kept.present.value

    visit(story, statements=SPOKEN)


def test_nobody_gets_the_package_of_another_view(visit):
    async def story(site):
        async with handing_over(site):
            path = await featured(site)
            status = await ready(site, path)
            # Who sees just the same may fetch it.
            again = (await site.get(f"{path}/package", "north-too")).json()
            assert (again["state"], again["size_bytes"]) == ("ready", status["size_bytes"])
            for who in ("both", "moderator"):
                assert (await site.get(f"{path}/package", who)).json()["state"] == "none"
                assert (await site.get(status["url"], who)).status_code == 404
            for method in ("get", "post"):
                refused = await getattr(site, method)(f"{path}/package", "south")
                assert refused.status_code == 403
            assert (await site.get(status["url"], "south")).status_code == 403
            asked = await site.post(f"{path}/package", "both")
            assert asked.status_code == 202
            texts = await unpacked(site, await ready(site, path, "both"), "both")
            assert cells_of(texts) == {"region:north", "region:south"}
            member = Membership("talk", Role.EDITOR, ("region:south",))
            await site.world.stores.staff.put_membership("id-north", member)
            assert (await site.get(status["url"], "north")).status_code == 403

    visit(story, statements=SPOKEN)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "hold"}, 409),
        ({"taken": False}, 409),
        ({"statement": "s3"}, 409),  # not said yet
    ],
)
def test_what_can_not_be_handed_over_says_why(visit, body, status):
    async def story(site):
        async with handing_over(site):
            path = await featured(site, **body)
            asked = await site.post(f"{path}/package", "north")
            assert (asked.status_code, bool(asked.json()["error"])) == (status, True)
            assert (await site.get(f"{path}/package", "north")).json()["state"] == "none"
            assert (await site.get(f"{path}/package/file", "north")).status_code == 404

    visit(story, statements=SPOKEN)


def test_a_package_that_lies_ready_is_not_made_again(visit):
    async def story(site):
        async with handing_over(site):
            path = await featured(site)
            status = await ready(site, path)
            asked = await site.post(f"{path}/package", "north")
            assert (asked.status_code, asked.json()) == (200, status)

    visit(story, statements=SPOKEN)
