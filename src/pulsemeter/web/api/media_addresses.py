"""The API's addresses of what was watched: the files of stimuli and recordings, with captions."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api import media
from pulsemeter.web.api.address import Address, Content, Parameter
from pulsemeter.web.policy import in_session

_SEE = in_session(Act.SEE_STUDY)
_STIMULUS = "/api/v1/sessions/{code}/stimuli/{stimulus}"
_RECORDING = "/api/v1/sessions/{code}/recording/{stimulus}"
_FILE = Content("application/octet-stream", "The file.", is_text=False)
_PIECE = Content("application/octet-stream", "A piece, or the playlist index.m3u8.", is_text=False)
_CAPTIONS = Content("text/vtt", "Captions as WebVTT.")
_LANGUAGE = Parameter("language", "In which language; else the study’s own.")

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", f"{_STIMULUS}/file", media.stimulus_file, _SEE, "read_stimulus_file",
        "What was shown, as every phone plays it.", _FILE,
    ),
    Address(
        "GET", _STIMULUS + "/pieces/{piece}", media.stimulus_piece, _SEE, "read_stimulus_piece",
        "Of a long film its playlist, or a piece that this names.", _PIECE,
    ),
    Address(
        "GET", f"{_STIMULUS}/captions", media.stimulus_captions, _SEE,
        "read_stimulus_captions", "The captions of what was shown.", _CAPTIONS,
        parameters=(_LANGUAGE,),
    ),
    Address(
        "GET", f"{_RECORDING}/file", media.recording_file, _SEE, "read_recording_file",
        "The recording, as it is played on our pages.", _FILE,
    ),
    Address(
        "GET", _RECORDING + "/pieces/{piece}", media.recording_piece, _SEE,
        "read_recording_piece", "Of a long recording its playlist, or a piece.",
        _PIECE,
    ),
    Address(
        "GET", f"{_RECORDING}/captions", media.recording_captions, _SEE,
        "read_recording_captions", "Its captions, in the file’s own time.", _CAPTIONS,
    ),
    Address(
        "GET", f"{_RECORDING}/transcript", media.recording_transcript, _SEE,
        "read_recording_transcript", "Its captions in the time of the session.", _CAPTIONS,
    ),
)  # fmt: skip
