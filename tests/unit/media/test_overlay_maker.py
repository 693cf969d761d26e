"""Films are made of the files that a study names; cancelled, nothing of them is left."""

import asyncio

import pytest
from tests.unit.media.clips import PICTURE, film
from tests.unit.report.overlays import story

from pulsemeter.media.clip_maker import FfmpegClips
from pulsemeter.media.overlay_maker import FfmpegOverlays
from pulsemeter.media.probe import probe
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.overlay_ports import OverlayOrder

ORDER = OverlayOrder("talk", "talk.mp4", 0, 6_000, story([[20, -20]]))


@pytest.fixture
def maker(tmp_path):
    (tmp_path / "media" / "talk").mkdir(parents=True)
    film(tmp_path / "media" / "talk" / "talk.mp4", *PICTURE, "-pix_fmt", "yuv420p")
    return FfmpegOverlays(FfmpegClips(tmp_path / "media"))


def test_a_film_is_made_of_a_studys_file(maker, tmp_path):
    assert maker.has_source("talk", "talk.mp4")
    assert not maker.has_source("talk", "other.mp4")
    asyncio.run(maker.make(ORDER, tmp_path / "film.mp4", lambda share: None))
    assert abs(probe(tmp_path / "film.mp4").duration_ms - 6_000) < 300
    assert asyncio.run(maker.captions("talk", "")) == ""


def test_what_is_wrong_with_a_file_is_said(maker, tmp_path):
    (tmp_path / "media" / "talk" / "talk.mp4").write_bytes(b"nothing")
    with pytest.raises(OverlayRefused, match=r"talk\.mp4"):
        asyncio.run(maker.make(ORDER, tmp_path / "film.mp4", lambda share: None))


def test_cancelled_nothing_is_left(maker, tmp_path):
    out = tmp_path / "out"
    out.mkdir()

    async def story():
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()
        order = OverlayOrder("talk", "talk.mp4", 0, 6_000, ORDER.story)

        def tell(share):
            loop.call_soon_threadsafe(begun.set)

        work = asyncio.create_task(maker.make(order, out / "film.mp4", tell))
        await begun.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(asyncio.wait_for(story(), 60))
    assert list(out.iterdir()) == []
