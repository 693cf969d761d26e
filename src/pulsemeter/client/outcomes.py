"""What becomes of a session's figures over the API: decisions, briefs, the stage, recordings."""

from pulsemeter.client.connection import Connection, in_path
from pulsemeter.client.sessions import of_session
from pulsemeter.wire import briefs as brief_wire
from pulsemeter.wire import decisions as wire
from pulsemeter.wire.recordings import FilledWords, RecordingFacts, WantedAlignment
from pulsemeter.wire.stage_setting import StageState, WantedStage
from pulsemeter.wire.uploads import StudyStimuli


def _decision(code: str, decision: str, rest: str) -> str:
    return of_session(code, f"/decisions/{in_path(decision)}/{rest}")


def _recording(code: str, stimulus: str, rest: str = "") -> str:
    return of_session(code, f"/recording/{in_path(stimulus)}{rest}")


class OutcomeCalls(Connection):
    """What is done with what a session told."""

    def list_decisions(self, code: str) -> wire.Decisions:
        """Every decision, and for which audiences you propose and decide."""
        return self._ask(wire.Decisions, "GET", of_session(code, "/decisions"))

    def propose_decision(self, code: str, asked: wire.AskedDecision) -> wire.Decision:
        """Propose what to do with a statement for an audience, or take it at once."""
        return self._ask(wire.Decision, "POST", of_session(code, "/decisions"), asked)

    def take_decision(self, code: str, decision: str, step: wire.DecisionStep) -> wire.Decision:
        """Take a proposed decision."""
        return self._ask(wire.Decision, "POST", _decision(code, decision, "take"), step)

    def finish_decision(self, code: str, decision: str, step: wire.DecisionStep) -> wire.Decision:
        """Say that it was done, where and when."""
        return self._ask(wire.Decision, "POST", _decision(code, decision, "done"), step)

    def drop_decision(self, code: str, decision: str, step: wire.DecisionStep) -> wire.Decision:
        """Drop a decision."""
        return self._ask(wire.Decision, "POST", _decision(code, decision, "drop"), step)

    def ask_package(self, code: str, decision: str) -> wire.PackageStatus:
        """Let a hand-over package be made; its state is "ready" once it lies there."""
        return self._ask(wire.PackageStatus, "POST", _decision(code, decision, "package"))

    def read_package(self, code: str, decision: str) -> wire.PackageStatus:
        """How far a package is."""
        return self._ask(wire.PackageStatus, "GET", _decision(code, decision, "package"))

    def cancel_package(self, code: str, decision: str) -> wire.PackageStatus:
        """Give up a package that waits or is being made."""
        return self._ask(wire.PackageStatus, "POST", _decision(code, decision, "package/cancel"))

    def read_package_file(self, code: str, decision: str) -> bytes:
        """The package itself, a ZIP."""
        return self._send("GET", _decision(code, decision, "package/file")).content

    def list_session_briefs(self, code: str) -> brief_wire.SessionBriefs:
        """Every brief of a session, newest first, and how it went."""
        return self._ask(brief_wire.SessionBriefs, "GET", of_session(code, "/briefs"))

    def send_brief(self, code: str, asked: brief_wire.AskedBrief) -> None:
        """Write a brief to somebody by hand."""
        self._send("POST", of_session(code, "/briefs"), asked)

    def preview_brief(self, code: str, to: str) -> brief_wire.BriefPreview:
        """What a recipient would be sent now."""
        path = of_session(code, "/briefs/preview")
        return self._ask(brief_wire.BriefPreview, "GET", path, query={"to": to})

    def read_stage(self, code: str) -> StageState:
        """Whether a stage view is on, and with what."""
        return self._ask(StageState, "GET", of_session(code, "/stage"))

    def switch_stage_on(self, code: str, wanted: WantedStage) -> StageState:
        """Switch the stage view on, or change it."""
        return self._ask(StageState, "PUT", of_session(code, "/stage"), wanted)

    def switch_stage_off(self, code: str) -> None:
        """Switch the stage view off; its link opens nothing any more."""
        self._send("DELETE", of_session(code, "/stage"))

    def read_recording(self, code: str) -> StudyStimuli:
        """How far the files of a recording are."""
        return self._ask(StudyStimuli, "GET", of_session(code, "/recording"))

    def read_alignment(self, code: str, stimulus: str) -> RecordingFacts:
        """The newest edition of a recording, and how it lies on the session's time."""
        return self._ask(RecordingFacts, "GET", _recording(code, stimulus))

    def align_recording(self, code: str, stimulus: str, wanted: WantedAlignment) -> RecordingFacts:
        """Align a recording with its session."""
        return self._ask(RecordingFacts, "PUT", _recording(code, stimulus, "/alignment"), wanted)

    def fill_words(self, code: str, stimulus: str) -> FilledWords:
        """Give words out of its captions to statements that have none."""
        return self._ask(FilledWords, "POST", _recording(code, stimulus, "/words"))

    def remove_recording(self, code: str, stimulus: str) -> None:
        """Take a recording away; its editions stay."""
        self._send("DELETE", _recording(code, stimulus))
