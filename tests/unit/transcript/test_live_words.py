import random
from itertools import pairwise

import pytest

from pulsemeter.domain.live_step import Line, Step, StepKind
from pulsemeter.transcript.live_words import (
    Grid,
    LiveWords,
    StepRefused,
    fold,
    standing,
    was_opened_live,
)

GRID = Grid("talk", "K7Q2M", 5_000, 3_000, 300_000)
LINES = (
    Line("We choose the moon.", "space", "Ada", 0, "space"),
    Line("In this decade.", "space", "Ada", 0, "space"),
    Line("Not because it is easy.", "effort", "Ada", 1, "effort"),
)
LOAD = Step("m", StepKind.LOAD, lines=LINES)


def steps(*told):
    """(kind, at_ms, further fields) each, with keys by place."""
    return [
        Step(f"k{n}", StepKind(kind), at_ms, **(more[0] if more else {}))
        for n, (kind, at_ms, *more) in enumerate(told)
    ]


def caption(at_ms, end_ms, words):
    return ("caption", at_ms, {"end_ms": end_ms, "words": words})


def spans(words):
    return [(s.id, s.start_ms, s.end_ms, s.words) for s in words.statements]


def test_one_key_moves_a_manuscript_on():
    words = fold(GRID, [LOAD, *steps(("next", 2_400), ("next", 20_600), ("next", 31_000))])
    # Borders lie at 2, 7, 12 … s: three seconds later whole intervals are read.
    assert spans(words) == [
        ("talk-K7Q2M-s01", 2_000, 22_000, "We choose the moon."),
        ("talk-K7Q2M-s02", 22_000, 32_000, "In this decade."),
    ]
    assert (words.open.words, words.open.topic, words.place) == (LINES[2].words, "effort", 3)
    assert [s.speaker for s in words.statements] == ["Ada", "Ada"]
    assert words.said == {0, 1, 2}


def test_what_is_too_short_to_be_judged_goes_together_with_what_follows():
    words = fold(GRID, [LOAD, *steps(("next", 2_000), ("next", 6_000), ("next", 30_000))])
    assert spans(words) == [
        ("talk-K7Q2M-s01", 2_000, 32_000, "We choose the moon. In this decade."),
    ]
    assert words.held == ((0, 1),)


def test_a_line_is_skipped_and_one_may_be_gone_to():
    words = fold(GRID, [LOAD, *steps(("skip", 0), ("next", 5_000))])
    assert (words.open.words, words.skipped, words.place) == (LINES[1].words, {0}, 2)
    words = fold(GRID, [LOAD, *steps(("next", 5_000, {"line": 2}), ("next", 40_000, {"line": 0}))])
    assert (words.open.words, words.skipped, words.place) == (LINES[0].words, {1}, 1)
    with pytest.raises(StepRefused, match="line 1 was said already"):
        words.after(Step("x", StepKind.NEXT, 60_000, line=0))


def test_a_departure_is_typed_later_and_typing_never_moves_it():
    told = steps(("next", 2_000), ("depart", 17_000), ("next", 32_000))
    words = fold(GRID, [LOAD, *told])
    assert spans(words)[1] == ("talk-K7Q2M-s02", 17_000, 32_000, "")
    typed = Step("t", StepKind.TYPE, statement="talk-K7Q2M-s02", words="Thank you.", speaker="Ada")
    after = words.after(typed)
    assert after.statements[1].words == "Thank you."
    assert [(s.start_ms, s.end_ms) for s in after.statements] == [
        (s.start_ms, s.end_ms) for s in words.statements
    ]
    assert [s.revision for s in after.statements] == [1, 2]
    assert after.after(typed).statements == after.statements  # the same words are no revision
    with pytest.raises(StepRefused, match="has opened no statement"):
        words.after(Step("t", StepKind.TYPE, statement="s9", words="What?"))


