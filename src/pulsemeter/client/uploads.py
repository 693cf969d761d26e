"""Files over the API: sent in pieces, and taken up where they broke off."""

from pathlib import Path
from typing import BinaryIO, Literal

import httpx

from pulsemeter.client.connection import BYTES, ApiRefused, Connection, UploadPlace, in_path
from pulsemeter.wire.uploads import NewUpload, OpenUpload

_OFFSET, _LENGTH = "Upload-Offset", "Upload-Length"
_MARK_BYTES = 256 * 1024
_MOVED = 409


def _upload(upload: str) -> str:
    return f"/api/v1/uploads/{in_path(upload)}"


class UploadCalls(Connection):
    """How files come to studies and sessions."""

    def begin_upload(self, name: str, wanted: NewUpload) -> OpenUpload:
        """Say which file is to come to a study, or go on with one that stopped."""
        return self._ask(OpenUpload, "POST", f"/api/v1/studies/{in_path(name)}/uploads", wanted)

    def add_upload_piece(self, upload: str, offset: int, piece: bytes) -> int:
        """Add a piece that begins at `offset`; where the next one begins."""
        headers = {_OFFSET: str(offset), "Content-Type": BYTES}
        answer = self._send("PATCH", _upload(upload), piece, headers=headers)
        return int(answer.headers[_OFFSET])

    def look_at_upload(self, upload: str) -> UploadPlace:
        """How much is there."""
        headers = self._send("HEAD", _upload(upload)).headers
        return UploadPlace(int(headers[_OFFSET]), int(headers[_LENGTH]))

    def drop_upload(self, upload: str) -> None:
        """Give an upload up."""
        self._send("DELETE", _upload(upload))

    def upload_file(
        self,
        name: str,
        stimulus: str,
        path: Path,
        *,
        kind: Literal["stimulus", "captions"] = "stimulus",
        language: str = "",
        session: str = "",
        tries: int = 5,
    ) -> str:
        """Send a file for a stimulus of a study, or with `session` as that session's recording; the
        id of the upload. What was sent of the same file before is not sent again. How it is made
        playable afterwards, `list_stimuli` or `read_recording` say."""
        with path.open("rb") as file:
            mark = mark_of(file.read(_MARK_BYTES))
            size_bytes = path.stat().st_size
            wanted = NewUpload(name, stimulus, path.name, size_bytes, mark, kind, language, session)
            held = self.begin_upload(name, wanted)
            offset, failed = held.offset, 0
            while offset < size_bytes:
                try:
                    offset, failed = self._next_piece(held, offset, file), 0
                except httpx.TransportError:
                    failed += 1
                    if failed >= tries:
                        raise
                    self._pause(2.0 ** (failed - 1))
        return held.id

    def _next_piece(self, held: OpenUpload, offset: int, file: BinaryIO) -> int:
        """One piece from `offset` on, or where the server is instead."""
        file.seek(offset)
        try:
            return self.add_upload_piece(held.id, offset, file.read(held.piece_bytes_max))
        except ApiRefused as refusal:
            if refusal.status != _MOVED:
                raise
            return self.look_at_upload(held.id).offset


def mark_of(first_bytes: bytes) -> str:
    """What tells a file from another of its name and size: FNV-1a of its first bytes, as the pages
    make it, so that what a browser began can be gone on with here."""
    found = 0x811C9DC5
    for byte in first_bytes:
        found = (found ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{found:08x}"
