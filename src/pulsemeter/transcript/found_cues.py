"""What a reading of any format gathers: cues with their lines, and every line it couldn't use.

The caps hold for all formats, so that a hostile file costs no more than its length.
"""

from dataclasses import dataclass, field

from pulsemeter.domain.counted import counted
from pulsemeter.domain.excerpt import shortened
from pulsemeter.transcript.cue import BadLine, Cue, Transcript, TranscriptError

BYTES_MAX = 5_000_000
CUES_MAX = 20_000
BAD_LINES_MAX = 1_000
QUOTE_MAX = 120
CUE_TEXT_MAX = 10_000
SPEAKER_MAX = 100


def decoded(source: str | bytes, name: str) -> str:
    """The text of a file of words with plain line ends. TranscriptError for one that is too large,
    or neither UTF-8 nor UTF-16 with a mark."""
    length = len(source)
    if length > BYTES_MAX:
        raise TranscriptError(
            f"{name} is too large: {length / 1e6:.1f} MB, at most {BYTES_MAX // 1_000_000} MB are "
            "read. Split the file, or check that it is a subtitle file and not the video."
        )
    if isinstance(source, str):
        text = source
    elif source.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = source.decode("utf-16", errors="replace")
    else:
        try:
            text = source.decode("utf-8")
        except UnicodeDecodeError as error:
            line_number = source.count(b"\n", 0, error.start) + 1
            raise TranscriptError(
                f"{name} is not UTF-8 text: line {line_number} holds the byte "
                f"0x{source[error.start]:02x}. Save the file again with the encoding UTF-8."
            ) from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@dataclass(slots=True)
class FoundCues:
    """The state of one reading. Places of lines count from 0, as lists do. `remedy` says how a
    file of this format looks, for one that holds nothing."""

    name: str
    remedy: str
    cues: list[tuple[Cue, int]] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    bad_count: int = 0

    def complain(self, place: int, text: str, reason: str) -> None:
        """Put a line on the list of those that couldn't be used."""
        self.bad_count += 1
        if len(self.bad) < BAD_LINES_MAX:
            self.bad.append(BadLine(place + 1, shortened(text, QUOTE_MAX), reason))

    def keep(
        self,
        place: int,
        line: str,
        times: tuple[int, int],
        spoken: list[tuple[str | None, str]],
        length: int,
    ) -> None:
        """Keep what is said in one stretch, by speaker; `length` is that of the text as written.
        What can't be is put on the list; TranscriptError where there are too many cues."""
        start_ms, end_ms = times
        if end_ms <= start_ms:
            self.complain(place, line, "the cue ends before it starts")
            return
        if length > CUE_TEXT_MAX:
            reason = f"a cue of {length} characters; at most {CUE_TEXT_MAX} are read"
            self.complain(place, line, reason)
            return
        if not spoken:
            self.complain(place, line, "a cue without words")
            return
        if len(self.cues) + len(spoken) > CUES_MAX:
            raise TranscriptError(
                f"{self.name} has more than {CUES_MAX} cues; the limit is reached at line "
                f"{place + 1}. Split the file into parts, one for each stimulus."
            )
        for speaker, text in spoken:
            self.cues.append((Cue(start_ms, end_ms, speaker, text), place))

    def transcript(self) -> Transcript:
        """All that was found. TranscriptError where nothing of it can be used."""
        if not self.cues:
            raise TranscriptError(self._nothing())
        remarks: list[BadLine] = []
        latest = self.cues[0][0]
        for cue, place in self.cues[1:]:
            note = ""
            if cue.start_ms < latest.start_ms:
                note = "starts before the cue above it; put in order of time"
            elif latest.start_ms < cue.start_ms < latest.end_ms:
                note = "starts before the cue above it has ended; both are kept"
            if note and len(remarks) < BAD_LINES_MAX:
                remarks.append(BadLine(place + 1, shortened(cue.text, QUOTE_MAX), note))
            latest = max(latest, cue, key=lambda one: one.start_ms)
        ordered = sorted((cue for cue, _ in self.cues), key=lambda cue: cue.start_ms)
        hidden = self.bad_count - len(self.bad)
        if hidden:
            last = self.bad[-1].line_number
            more = counted(hidden, "more bad line")
            self.bad.append(BadLine(last, "", f"and {more} below, not listed"))
        return Transcript(self.name, tuple(ordered), tuple(self.bad), tuple(remarks))

    def _nothing(self) -> str:
        if not self.bad:
            return f"{self.name} is empty: it holds no cue. {self.remedy}"
        first = "\n".join(f"  {bad}" for bad in self.bad[:5])
        return f"{self.name} holds no usable cue:\n{first}\n{self.remedy}"
