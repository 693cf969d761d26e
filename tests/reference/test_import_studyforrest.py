"""Real observers, taken in as another system's session: the published agreement comes out again.

Labs, A., et al. (2015), as in test_studyforrest. The data are in the public domain (CC0).
"""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from tests.reference.test_studyforrest import SECONDS, panel

from pulsemeter.analysis.splithalf import split_half
from pulsemeter.domain.presence import SKIPPED
from pulsemeter.intake.read_import import read_import
from pulsemeter.intake.read_mapping import read_mapping
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.import_ports import MadeStudy
from pulsemeter.service.import_session import Along, take_session_in
from pulsemeter.service.run_analysis import analyse_session
from pulsemeter.storage.memory import memory_stores

MAPPING = f"""
[study]
title = "Emotions in a film"
[stimulus]
duration_ms = {SECONDS * 1000}
[instrument]
cadence_ms = 1000
[source]
system = "observers' episodes"
[file]
layout = "wide"
[participant]
column = "observer"
[time]
unit = "s"
prefix = "t"
[value]
range = [-1, 1]
"""


def test_the_published_split_half_agreement_of_an_imported_session(
    shared_data: Path, tmp_path: Path
) -> None:
    table = panel(shared_data, "av", "valence")
    path = tmp_path / "observers.csv"
    heads = ["observer", *(f"t{second}" for second in range(SECONDS))]
    rows = [[f"o{n}", *(f"{value:g}" for value in row)] for n, row in enumerate(table)]
    path.write_text("\n".join(",".join(row) for row in [heads, *rows]) + "\n")
    found = read_import([path], read_mapping(MAPPING), "film", None)
    assert found.unused.wrong == 0

    async def imported() -> np.ndarray:
        stores = memory_stores()
        session = await take_session_in(
            stores,
            SystemClock(),
            SystemChance(),
            found.study,
            found.panel,
            found.origin,
            Along(made=MadeStudy(found.study, "")),
        )
        analysis = await analyse_session(stores.log, session.code, found.study)
        return analysis.tally.cells[0, 0].codes

    codes = asyncio.run(imported()).T.astype(np.float64)
    back = np.where(codes == SKIPPED, 0, codes / 100)
    assert sorted(map(tuple, back)) == sorted(map(tuple, table))
    assert split_half(back).r == pytest.approx(0.851, abs=0.0025)
