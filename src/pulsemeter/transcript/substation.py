"""Advanced SubStation Alpha (.ass, .ssa) text becomes a transcript, bad lines by number.

Its events are lines of fields whose order the file itself says. Styles, effects and drawings mean
nothing to a transcript and are passed over.
"""

import re

from pulsemeter.domain.counted import counted
from pulsemeter.transcript.cue import Transcript
from pulsemeter.transcript.found_cues import CUE_TEXT_MAX, SPEAKER_MAX, FoundCues, decoded

_REMEDY = (
    "Give a file with [Events] and lines such as "
    "Dialogue: 0,0:00:01.00,0:00:04.00,Default,Anna,0,0,0,,The words."
)
_FIELDS = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect"]
_FIELDS_MAX = 40
_TIME = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,3}))?")
_OVERRIDE = re.compile(r"\{[^{}]*\}")
_DRAWING = re.compile(r"\\p[1-9]")
_BREAK = re.compile(r"\\[Nnh]")
_SECTION = re.compile(r"\[[^\[\]]{1,60}\]")
_PASSED_OVER = ("comment", "picture", "sound", "movie", "command")


def is_substation(text: str) -> bool:
    """Whether a text is of this format."""
    head = text.removeprefix("\ufeff").lstrip()[:2_000].lower()
    return head.startswith(("[script info]", "dialogue:")) or "[events]" in head


def read_substation(source: str | bytes, name: str = "the subtitles") -> Transcript:
    """The cues of an ASS or SSA file, with all lines of its events that could not be used.

    Never raises for a bad event. Raises TranscriptError if the file is too large, has too many
    cues, or holds nothing usable.
    """
    found = FoundCues(name, _REMEDY)
    fields, section = [*_FIELDS, "text"], "events"
    for place, line in enumerate(decoded(source, name).split("\n")):
        bare = line.strip()
        if _SECTION.fullmatch(bare):
            section = bare[1:-1].strip().lower()
            continue
        if section != "events" or not bare or bare.startswith((";", "!:")):
            continue
        kind, colon, rest = bare.partition(":")
        kind = kind.strip().lower()
        if kind == "format" and colon:
            fields = [part.strip().lower() for part in rest.split(",")][:_FIELDS_MAX]
            if not {"start", "end"} <= set(fields) or fields[-1] != "text":
                found.complain(place, line, "a Format line needs Start, End, and Text as the last")
                fields = [*_FIELDS, "text"]
        elif kind == "dialogue" and colon:
            _read_event(found, place, line, rest, fields)
        elif kind not in _PASSED_OVER:
            found.complain(place, line, "no line of events; write Dialogue: before its fields")
    return found.transcript()


def _read_event(found: FoundCues, place: int, line: str, rest: str, fields: list[str]) -> None:
    values = rest.split(",", len(fields) - 1)
    if len(values) < len(fields):
        has = counted(len(values), "field")
        found.complain(place, line, f"has {has}, the Format line {len(fields)}")
        return
    held = dict(zip(fields, values, strict=True))
    times = []
    for key in ("start", "end"):
        at = _time_ms(held[key].strip())
        if at is None:
            reason = f"{held[key].strip()[:40]!r} is not a time such as 0:01:02.50"
            found.complain(place, line, reason)
            return
        times.append(at)
    text = held["text"]
    speaker = " ".join(held.get("name", held.get("actor", "")).split())[:SPEAKER_MAX] or None
    words = "" if len(text) > CUE_TEXT_MAX or _DRAWING.search(text) else _plain(text)
    spoken: list[tuple[str | None, str]] = [(speaker, words)] if words else []
    found.keep(place, line, (times[0], times[1]), spoken, len(text))


def _time_ms(text: str) -> int | None:
    parts = _TIME.fullmatch(text) if len(text) <= 20 and text.isascii() else None
    if parts is None or int(parts[2]) > 59 or int(parts[3]) > 59:
        return None
    rest_ms = int((parts[4] or "").ljust(3, "0"))
    return ((int(parts[1]) * 60 + int(parts[2])) * 60 + int(parts[3])) * 1000 + rest_ms


def _plain(text: str) -> str:
    """Words without override codes and line breaks."""
    return " ".join(_BREAK.sub(" ", _OVERRIDE.sub("", text)).replace("\x00", "").split())
