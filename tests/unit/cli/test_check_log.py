import re

import pytest
from tests.nats_servers import log_address, nats_servers

from pulsemeter.cli import check_log
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream import LogState, ServerSync

GOOD = LogState("nats://a", 3, 3, "file", ("a", "b", "c"))
SYNCED = [ServerSync(name, True) for name in "abc"]


@pytest.fixture
def found(monkeypatch):
    def check(state, syncs):
        monkeypatch.setattr(check_log, "log_facts", lambda log, monitors: (state, syncs))
        finding = check_log.check_log("nats://a", ())
        assert finding.name == check_log.NAME
        assert bool(finding.remedy) == (finding.state != "good")
        return finding

    return check


def test_three_servers_with_every_frame_on_disk_are_good(found):
    assert found(GOOD, SYNCED).state == "good"
    assert "is made when serving" in found(LogState("nats://a", 3), SYNCED).found


@pytest.mark.parametrize(
    ("state", "syncs", "how_bad", "words"),
    [
        (LogState("x", 3, 3, "memory", ("a",)), SYNCED, "bad", "kept in memory"),
        (GOOD, [*SYNCED[:2], ServerSync("c", False)], "bad", "c acknowledges before"),
        (LogState("x", 3, 3, "file", ("a", "b"), ("c",)), SYNCED, "bad", "c doesn't have all"),
        (GOOD, [ServerSync("a", True, "no space left"), *SYNCED[1:]], "bad", "a says: no space"),
        (LogState("x", 1, 1, "file", ("a",)), SYNCED, "warning", "on 1 of the servers"),
        (LogState("x", 1), SYNCED, "warning", "on 1 of the servers"),
        (GOOD, [], "warning", "whether the servers .* CAN'T BE TOLD"),
        (GOOD, SYNCED[:2], "warning", "whether all servers .* CAN'T BE TOLD"),
    ],
)
def test_what_could_lose_reactions_is_told(found, state, syncs, how_bad, words):
    finding = found(state, syncs)
    assert finding.state == how_bad
    assert re.search(words, finding.found)


def test_silence_is_told(monkeypatch):
    def silent(log, monitors):
        raise StoreError("no NATS server answers")

    monkeypatch.setattr(check_log, "log_facts", silent)
    assert check_log.check_log("nats://a", ()).state == "bad"


def test_the_doctor_asks_real_servers(tmp_path, command):
    with nats_servers(tmp_path / "three", 3) as servers:
        asked = ["doctor", "--log", log_address(servers, "doctor", 3)]
        for server in servers:
            asked += ["--log-monitor", server.monitor]
        assert "✓ log with NATS" in command(*asked).output
