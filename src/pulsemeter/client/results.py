"""What a session becomes, over the API: reports, films, data packages, comments in themes."""

from typing import Literal

from pulsemeter.client.connection import Connection, in_path
from pulsemeter.client.sessions import of_session
from pulsemeter.wire import results as wire
from pulsemeter.wire.comments import CommentThemes, ThemeStep

ReportForm = Literal["html", "pdf", "pptx"]
CommentStep = Literal[
    "leave", "stop", "regroup", "rename", "merge", "split", "move", "withhold", "allow"
]


def _report(code: str, stimulus: str, rest: str = "") -> str:
    return of_session(code, f"/reports/{in_path(stimulus)}{rest}")


class ResultCalls(Connection):
    """What is made of a session, and taken away."""

    def list_reports(self, code: str) -> wire.Reports:
        """The reports on a session, one for each stimulus."""
        return self._ask(wire.Reports, "GET", of_session(code, "/reports"))

    def read_report(self, code: str, stimulus: str) -> wire.Report:
        """How far a report is, and its files."""
        return self._ask(wire.Report, "GET", _report(code, stimulus))

    def ask_report(self, code: str, stimulus: str) -> wire.Report:
        """Let a report be made, after the close."""
        return self._ask(wire.Report, "POST", _report(code, stimulus))

    def cancel_report(self, code: str, stimulus: str) -> wire.Report:
        """Give up a report that waits or is being made."""
        return self._ask(wire.Report, "POST", _report(code, stimulus, "/cancel"))

    def read_report_file(self, code: str, stimulus: str, form: ReportForm) -> bytes:
        """The report as a file."""
        return self._send("GET", _report(code, stimulus, f"/files/{in_path(form)}")).content

    def read_films(self, code: str) -> wire.Films:
        """How far films with curves are, their files, and what to choose from."""
        return self._ask(wire.Films, "GET", of_session(code, "/films"))

    def ask_films(self, code: str, wanted: wire.WantedFilms) -> wire.Films:
        """Let films be made, in place of earlier ones."""
        return self._ask(wire.Films, "POST", of_session(code, "/films"), wanted)

    def cancel_films(self, code: str) -> wire.Films:
        """Give up films that wait or are being made."""
        return self._ask(wire.Films, "POST", of_session(code, "/films/cancel"))

    def read_film_file(self, code: str, file: str) -> bytes:
        """A film, a clip, or the list of clips, by its name."""
        return self._send("GET", of_session(code, f"/films/{in_path(file)}")).content

    def list_data_packages(self, code: str) -> wire.DataPackages:
        """The data packages that you asked for, the newest first."""
        return self._ask(wire.DataPackages, "GET", of_session(code, "/data"))

    def ask_data(self, code: str, wanted: wire.WantedData) -> wire.DataPackage:
        """Let a package of released figures be made."""
        return self._ask(wire.DataPackage, "POST", of_session(code, "/data"), wanted)

    def ask_persons(self, code: str, wanted: wire.WantedPersons) -> wire.DataPackage:
        """Let a package of persons be made, as far as the profile allows it; it is logged."""
        return self._ask(wire.DataPackage, "POST", of_session(code, "/data/persons"), wanted)

    def read_data_package(self, code: str, job: str) -> wire.DataPackage:
        """How far a data package of yours is."""
        return self._ask(wire.DataPackage, "GET", of_session(code, f"/data/{in_path(job)}"))

    def read_data_file(self, code: str, job: str) -> bytes:
        """The package itself, a ZIP, within an hour."""
        return self._send("GET", of_session(code, f"/data/{in_path(job)}/file")).content

    def drop_data_package(self, code: str, job: str) -> None:
        """Stop a data package, or remove it."""
        self._send("DELETE", of_session(code, f"/data/{in_path(job)}"))

    def read_themes(self, code: str) -> CommentThemes:
        """What people wrote, in themes."""
        return self._ask(CommentThemes, "GET", of_session(code, "/comments"))

    def change_themes(self, code: str, step: CommentStep, asked: ThemeStep) -> CommentThemes:
        """Let comments leave, or sort them: one step."""
        path = of_session(code, f"/comments/{in_path(step)}")
        return self._ask(CommentThemes, "POST", path, asked)
