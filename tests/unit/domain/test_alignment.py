import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.alignment import (
    APART_MIN_MS,
    Alignment,
    AlignmentPoint,
    AlignmentRefused,
    read_time,
    write_time,
)

CUE = AlignmentPoint("She says “Good evening”.", 95_250, 5_000)
TIMES = st.integers(0, 4 * 3_600_000)


def check(apart_ms: int, drift_ms: int) -> AlignmentPoint:
    """A second moment so far after the cue, where the file has got so far ahead."""
    return AlignmentPoint("", CUE.file_ms + apart_ms + drift_ms, CUE.stimulus_ms + apart_ms)


def test_one_moment_makes_an_offset() -> None:
    line = Alignment(CUE)
    assert (line.file_ms(0), line.file_ms(5_000), line.stimulus_ms(95_250)) == (
        90_250,
        95_250,
        5_000,
    )
    assert (line.offset_ms, line.rate, line.drift_ms, line.drift_ppm) == (90_250, 1.0, 0, 0)
    assert "nobody knows how far" in line.warning
    assert Alignment(AlignmentPoint("", 1_000, 3_000)).file_ms(0) == -2_000


def test_the_second_moment_shows_the_drift_and_may_correct_it() -> None:
    # 36 ms in an hour are 10 millionths; the file's clock is the faster one.
    point = check(3_600_000, 36)
    left, corrected = Alignment(CUE, point), Alignment(CUE, point, corrects_rate=True)
    assert (left.drift_ms, left.drift_ppm) == (corrected.drift_ms, corrected.drift_ppm) == (36, 10)
    assert left.file_ms(point.stimulus_ms) == point.file_ms - 36
    assert corrected.file_ms(point.stimulus_ms) == point.file_ms
    assert corrected.stimulus_ms(point.file_ms) == point.stimulus_ms
    assert (left.warning, corrected.warning) == ("", "")


def test_a_check_point_before_the_cue_tells_the_same() -> None:
    late, early = AlignmentPoint("", 1_000_100, 1_000_000), AlignmentPoint("", 0, 0)
    for line in (Alignment(late, early), Alignment(early, late)):
        assert (line.drift_ms, line.drift_ppm) == (100, 100)


@pytest.mark.parametrize(
    ("apart_ms", "drift_ms", "corrects", "told"),
    [
        (60_000, 290, False, ""),  # 4,833 ppm, but no finger is that exact over a minute
        (3_600_000, -700, False, "Left alone, the file is 0.7 s off"),
        (3_600_000, -700, True, ""),
        (600_000, 1_000, True, "another cause"),  # 1,667 ppm: no quartz does that
        (600_000, -1_000, False, "another cause"),
        (3_600_000, 150_000, True, "another cause"),  # a film at 25 pictures for 24
    ],
)
def test_a_drift_above_what_is_sensible_is_told(
    apart_ms: int, drift_ms: int, corrects: bool, told: str
) -> None:
    warning = Alignment(CUE, check(apart_ms, drift_ms), corrects).warning
    assert told in warning
    assert bool(told) == bool(warning)


def test_moments_that_make_no_line_are_refused() -> None:
    with pytest.raises(AlignmentRefused, match="a rate needs a check point"):
        Alignment(CUE, corrects_rate=True)
    with pytest.raises(AlignmentRefused, match="30 s away"):
        Alignment(CUE, check(APART_MIN_MS - 1, 0))
    with pytest.raises(AlignmentRefused, match="one of the four times is another moment's"):
        Alignment(CUE, check(60_000, 3_700))
    with pytest.raises(AlignmentRefused, match="outside of a day"):
        AlignmentPoint("", -1, 0)
    with pytest.raises(AlignmentRefused, match="in the session"):
        AlignmentPoint("", 0, 90_000_000)


@given(
    cue=st.tuples(TIMES, TIMES), apart=st.integers(APART_MIN_MS, 10_000_000), ppm=TIMES, at=TIMES
)
def test_there_and_back_is_the_same_moment(
    cue: tuple[int, int], apart: int, ppm: int, at: int
) -> None:
    drift = round(apart * (ppm % 100_000 - 50_000) / 1_000_000)
    first = AlignmentPoint("", *cue)
    second = AlignmentPoint("", cue[0] + apart + drift, cue[1] + apart)
    for line in (Alignment(first), Alignment(first, second), Alignment(first, second, True)):
        assert abs(line.stimulus_ms(line.file_ms(at)) - at) <= 1
        assert abs(line.offset_ms + line.rate * at - line.file_ms(at)) <= 0.51
        later = line.file_ms(at + 10)
        assert later > line.file_ms(at)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("0", 0),
        ("83.5", 83_500),
        (" 1:23,5 ", 83_500),
        ("1:02:03.250", 3_723_250),
        ("90:00", 5_400_000),
    ],
)
def test_times_are_read_as_people_write_them(text: str, ms: int) -> None:
    assert read_time(text) == ms
    assert read_time(write_time(ms)) == ms


@pytest.mark.parametrize(
    "text", ["", "now", "1:2:3:4", "-1", "1:75", "1:75:00", "1.2345", "१२", "1e3"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(AlignmentRefused, match="write 1:02"):
        read_time(text)


def test_times_are_written() -> None:
    assert [write_time(ms) for ms in (0, 4_250, 3_723_250, -1_500)] == [
        "0:00.000", "0:04.250", "1:02:03.250", "−0:01.500",
    ]  # fmt: skip
