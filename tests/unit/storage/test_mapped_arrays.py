"""Arrays in files are arrays: zeros at first, then the same numbers; and no file is left."""

import mmap
import resource
from itertools import pairwise

import numpy as np
import pytest

from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.storage.mapped_arrays import MAPPED_BYTES, MappedArrays
from pulsemeter.tally.frame import records_of
from pulsemeter.tally.session_tally import SessionTally

INTERVALS, CADENCE_MS, PERSONS = 6, 5_000, 300


def lies_in_a_file(array):
    while isinstance(array, np.ndarray):
        array = array.base
    return isinstance(array, memoryview) and isinstance(array.obj, mmap.mmap)


def test_large_arrays_lie_in_a_file_without_a_name_and_small_ones_in_memory(tmp_path):
    arrays = MappedArrays(tmp_path, 8_000)
    large, small = arrays((10, 100), np.uint64), arrays((10, 99), np.uint64)
    assert (lies_in_a_file(large), lies_in_a_file(small)) == (True, False)
    for array in (large, small):
        assert not array.any()
        assert array.flags.c_contiguous
        array[3, 4] = 2**63
        assert int(array.sum()) == 2**63
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["gone", "file"])
def test_where_no_file_can_be_made_they_lie_in_memory(tmp_path, folder):
    (tmp_path / "file").touch()
    array = MappedArrays(tmp_path / folder, 8)((4, 4), np.uint64)
    assert not lies_in_a_file(array)
    assert array.shape == (4, 4)


def test_where_the_disk_gives_no_room_they_lie_in_memory(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, before[1]))
    try:
        array = MappedArrays(tmp_path, 8)((1_000, 8), np.uint64)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not lies_in_a_file(array)
    assert not array.any()
    assert list(tmp_path.iterdir()) == []


def test_a_tally_in_files_is_the_same_tally(tmp_path):
    draw = np.random.default_rng(5)
    count = 4_000
    rows = [
        Record(int(seat), 1, 1, number, RecordKind.PRESS, 0, 0, int(choice), int(at), 0)
        for number, (seat, choice, at) in enumerate(
            zip(
                draw.integers(1, PERSONS + 1, count),
                draw.choice([-100, 100], count),
                draw.integers(0, INTERVALS * CADENCE_MS, count),
                strict=True,
            ),
            1,
        )
    ]
    shape = ((INTERVALS * CADENCE_MS,), CADENCE_MS)
    held, mapped = SessionTally(*shape), SessionTally(*shape, arrays=MappedArrays(tmp_path, 8))
    for tally in (held, mapped):
        for position, (first, last) in enumerate(pairwise(range(0, count + 1, 500)), 1):
            tally.fold(records_of(rows[first:last]), position)
        tally.settle({seat: (seat % 2,) for seat in range(1, PERSONS + 1)}, (2,), {})
        tally.lengthen(0, (INTERVALS + 2) * CADENCE_MS)
    assert lies_in_a_file(mapped.cells[0, 0].ranks)
    assert np.array_equal(held.cells[0, 0].codes, mapped.cells[0, 0].codes)
    assert np.array_equal(held.cells[0, 0].ranks, mapped.cells[0, 0].ranks)
    assert np.array_equal(held.counters[0, 0].counts[0], mapped.counters[0, 0].counts[0])


def test_ordinary_panels_lie_in_memory():
    assert 8 * 70_000 * 1_440 < MAPPED_BYTES < 8 * 100_000 * 1_440
