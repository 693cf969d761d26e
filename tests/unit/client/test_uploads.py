import json

import httpx
import pytest

from pulsemeter.client import ApiRefused
from pulsemeter.client.uploads import mark_of


class Arriving:
    """What a server does with the pieces of one upload; a test breaks it."""

    def __init__(self, held=b"", piece_max=4):
        self.held, self.piece_max, self.breaks = held, piece_max, []

    def __call__(self, request):
        if request.method == "POST":
            self.wanted = json.loads(request.content)
            told = {"id": "u1", "offset": len(self.held), "piece_bytes_max": self.piece_max}
            return httpx.Response(201, json=told)
        if request.method == "HEAD":
            size = str(self.wanted["size_bytes"])
            return httpx.Response(
                200, headers={"upload-offset": str(len(self.held)), "upload-length": size}
            )
        if self.breaks:
            broken = self.breaks.pop(0)
            self.held += request.content[:broken]
            raise httpx.WriteError("cut")
        if int(request.headers["upload-offset"]) != len(self.held):
            return httpx.Response(409, json={"error": "go on elsewhere"})
        self.held += request.content
        return httpx.Response(204, headers={"upload-offset": str(len(self.held))})


@pytest.fixture
def talk(tmp_path):
    path = tmp_path / "talk.mp4"
    path.write_bytes(b"0123456789")
    return path


def test_a_file_goes_in_pieces(asked, talk):
    server = Arriving()
    outcome = asked(server)
    assert outcome.client.upload_file("moon", "talk", talk) == "u1"
    assert server.held == b"0123456789"
    assert [request.method for request in outcome.requests] == ["POST", *["PATCH"] * 3]
    assert (server.wanted["study"], server.wanted["name"]) == ("moon", "talk.mp4")
    assert server.wanted["mark"] == mark_of(b"0123456789")


def test_what_is_there_is_not_sent_again(asked, talk):
    server = Arriving(b"01234567")
    outcome = asked(server)
    outcome.client.upload_file("moon", "talk", talk)
    assert server.held == b"0123456789"
    assert len(outcome.requests) == 2


def test_a_line_that_breaks_is_taken_up_where_the_server_is(asked, talk):
    server = Arriving()
    server.breaks = [2, 0]
    outcome = asked(server)
    outcome.client.upload_file("moon", "talk", talk)
    assert server.held == b"0123456789"
    assert outcome.pauses == [1, 2]
    assert "HEAD" in [request.method for request in outcome.requests]


def test_it_gives_up_after_some_tries(asked, talk):
    server = Arriving()
    server.breaks = [0] * 9
    outcome = asked(server)
    with pytest.raises(httpx.WriteError):
        outcome.client.upload_file("moon", "talk", talk, tries=3)
    assert len(outcome.pauses) == 2


def test_a_refused_file_is_told(asked, talk):
    outcome = asked(httpx.Response(422, json={"error": "the study has a session"}))
    with pytest.raises(ApiRefused, match="has a session"):
        outcome.client.upload_file("moon", "talk", talk)


def test_a_mark_is_the_one_that_pages_make():
    assert mark_of(b"") == "811c9dc5"
    assert mark_of(b"foobar") == "bf9cf968"
