"""What the live room plays: a stimulus' own file, or the recording once it is aligned."""

from dataclasses import replace

from tests.unit.web.test_recording_files import AIR, LINE, recorded


async def told(site):
    (stimulus,) = (await site.get(f"/api/v1/sessions/{site.code}/room", "staff")).json()["stimuli"]
    return stimulus


def test_its_own_file_has_the_stimulus_time(visit):
    async def story(site):
        stimulus = await told(site)
        assert stimulus["media_url"] == f"/media/{site.code}/talk"
        assert (stimulus["media_offset_ms"], stimulus["media_rate"]) == (0, 1)

    visit(story)


def test_a_recording_is_played_once_it_is_aligned(visit):
    async def story(site):
        held = await recorded(site, captions="r.vtt")
        assert (await told(site))["media_url"] == ""
        aligned = replace(held, number=2, alignment=LINE)
        assert await site.world.stores.recordings.add(aligned)
        stimulus = await told(site)
        assert stimulus["media_url"] == f"/media/{site.code}/air/recording"
        assert stimulus["captions_url"] == f"/media/{site.code}/air/recording/captions"
        assert (stimulus["media_offset_ms"], stimulus["media_rate"]) == (10_000, 1.04)

    visit(story, stimuli=AIR)