def test_what_is_open_may_be_typed_while_it_is_said():
    opened = fold(GRID, steps(("depart", 2_000)))
    typed = opened.after(Step("t", StepKind.TYPE, statement=opened.open.id, words="Good evening."))
    closed = typed.after(Step("e", StepKind.END, 20_000))
    assert [(s.words, s.revision) for s in closed.statements] == [("Good evening.", 1)]


def test_an_end_leaves_a_gap_and_never_makes_a_short_statement():
    words = fold(GRID, steps(("depart", 2_000), ("end", 4_000), ("depart", 60_000)))
    assert spans(words) == [("talk-K7Q2M-s01", 2_000, 12_000, "")]
    assert words.open.start_ms == 62_000
    early = fold(GRID, steps(("depart", 2_000), ("end", 4_000), ("depart", 6_000)))
    assert early.open.start_ms == 12_000
    with pytest.raises(StepRefused, match="no statement is open"):
        LiveWords(GRID).after(Step("e", StepKind.END, 4_000))


def test_the_last_key_is_taken_back_and_nothing_else_is():
    told = [
        LOAD,
        *steps(("next", 2_000), ("next", 20_000)),
        Step("t", StepKind.TYPE, statement="talk-K7Q2M-s01", words="Corrected."),
        Step("b", StepKind.BACK),
    ]
    words = fold(GRID, told)
    assert (spans(words), words.place, words.open.start_ms) == ([], 1, 2_000)
    # What was typed was about a statement that is open again.
    assert words.open.words == "Corrected."
    assert [s.key for s in standing([*told, Step("b2", StepKind.BACK)])] == ["m", "t"]


def test_captions_open_and_close_statements_by_themselves():
    words = fold(
        GRID,
        steps(
            caption(1_000, 4_000, "We choose to go"),
            caption(4_000, 8_000, "to the moon."),
            caption(8_000, 13_000, "In this decade."),
            caption(13_500, 17_000, "And do"),
            caption(40_000, 44_000, "the other things."),
        ),
    )
    # The second one ends at the pause, when it is long enough; the third has just begun.
    assert spans(words) == [
        ("talk-K7Q2M-s01", 2_000, 12_000, "We choose to go to the moon. In this decade."),
        ("talk-K7Q2M-s02", 12_000, 22_000, "And do"),
    ]
    assert (words.open.is_caption, words.open.start_ms) == (True, 42_000)
    late = words.after(Step("late", StepKind.CAPTION, 1_000, 3_000, words="Hello"))
    assert late == words


def test_a_caption_statement_ends_at_a_pause_or_when_it_is_long():
    paused = fold(GRID, steps(caption(2_000, 12_000, "We choose"), caption(20_000, 22_000, "it")))
    assert spans(paused) == [("talk-K7Q2M-s01", 2_000, 12_000, "We choose")]
    long = fold(GRID, steps(*(caption(t, t + 5_000, "and") for t in range(2_000, 60_000, 5_000))))
    assert [(s.start_ms, s.end_ms) for s in long.statements] == [(2_000, 32_000), (32_000, 62_000)]


def test_captions_write_the_words_of_a_statement_opened_by_a_key_that_has_none():
    opened = fold(GRID, steps(("depart", 2_000), caption(3_000, 5_000, "Good evening.")))
    assert (opened.open.words, opened.open.is_caption) == ("Good evening.", False)
    line = fold(GRID, [LOAD, *steps(("next", 2_000), caption(3_000, 5_000, "We chose"))])
    assert line.open.words == LINES[0].words


def test_a_manuscript_is_loaded_before_its_first_line():
    other = (Line("Another speech."),)
    words = fold(GRID, [LOAD]).after(Step("m2", StepKind.LOAD, lines=other))
    assert words.lines == other
    said = words.after(Step("n", StepKind.NEXT, 2_000))
    with pytest.raises(StepRefused, match="were said already"):
        said.after(Step("m3", StepKind.LOAD, lines=LINES))
    with pytest.raises(StepRefused, match="no further line"):
        said.after(Step("n2", StepKind.NEXT, 20_000))
    with pytest.raises(StepRefused, match="no manuscript"):
        LiveWords(GRID).after(Step("n", StepKind.NEXT, 2_000))
    with pytest.raises(StepRefused, match="no words"):
        LiveWords(GRID).after(Step("m", StepKind.LOAD))


