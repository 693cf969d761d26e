"""TTML and its profiles (IMSC, EBU-TT-D) become a transcript, bad paragraphs by line number.

The parser of the standard library tells the line of each element, which libraries that build a
document don't. Entities aren't read: no subtitle needs them, and they make much of little. Regions
and styles mean nothing to a transcript.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from pulsemeter.transcript.cue import Transcript, TranscriptError
from pulsemeter.transcript.found_cues import CUE_TEXT_MAX, SPEAKER_MAX, FoundCues, decoded

_REMEDY = 'Give a TTML file with paragraphs such as <p begin="00:00:01.000" end="00:00:04.000">.'
_CLOCK = re.compile(r"(\d{2,3}):(\d{2}):(\d{2})(?:\.(\d{1,9})|:(\d{2,3})(?:\.\d{1,3})?)?")
_OFFSET = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(h|ms|m|s|f|t)")
_UNIT_MS = {"h": 3_600_000.0, "m": 60_000.0, "s": 1_000.0, "ms": 1.0}
_TIME_MAX = 40
_DEPTH_MAX = 100
_MUTE = ("metadata", "title", "desc", "copyright")
_TIMED = ("body", "div", "p", "span")


def is_timed_markup(text: str) -> bool:
    """Whether a text is XML with a root called `tt`."""
    head = text.removeprefix("\ufeff").lstrip()[:4_000]
    return head.startswith("<") and re.search(r"<(?:[\w-]{1,30}:)?tt[\s>]", head) is not None


def read_timed_markup(source: str | bytes, name: str = "the subtitles") -> Transcript:
    """The cues of a TTML document, with all paragraphs that could not be used.

    Raises TranscriptError if the file is too large, has too many cues, declares entities, counts
    wall-clock time, or holds nothing usable. XML that breaks off is read as far as it goes.
    """
    text = decoded(source, name)
    reader = _Reader(FoundCues(name, _REMEDY), text.split("\n"))
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    reader.parser = parser
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.buffer_text = True
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        reader.complain(error.lineno - 1, f"the XML breaks off here ({error})")
    return reader.found.transcript()


@dataclass(slots=True)
class _Element:
    """An element that is open: its name, place, stretch in ms, and text where it makes a cue."""

    name: str
    place: int
    begin_ms: float
    end_ms: float | None
    is_sequence: bool = False
    cursor_ms: float = 0.0
    agent: str = ""
    text: list[str] | None = None
    length: int = 0


@dataclass(slots=True)
class _Reader:
    """One reading: the open elements, the rates, the names of agents."""

    found: FoundCues
    lines: list[str]
    parser: expat.XMLParserType | None = None
    open: list[_Element] = field(default_factory=list)
    frame_ms: float = 1_000 / 30
    tick_ms: float = 1.0
    agents: dict[str, str] = field(default_factory=dict)
    agent: str = ""
    is_name: bool = False
    muted: int = 0

    def complain(self, place: int, reason: str) -> None:
        """Put a line of the file on the list."""
        line = self.lines[place] if place < len(self.lines) else ""
        self.found.complain(place, line, reason)

    def refuse(self, *_: object) -> None:
        """A document type may declare entities."""
        raise TranscriptError(
            f"{self.found.name} declares a document type; no subtitles need one. Export them again."
        )

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        name = tag.rpartition(" ")[2]
        held = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "tt":
            self._rates(held)
        elif name == "agent":
            self.agent = held.get("id", "")
        elif name == "name":
            self.is_name = True
        elif name in _MUTE:
            self.muted += 1
        elif name == "br":
            self.words(" ")
        elif name in _TIMED:
            self._open(name, held)

    def _rates(self, held: dict[str, str]) -> None:
        if held.get("timeBase", "media") == "clock":
            raise TranscriptError(
                f"{self.found.name} counts the time of day (timeBase clock), not that of the "
                "stimulus. Export it with media time."
            )
        rate = _number(held.get("frameRate", "")) or 30.0
        over, _, under = held.get("frameRateMultiplier", "").replace(":", " ").partition(" ")
        above, below = _number(over), _number(under)
        if above and below:
            rate = rate * above / below
        self.frame_ms = 1_000 / rate
        ticks = _number(held.get("tickRate", ""))
        self.tick_ms = 1_000 / ticks if ticks else self.frame_ms

    def _open(self, name: str, held: dict[str, str]) -> None:
        if len(self.open) >= _DEPTH_MAX:
            raise TranscriptError(f"{self.found.name} is nested too deeply to be subtitles.")
        place = self.parser.CurrentLineNumber - 1 if self.parser else 0
        above = self.open[-1] if self.open else None
        base_ms = 0.0 if above is None else above.begin_ms
        if above is not None and above.is_sequence:
            base_ms = above.cursor_ms
        times = {
            key: self._time(place, held[key]) for key in ("begin", "end", "dur") if key in held
        }
        begin_ms = base_ms + (times.get("begin") or 0.0)
        ends = [] if above is None or above.end_ms is None else [above.end_ms]
        told = times.get("end")
        if told is not None:
            ends.append(base_ms + told)
        told = times.get("dur")
        if told is not None:
            ends.append(begin_ms + told)
        element = _Element(
            name, place, begin_ms, min(ends) if ends else None,
            held.get("timeContainer") == "seq", begin_ms,
            held.get("agent", above.agent if above else ""),
        )  # fmt: skip
        if name == "p" or (name == "span" and times):
            element.text = []
        if None in times.values():
            element.end_ms, element.begin_ms = -1.0, -1.0  # said already, and no cue comes of it
        self.open.append(element)

    def words(self, text: str) -> None:
        """Words of the innermost cue; the name of an agent; nothing else is said."""
        if self.is_name and self.agent:
            self.agents[self.agent] = (self.agents.get(self.agent, "") + text)[:SPEAKER_MAX]
            return
        for element in reversed(self.open if not self.muted else []):
            if element.text is not None:
                element.length += len(text)
                if element.length <= CUE_TEXT_MAX:
                    element.text.append(text)
                return

    def end(self, tag: str) -> None:
        """An element closes; if it holds words, they are a cue."""
        name = tag.rpartition(" ")[2]
        if name == "name":
            self.is_name = False
        if name in _MUTE:
            self.muted -= 1
        if name not in _TIMED or not self.open:
            return
        element = self.open.pop()
        if self.open and self.open[-1].is_sequence and element.end_ms is not None:
            self.open[-1].cursor_ms = max(self.open[-1].cursor_ms, element.end_ms)
        if element.text is not None and element.begin_ms >= 0:
            self._cue(element)

    def _cue(self, element: _Element) -> None:
        text = " ".join("".join(element.text or ()).replace("\x00", "").split())
        if not text and not element.length:
            return  # an empty paragraph, or one whose spans have times of their own
        if element.end_ms is None:
            self.complain(element.place, "words without an end; give end or dur")
            return
        speaker = " ".join(self.agents.get(element.agent.split(" ")[0], "").split()) or None
        line = self.lines[element.place] if element.place < len(self.lines) else ""
        times = round(element.begin_ms), round(element.end_ms)
        if not text:
            return
        self.found.keep(element.place, line, times, [(speaker, text)], element.length)

    def _time(self, place: int, text: str) -> float | None:
        """Milliseconds of a time expression; one that is none goes on the list."""
        bare = text.strip()
        if len(bare) <= _TIME_MAX and bare.isascii():
            clock = _CLOCK.fullmatch(bare)
            if clock is not None and int(clock[2]) < 60 and int(clock[3]) < 60:
                seconds = (int(clock[1]) * 60 + int(clock[2])) * 60 + int(clock[3])
                rest = float(f"0.{clock[4]}") * 1_000 if clock[4] else 0.0
                frames = int(clock[5]) * self.frame_ms if clock[5] else 0.0
                return seconds * 1_000 + rest + frames
            offset = _OFFSET.fullmatch(bare)
            if offset is not None:
                units = {**_UNIT_MS, "f": self.frame_ms, "t": self.tick_ms}
                return float(offset[1]) * units[offset[2]]
        self.complain(place, f"{bare[:_TIME_MAX]!r} is not a time such as 00:01:02.500 or 62.5s")
        return None


def _number(text: str) -> float:
    """A rate, or 0 where none is written."""
    bare = text.strip()
    is_plain = bare.isascii() and bare.isdigit() and len(bare) <= 9
    return float(bare) if is_plain else 0.0
