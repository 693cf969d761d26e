"""What is said in a study over the API: statements, passages, transcripts."""

import msgspec

from pulsemeter.client.connection import Connection, in_path
from pulsemeter.wire.wording import (
    ChangedPassage,
    ChangedStatement,
    NewPassage,
    NewStatement,
    SessionWords,
    StatementBounds,
    StatementMerge,
    StatementSplit,
    StudyStatement,
    StudyWording,
    TranscriptDraft,
    TranscriptText,
)


class WordingCalls(Connection):
    """What is said in studies. `seen` is the `tag` of the wording that was changed, "*" for
    whatever is there."""

    def _edited(
        self, method: str, path: str, seen: str, asked: msgspec.Struct | None = None
    ) -> StudyWording:
        """The wording after an edit that was made in what `seen` names."""
        return self._ask(StudyWording, method, path, asked, headers={"If-Match": seen})

    def list_statements(self, name: str) -> StudyWording:
        """Everything that is said in a study, in passages, with the edition as ETag."""
        path = f"/api/v1/studies/{in_path(name)}/statements"
        return self._ask(StudyWording, "GET", path)

    def add_statement(self, name: str, asked: NewStatement, seen: str) -> StudyWording:
        """Add a statement where nothing is said yet."""
        path = f"/api/v1/studies/{in_path(name)}/statements"
        return self._edited("POST", path, seen, asked)

    def merge_statements(self, name: str, asked: StatementMerge, seen: str) -> StudyWording:
        """Make one statement of neighbours."""
        path = f"/api/v1/studies/{in_path(name)}/statements/merge"
        return self._edited("POST", path, seen, asked)

    def read_statement(
        self, name: str, statement: str, revision: int | None = None
    ) -> StudyStatement:
        """A statement, or any of its revisions, also once it is gone."""
        path = f"/api/v1/studies/{in_path(name)}/statements/{in_path(statement)}"
        return self._ask(StudyStatement, "GET", path, query={"revision": revision})

    def change_statement(
        self, name: str, statement: str, asked: ChangedStatement, seen: str
    ) -> StudyWording:
        """Change its words, speaker, topic, kind, note or source."""
        path = f"/api/v1/studies/{in_path(name)}/statements/{in_path(statement)}"
        return self._edited("PATCH", path, seen, asked)

    def delete_statement(self, name: str, statement: str, seen: str) -> StudyWording:
        """Take a statement away; its revisions stay readable."""
        path = f"/api/v1/studies/{in_path(name)}/statements/{in_path(statement)}"
        return self._edited("DELETE", path, seen)

    def set_statement_bounds(
        self, name: str, statement: str, asked: StatementBounds, seen: str
    ) -> StudyWording:
        """Say when a statement begins and ends."""
        path = f"/api/v1/studies/{in_path(name)}/statements/{in_path(statement)}/bounds"
        return self._edited("PUT", path, seen, asked)

    def split_statement(
        self, name: str, statement: str, asked: StatementSplit, seen: str
    ) -> StudyWording:
        """Make two statements of one."""
        path = f"/api/v1/studies/{in_path(name)}/statements/{in_path(statement)}/split"
        return self._edited("POST", path, seen, asked)

    def make_passage(self, name: str, asked: NewPassage, seen: str) -> StudyWording:
        """Put a title over statements that follow each other."""
        path = f"/api/v1/studies/{in_path(name)}/passages"
        return self._edited("POST", path, seen, asked)

    def change_passage(
        self, name: str, passage: str, asked: ChangedPassage, seen: str
    ) -> StudyWording:
        """Change the title or the statements of a passage."""
        path = f"/api/v1/studies/{in_path(name)}/passages/{in_path(passage)}"
        return self._edited("PATCH", path, seen, asked)

    def remove_passage(self, name: str, passage: str, seen: str) -> StudyWording:
        """Take a passage away; its statements stay."""
        path = f"/api/v1/studies/{in_path(name)}/passages/{in_path(passage)}"
        return self._edited("DELETE", path, seen)

    def preview_transcript(self, name: str, asked: TranscriptText) -> TranscriptDraft:
        """What a transcript becomes, and its lines that want mending."""
        path = f"/api/v1/studies/{in_path(name)}/transcript/preview"
        return self._ask(TranscriptDraft, "POST", path, asked)

    def take_in_transcript(self, name: str, asked: TranscriptText, seen: str) -> StudyWording:
        """Take a transcript in, in place of all that its stimulus had."""
        path = f"/api/v1/studies/{in_path(name)}/transcript"
        return self._edited("POST", path, seen, asked)

    def take_over_words(self, name: str, asked: SessionWords, seen: str) -> StudyWording:
        """Take over what was said live in a session of the study."""
        path = f"/api/v1/studies/{in_path(name)}/transcript/from-session"
        return self._edited("POST", path, seen, asked)
