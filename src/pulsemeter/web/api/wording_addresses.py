"""The API's addresses of what is said in a study: statements, passages, transcripts."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api import transcripts, wording
from pulsemeter.web.api.address import Address, Parameter
from pulsemeter.web.policy import bringing, in_study
from pulsemeter.web.transcript_pages import TRANSCRIPT_BYTES_MAX
from pulsemeter.wire import wording as wire

_EDIT = in_study(Act.EDIT_STUDY)
_TRANSCRIBE = bringing(_EDIT, TRANSCRIPT_BYTES_MAX)
_STUDY = "/api/v1/studies/{name}"
_STATEMENTS, _PASSAGES = f"{_STUDY}/statements", f"{_STUDY}/passages"
_STATEMENT, _PASSAGE = _STATEMENTS + "/{statement}", _PASSAGES + "/{passage}"
_TRANSCRIPT = f"{_STUDY}/transcript"
_SEEN = (
    Parameter(
        "If-Match", "The ETag of the wording that the edit is made in; * for whatever is there.",
        where="header", is_required=True,
    ),
)  # fmt: skip
_REVISION = Parameter("revision", "Another revision than the newest.", "integer")
_EDITED = (412, 422, 428)
_REFUSALS = (400, *_EDITED, 413)

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", _STATEMENTS, wording.wording, _EDIT, "list_statements",
        "Everything that is said in a study, in passages, with the edition as ETag.",
        wire.StudyWording,
    ),
    Address(
        "POST", _STATEMENTS, wording.add_statement, _EDIT, "add_statement",
        "Add a statement where nothing is said yet.", wire.StudyWording, wire.NewStatement,
        status=201, refusals=_REFUSALS, parameters=_SEEN,
    ),
    Address(
        "POST", f"{_STATEMENTS}/merge", wording.merge_statements, _EDIT, "merge_statements",
        "Make one statement of neighbours.", wire.StudyWording, wire.StatementMerge,
        refusals=_REFUSALS, parameters=_SEEN,
    ),
    Address(
        "GET", _STATEMENT, wording.read_statement, _EDIT, "read_statement",
        "A statement, or any of its revisions, also once it is gone.", wire.StudyStatement,
        parameters=(_REVISION,),
    ),
    Address(
        "PATCH", _STATEMENT, wording.change_statement, _EDIT, "change_statement",
        "Change its words, speaker, topic, kind, note or source.", wire.StudyWording,
        wire.ChangedStatement, refusals=_REFUSALS, parameters=_SEEN,
    ),
    Address(
        "DELETE", _STATEMENT, wording.delete_statement, _EDIT, "delete_statement",
        "Take a statement away; its revisions stay readable.", wire.StudyWording,
        refusals=_EDITED, parameters=_SEEN,
    ),
    Address(
        "PUT", f"{_STATEMENT}/bounds", wording.set_bounds, _EDIT, "set_statement_bounds",
        "Say when a statement begins and ends.", wire.StudyWording, wire.StatementBounds,
        refusals=_REFUSALS, parameters=_SEEN,
    ),
    Address(
        "POST", f"{_STATEMENT}/split", wording.split_statement, _EDIT, "split_statement",
        "Make two statements of one.", wire.StudyWording, wire.StatementSplit,
        refusals=_REFUSALS, parameters=_SEEN,
    ),
    Address(
        "POST", _PASSAGES, wording.make_passage, _EDIT, "make_passage",
        "Put a title over statements that follow each other.", wire.StudyWording,
        wire.NewPassage, status=201, refusals=_REFUSALS, parameters=_SEEN,
    ),
    Address(
        "PATCH", _PASSAGE, wording.change_passage, _EDIT, "change_passage",
        "Change the title or the statements of a passage.", wire.StudyWording,
        wire.ChangedPassage, refusals=_REFUSALS, parameters=_SEEN,
    ),
    Address(
        "DELETE", _PASSAGE, wording.remove_passage, _EDIT, "remove_passage",
        "Take a passage away; its statements stay.", wire.StudyWording,
        refusals=_EDITED, parameters=_SEEN,
    ),
    Address(
        "POST", f"{_TRANSCRIPT}/preview", transcripts.preview_transcript, _TRANSCRIBE,
        "preview_transcript", "What a transcript becomes, and its lines that want mending.",
        wire.TranscriptDraft, wire.TranscriptText, refusals=(400, 413, 422),
    ),
    Address(
        "POST", _TRANSCRIPT, transcripts.take_in_transcript, _TRANSCRIBE, "take_in_transcript",
        "Take a transcript in, in place of all that its stimulus had.", wire.StudyWording,
        wire.TranscriptText, refusals=_REFUSALS, parameters=_SEEN,
    ),
    Address(
        "POST", f"{_TRANSCRIPT}/from-session", transcripts.take_over_session, _TRANSCRIBE,
        "take_over_words", "Take over what was said live in a session of the study.",
        wire.StudyWording, wire.SessionWords, refusals=_REFUSALS, parameters=_SEEN,
    ),
)  # fmt: skip
