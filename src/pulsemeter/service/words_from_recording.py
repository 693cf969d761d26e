"""Words for statements that were opened live and never typed, out of the recording's captions.

Only words: the stretch of a statement stays, since figures cite it. What somebody typed, or a
manuscript said, stays too.
"""

from collections import Counter
from collections.abc import Sequence

from pulsemeter.domain.edit_wording import LABEL_MAX, WORDS_MAX
from pulsemeter.domain.live_step import Step, StepKind
from pulsemeter.domain.recording import Recording
from pulsemeter.domain.statement import Statement
from pulsemeter.service.keep_words_live import WordsLive
from pulsemeter.transcript.cue import Cue


def wordless(statements: Sequence[Statement], stimulus: str) -> list[Statement]:
    """The statements of a stimulus that have no words."""
    return [s for s in statements if s.stimulus == stimulus and not s.words.strip()]


def heard_in(statement: Statement, cues: Sequence[Cue]) -> tuple[str, str]:
    """What captions in session time say in a statement, and who says most of it; a cue belongs to
    where its middle lies."""
    inside = [
        cue
        for cue in cues
        if statement.start_ms <= (cue.start_ms + cue.end_ms) // 2 < statement.end_ms
    ]
    words = " ".join(" ".join(cue.text.split()) for cue in inside)
    spoken: Counter[str] = Counter()
    for cue in inside:
        spoken[cue.speaker or ""] += cue.end_ms - cue.start_ms
    speaker = spoken.most_common(1)[0][0] if spoken else ""
    return words[:WORDS_MAX].rstrip(), speaker[:LABEL_MAX]


async def fill_words(
    words: WordsLive, recording: Recording, cues: Sequence[Cue], actor: str
) -> int:
    """Give words to the statements of a session that were opened live and have none; how many got
    some. StepRefused where the session has no live words."""
    code, filled = recording.session, 0
    for statement in wordless((await words.words(code)).statements, recording.stimulus):
        said, speaker = heard_in(statement, cues)
        if said:
            key = f"recording:{recording.number}:{statement.id}"
            step = Step(
                key, StepKind.TYPE, statement=statement.id, words=said, speaker=speaker,
                topic=statement.topic,
            )  # fmt: skip
            await words.step(code, step, actor)
            filled += 1
    return filled
