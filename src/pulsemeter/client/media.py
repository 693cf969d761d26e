"""What was watched, over the API: files of stimuli and recordings, and their captions."""

from pulsemeter.client.connection import Connection, in_path
from pulsemeter.client.sessions import of_session


def _shown(code: str, stimulus: str, rest: str) -> str:
    return of_session(code, f"/stimuli/{in_path(stimulus)}/{rest}")


def _recorded(code: str, stimulus: str, rest: str) -> str:
    return of_session(code, f"/recording/{in_path(stimulus)}/{rest}")


class MediaCalls(Connection):
    """The files that were played. A long film has no file; it lies in pieces, named by its playlist
    `index.m3u8`."""

    def read_stimulus_file(self, code: str, stimulus: str) -> bytes:
        """What was shown, as every phone plays it."""
        return self._send("GET", _shown(code, stimulus, "file")).content

    def read_stimulus_piece(self, code: str, stimulus: str, piece: str) -> bytes:
        """Of a long film the playlist index.m3u8, or a piece that it names."""
        return self._send("GET", _shown(code, stimulus, f"pieces/{in_path(piece)}")).content

    def read_stimulus_captions(self, code: str, stimulus: str, language: str | None = None) -> str:
        """The captions of what was shown, as WebVTT, else in the study's own language."""
        path = _shown(code, stimulus, "captions")
        return self._send("GET", path, query={"language": language}).text

    def read_recording_file(self, code: str, stimulus: str) -> bytes:
        """The recording, as it is played on our pages."""
        return self._send("GET", _recorded(code, stimulus, "file")).content

    def read_recording_piece(self, code: str, stimulus: str, piece: str) -> bytes:
        """Of a long recording the playlist index.m3u8, or a piece."""
        return self._send("GET", _recorded(code, stimulus, f"pieces/{in_path(piece)}")).content

    def read_recording_captions(self, code: str, stimulus: str) -> str:
        """The captions of a recording, as WebVTT, in the file's own time."""
        return self._send("GET", _recorded(code, stimulus, "captions")).text

    def read_recording_transcript(self, code: str, stimulus: str) -> str:
        """The captions of a recording, as WebVTT, in the time of the session."""
        return self._send("GET", _recorded(code, stimulus, "transcript")).text
