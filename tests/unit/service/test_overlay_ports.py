"""An order knows which moment of the stimulus is at a time of its file."""

from dataclasses import replace

from tests.unit.report.overlays import story

from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.service.overlay_ports import OverlayOrder

ORDER = OverlayOrder("talk", "talk.mp4", 0, 9_000, story([[1, 2]]))


def test_a_stimulus_file_runs_on_stimulus_time():
    assert ORDER.stimulus_ms(4_321.5) == 4_321.5


def test_a_recording_runs_on_a_time_of_its_own():
    points = AlignmentPoint("", 2_000, 0), AlignmentPoint("", 62_700, 60_000)
    recorded = replace(ORDER, alignment=Alignment(*points, corrects_rate=True))
    assert [recorded.stimulus_ms(at) for at in (0, 2_000.2, 62_700)] == [-1_977, 0, 60_000]
