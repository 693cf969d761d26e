"""The API's addresses of studies: listed, read and written, and the files that come to them."""

from pulsemeter.domain.staff import Act
from pulsemeter.web import upload_api
from pulsemeter.web.api import studies, study_file
from pulsemeter.web.api.address import Address, Content, Parameter
from pulsemeter.web.policy import bringing, in_study, listing, of_upload
from pulsemeter.web.studio_page import FORM_BYTES_MAX
from pulsemeter.wire import studies as wire
from pulsemeter.wire.uploads import NewUpload, OpenUpload, StudyStimuli

_FILE = Content(study_file.TOML, "A study file; see its reference.")
_PIECE = Content("application/octet-stream", "Bytes of the file.", is_text=False)
_OFFSET = Parameter(
    upload_api.OFFSET, "Where in the file the piece begins.", "integer", "header", is_required=True
)
_SEEN = Parameter(
    "If-Match", "The ETag of the text that was changed; * for whatever is there.",
    where="header", is_required=True,
)  # fmt: skip
_UPLOAD_TO, _UPLOAD = in_study(Act.UPLOAD), of_upload(Act.UPLOAD)
_BRING_PIECE = bringing(_UPLOAD, upload_api.PIECE_BYTES_MAX)
_BRING_FILE = bringing(in_study(Act.EDIT_STUDY), FORM_BYTES_MAX)
_UPLOADED = "/api/v1/uploads/{id}"

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", "/api/v1/studies", studies.studies, listing(Act.SEE_STUDY), "list_studies",
        "The studies that you belong to, with your role in each.", wire.Studies,
    ),
    Address(
        "GET", "/api/v1/studies/{name}", studies.study, in_study(Act.SEE_STUDY), "read_study",
        "What a study is made of, its sessions, and what it still lacks.", wire.StudyFacts,
    ),
    Address(
        "GET", "/api/v1/studies/{name}/file", study_file.read_file, in_study(Act.EDIT_STUDY),
        "read_study_file", "The study file as text, with an ETag.", _FILE, refusals=(409,),
    ),
    Address(
        "PUT", "/api/v1/studies/{name}/file", study_file.write_file, _BRING_FILE,
        "write_study_file", "Keep this text as the study file; answers it as it is kept.",
        _FILE, _FILE, parameters=(_SEEN,), refusals=(400, 409, 412, 413, 422, 428),
        shaped={422: wire.FileProblem},
    ),
    Address(
        "GET", "/api/v1/studies/{name}/stimuli", upload_api.stimuli_progress, _UPLOAD_TO,
        "list_stimuli", "The stimuli of a study, and how far their files are.", StudyStimuli,
    ),
    Address(
        "POST", "/api/v1/studies/{name}/uploads", upload_api.begin_upload, _UPLOAD_TO,
        "begin_upload", "Say which file is to come, or go on with one that stopped.",
        OpenUpload, NewUpload, status=201, refusals=(400, 422),
    ),
    Address(
        "PATCH", _UPLOADED, upload_api.add_piece, _BRING_PIECE, "add_upload_piece",
        "Add a piece; the header Upload-Offset of the answer says where the next begins.",
        None, _PIECE, status=204, refusals=(400, 409, 422), parameters=(_OFFSET,),
    ),
    Address(
        "HEAD", _UPLOADED, upload_api.upload_offset, _UPLOAD, "look_at_upload",
        "How much is here, as the headers Upload-Offset and Upload-Length.",
    ),
    Address(
        "DELETE", _UPLOADED, upload_api.drop_upload, _UPLOAD, "drop_upload",
        "Give an upload up.", status=204,
    ),
)  # fmt: skip
