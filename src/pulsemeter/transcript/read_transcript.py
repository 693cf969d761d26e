"""Words with times in any format become a transcript; which format is seen from the text."""

from pulsemeter.transcript.cue import Transcript, TranscriptError
from pulsemeter.transcript.found_cues import decoded
from pulsemeter.transcript.substation import is_substation, read_substation
from pulsemeter.transcript.subtitles import read_subtitles
from pulsemeter.transcript.timed_markup import is_timed_markup, read_timed_markup
from pulsemeter.transcript.timed_text import has_times, read_timed_text

NO_TIMES = (
    "no line says when anything is said: SRT and WebVTT have lines such as 00:00:01,000 --> "
    "00:00:04,000, plain text lines such as 00:01:02 Anna: words. A speech without times is loaded "
    "in the live room, where a key moves it on"
)


def read_transcript(source: str | bytes, name: str = "the transcript") -> Transcript:
    """The cues of SRT, WebVTT, ASS, TTML (also IMSC and EBU-TT-D) or plain text with times, and
    every line that could not be used.

    Raises TranscriptError if the file is too large, has too many cues, holds nothing usable, or
    says nowhere when anything is said.
    """
    text = decoded(source, name)
    if is_timed_markup(text):
        return read_timed_markup(text, name)
    if is_substation(text):
        return read_substation(text, name)
    if "-->" in text:
        return read_subtitles(text, name)
    if has_times(text):
        return read_timed_text(text, name)
    raise TranscriptError(f"{name}: {NO_TIMES}")
