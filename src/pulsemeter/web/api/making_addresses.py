"""The API's addresses at which studies come and go as a whole, and are planned."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api import study_making
from pulsemeter.web.api.address import Address, Content, Parameter
from pulsemeter.web.policy import bringing, in_study, on_server
from pulsemeter.web.study_making_pages import IMPORT_BYTES_MAX
from pulsemeter.wire import study_making as wire
from pulsemeter.wire.studies import FileProblem

_EDIT, _MAKE = in_study(Act.EDIT_STUDY), on_server(Act.EDIT_STUDY)
_IMPORT = bringing(_MAKE, IMPORT_BYTES_MAX)
_STUDY = "/api/v1/studies/{name}"
_BUNDLE = Content("application/zip", "study.toml with its lists.", is_text=False)
_BUNDLE_OR_FILE = Content(
    "application/octet-stream", "The ZIP of an export, or a study file’s text.", is_text=False
)
_NAME = Parameter("name", "Another short name than the file’s.")
_SIZE = Parameter("size", "Persons; without it as many as the quotas ask for.", "integer")
_COMPLAINTS = {422: FileProblem}

ADDRESSES: tuple[Address, ...] = (
    Address(
        "POST", "/api/v1/studies", study_making.make_study, _MAKE, "make_study",
        "Make a study with what it needs at first.", wire.MadeStudy, wire.NewStudy, status=201,
        refusals=(400, 413, 422), shaped=_COMPLAINTS,
    ),
    Address(
        "POST", "/api/v1/studies/import", study_making.take_in_study, _IMPORT, "import_study",
        "Take in a study that was exported, or one that is only a study file.",
        wire.TakenInStudy, _BUNDLE_OR_FILE, status=201, parameters=(_NAME,),
        refusals=(413, 422), shaped=_COMPLAINTS,
    ),
    Address(
        "POST", f"{_STUDY}/copy", study_making.copy_study, _EDIT, "copy_study",
        "Copy a study with its statements and files, without its sessions; you own the copy.",
        wire.MadeStudy, wire.CopyWish, status=201, refusals=(400, 413, 422), shaped=_COMPLAINTS,
    ),
    Address(
        "GET", f"{_STUDY}/export", study_making.export_study, _EDIT, "export_study",
        "The study as files that can be taken in again, without video and sound.", _BUNDLE,
        refusals=(409,),
    ),
    Address(
        "GET", f"{_STUDY}/foreseen", study_making.foreseen, _EDIT, "foresee_study",
        "What the expected panel buys: bands, verdicts, and what never leaves.",
        wire.ForeseenPanel, parameters=(_SIZE,), refusals=(422,),
    ),
)  # fmt: skip
