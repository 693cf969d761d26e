"""Words out of a recording's captions, for statements that were opened live without any."""

from dataclasses import replace

from tests.unit.service.test_keep_words_live import LOAD, TALK, key, live, run

from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.service.words_from_recording import fill_words, heard_in, wordless
from pulsemeter.transcript.cue import Cue

CUES = [
    Cue(3_000, 6_000, "Ann", "We choose\nto go"),
    Cue(6_000, 9_500, "Ben", "to the moon."),
    Cue(9_800, 13_000, "Ann", "Not because"),
    Cue(13_000, 19_000, "Ann", "it is easy."),
]
SAID = Statement("s1", 1, "talk", 0, 10_000, "")


def test_a_cue_belongs_to_where_its_middle_lies():
    assert heard_in(SAID, CUES) == ("We choose to go to the moon.", "Ben")
    later = replace(SAID, start_ms=10_000, end_ms=20_000)
    assert heard_in(later, CUES) == ("Not because it is easy.", "Ann")
    assert heard_in(replace(SAID, end_ms=2_000), CUES) == ("", "")


def test_words_are_as_long_as_a_statement_may_have():
    long = [Cue(0, 5_000, None, "word " * 3_000)]
    words, speaker = heard_in(SAID, long)
    assert (len(words) <= 10_000, words.endswith("word"), speaker) == (True, True, "")


def test_only_statements_without_words_are_asked_for():
    others = [replace(SAID, id="s2", words="Typed."), replace(SAID, id="s3", stimulus="other")]
    assert wordless([SAID, *others], "talk") == [SAID]


def test_what_was_opened_live_and_never_typed_gets_words(world, make_study):
    async def story():
        code, _ = await live(world, make_study(stimuli=(TALK,), lag_ms=0))
        words = world.keeper.words
        await words.step(code, LOAD, "Mo")
        await key(world, code, "depart", 0)
        await key(world, code, "next", 10_000)
        await key(world, code, "end", 20_000)
        await world.go(code, SessionState.CLOSED)
        recording = Recording(code, "talk", 3, RecordingStep.ALIGNMENT, "Ada", 1, "r.mp4")
        assert await fill_words(words, recording, CUES, "Mo") == 1
        held = (await words.words(code)).statements
        assert [s.words for s in held] == ["We choose to go to the moon.", "We choose the moon."]
        assert (held[0].revision, held[0].speaker) == (2, "Ben")
        assert (held[0].start_ms, held[0].end_ms) == (0, 10_000)
        assert await fill_words(words, recording, CUES, "Mo") == 0

    run(world, story)


def test_a_session_with_statements_of_its_own_needs_none(world, make_study):
    async def story():
        planned = Statement("s1", 1, TALK.id, 0, 20_000, "Known before.")
        code = await world.session(make_study(stimuli=(TALK,)), SessionKind.LIVE, [planned])
        recording = Recording(code, "talk", 1, RecordingStep.FILE, "Ada", 1, "r.mp4")
        assert await fill_words(world.keeper.words, recording, CUES, "Mo") == 0

    run(world, story)
