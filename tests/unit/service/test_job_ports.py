"""What was asked for, in a kind's own words."""

from pulsemeter.service.job_ports import JobNote


def test_words_that_nobody_said_are_none() -> None:
    note = JobNote("a", "data", "a", "moon", "KENNEDY", 1, said={"formats": ("csv", "dta")})
    assert note.words("formats") == ("csv", "dta")
    assert note.word("formats") == "csv"
    assert (note.words("package"), note.word("package")) == ((), "")
