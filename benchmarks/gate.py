"""What the release gate costs and keeps back: the demonstration's panel, all released at once.

    python benchmarks/gate.py

A simulated panel watches the demonstration on demand and is released in one go, as with the first
batch: every interval, then every statement beside its intervals. Processor time is that of the
reckoning alone, what sums and overlaps would tell; a partition (an attribute, a two-way table) is
kept back where they would tell too much.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from typing import Any

import numpy as np
from measuring import machine

from pulsemeter.channel.local import LocalChannel
from pulsemeter.cli.simulated_panel import demonstration_folder, draw, truth_for
from pulsemeter.cli.study_files import LoadedStudy, load_study
from pulsemeter.domain.reaction import Record
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.release_figures import Releaser
from pulsemeter.service.roster_member import Member
from pulsemeter.storage.memory.reactions import MemoryReactionLog
from pulsemeter.storage.memory.releases import MemoryReleaseBook
from pulsemeter.tally.frame import Frame, records_of

PANELS = (200, 1_000)
SEED = 1


async def follow(loaded: LoadedStudy, persons: int, seed: int) -> TallyFollower:
    """The tally of a simulated panel of the demonstration, settled on everybody."""
    study, log = loaded.study, MemoryReactionLog()
    truth = truth_for(study, loaded.statements, demonstration_folder())
    panel = draw(study, loaded.statements, truth, persons, seed)
    for frame, panelist in enumerate(panel.panelists, 1):
        seat = panelist.number + 1
        records = [
            Record(seat, seat, 1, n, entry.kind, 0, 0, entry.choice, entry.stimulus_ms, 0)
            for n, entry in enumerate(panelist.script, 1)
        ]
        if records:
            await log.append(Frame("GATE", 1, frame, records_of(records)))
    follower = TallyFollower("GATE", study, log)
    await follower.catch_up()
    follower.settle({p.number + 1: Member(p.categories) for p in panel.panelists})
    return follower


async def release(loaded: LoadedStudy, persons: int, seed: int) -> dict[str, Any]:
    """Everything released once; times of the gate's reckoning, and what it kept back."""
    follower = await follow(loaded, persons, seed)
    releaser = Releaser(follower, loaded.statements, MemoryReleaseBook(), LocalChannel())
    begun = time.process_time()
    await releaser.release_all("provisional")
    whole_s = time.process_time() - begun
    plan = follower.plan
    assert plan is not None
    attribute_of = {cell.id: cell.attribute for cell in plan.cells}
    released = {plan.partitions[n].attribute for n in plan.released}
    kept: dict[str, Counter[str]] = {"intervals": Counter(), "statements": Counter()}
    for one in releaser.releases:
        told = {attribute_of[figure.cell] for figure in one.figures}
        kind = "intervals" if isinstance(one, IntervalRelease) else "statements"
        kept[kind].update(released - told)
    intervals = sum(isinstance(one, IntervalRelease) for one in releaser.releases)
    return {
        "persons": persons,
        "cells_released": sum(len(plan.partitions[n].cells) for n in plan.released),
        "intervals": intervals,
        "statements": len(releaser.releases) - intervals,
        "partitions": sorted(released),
        "kept_back_intervals": dict(kept["intervals"]),
        "kept_back_statements": dict(kept["statements"]),
        "all_releases_s": round(whole_s, 2),
        "reckoning_ms": await reckoning(follower, loaded),
    }


async def reckoning(follower: TallyFollower, loaded: LoadedStudy) -> dict[str, float]:
    """Processor time of the reckoning per release, once more and alone."""
    releaser = Releaser(follower, loaded.statements, MemoryReleaseBook(), LocalChannel())
    shown, took = releaser.shown, []
    for interval in range(follower.tally.cells[0, 0].intervals):
        rows = follower.standings(0, interval)
        basis = shown.basis((0, interval), rows, shown.all_partitions)
        begun = time.process_time()
        shown.leaving(basis, 0, {})
        took.append(1_000 * (time.process_time() - begun))
    median, late, most = np.quantile(took, (0.5, 0.95, 1.0)).round(2).tolist()
    return {"interval_p50": median, "interval_p95": late, "interval_max": most}


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of the simulated panels")
    asked = parser.parse_args()
    about = machine()
    loaded = load_study(demonstration_folder() / "study.toml")
    found = [asyncio.run(release(loaded, persons, asked.seed)) for persons in PANELS]
    json.dump({"machine": about, "seed": asked.seed, "panels": found}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
