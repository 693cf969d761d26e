"""Files that were played, read over the API by the client."""

import httpx


def test_files_come_as_bytes_and_captions_as_text(asked):
    outcome = asked(httpx.Response(200, content=b"\x00film"), httpx.Response(200, text="WEBVTT"))
    assert outcome.client.read_stimulus_file("KENNEDY", "talk") == b"\x00film"
    assert outcome.client.read_stimulus_captions("KENNEDY", "talk", "de") == "WEBVTT"
    assert str(outcome.requests[1].url).endswith("/stimuli/talk/captions?language=de")
