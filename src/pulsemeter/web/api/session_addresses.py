"""The API's addresses of sessions: listed, led, and what is seen and said while they run."""

from pulsemeter.domain.staff import Act
from pulsemeter.web import (
    cells_api,
    dashboard_room,
    dashboard_stream,
    desk_api,
    panel_question_api,
    recording_pages,
    remark_api,
    words_api,
)
from pulsemeter.web.api import sessions
from pulsemeter.web.api.address import Address, Content, Parameter
from pulsemeter.web.policy import bringing, in_session, listing
from pulsemeter.wire import panel_questions, remarks, words
from pulsemeter.wire.cells import Difference, RangeSummary
from pulsemeter.wire.dashboard import AskedCue, Room, Status
from pulsemeter.wire.desk import Desk
from pulsemeter.wire.sessions import SessionFacts, Sessions
from pulsemeter.wire.uploads import StudyStimuli

FIGURES = in_session(Act.SEE_LIVE, after_close=Act.SEE_RELEASED)
_CONDUCT = in_session(Act.CONDUCT)
_BRING_WORDS = bringing(_CONDUCT, words_api.WORDS_BYTES_MAX)
_REMARK = in_session(Act.REMARK)
_SESSION = "/api/v1/sessions/{code}"
_QUESTIONS = f"{_SESSION}/questions"
_REMARKS = f"{_SESSION}/remarks"

