from pulsemeter.domain.live_step import Line, Step, StepKind
from pulsemeter.transcript.live_words import Grid, fold
from pulsemeter.wire.telling_words import words_message, words_room

GRID = Grid("talk", "K7Q2M", 5_000, 3_000, 300_000)
LINES = (Line("One.", "space", "Ada", 0, "space"), Line("Two."), Line("Three."))
WORDS = fold(
    GRID,
    [
        Step("m", StepKind.LOAD, lines=LINES),
        Step("a", StepKind.NEXT, 2_000),
        Step("b", StepKind.NEXT, 20_000, line=2),
    ],
)


def test_what_is_open_and_what_is_closed_are_told():
    told = words_message(WORDS, WORDS.statements)
    assert (told.place, told.said, told.skipped, told.closed) == (3, [0, 2], [1], 1)
    assert (told.open.words, told.open.start_ms, told.open.lines) == ("Three.", 22_000, [2])
    assert [(s.id, s.revision, s.stimulus, s.topic) for s in told.statements] == [
        ("talk-K7Q2M-s01", 1, 0, "space")
    ]


def test_the_room_begins_with_every_line():
    room = words_room(WORDS, "")
    assert [line.words for line in room.lines] == ["One.", "Two.", "Three."]
    assert (room.shortest_ms, room.refusal, room.now.closed) == (10_000, "", 1)
    nothing = words_room(fold(GRID, []), "no words here")
    assert (nothing.now.open, nothing.lines, nothing.refusal) == (None, [], "no words here")
