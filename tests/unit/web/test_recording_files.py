"""A session's recording as players and people get it, and what the live room is told of it."""

from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.web.recording_files import recording_captions_url, recording_url

AIR = (Stimulus("air", "On air", 300_000),)
FIRST = Recording("", "air", 1, RecordingStep.FILE, "Ada", 1, "r.mp4", "r.mov", 400_000)
LINE = Alignment(AlignmentPoint("", 10_000, 0), AlignmentPoint("", 114_000, 100_000), True)


async def recorded(site, file="r.mp4", captions="", alignment=None):
    """The session over, with such a recording, and its files."""
    await site.world.go(site.code, SessionState.CLOSED)
    folder = site.media / "talk"
    (folder / "r.mp4").write_bytes(b"film")
    (folder / "r.vtt").write_text("WEBVTT\n\n00:20.400 --> 00:30.800\nGood evening.\n", "utf-8")
    edition = Recording(
        site.code, "air", 1, RecordingStep.FILE, "Ada", 1, file, "r.mov", 400_000,
        captions=captions, alignment=alignment,
    )  # fmt: skip
    assert await site.world.stores.recordings.add(edition)
    return edition


def test_the_file_and_its_captions_are_for_staff(visit):
    async def story(site):
        base = f"/media/{site.code}/air/recording"
        assert (await site.get(base, "staff")).status_code == 404
        held = await recorded(site, captions="r.vtt")
        assert (recording_url(held), recording_captions_url(held)) == (base, f"{base}/captions")
        assert (await site.get(base, "staff")).content == b"film"
        part = await site.get(base, "staff", headers={"range": "bytes=1-2"})
        assert (part.status_code, part.content) == (206, b"il")
        assert "Good evening" in (await site.get(f"{base}/captions", "staff")).text
        assert (await site.get(base, "participant")).status_code == 403
        for wrong in (f"{base}/pieces/r.mp4", f"{base}/pieces/%2e%2e", "/media/NO/air/recording"):
            assert (await site.get(wrong, "staff")).status_code == 404

    visit(story, stimuli=AIR)


def test_a_long_one_comes_in_pieces(visit):
    async def story(site):
        held = await recorded(site, file="long.hls/index.m3u8")
        pieces = f"/media/{site.code}/air/recording/pieces"
        assert recording_url(held) == f"{pieces}/index.m3u8"
        assert recording_captions_url(held) == ""
        assert (await site.get(f"{pieces}/index.m3u8", "staff")).text.startswith("#EXTM3U")
        assert (await site.get(f"{pieces}/part.m4s", "staff")).content == b"piece"
        assert (await site.get(f"{pieces}/r.mp4", "staff")).status_code == 404
        whole = f"/media/{site.code}/air/recording"
        assert (await site.get(whole, "staff")).status_code == 404
        assert (await site.get(f"{whole}/captions", "staff")).status_code == 404

    visit(story, stimuli=AIR)


def test_the_transcript_is_in_session_time(visit):
    async def story(site):
        path = f"/sessions/{site.code}/recording/air/transcript.vtt"
        await recorded(site, captions="r.vtt", alignment=LINE)
        answer = await site.get(path, "staff")
        assert "00:00:10.000 --> 00:00:20.000\nGood evening." in answer.text
        assert f"{site.code}-air.vtt" in answer.headers["content-disposition"]
        nobody = await site.get("/sessions/NOSUCH/recording/air/transcript.vtt", "staff")
        assert nobody.status_code == 404

    visit(story, stimuli=AIR)


def test_nothing_is_told_in_session_time_before_it_is_aligned(visit):
    async def story(site):
        await recorded(site, captions="r.vtt")
        path = f"/sessions/{site.code}/recording/air/transcript.vtt"
        assert (await site.get(path, "staff")).status_code == 404

    visit(story, stimuli=AIR)
