"""The API's addresses of sessions that other systems held: brought, understood, taken in."""

from pulsemeter.domain.staff import Act
from pulsemeter.service.import_jobs import FILES_BYTES_MAX
from pulsemeter.web.api import imports
from pulsemeter.web.api.address import Address, Content, Parameter
from pulsemeter.web.policy import bringing, in_study
from pulsemeter.wire import imports as wire

_EDIT = in_study(Act.EDIT_STUDY)
_IMPORTS = "/api/v1/studies/{name}/imports"
_IMPORT = _IMPORTS + "/{job}"
_FILE = _IMPORT + "/files/{file}"
_BRING_FILE = bringing(_EDIT, FILES_BYTES_MAX)
_BRING_MAPPING = bringing(_EDIT, imports.MAPPING_BYTES_MAX)
_BRING_WORDS = bringing(_EDIT, imports.TRANSCRIPT_BYTES_MAX)
_BYTES = Content("application/octet-stream", "The file.", is_text=False)
_WHICH = Parameter("job", "The id of an import.", where="path")
_NAME = Parameter("file", "The name of a file, with its ending.", where="path")

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", _IMPORTS, imports.imports, _EDIT, "list_imports",
        "The files of other systems that you brought for a study.", wire.WaitingImports,
    ),
    Address(
        "POST", _IMPORTS, imports.begin_import, _EDIT, "begin_import",
        "Begin an import, to bring files to.", wire.ImportFacts, status=201, refusals=(409,),
    ),
    Address(
        "GET", _IMPORT, imports.one_import, _EDIT, "read_import",
        "How far an import is, how its files are understood, what it becomes.",
        wire.ImportFacts, parameters=(_WHICH,),
    ),
    Address(
        "DELETE", _IMPORT, imports.drop_import, _EDIT, "drop_import",
        "Remove an import and its files.", status=204, parameters=(_WHICH,),
    ),
    Address(
        "PUT", _FILE, imports.put_file, _BRING_FILE, "put_import_file",
        "Bring a file, in place of one of the same name.", wire.ImportFacts, _BYTES,
        refusals=(400, 409), parameters=(_WHICH, _NAME),
    ),
    Address(
        "DELETE", _FILE, imports.drop_file, _EDIT, "drop_import_file", "Remove a file.",
        wire.ImportFacts, refusals=(409,), parameters=(_WHICH, _NAME),
    ),
    Address(
        "PUT", f"{_IMPORT}/mapping", imports.put_mapping, _BRING_MAPPING, "put_import_mapping",
        "Let the files be read by this mapping, or by one that is guessed.", wire.ImportFacts,
        wire.WantedMapping, status=202, refusals=(400, 409, 413), parameters=(_WHICH,),
    ),
    Address(
        "PUT", f"{_IMPORT}/transcript", imports.put_transcript, _BRING_WORDS,
        "put_import_transcript", "A transcript that becomes the study’s with the session.",
        wire.ImportFacts, wire.ImportTranscript, refusals=(400, 409, 413), parameters=(_WHICH,),
    ),
    Address(
        "DELETE", f"{_IMPORT}/transcript", imports.drop_transcript, _EDIT,
        "drop_import_transcript", "Leave the transcript out.", wire.ImportFacts,
        refusals=(409,), parameters=(_WHICH,),
    ),
    Address(
        "POST", f"{_IMPORT}/take-in", imports.take_in, _EDIT, "take_import_in",
        "Let what the preview shows become a closed session.", wire.ImportFacts, status=202,
        refusals=(409,), parameters=(_WHICH,),
    ),
    Address(
        "POST", f"{_IMPORT}/cancel", imports.cancel_import, _EDIT, "cancel_import",
        "Stop reading or taking in; the files stay.", wire.ImportFacts, parameters=(_WHICH,),
    ),
)  # fmt: skip
