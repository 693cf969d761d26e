"""From which file a clip of a stimulus is cut, and when in it a statement is said.

The stimulus' own file runs on stimulus time; a recording of the session runs on its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.alignment import Alignment
from pulsemeter.domain.recording import Recording
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.gather_hand_over import cues_of
from pulsemeter.service.hand_over_ports import ClipRefused
from pulsemeter.transcript.aligned_cues import in_file_time
from pulsemeter.transcript.cue import Cue


@dataclass(frozen=True, slots=True)
class ClipSource:
    """A file with its captions; `duration_ms` 0 where it isn't known. Without an `alignment` its
    time is the stimulus' own."""

    stimulus: Stimulus
    file: str
    captions: str
    duration_ms: int
    sound_only: bool
    title: str
    alignment: Alignment | None = None

    def stretch(self, statement: Statement, margin_ms: int) -> tuple[int, int]:
        """When in the file a statement is said, with a margin on either side as far as there is
        one. ClipRefused where the file doesn't hold it."""
        begins_ms, ends_ms = statement.start_ms, statement.end_ms
        if self.alignment is not None:
            begins_ms = self.alignment.file_ms(begins_ms)
            ends_ms = self.alignment.file_ms(ends_ms)
            if begins_ms < 0 or ends_ms > self.duration_ms:
                raise ClipRefused("for the recording of the session doesn't hold this moment.")
        start_ms, end_ms = max(0, begins_ms - margin_ms), ends_ms + margin_ms
        if self.duration_ms:
            end_ms = min(end_ms, max(self.duration_ms, ends_ms))
        return start_ms, end_ms

    def cues(self, captions: str, statements: Sequence[Statement]) -> Sequence[Cue]:
        """The cues of the file's captions, in its own time; the statements where it has none."""
        if self.alignment is None:
            return cues_of(self.stimulus, captions, statements)
        if captions and (
            read := cues_of(replace(self.stimulus, captions=self.captions), captions, ())
        ):
            return read
        return in_file_time(cues_of(self.stimulus, "", statements), self.alignment)


def clip_source(stimulus: Stimulus, recording: Recording | None) -> ClipSource:
    """Where clips of a stimulus come from. ClipRefused where nothing of it is here."""
    if recording is not None and recording.is_usable:
        return ClipSource(
            stimulus,
            recording.file,
            recording.captions,
            recording.duration_ms,
            recording.sound_only,
            f"the recording of {stimulus.title}",
            recording.alignment,
        )
    if stimulus.address or stimulus.broadcast:
        raise ClipRefused("for the stimulus lies at an address elsewhere.")
    return ClipSource(
        stimulus,
        stimulus.file,
        stimulus.captions,
        stimulus.duration_ms,
        stimulus.sound_only,
        stimulus.title,
    )
