"""`make soak` finds what it is for: growing memory, descriptors that stay open, what is missing;
and a short form of it goes the whole way."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SETTLE_S = 900.0
EVERY_S = 10.0
SHORT = ("--minutes", "0.75", "--participants", "12", "--dashboards", "2",
         "--settle-minutes", "0.1", "--sample-s", "0.5")  # fmt: skip
WAIT_S = 300.0
LEAK = """
import sys, threading, time
if "serve" in sys.orig_argv:
    def leak():
        kept = []
        while True:
            kept.append((bytearray(b"x" * 500_000), open("/dev/null")))
            time.sleep(0.05)
    threading.Thread(target=leak, daemon=True).start()
"""


@pytest.fixture
def judge(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(project_root / "benchmarks"))
    import soak_judge

    return soak_judge


def series(judge: ModuleType, rss_kb: Any, sockets: Any = lambda _: 540, files: int = 30) -> Any:
    """Two hours of samples: memory and sockets as functions of the time in seconds."""
    return [
        judge.Sample(
            at_s, rss_kb(at_s), rss_kb(at_s), 40_000, 9, sockets(at_s), files, 1_000_000
        )
        for at_s in (k * EVERY_S for k in range(720))
    ]  # fmt: skip


def kept(judge: ModuleType, **changes: Any) -> Any:
    whole = judge.Kept(
        acknowledged=700_000, lost=0, doubled=0, wrong=0, troubles=(), withdrawn=36, unerased=0,
        releases=1_560, missing=0,
    )  # fmt: skip
    return replace(whole, **changes)


def test_a_soak_without_fault_passes(judge: ModuleType) -> None:
    noisy = series(judge, lambda at_s: 180_000 + 4_000 * (at_s % 70 == 0) + min(at_s, 900) * 50)
    assert judge.complaints(noisy, SETTLE_S, kept(judge)) == []
    assert judge.curve(noisy, SETTLE_S).growth_percent == pytest.approx(0, abs=0.1)


def test_growth_counts_from_the_settling_on_and_at_its_highest(judge: ModuleType) -> None:
    def slow(at_s: float) -> int:
        return round(180_000 * (1 + 0.055 * max(0.0, at_s - SETTLE_S) / 6_300))

    (said,) = judge.complaints(series(judge, slow), SETTLE_S, kept(judge))
    assert said.startswith("memory: grew by 5.4 % after the first 900 s, from 180.0 to 189.8 MB")
    bump = series(judge, lambda at_s: 200_000 if 3_000 <= at_s < 3_200 else 180_000)
    assert judge.curve(bump, SETTLE_S).growth_percent == pytest.approx(11.1, abs=0.1)
    before = series(judge, lambda at_s: 300_000 if at_s < 800 else 180_000)
    assert judge.complaints(before, SETTLE_S, kept(judge)) == []


@pytest.mark.parametrize(
    "rss_kb",
    [
        lambda at_s: 180_000,
        lambda at_s: round(180_000 * (1 + 0.066 * at_s / 7_200)),
        lambda at_s: round(180_000 * (1 + at_s / 7_200)),
        lambda at_s: 300_000 if at_s < 800 else 180_000,
    ],
    ids=["as it began", "just above the rule", "doubled", "high before the settling"],
)
def test_no_curve_runs_through_the_words_of_its_picture(judge: ModuleType, rss_kb: Any) -> None:
    import soak_picture

    figure = soak_picture.figure_of(series(judge, rss_kb), SETTLE_S, "A soak")
    figure.draw_without_rendering()
    memory = figure.axes[0]
    words = memory.get_legend().get_window_extent()
    for line in memory.lines:
        drawn = line.get_transform().transform_path(line.get_path())
        assert not drawn.intersects_bbox(words, filled=False)
    assert words.y1 <= memory.get_window_extent().y1


def test_descriptors_that_stay_open(judge: ModuleType) -> None:
    def leaking(at_s: float) -> int:
        return 540 + int(at_s) // 300

    (said,) = judge.complaints(series(judge, lambda _: 180_000, leaking), SETTLE_S, kept(judge))
    assert said == "descriptors: sockets grew from 543 to 563"
    few = series(judge, lambda _: 180_000)
    more = [replace(s, files=s.files + int(s.at_s) // 1_800) for s in few]
    (said,) = judge.complaints(more, SETTLE_S, kept(judge))
    assert said == "descriptors: files grew from 30 to 33"
    wavering = series(judge, lambda _: 180_000, lambda at_s: 540 - int(at_s) % 7)
    assert judge.complaints(wavering, SETTLE_S, kept(judge)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lost": 1}, "presses: 1 were acknowledged and aren't in the log"),
        ({"doubled": 2}, "presses: 2 stand in the log twice"),
        ({"wrong": 3}, "presses: 3 differ otherwise"),
        ({"acknowledged": 0}, "presses: none was acknowledged"),
        ({"troubles": ("panelist 3: no way",)}, "troubles: 1, the first: panelist 3: no way"),
        ({"unerased": 4}, "withdrawal: 4 records of withdrawn persons"),
        ({"releases": 0}, "releases: none was made"),
        ({"missing": 5}, "releases: 5 never came to a dashboard"),
    ],
)
def test_what_is_missing(judge: ModuleType, change: dict[str, Any], said: str) -> None:
    samples = series(judge, lambda _: 180_000)
    (found,) = judge.complaints(samples, SETTLE_S, kept(judge, **change))
    assert found.startswith(said)


def test_too_short_to_say_anything_is_no_pass(judge: ModuleType) -> None:
    samples = series(judge, lambda _: 180_000)[:96]
    (found,) = judge.complaints(samples, SETTLE_S, kept(judge))
    assert found.startswith("memory: too few samples")


def soak(
    root: Path, folder: Path, *options: str, **environment: str
) -> tuple[subprocess.Popen[str], Path]:
    result = folder / "soak.json"
    command = [sys.executable, str(root / "benchmarks/soak.py"), "--result", str(result)]
    process = subprocess.Popen(
        [*command, "--picture", str(folder / "soak.png"), *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    return process, result


def of(kind: str, found: dict[str, Any]) -> list[str]:
    return [said for said in found["complaints"] if said.startswith(kind)]


@pytest.mark.slow
def test_a_short_soak_loses_nothing(project_root: Path, tmp_path: Path) -> None:
    process, result = soak(project_root, tmp_path, *SHORT)
    _, said = process.communicate(timeout=WAIT_S)
    found = json.loads(result.read_text())
    # So soon after a start memory may still grow; all else has to be in order.
    assert [c for c in found["complaints"] if not c.startswith("memory")] == [], said
    assert process.returncode == bool(found["complaints"])
    assert "min to go" in said
    assert found["simulated"] is True
    assert found["is_whole"] is True
    assert found["kept"]["withdrawn"] == 36
    assert found["kept"]["releases"] >= 8
    assert found["streams_opened"] >= 20
    assert (tmp_path / "soak.png").stat().st_size > 10_000


@pytest.mark.slow
def test_a_planted_leak_is_found(project_root: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(LEAK)
    process, result = soak(project_root, tmp_path, *SHORT, PYTHONPATH=str(tmp_path))
    process.communicate(timeout=WAIT_S)
    found = json.loads(result.read_text())
    assert process.returncode == 1
    assert len(of("memory: grew", found)) == 1
    assert len(of("descriptors: files grew", found)) == 1
    assert of("presses", found) == []
    assert of("releases", found) == []


@pytest.mark.slow
def test_stopped_early_it_judges_what_it_saw(project_root: Path, tmp_path: Path) -> None:
    process, result = soak(project_root, tmp_path, "--participants", "12", "--dashboards", "2",
                           "--sample-s", "0.1", "--settle-minutes", "0")  # fmt: skip
    assert process.stderr is not None
    for number, line in zip(count(), process.stderr, strict=False):
        if "has begun" in line:
            break
        assert number < 20
    # Some samples first: without any there is nothing to judge.
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=10)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=WAIT_S)
    found = json.loads(result.read_text())
    assert found["is_whole"] is False
    assert of("presses", found) == []
    assert found["kept"]["acknowledged"] > 0
    assert found["curve"] is not None
