"""Cues written as WebVTT, the one kind of captions that browsers show."""

import html
from collections.abc import Iterable

from pulsemeter.transcript.cue import Cue


def web_captions(cues: Iterable[Cue]) -> str:
    """The cues as the text of a .vtt file; a speaker becomes the cue's voice."""
    blocks = ["WEBVTT"]
    for cue in cues:
        voice = f"<v {_plain(cue.speaker)}>" if cue.speaker else ""
        # An empty line would end the cue.
        lines = [_plain(line) for line in cue.text.splitlines() if line.strip()]
        blocks.append(f"{_time(cue.start_ms)} --> {_time(cue.end_ms)}\n{voice}" + "\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    """Text that no reader takes for a tag or an arrow."""
    return html.escape(text, quote=False)


def _time(time_ms: int) -> str:
    seconds, ms = divmod(time_ms, 1_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"
