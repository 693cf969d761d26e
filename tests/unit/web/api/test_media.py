"""What was watched, for programs: the files that players get, and refusals in JSON."""

from tests.unit.web.test_recording_pages import AIR, over

from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.domain.study import Stimulus

STIMULI = (
    Stimulus(
        "talk", "A talk", 30_000, "talk.mp4", "talk.vtt", captions_in=(("de", "talk.de.vtt"),)
    ),
    Stimulus("long", "A long talk", 30_000, "long.hls/index.m3u8"),
)


def test_a_stimulus_is_read_whole_in_pieces_and_with_its_captions(visit):
    async def story(site):
        at = f"/api/v1/sessions/{site.code}/stimuli"
        whole = await site.get(f"{at}/talk/file", "staff")
        assert whole.content == bytes(range(256)) * 8
        assert whole.headers["cache-control"] == "private, no-store"
        listed = await site.get(f"{at}/long/pieces/index.m3u8", "staff")
        assert listed.text.endswith("part.m4s\n")
        assert (await site.get(f"{at}/long/pieces/part.m4s", "staff")).content == b"piece"
        german = await site.get(f"{at}/talk/captions?language=de", "staff")
        assert german.text.endswith("Deutsch")
        assert (await site.get(f"{at}/talk/captions", "staff")).text == "WEBVTT\n"
        for path in (
            "long/file", "talk/pieces/index.m3u8", "long/pieces/other", "long/captions", "no/file"
        ):  # fmt: skip
            missing = await site.get(f"{at}/{path}", "staff")
            assert (missing.status_code, bool(missing.json()["remedy"])) == (404, True), path

    visit(story, stimuli=STIMULI)


def test_a_recording_is_read_with_its_captions_in_both_times(visit):
    async def story(site):
        await over(site)
        folder = site.media / "talk"
        (folder / "r.mp4").write_bytes(b"the evening")
        (folder / "r.vtt").write_text(
            "WEBVTT\n\n00:00:15.000 --> 00:00:16.000\nGood evening\n", "utf-8"
        )
        at = f"/api/v1/sessions/{site.code}/recording/air"
        assert (await site.get(f"{at}/file", "staff")).content == b"the evening"
        for what in ("captions", "pieces/index.m3u8", "transcript"):
            missing = await site.get(f"{at}/{what}", "staff")
            assert (missing.status_code, bool(missing.json()["error"])) == (404, True)
        book = site.world.stores.recordings
        (held,) = await book.newest(site.code)
        alignment = Alignment(AlignmentPoint("Good evening", 15_000, 5_000))
        captioned = held.with_captions("r.vtt", "Ada", 2_000)
        assert await book.add(captioned)
        assert await book.add(captioned.aligned(alignment, "Ada", 3_000))
        assert "00:00:15.000" in (await site.get(f"{at}/captions", "staff")).text
        told = await site.get(f"{at}/transcript", "staff")
        assert "00:00:05.000 --> 00:00:06.000" in told.text

    visit(story, stimuli=AIR)
