"""Reports put together for one server: where they lie and what writes them."""

from pathlib import Path

from pulsemeter.media.report_folder import FolderReports
from pulsemeter.media.write_report import report_parts
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.make_reports import Reporting
from pulsemeter.service.ports import Clock, Stores
from pulsemeter.service.sort_comments import Comments


def reports_for(
    data: Path, stores: Stores, clock: Clock, comments: Comments, jobs: Jobs
) -> Reporting:
    """For the server of a data folder; reports lie in its folder `reports`."""
    return Reporting(stores, clock, comments, FolderReports(data / "reports"), report_parts, jobs)
