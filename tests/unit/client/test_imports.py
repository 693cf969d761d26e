"""Files of another system, brought over the API by the client."""

import httpx
import msgspec

from pulsemeter.wire.imports import ImportFacts
from pulsemeter.wire.jobs import JobStatus


def facts(doing="", **more):
    job = JobStatus("making" if doing else "none", 0.5)
    held = ImportFacts("i1", "moon", 1, 2, ["a.csv"], doing, job, "", "", "", **more)
    return httpx.Response(200, content=msgspec.json.encode(held))


def test_files_are_brought_and_waited_for(asked, tmp_path):
    for name in ("a.csv", "b c.csv"):
        (tmp_path / name).write_bytes(name.encode())
    outcome = asked(*[facts()] * 3, facts("read"), facts("read"), facts("read"), facts())
    paths = sorted(tmp_path.iterdir())
    assert outcome.client.bring_files("moon", paths, "[file]").doing == ""
    told = [(r.method, r.url.raw_path.decode().partition("imports")[2]) for r in outcome.requests]
    assert told == [
        ("POST", ""), ("PUT", "/i1/files/a.csv"), ("PUT", "/i1/files/b%20c.csv"),
        ("PUT", "/i1/mapping"), ("GET", "/i1"), ("GET", "/i1"), ("GET", "/i1"),
    ]  # fmt: skip
    assert outcome.requests[2].content == b"b c.csv"
    assert outcome.requests[3].content == b'{"text":"[file]"}'
    assert outcome.pauses == [1.0, 1.0]
