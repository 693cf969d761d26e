import msgspec
import pytest

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.release.cell_range import interval_differences, newest_intervals
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.wire.cells import Difference, RangeSummary
from pulsemeter.wire.dashboard import Room

NORTH, SOUTH = "region:north", "region:south"


def url(site, what, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/api/v1/sessions/{site.code}/{what}?{query}"


async def pressed(site):
    """Three intervals in which the north liked and the south disliked, released."""
    world = site.world
    seats = await world.sit_all(site.code, [{"region": r} for r in ("north", "south") * 6])
    await world.keeper.tick()
    start_ms = world.conduct.place(site.code).session_ms // 5_000 * 5_000 + 5_000
    for k in range(3):
        for number, seat in enumerate(seats):
            await world.press(seat, start_ms + k * 5_000 + 100, -100 if number % 2 else 100)
    world.clock.now_ms += 60_000
    await world.keeper.tick()


def test_a_difference_is_made_of_what_the_room_has(visit):
    async def story(site):
        await pressed(site)
        answer = await site.get(url(site, "difference", first=NORTH, second=SOUTH), "staff")
        found = msgspec.json.decode(answer.content, type=Difference)
        assert (found.first, found.second, found.shared) == (NORTH, SOUTH, False)
        room = msgspec.json.decode((await site.get(url(site, "room"), "staff")).content, type=Room)
        told = [
            msgspec.convert(msgspec.to_builtins(release) | {"type": None}, type=IntervalRelease)
            for release in room.releases
            if hasattr(release, "interval")
        ]
        alone = interval_differences(newest_intervals(told, 0), NORTH, SOUTH)
        assert [msgspec.to_builtins(d) for d in found.intervals] == [
            msgspec.to_builtins(d) for d in alone
        ]
        assert max(d.net for d in found.intervals) > 100
        assert found.number == max(release.number for release in room.releases)
        later = await site.get(
            url(site, "difference", first=NORTH, second=SOUTH, after=found.number), "staff"
        )
        assert later.json()["intervals"] == []
        whole = await site.get(url(site, "difference", first="all", second=SOUTH), "staff")
        assert whole.json()["shared"] is True

    visit(story)


def test_a_range_is_snapped_and_says_what_it_rests_on(visit):
    async def story(site):
        await pressed(site)
        asked = url(site, "range", from_ms=5_001, until_ms=19_999, first=NORTH, second=SOUTH)
        answer = await site.get(f"{asked}&cell=all&cell={NORTH}", "staff")
        found = msgspec.json.decode(answer.content, type=RangeSummary)
        assert (found.from_ms, found.until_ms, found.intervals) == (5_000, 20_000, 3)
        assert found.released == 3
        assert found.provisional == 0
        assert [figure.cell for figure in found.figures] == ["all", NORTH]
        assert sum(count.intervals for count in found.figures[0].majorities) == 3
        assert found.difference is not None
        assert found.difference.told <= 3
        assert not {"likes", "dislikes", "present"} & set(answer.json()["figures"][0])

    visit(story)


def test_an_editor_gets_no_difference_to_what_is_not_own(visit):
    async def story(site):
        await site.employ("editor", Membership("talk", Role.EDITOR, (NORTH,)))
        await pressed(site)
        for other in (SOUTH, "all"):
            for first, second in ((NORTH, other), (other, NORTH)):
                answer = await site.get(
                    url(site, "difference", first=first, second=second), "editor"
                )
                assert answer.status_code == 422
                assert other in answer.json()["error"]
                asked = url(
                    site, "range", from_ms=0, until_ms=9_000, cell=NORTH, first=first, second=second
                )
                assert (await site.get(asked, "editor")).status_code == 422
        own = await site.get(url(site, "range", from_ms=0, until_ms=9_000, cell=NORTH), "editor")
        assert own.status_code == 200

    visit(story)


@pytest.mark.parametrize(
    ("what", "asked", "words"),
    [
        ("difference", {"first": "all"}, "no segment ''"),
        ("difference", {"first": "all", "second": NORTH, "after": "x"}, "after is 'x'"),
        ("difference", {"first": "all", "second": NORTH, "stimulus": 1}, "stimulus is '1'"),
        ("range", {"from_ms": 0}, "until_ms is None"),
        ("range", {"from_ms": 9_000, "until_ms": 9_000}, "there is no interval"),
        (
            "range",
            {"from_ms": 0, "until_ms": "1&cell=all&cell=all&cell=all&cell=all"},
            "4 segments",
        ),
        ("range", {"from_ms": 0, "until_ms": 5_000, "cell": "region:west"}, "region:west"),
    ],
)
def test_what_can_not_be_asked_is_refused_with_words(visit, what, asked, words):
    async def story(site):
        await pressed(site)
        answer = await site.get(url(site, what, **asked), "staff")
        assert answer.status_code == 422
        assert words in answer.json()["error"]
        assert answer.json()["remedy"]

    visit(story)
