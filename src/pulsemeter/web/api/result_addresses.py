"""The API's addresses of what a session becomes: reports, films, data packages, comments."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api import comments, data, films, reports
from pulsemeter.web.api.address import Address, Content, Parameter
from pulsemeter.web.api.session_addresses import FIGURES
from pulsemeter.web.comment_steps import STEPS
from pulsemeter.web.policy import in_session
from pulsemeter.wire import comments as comment_wire
from pulsemeter.wire import results as wire

_SESSION = "/api/v1/sessions/{code}"
_REPORTS, _FILMS = f"{_SESSION}/reports", f"{_SESSION}/films"
_DATA, _COMMENTS = f"{_SESSION}/data", f"{_SESSION}/comments"
_REPORT, _PACKAGE = _REPORTS + "/{stimulus}", _DATA + "/{job}"
_BYTES = Content("application/octet-stream", "The file.", is_text=False)
_ZIP = Content("application/zip", "The package.", is_text=False)
_FORM = Parameter("form", "The format.", ("html", "pdf", "pptx"), where="path")
_STEP = Parameter("step", "What is done.", tuple(STEPS), where="path")

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", _REPORTS, reports.reports, FIGURES, "list_reports",
        "The reports on a session, one for each stimulus, of own audiences.", wire.Reports,
    ),
    Address(
        "GET", _REPORT, reports.report, FIGURES, "read_report",
        "How far a report is, and its files.", wire.Report,
    ),
    Address(
        "POST", _REPORT, reports.ask_report, FIGURES, "ask_report",
        "Let a report be made, after the close.", wire.Report, status=202, refusals=(409,),
    ),
    Address(
        "POST", f"{_REPORT}/cancel", reports.cancel_report, FIGURES, "cancel_report",
        "Give up a report that waits or is being made.", wire.Report,
    ),
    Address(
        "GET", _REPORT + "/files/{form}", reports.report_file, FIGURES, "read_report_file",
        "The report as a file.", _BYTES, parameters=(_FORM,),
    ),
    Address(
        "GET", _FILMS, films.films, FIGURES, "read_films",
        "How far films with curves are, their files, and what to choose from.", wire.Films,
    ),
    Address(
        "POST", _FILMS, films.ask_films, FIGURES, "ask_films",
        "Let films be made out of final figures, in place of earlier ones.", wire.Films,
        wire.WantedFilms, status=202, refusals=(400, 413, 422),
    ),
    Address(
        "POST", f"{_FILMS}/cancel", films.cancel_films, FIGURES, "cancel_films",
        "Give up films that wait or are being made.", wire.Films,
    ),
    Address(
        "GET", _FILMS + "/{file}", films.film_file, FIGURES, "read_film_file",
        "A film, a clip, or the list of clips.", _BYTES,
    ),
    Address(
        "GET", _DATA, data.data_packages, FIGURES, "list_data_packages",
        "The data packages that you asked for.", wire.DataPackages,
    ),
    Address(
        "POST", _DATA, data.ask_data, FIGURES, "ask_data",
        "Let a package of released figures be made, of own audiences.", wire.DataPackage,
        wire.WantedData, may_be_empty=True, status=202, refusals=(400, 409, 413),
    ),
    Address(
        "POST", f"{_DATA}/persons", data.ask_persons, in_session(Act.EXPORT_PERSONS),
        "ask_persons", "Let a package of persons be made, as far as the profile allows it; logged.",
        wire.DataPackage, wire.WantedPersons, status=202, refusals=(400, 409, 413),
    ),
    Address(
        "GET", _PACKAGE, data.data_package, FIGURES, "read_data_package",
        "How far a data package of yours is.", wire.DataPackage,
    ),
    Address(
        "GET", f"{_PACKAGE}/file", data.data_file, FIGURES, "read_data_file",
        "The package itself, within an hour.", _ZIP,
    ),
    Address(
        "DELETE", _PACKAGE, data.drop_data, FIGURES, "drop_data_package",
        "Stop a data package, or remove it.", status=204,
    ),
    Address(
        "GET", _COMMENTS, comments.themes, in_session(Act.SEE_EVERY_AUDIENCE), "read_themes",
        "What people wrote, in themes.", comment_wire.CommentThemes, refusals=(409,),
    ),
    Address(
        "POST", _COMMENTS + "/{step}", comments.change_themes, in_session(Act.SORT_COMMENTS),
        "change_themes", "Let comments leave, or sort them: one step.", comment_wire.CommentThemes,
        comment_wire.ThemeStep, may_be_empty=True, refusals=(400, 409, 413, 422),
        parameters=(_STEP,),
    ),
)  # fmt: skip
