"""Sessions of other systems over the API: files brought, understood, taken in."""

from collections.abc import Sequence
from pathlib import Path

from pulsemeter.client.connection import BYTES, Connection, in_path
from pulsemeter.wire.imports import (
    ImportFacts,
    ImportTranscript,
    WaitingImports,
    WantedMapping,
)

_LOOK_S = 1.0


def _of(name: str, job: str, rest: str = "") -> str:
    return f"/api/v1/studies/{in_path(name)}/imports/{in_path(job)}{rest}"


class ImportCalls(Connection):
    """How sessions of other systems come to a study. What is asked for goes on in the background:
    `job` of the answer says how far it is."""

    def list_imports(self, name: str) -> WaitingImports:
        """The files of other systems that you brought for a study."""
        return self._ask(WaitingImports, "GET", f"/api/v1/studies/{in_path(name)}/imports")

    def begin_import(self, name: str) -> ImportFacts:
        """Begin an import, to bring files to."""
        return self._ask(ImportFacts, "POST", f"/api/v1/studies/{in_path(name)}/imports")

    def read_import(self, name: str, job: str) -> ImportFacts:
        """How far an import is, how its files are understood, what it becomes."""
        return self._ask(ImportFacts, "GET", _of(name, job))

    def drop_import(self, name: str, job: str) -> None:
        """Remove an import and its files."""
        self._send("DELETE", _of(name, job))

    def put_import_file(self, name: str, job: str, file: str, content: bytes) -> ImportFacts:
        """Bring a file, in place of one of the same name."""
        path, headers = _of(name, job, f"/files/{in_path(file)}"), {"Content-Type": BYTES}
        return self._ask(ImportFacts, "PUT", path, content, headers=headers)

    def drop_import_file(self, name: str, job: str, file: str) -> ImportFacts:
        """Remove a file."""
        return self._ask(ImportFacts, "DELETE", _of(name, job, f"/files/{in_path(file)}"))

    def put_import_mapping(self, name: str, job: str, wanted: WantedMapping) -> ImportFacts:
        """Let the files be read by this mapping, or by one that is guessed."""
        return self._ask(ImportFacts, "PUT", _of(name, job, "/mapping"), wanted)

    def put_import_transcript(self, name: str, job: str, asked: ImportTranscript) -> ImportFacts:
        """A transcript that becomes the study's with the session."""
        return self._ask(ImportFacts, "PUT", _of(name, job, "/transcript"), asked)

    def drop_import_transcript(self, name: str, job: str) -> ImportFacts:
        """Leave the transcript out."""
        return self._ask(ImportFacts, "DELETE", _of(name, job, "/transcript"))

    def take_import_in(self, name: str, job: str) -> ImportFacts:
        """Let what the preview shows become a closed session."""
        return self._ask(ImportFacts, "POST", _of(name, job, "/take-in"))

    def cancel_import(self, name: str, job: str) -> ImportFacts:
        """Stop reading or taking in; the files stay."""
        return self._ask(ImportFacts, "POST", _of(name, job, "/cancel"))

    def bring_files(self, name: str, paths: Sequence[Path], mapping: str = "") -> ImportFacts:
        """Begin an import of these files and wait until they are read, by a guessed mapping where
        none is given. What comes back has a `preview`, or says why not."""
        held = self.begin_import(name)
        for path in paths:
            self.put_import_file(name, held.id, path.name, path.read_bytes())
        self.put_import_mapping(name, held.id, WantedMapping(mapping))
        return self.wait_for_import(name, held.id)

    def wait_for_import(self, name: str, job: str) -> ImportFacts:
        """How an import is once nothing is under way with it."""
        while (held := self.read_import(name, job)).doing:
            self._pause(_LOOK_S)
        return held
