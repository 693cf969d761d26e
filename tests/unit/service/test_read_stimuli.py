"""Stimuli of a study file: files, addresses at a named origin, refusals with their remedy."""

from typing import Any

import pytest

from pulsemeter.domain.study import Stimulus
from pulsemeter.service.read_stimuli import media_host, media_origin, named_files, read_stimuli
from pulsemeter.service.study_reading import Reading

HLS = "https://media.example.org/live/speech.m3u8"


def read(**table: Any) -> tuple[Stimulus, Reading]:
    reading = Reading({})
    (stimulus,) = read_stimuli(reading, [{"id": "speech", "title": "The speech", **table}])
    return stimulus, reading


def complaints(**table: Any) -> str:
    return "\n".join(str(complaint) for complaint in read(**table)[1].complaints)


def test_a_file_needs_no_duration() -> None:
    stimulus, reading = read(file="speech.mp4", captions="speech.vtt")
    assert stimulus == Stimulus("speech", "The speech", 0, "speech.mp4", "speech.vtt")
    assert (reading.complaints, reading.notes) == ([], [])


def test_without_a_file_it_is_to_be_uploaded_and_its_author_is_told() -> None:
    stimulus, reading = read()
    assert (stimulus.file, stimulus.duration_ms, reading.complaints) == ("", 0, [])
    assert "to be uploaded" in str(reading.notes[0])


def test_a_length_alone_is_a_stimulus_on_another_screen() -> None:
    stimulus, reading = read(duration_ms=60_000)
    assert (stimulus.duration_ms, reading.complaints, reading.notes) == (60_000, [], [])


def test_an_address_of_a_playlist_with_its_length() -> None:
    stimulus, reading = read(address=HLS, duration_ms=60_000)
    assert (stimulus.address, reading.complaints, reading.notes) == (HLS, [], [])


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:90", "192.168.1.7"])
def test_plain_http_is_for_tests_nearby(host: str) -> None:
    _, reading = read(address=f"http://{host}/x.m3u8", duration_ms=1)
    assert reading.complaints == []
    assert "plain http" in str(reading.notes[0])


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://www.youtube.com/watch?v=abc", "YouTube"),
        ("https://youtu.be/abc", "upload the file"),
        ("https://player.vimeo.com/video/1.m3u8", "Vimeo"),
        ("https://www.facebook.com/watch?v=1", "Facebook"),
        ("https://www.tiktok.com/@a/video/1", "TikTok"),
        ("https://www.twitch.tv/a", "Twitch"),
        ("https://x.com/a/status/1", "HLS address"),
        ("https://dai.ly/x1", "Dailymotion"),
        ("http://media.example.org/x.m3u8", "must begin with https://"),
        ("http://8.8.8.8/x.m3u8", "must begin with https://"),
        ("https://media.example.org/x.mp4", "ends with .m3u8"),
        ("https://anna:secret@media.example.org/x.m3u8", "name or password"),
        ("ftp://media.example.org/x.m3u8", "is no web address"),
        ("https://media.example.org:port/x.m3u8", "is no web address"),
        ("https://a.org;script-src *.m3u8/x.m3u8", "is no web address"),
        ("//x.m3u8", "is no web address"),
    ],
)
def test_an_address_that_is_refused_names_the_remedy(address: str, told: str) -> None:
    assert told in complaints(address=address, duration_ms=1)


def test_a_host_that_only_ends_like_a_video_site_is_another() -> None:
    assert complaints(address="https://notx.com/a.m3u8", duration_ms=1) == ""


def test_an_address_needs_a_length_and_stands_alone() -> None:
    assert "needs its length" in complaints(address=HLS)
    assert "stands beside a file" in complaints(address=HLS, file="a.mp4", duration_ms=1)


@pytest.mark.parametrize(
    ("file", "told"),
    [("https://youtu.be/abc", "YouTube"), ("https://example.org/a.mp4", "is a web address")],
)
def test_a_file_is_no_web_address(file: str, told: str) -> None:
    assert told in complaints(file=file)


def test_captions_by_language() -> None:
    stimulus, reading = read(file="x.mp4", captions="x.vtt", captions_in={"de": "x.de.vtt"})
    assert reading.complaints == []
    assert stimulus.captions_in == (("de", "x.de.vtt"),)
    assert stimulus.captions_file("de") == "x.de.vtt"
    assert stimulus.captions_file("fr") == "x.vtt"
    assert stimulus.files == ("x.mp4", "x.vtt", "x.de.vtt")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"German please": "x.vtt"}, "no language tag"),
        ({"de": "x.srt"}, "no WebVTT file"),
        ({"de": 5}, "must be a text"),
        ("x.vtt", "must be a table"),
        ({"de": "a/x.vtt", "fr": "b/x.vtt"}, "another file is called 'x.vtt' too"),
    ],
)
def test_captions_that_are_refused(named: object, told: str) -> None:
    assert told in complaints(file="x.mp4", captions_in=named)


def test_the_origin_of_an_address_is_fit_for_a_policy() -> None:
    assert media_origin(HLS) == "https://media.example.org"
    assert media_origin("http://[::1]:90/x.m3u8") == "http://[::1]:90"
    assert media_host("http://127.0.0.1:90/x.m3u8") == "127.0.0.1:90"
    assert media_origin("https://a b.org/x") == media_origin("") == media_origin("http://[x") == ""


def test_files_that_stimuli_name() -> None:
    tables = [{"id": "a", "transcript": "a.srt"}, {"id": "b"}]
    assert named_files(Reading({}), tables, "transcript") == {"a": "a.srt"}


def test_a_broadcast_is_a_playlist_elsewhere() -> None:
    assert "give the `address`" in complaints(file="x.mp4", broadcast=True)
    assert complaints(address=HLS, duration_ms=60_000, broadcast=True) == ""
