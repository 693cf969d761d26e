"""What only files can show of an import: a cut leaves all or nothing."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.import_ports import ImportedSeat
from pulsemeter.storage.sqlite import open_stores
from pulsemeter.tally.frame import RECORD, Frame


class PowerCut(BaseException):
    """The moment at which the machine loses its power."""


def test_a_cut_in_the_midst_of_the_log_leaves_nothing(tmp_path: Path) -> None:
    def frames() -> Iterator[Frame]:
        records = np.zeros(1, dtype=RECORD)
        records["seat"] = 1
        yield Frame("IMPORT", 1, 1, records)
        raise PowerCut

    seat = ImportedSeat(Seat(1, "IMPORT", SeatStep.THANKS), b"a", b"b")

    async def story() -> None:
        opened = open_stores(tmp_path)
        with pytest.raises(PowerCut):
            await opened.stores.imports.keep_persons([seat], frames())
        assert await opened.stores.imports.codes() == set()
        await opened.close()

    asyncio.run(story())
    with sqlite3.connect(tmp_path / "reactions.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM seats").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM frames").fetchone() == (0,)
