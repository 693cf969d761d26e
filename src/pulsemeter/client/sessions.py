"""Sessions over the API: listed and led, their figures read, words and questions put."""

from collections.abc import Sequence
from typing import Literal

from pulsemeter.client.connection import Asked, Connection, in_path
from pulsemeter.wire import panel_questions, remarks, words
from pulsemeter.wire.cells import Difference, RangeSummary
from pulsemeter.wire.comparison import Comparison
from pulsemeter.wire.dashboard import AskedCue, Room, Status
from pulsemeter.wire.desk import Desk
from pulsemeter.wire.now import Now
from pulsemeter.wire.sessions import SessionFacts, Sessions

SessionStep = Literal["open", "start", "pause", "resume", "close"]
CueStep = Literal["ask", "mark", "end"]
WordsStep = Literal["load", "next", "skip", "depart", "end", "back", "type"]
_SESSIONS = "/api/v1/sessions"


def of_session(code: str, rest: str = "") -> str:
    """An address of one session."""
    return f"{_SESSIONS}/{in_path(code)}{rest}"


class SessionCalls(Connection):
    """What is done with a session while it runs, and what is seen of it."""

    def list_sessions(self) -> Sessions:
        """The sessions of the studies that you belong to."""
        return self._ask(Sessions, "GET", _SESSIONS)

    def read_session(self, code: str) -> SessionFacts:
        """A session at this moment of its clock."""
        return self._ask(SessionFacts, "GET", of_session(code))

    def step_session(
        self,
        code: str,
        step: SessionStep,
        *,
        countdown_s: int | None = None,
        at_ms: int | None = None,
    ) -> Status:
        """Open, start, pause, resume or close a session. `countdown_s` is of start; `at_ms` is the
        time of the player that leads a session in a room."""
        path, query = of_session(code, f"/{in_path(step)}"), {"countdown_s": countdown_s}
        return self._ask(Status, "POST", path, query={**query, "at_ms": at_ms})

    def extend_session(self, code: str, minutes: int) -> Status:
        """Move the end of a live session by 1 to 60 minutes."""
        return self._ask(Status, "POST", of_session(code, "/extend"), query={"minutes": minutes})

    def step_cue(self, code: str, step: CueStep, asked: AskedCue | None = None) -> Status:
        """Ask people to wait for words, say that they were heard, or end it; "ask" takes them."""
        return self._ask(Status, "POST", of_session(code, f"/cue/{in_path(step)}"), asked)

    def read_room(self, code: str) -> Room:
        """The session's facts and every release so far."""
        return self._ask(Room, "GET", of_session(code, "/room"))

    def read_desk(self, code: str) -> Desk:
        """Statements and passages by segment, with verdicts."""
        return self._ask(Desk, "GET", of_session(code, "/desk"))

    def read_now(self, code: str) -> Now:
        """Three best, three worst, the widest divide."""
        return self._ask(Now, "GET", of_session(code, "/now"))

    def read_difference(
        self,
        code: str,
        first: str,
        second: str,
        *,
        stimulus: int | None = None,
        after: int | None = None,
    ) -> Difference:
        """The difference of two segments, interval by interval; with `after`, the number of a
        release, only what came since."""
        query = {"first": first, "second": second, "stimulus": stimulus, "after": after}
        return self._ask(Difference, "GET", of_session(code, "/difference"), query=query)

    def read_range(
        self,
        code: str,
        from_ms: int,
        until_ms: int,
        *,
        cell: Sequence[str] = (),
        first: str | None = None,
        second: str | None = None,
        stimulus: int | None = None,
    ) -> RangeSummary:
        """What a range of time was like for up to three segments, and the difference of two."""
        query: Asked = {
            "from_ms": from_ms, "until_ms": until_ms, "cell": [*cell], "first": first,
            "second": second, "stimulus": stimulus,
        }  # fmt: skip
        return self._ask(RangeSummary, "GET", of_session(code, "/range"), query=query)

    def compare_sessions(
        self, code: str, other: str, *, stimulus: str | None = None, segment: str | None = None
    ) -> Comparison:
        """Two sessions beside each other, as far as you may see each."""
        query = {"with": other, "stimulus": stimulus, "segment": segment}
        return self._ask(Comparison, "GET", of_session(code, "/comparison"), query=query)

    def list_questions(self, code: str) -> panel_questions.PanelQuestions:
        """The questions to the panel, and what their answers tell."""
        path = of_session(code, "/questions")
        return self._ask(panel_questions.PanelQuestions, "GET", path)

    def ask_question(
        self, code: str, asked: panel_questions.AskedQuestion
    ) -> panel_questions.PanelQuestions:
        """Put a question to everybody."""
        path = of_session(code, "/questions")
        return self._ask(panel_questions.PanelQuestions, "POST", path, asked)

    def end_question(self, code: str) -> panel_questions.PanelQuestions:
        """End the open question."""
        path = of_session(code, "/questions/end")
        return self._ask(panel_questions.PanelQuestions, "POST", path)

    def list_remarks(self, code: str) -> remarks.Remarks:
        """Notes and lines that are yours to read."""
        return self._ask(remarks.Remarks, "GET", of_session(code, "/remarks"))

    def read_remark_table(self, code: str) -> str:
        """The same as CSV."""
        return self._send("GET", of_session(code, "/remarks.csv")).text

    def write_remark(self, code: str, asked: remarks.AskedRemark) -> remarks.Remark:
        """Write a note or a line, at a moment of a stimulus."""
        return self._ask(remarks.Remark, "POST", of_session(code, "/remarks"), asked)

    def take_back_remark(self, code: str, remark: str) -> remarks.Remarks:
        """Take back a remark of your own."""
        path = of_session(code, f"/remarks/{in_path(remark)}/take-back")
        return self._ask(remarks.Remarks, "POST", path)

    def read_words(self, code: str) -> words.WordsRoom:
        """The manuscript, and what was said so far."""
        return self._ask(words.WordsRoom, "GET", of_session(code, "/words"))

    def step_words(self, code: str, step: WordsStep, asked: words.AskedStep) -> words.WordsNow:
        """Move the words on."""
        return self._ask(words.WordsNow, "POST", of_session(code, f"/words/{in_path(step)}"), asked)

    def send_captions(self, code: str, captions: words.Captions) -> words.TakenCaptions:
        """Captions of what is being said."""
        return self._ask(words.TakenCaptions, "POST", of_session(code, "/captions"), captions)
