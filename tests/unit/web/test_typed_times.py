import pytest

from pulsemeter.web.typed_times import is_whole, read_ms, say_ms


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("0", 0),
        ("65.25", 65_250),
        ("1:05,250", 65_250),
        (" 1:02:03 ", 3_723_000),
        ("90:00", 5_400_000),
    ],
)
def test_times_are_read_as_they_are_typed(text, ms):
    assert read_ms(text) == ms


@pytest.mark.parametrize(
    "text", ["", "soon", "1:60", "1:60:00", "-1", "1:", "1.2345", "٣", "9" * 50]
)
def test_what_is_no_time_is_said(text):
    with pytest.raises(ValueError, match="is no time; write it like"):
        read_ms(text)


@pytest.mark.parametrize("ms", [0, 250, 65_000, 65_250, 3_599_999, 3_600_000, 7_325_001])
def test_what_is_shown_is_read_as_the_same(ms):
    assert read_ms(say_ms(ms)) == ms


def test_times_are_shown_as_people_say_them():
    assert [say_ms(ms) for ms in (5_000, 65_250, 3_723_000)] == ["0:05", "1:05.250", "1:02:03"]


def test_whole_numbers_are_those_that_can_be_read():
    assert all(map(is_whole, ["0", "007", "9" * 15]))
    assert not any(
        map(is_whole, ["", "-1", " 1", "1.0", "\u0661", "\u00b2", "9" * 16, "9" * 5_000])
    )
