import pytest

from pulsemeter.domain.study import Stimulus
from pulsemeter.web.media_files import captions_language, captions_url, media_url

CONTENT = bytes(range(256)) * 8


def test_players_ask_for_ranges(visit):
    async def story(site):
        path = f"/media/{site.code}/talk"
        whole = await site.get(path, "participant")
        assert (whole.status_code, whole.content) == (200, CONTENT)
        assert whole.headers["accept-ranges"] == "bytes"
        assert whole.headers["content-type"] == "video/mp4"
        assert "private" in whole.headers["cache-control"]
        part = await site.get(path, "participant", headers={"range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, CONTENT[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(CONTENT)}"
        tail = await site.get(path, "participant", headers={"range": "bytes=-10"})
        assert tail.content == CONTENT[-10:]
        beyond = await site.get(path, "participant", headers={"range": "bytes=99999-"})
        assert beyond.status_code == 416
        broken = await site.get(path, "participant", headers={"range": "bytes=z"})
        assert broken.status_code == 400

    visit(story)


def test_captions_are_text_for_players(visit):
    async def story(site):
        answer = await site.get(f"/media/{site.code}/talk/captions", "participant")
        assert answer.text == "WEBVTT\n"
        assert answer.headers["content-type"].startswith("text/vtt")

    visit(story)


@pytest.mark.parametrize(
    "path",
    [
        "/media/{code}/other",
        "/media/NOSUCH/talk",
        "/media/{code}/..%2f..%2fsecret.txt",
        "/media/{code}/%2e%2e",
        "/media/{code}/talk.mp4",
        "/media/{code}/other/captions",
    ],
)
def test_nothing_but_the_files_of_the_study_can_be_reached(visit, path):
    async def story(site):
        answer = await site.get(path.format(code=site.code), "participant")
        assert answer.status_code == 404
        assert "not yours" not in answer.text

    visit(story)


@pytest.mark.parametrize("file", ["../../secret.txt", "/etc/passwd", "..", ".", "../secret.txt"])
def test_a_study_that_names_a_file_elsewhere_gets_none(visit, file):
    async def story(site):
        for path in ("talk", "talk/captions"):
            answer = await site.get(f"/media/{site.code}/{path}", "participant")
            assert answer.status_code == 404

    visit(story, stimuli=(Stimulus("talk", "A talk", 30_000, file, file),))


LONG = Stimulus("long", "Long", 30_000, "long.hls/index.m3u8", captions_in=(("de", "talk.de.vtt"),))


def test_a_long_stimulus_comes_in_pieces(visit):
    async def story(site):
        playlist = await site.get(media_url(site.code, LONG), "participant")
        assert playlist.text == "#EXTM3U\npart.m4s\n"
        assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"
        piece = await site.get(f"/media/{site.code}/long/pieces/part.m4s", "participant")
        assert (piece.content, piece.headers["content-type"]) == (b"piece", "video/iso.segment")
        assert (await site.get(f"/media/{site.code}/long", "participant")).status_code == 404
        for name in ("..%2ftalk.mp4", "%2e%2e", "talk.mp4", "part.m4s%00", ".", "nothing.m4s"):
            answer = await site.get(f"/media/{site.code}/long/pieces/{name}", "participant")
            assert answer.status_code == 404, name

    visit(story, stimuli=(LONG,))


def test_captions_in_the_language_of_the_reader(visit):
    async def story(site):
        german = await site.get(captions_url(site.code, LONG, "de"), "participant")
        assert german.text.endswith("Deutsch")
        answer = await site.get(f"/media/{site.code}/long/captions/fr", "participant")
        assert answer.status_code == 404

    visit(story, stimuli=(LONG,))


def test_addresses_of_stimuli():
    far = Stimulus("far", "Far", 1, address="https://media.example.org/x.m3u8")
    odd = Stimulus("a b?#", "Odd", 1, "x.mp4", "x.vtt")
    assert media_url("ABC", far) == far.address
    assert media_url("ABC", Stimulus("none", "None", 1)) == ""
    assert media_url("ABC", odd) == "/media/ABC/a%20b%3F%23"
    assert captions_url("ABC", odd, "de") == "/media/ABC/a%20b%3F%23/captions"
    assert captions_url("ABC", LONG, "fr") == ""


def test_captions_are_in_the_readers_language_where_there_are_some_else_in_the_study_s(make_study):
    talk = Stimulus("talk", "T", 1_000, captions="own.vtt", captions_in=(("ar", "ar.vtt"),))
    study = make_study(stimuli=(talk,))
    assert captions_language(talk, "ar", study) == "ar"
    assert captions_language(talk, "pl", study) == captions_language(talk, "en", study) == "en"
