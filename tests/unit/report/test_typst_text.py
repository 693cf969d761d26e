"""Text stays text in the source of a print."""

from pulsemeter.report.typst_text import literal


def test_nothing_can_be_carried_out() -> None:
    assert literal('"#panic("x")\\') == '"\\"#panic(\\"x\\")\\\\"'
    assert literal("a\nb\x00c\u202e") == '"a b c "'


def test_joiners_and_isolates_stay() -> None:
    for sign in "\u200c\u200d\u2066\u2068\u2069":
        assert literal(f"a{sign}b") == f'"a{sign}b"'