def test_passages_follow_the_manuscript():
    told = [
        ("next", 2_000),
        ("next", 20_000),
        ("next", 40_000),
        ("depart", 60_000),
        ("end", 80_000),
    ]
    words = fold(GRID, [LOAD, *steps(*told)])
    assert [(p.id, p.title, p.statements) for p in words.passages()] == [
        ("talk-K7Q2M-p01", "space", ("talk-K7Q2M-s01", "talk-K7Q2M-s02")),
        ("talk-K7Q2M-p02", "effort", ("talk-K7Q2M-s03",)),
    ]


def test_what_nobody_typed_has_no_words_to_take_over():
    words = fold(GRID, [LOAD, *steps(("next", 2_000), ("depart", 20_000), ("end", 40_000))])
    said, passages = words.worded()
    assert [s.id for s in words.statements if not s.words] == ["talk-K7Q2M-s02"]
    assert [s.id for s in said] == ["talk-K7Q2M-s01"]
    assert [p.statements for p in passages] == [("talk-K7Q2M-s01",)]


def test_a_live_statement_is_known_by_its_id():
    words = fold(GRID, [LOAD, *steps(("next", 2_000), ("next", 20_000))])
    assert all(was_opened_live(s.id, "K7Q2M") for s in words.statements)
    assert not any(was_opened_live(s.id, "OTHER") for s in words.statements)
    assert not any(was_opened_live(p.id, "K7Q2M") for p in words.passages())
    assert not was_opened_live("talk-s01", "K7Q2M")


def test_nothing_begins_too_near_to_the_end():
    at_the_end = Step("d", StepKind.DEPART, 296_000)
    with pytest.raises(StepRefused, match="ends in less than 10 s"):
        LiveWords(GRID).after(at_the_end)
    words = fold(GRID, steps(("depart", 200_000))).after(at_the_end)
    assert words.open.start_ms == 202_000
    closed = words.after(Step("e", StepKind.END, 310_000))
    assert closed.statements[0].end_ms == 300_000


@pytest.mark.parametrize("cadence_ms", [1_000, 5_000, 7_000])
@pytest.mark.parametrize("lag_ms", [0, 3_000, 6_000])
@pytest.mark.parametrize("seed", range(5))
def test_however_the_keys_are_pressed_no_interval_is_shared_or_cut(cadence_ms, lag_ms, seed):
    rng = random.Random(seed)
    grid = Grid("talk", "X", cadence_ms, lag_ms, 121_300)
    at_ms, told = 0, [Step("m", StepKind.LOAD, lines=LINES * 20)]
    for n in range(150):
        at_ms += rng.choice((100, 900, 4_000, 12_000)) if at_ms < 130_000 else 0
        kind = rng.choice(("next", "depart", "end", "back", "skip", "caption"))
        told.append(Step(f"k{n}", StepKind(kind), at_ms, at_ms + 2_000, words="So it is."))
    words = fold(grid, told)
    assert len(words.statements) > 2
    intervals = -(-grid.duration_ms // cadence_ms)
    for statement in words.statements:
        start_ms, end_ms = statement.window(lag_ms)
        assert start_ms % cadence_ms == 0
        assert end_ms % cadence_ms == 0 or end_ms == grid.duration_ms + lag_ms
        # The last interval may be a short one, as it is for everybody.
        covered = min(-(-end_ms // cadence_ms), intervals) - start_ms // cadence_ms
        assert covered * cadence_ms >= grid.shortest_ms
    for first, second in pairwise(words.statements):
        assert first.end_ms <= second.start_ms
