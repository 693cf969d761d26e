"""A simulated panel whose reactions lie on three NATS servers, of which one loses power."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.nats_servers import log_address, nats_servers


@pytest.mark.slow
def test_a_rehearsal_over_three_servers_loses_nothing_with_one_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nats_servers(tmp_path / "nats", 3) as servers:
        monkeypatch.setenv("PULSEMETER_LOG", log_address(servers, "rehearsal", 3))
        cut = threading.Timer(15, servers[0].kill)
        cut.start()
        done = subprocess.run(
            [sys.executable, "-m", "pulsemeter", "rehearse", "demo", "--panelists", "40",
             "--speed", "10", "--json", "--data", str(tmp_path / "data")],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        cut.cancel()
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["simulated"] is True
    assert counts["differences"] == 0
    assert counts["live_tally_agrees"] is True
    assert counts["made"] == counts["stored"] > 1_000
