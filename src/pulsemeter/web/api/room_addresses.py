"""The API's addresses of what goes out of a session: briefs, the stage, recordings, comparison."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api import briefs, comparison, now, recordings, stage
from pulsemeter.web.api.address import Address, Parameter
from pulsemeter.web.api.session_addresses import FIGURES
from pulsemeter.web.policy import in_session
from pulsemeter.wire import briefs as wire
from pulsemeter.wire.comparison import Comparison
from pulsemeter.wire.now import Now
from pulsemeter.wire.recordings import FilledWords, RecordingFacts, WantedAlignment
from pulsemeter.wire.stage_setting import StageState, WantedStage

_SESSION = "/api/v1/sessions/{code}"
_BRIEFS, _STAGE = f"{_SESSION}/briefs", f"{_SESSION}/stage"
_RECORDING = _SESSION + "/recording/{stimulus}"
_BRIEF, _CONDUCT = in_session(Act.BRIEF), in_session(Act.CONDUCT)
_TO = Parameter("to", "The id of a recipient.", is_required=True)
_WITH = Parameter("with", "The code of the other session.", is_required=True)
_STIMULUS = Parameter("stimulus", "A stimulus that both showed, by id; else the first.")
_SEGMENT = Parameter("segment", "A segment, by id; else the whole panel.")

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", _BRIEFS, briefs.session_briefs, _BRIEF, "list_session_briefs",
        "Every brief of a session, newest first, and how it went.", wire.SessionBriefs,
    ),
    Address(
        "POST", _BRIEFS, briefs.send_brief, _BRIEF, "send_brief",
        "Write a brief to somebody by hand.", None, wire.AskedBrief, status=204,
        refusals=(400, 409, 413, 422),
    ),
    Address(
        "GET", _BRIEFS + "/preview", briefs.preview_brief, _BRIEF, "preview_brief",
        "What somebody would be sent now.", wire.BriefPreview, parameters=(_TO,),
    ),
    Address(
        "GET", f"{_SESSION}/now", now.now, FIGURES, "read_now",
        "Three best, three worst, the widest divide, of own audiences.", Now,
    ),
    Address(
        "GET", _STAGE, stage.stage, _CONDUCT, "read_stage",
        "Whether a stage view is on, and with what.", StageState,
    ),
    Address(
        "PUT", _STAGE, stage.switch_on, _CONDUCT, "switch_stage_on",
        "Switch the stage view on, or change it; a shown curve moves opinions.",
        StageState, WantedStage, refusals=(400, 413, 422),
    ),
    Address(
        "DELETE", _STAGE, stage.switch_off, _CONDUCT, "switch_stage_off",
        "Switch the stage view off; its link opens nothing any more.", status=204,
    ),
    Address(
        "GET", _RECORDING, recordings.recording, in_session(Act.ALIGN), "read_alignment",
        "The newest edition of a recording, and how it lies on the session’s time.",
        RecordingFacts,
    ),
    Address(
        "PUT", _RECORDING + "/alignment", recordings.align, in_session(Act.ALIGN),
        "align_recording", "Align a recording with its session.", RecordingFacts,
        WantedAlignment, refusals=(400, 409, 413, 422),
    ),
    Address(
        "POST", _RECORDING + "/words", recordings.fill_from_captions, _CONDUCT,
        "fill_words", "Give words out of its captions to statements that have none.",
        FilledWords, refusals=(422,),
    ),
    Address(
        "DELETE", _RECORDING, recordings.remove, in_session(Act.UPLOAD), "remove_recording",
        "Take a recording away; its editions stay.", status=204, refusals=(422,),
    ),
    Address(
        "GET", f"{_SESSION}/comparison", comparison.comparison, FIGURES, "compare_sessions",
        "Two sessions beside each other, as far as you may see each.", Comparison,
        refusals=(422,), parameters=(_WITH, _STIMULUS, _SEGMENT),
    ),
)  # fmt: skip