# No text as far as tools go: those that know server-sent events take the shape for that of each.
_EVENTS = Content(
    "text/event-stream", "Server-sent events; see the reference of the API.", is_text=False
)
_RESUME = Parameter(
    "Last-Event-ID", "The last release that was seen; what came since follows.", where="header"
)
_STIMULUS = Parameter("stimulus", "Its place in the session, from 0.", "integer")
_AFTER = Parameter("after", "The last release that was seen.", "integer")
_FROM = Parameter("from_ms", "Where the range begins.", "integer", is_required=True)
_UNTIL = Parameter("until_ms", "Where the range ends.", "integer", is_required=True)
_CELLS = Parameter("cell", "Up to three segments, by id.", is_many=True)
_PAIR = (Parameter("first", "A segment, by id."), Parameter("second", "Another segment, by id."))
_BOTH = tuple(Parameter(p.name, p.said, is_required=True) for p in _PAIR)
_STEP = Parameter("step", "What to do.", tuple(dashboard_room.STEPS), "path")
_COUNTDOWN = Parameter("countdown_s", "Of start: seconds before the beginning.", "integer")
_AT = Parameter("at_ms", "The time of the player that leads a session in a room.", "integer")
_MINUTES = Parameter("minutes", "By how much, 1 to 60.", "integer", is_required=True)
_CUE_STEP = Parameter("step", "What to do; ask takes words.", ("ask", "mark", "end"), "path")
_WORDS_STEP = Parameter("step", "What to do.", words_api.STEPS, "path")

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", "/api/v1/sessions", sessions.sessions, listing(Act.SEE_STUDY), "list_sessions",
        "The sessions of the studies that you belong to.", Sessions,
    ),
    Address(
        "GET", _SESSION, sessions.session, in_session(Act.SEE_STUDY), "read_session",
        "A session at this moment of its clock.", SessionFacts,
    ),
    Address(
        "GET", f"{_SESSION}/recording", recording_pages.recording_progress,
        in_session(Act.ALIGN), "read_recording", "How far the files of a recording are.",
        StudyStimuli,
    ),
    Address(
        "GET", f"{_SESSION}/desk", desk_api.desk_figures, FIGURES, "read_desk",
        "Statements and passages by segment, with verdicts.", Desk,
    ),
    Address(
        "GET", f"{_SESSION}/room", dashboard_room.live_room_facts, FIGURES, "read_room",
        "The session’s facts and every release so far.", Room,
    ),
    Address(
        "GET", f"{_SESSION}/stream", dashboard_stream.stream, FIGURES, "follow_session",
        "Released figures as they leave, without end.", _EVENTS, parameters=(_RESUME,),
    ),
    Address(
        "GET", f"{_SESSION}/difference", cells_api.difference, FIGURES, "read_difference",
        "The difference of two segments, interval by interval.", Difference,
        parameters=(*_BOTH, _STIMULUS, _AFTER), refusals=(422,),
    ),
    Address(
        "GET", f"{_SESSION}/range", cells_api.range_summary, FIGURES, "read_range",
        "What a range of time was like for up to three segments.", RangeSummary,
        parameters=(_FROM, _UNTIL, _CELLS, *_PAIR, _STIMULUS), refusals=(422,),
    ),
    Address(
        "GET", _QUESTIONS, panel_question_api.questions, FIGURES, "list_questions",
        "The questions to the panel, and what their answers tell.",
        panel_questions.PanelQuestions,
    ),
    Address(
        "POST", _QUESTIONS, panel_question_api.ask, _CONDUCT, "ask_question",
        "Put a question to everybody.", panel_questions.PanelQuestions,
        panel_questions.AskedQuestion, refusals=(400, 409, 413, 422),
    ),
    Address(
        "POST", f"{_QUESTIONS}/end", panel_question_api.end, _CONDUCT, "end_question",
        "End the open question.", panel_questions.PanelQuestions, refusals=(409,),
    ),
    Address(
        "GET", _REMARKS, remark_api.remarks, FIGURES, "list_remarks",
        "Notes and lines that are yours to read.", remarks.Remarks,
    ),
    Address(
        "GET", f"{_REMARKS}.csv", remark_api.table, FIGURES, "read_remark_table",
        "The same as a table.", Content("text/csv", "One row for each remark."),
    ),
    Address(
        "POST", _REMARKS, remark_api.write, _REMARK, "write_remark",
        "Write a note or a line, at a moment of a stimulus.", remarks.Remark,
        remarks.AskedRemark, status=201, refusals=(400, 413, 422),
    ),
    Address(
        "POST", f"{_REMARKS}/{{remark}}/take-back", remark_api.take_back, _REMARK,
        "take_back_remark", "Take back a remark of your own.", remarks.Remarks,
    ),
    Address(
        "GET", f"{_SESSION}/words", words_api.live_words, _CONDUCT, "read_words",
        "The manuscript, and what was said so far.", words.WordsRoom,
    ),
    Address(
        "POST", f"{_SESSION}/words/{{step}}", words_api.take_step, _BRING_WORDS, "step_words",
        "Move the words on.", words.WordsNow, words.AskedStep,
        parameters=(_WORDS_STEP,), refusals=(400, 409, 413, 422),
    ),
    Address(
        "POST", f"{_SESSION}/captions", words_api.take_captions, _BRING_WORDS, "send_captions",
        "Captions of what is being said.", words.TakenCaptions, words.Captions,
        refusals=(400, 409, 413),
    ),
    Address(
        "POST", f"{_SESSION}/extend", dashboard_room.extend_session, _CONDUCT,
        "extend_session", "Move the end of a live session.", Status,
        parameters=(_MINUTES,), refusals=(409, 422),
    ),
    Address(
        "POST", f"{_SESSION}/{{step}}", dashboard_room.step_session, _CONDUCT, "step_session",
        "Open, start, pause, resume or close a session.", Status,
        parameters=(_STEP, _COUNTDOWN, _AT), refusals=(409, 422),
    ),
    Address(
        "POST", f"{_SESSION}/cue/{{step}}", dashboard_room.change_cue, _CONDUCT, "step_cue",
        "Ask people to wait for words, say that they were heard, or end it.", Status, AskedCue,
        parameters=(_CUE_STEP,), may_be_empty=True, refusals=(409, 413, 422),
    ),
)  # fmt: skip
